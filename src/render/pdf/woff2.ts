import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

/** Code points that a WOFF2 font has a glyph for, from its character map; Error when it is no WOFF2 font of one face. Lists beside fonts claim more than there is. */
export async function charactersOf(font: Uint8Array): Promise<ReadonlySet<number>> {
  const bytes = Buffer.from(font.buffer, font.byteOffset, font.byteLength);
  if (bytes.toString('latin1', 0, 4) !== 'wOF2' || bytes.toString('latin1', 4, 8) === 'ttcf') throw new Error('not a WOFF2 font of one face');
  const { tables, end } = directoryOf(bytes);
  const content = await promisify(brotliDecompress)(bytes.subarray(end, end + bytes.readUInt32BE(20)));
  let at = 0;
  for (const { isCharacterMap, length } of tables) {
    if (isCharacterMap) return mappedIn(content.subarray(at, at + length));
    at += length;
  }
  throw new Error('the font has no character map');
}

interface Table {
  readonly isCharacterMap: boolean;
  /** Bytes in the decompressed content. */
  readonly length: number;
}

/** Indexes into WOFF2's list of known tags (§5.2). */
const tags = { cmap: 0, glyf: 10, loca: 11, named: 63 } as const;

/** The table directory (WOFF2 §5.1), which follows a header of 48 bytes. */
function directoryOf(bytes: Buffer): { readonly tables: readonly Table[]; readonly end: number } {
  let at = 48;
  const base128 = (): number => {
    let value = 0;
    for (;;) {
      const byte = bytes.readUInt8(at++);
      value = value * 128 + (byte & 0x7f);
      if ((byte & 0x80) === 0) return value;
    }
  };
  const tables = Array.from({ length: bytes.readUInt16BE(12) }, (): Table => {
    const flags = bytes.readUInt8(at++);
    const [tag, version] = [flags & 0x3f, flags >> 6];
    if (tag === tags.named) at += 4;
    const plain = base128();
    const isTransformed = tag === tags.glyf || tag === tags.loca ? version !== 3 : version !== 0;
    return { isCharacterMap: tag === tags.cmap, length: isTransformed ? base128() : plain };
  });
  return { tables, end: at };
}

/** Everything that any of the map's Unicode subtables (OpenType cmap, formats 4 and 12) gives a glyph. */
function mappedIn(cmap: Buffer): ReadonlySet<number> {
  const mapped = new Set<number>();
  for (let index = 0; index < cmap.readUInt16BE(2); index++) {
    const subtable = cmap.subarray(cmap.readUInt32BE(4 + index * 8 + 4));
    const format = subtable.readUInt16BE(0);
    if (format === 4) addSegments(subtable, mapped);
    if (format === 12) addGroups(subtable, mapped);
  }
  return mapped;
}

function addSegments(table: Buffer, mapped: Set<number>): void {
  const twice = table.readUInt16BE(6);
  for (let at = 0; at < twice; at += 2) {
    const [end, start] = [table.readUInt16BE(14 + at), table.readUInt16BE(16 + twice + at)];
    const [delta, place] = [table.readUInt16BE(16 + 2 * twice + at), 16 + 3 * twice + at];
    const offset = table.readUInt16BE(place);
    for (let code = start; code <= end && code < 0xffff; code++) {
      const glyph = offset === 0 ? code + delta : table.readUInt16BE(place + offset + 2 * (code - start));
      if ((glyph & 0xffff) !== 0) mapped.add(code);
    }
  }
}

function addGroups(table: Buffer, mapped: Set<number>): void {
  for (let index = 0; index < table.readUInt32BE(12); index++) {
    const at = 16 + index * 12;
    for (let code = table.readUInt32BE(at); code <= table.readUInt32BE(at + 4); code++) mapped.add(code);
  }
}
