import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { readStructure, type PdfStructure } from './structure.ts';

/**
 * The same document with its small objects in compressed object streams and a cross-reference stream (ISO 32000-1
 * §7.5.7–8): Chromium writes the structure tree, most of a tagged report, as plain text. A third of the size.
 */
export async function packObjects(pdf: Uint8Array): Promise<Uint8Array> {
  const structure = readStructure(pdf);
  const { streams, plain } = objectsOf(structure);
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\u00d3\u00eb\u00e9\u00e1\n', 'latin1')];
  const entries: Entry[] = Array.from({ length: structure.size }, () => free);
  let at = parts[0]?.length ?? 0;
  const append = (number: number, body: Buffer): void => {
    const head = Buffer.from(`${number} 0 obj\n`);
    entries[number] = [1, at, 0];
    parts.push(head, body, endOfObject);
    at += head.length + body.length + endOfObject.length;
  };
  for (const { number, body } of streams) append(number, body);
  const groups = Array.from({ length: Math.ceil(plain.length / perStream) }, (_, index) => plain.slice(index * perStream, (index + 1) * perStream));
  // Packed side by side, off this thread.
  const containers = await Promise.all(groups.map(objectStream));
  for (const [place, group] of groups.entries()) {
    const container = entries.length;
    append(container, containers[place] ?? Buffer.alloc(0));
    group.forEach(({ number }, index) => {
      entries[number] = [2, container, index];
    });
  }
  const table = entries.length;
  entries[table] = [1, at, 0];
  const end = Buffer.from(`startxref\n${at}\n%%EOF\n`);
  return Buffer.concat([...parts, Buffer.from(`${table} 0 obj\n`), await referenceStream(entries, structure), endOfObject, end]);
}

/** Kind 0 free, 1 at an offset, 2 in an object stream (its number, the place in it); see Table 18. */
type Entry = readonly [kind: number, where: number, index: number];

interface PdfObject {
  readonly number: number;
  readonly body: Buffer;
}

const free: Entry = [0, 0, 65535];
const endOfObject = Buffer.from('\nendobj\n');
const lineEnd = Buffer.from('\n');
/** Readers unpack a whole object stream for one object of it. */
const perStream = 300;

function objectsOf(pdf: PdfStructure): { readonly streams: readonly PdfObject[]; readonly plain: readonly PdfObject[] } {
  const order = [...pdf.offsets].toSorted(([, one], [, other]) => one - other);
  const objects = order.map(([number, start], index): PdfObject => {
    const whole = pdf.bytes.subarray(start, order[index + 1]?.[1] ?? pdf.tableStart);
    const head = `${number} 0 obj\n`;
    const tail = '\nendobj\n';
    if (whole.toString('latin1', 0, head.length) !== head || whole.toString('latin1', whole.length - tail.length) !== tail) throw new Error(`object ${number} of the PDF is not laid out as expected`);
    return { number, body: whole.subarray(head.length, whole.length - tail.length) };
  });
  const isStream = ({ body }: PdfObject): boolean => body.toString('latin1', body.length - 9) === 'endstream';
  return { streams: objects.filter(isStream), plain: objects.filter((object) => !isStream(object)) };
}

function objectStream(objects: readonly PdfObject[]): Promise<Buffer> {
  let at = 0;
  const index = objects.map(({ number, body }) => {
    const pair = `${number} ${at}`;
    at += body.length + 1;
    return pair;
  }).join(' ');
  const content = Buffer.concat([Buffer.from(`${index}\n`), ...objects.flatMap(({ body }) => [body, lineEnd])]);
  return streamBody(`/Type /ObjStm\n/N ${objects.length}\n/First ${index.length + 1}`, content);
}

function referenceStream(entries: readonly Entry[], pdf: PdfStructure): Promise<Buffer> {
  const content = Buffer.alloc(entries.length * 7);
  entries.forEach(([kind, where, index], number) => {
    content.writeUInt8(kind, number * 7);
    content.writeUInt32BE(where, number * 7 + 1);
    content.writeUInt16BE(index, number * 7 + 5);
  });
  const identity = pdf.identity === null ? '' : `\n/ID [<${pdf.identity}> <${pdf.identity}>]`;
  return streamBody(`/Type /XRef\n/Size ${entries.length}\n/W [1 4 2]\n/Root ${pdf.root} 0 R\n/Info ${pdf.information} 0 R${identity}`, content);
}

async function streamBody(dictionary: string, content: Buffer): Promise<Buffer> {
  const packed = await promisify(deflate)(content);
  return Buffer.concat([Buffer.from(`<<${dictionary}\n/Filter /FlateDecode\n/Length ${packed.length}>> stream\n`), packed, Buffer.from('\nendstream')]);
}
