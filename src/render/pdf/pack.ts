import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { PdfFile, PdfObject } from './structure.ts';

/**
 * A PDF written with its small objects in compressed object streams and a cross-reference stream (ISO 32000-1
 * §7.5.7–8): Chromium writes the structure tree, most of a tagged report, as plain text. A quarter of the size.
 */
export async function packPdf(file: PdfFile): Promise<Uint8Array> {
  const plain = file.objects.filter((object) => !isStream(object));
  const groups = Array.from({ length: Math.ceil(plain.length / perStream) }, (_, index) => plain.slice(index * perStream, (index + 1) * perStream));
  // Packed side by side, off this thread.
  const containers = (await Promise.all(groups.map(objectStream))).map((body, index): PdfObject => ({ number: file.size + index, body }));
  const entries: Entry[] = Array.from({ length: file.size }, () => free);
  groups.forEach((group, place) => group.forEach(({ number }, index) => {
    entries[number] = [2, file.size + place, index];
  }));
  const parts: Buffer[] = [header];
  let at = header.length;
  for (const { number, body } of [...file.objects.filter(isStream), ...containers]) {
    const head = Buffer.from(`${number} 0 obj\n`);
    entries[number] = [1, at, 0];
    parts.push(head, body, endOfObject);
    at += head.length + body.length + endOfObject.length;
  }
  const table = entries.length;
  entries[table] = [1, at, 0];
  const references = await referenceStream(entries, file);
  return Buffer.concat([...parts, Buffer.from(`${table} 0 obj\n`), references, endOfObject, Buffer.from(`startxref\n${at}\n%%EOF\n`)]);
}

/** Kind 0 free, 1 at an offset, 2 in an object stream (its number, the place in it); see Table 18. */
type Entry = readonly [kind: number, where: number, index: number];

const free: Entry = [0, 0, 65535];
const header = Buffer.from('%PDF-1.7\n%\u00d3\u00eb\u00e9\u00e1\n', 'latin1');
const endOfObject = Buffer.from('\nendobj\n');
const endOfStream = Buffer.from('\nendstream');
const lineEnd = Buffer.from('\n');
/** Readers unpack a whole object stream for one object of it. */
const perStream = 300;

function isStream({ body }: PdfObject): boolean {
  return body.subarray(-endOfStream.length).equals(endOfStream);
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

function referenceStream(entries: readonly Entry[], file: PdfFile): Promise<Buffer> {
  const content = Buffer.alloc(entries.length * 7);
  entries.forEach(([kind, where, index], number) => {
    content.writeUInt8(kind, number * 7);
    content.writeUInt32BE(where, number * 7 + 1);
    content.writeUInt16BE(index, number * 7 + 5);
  });
  const identity = identityOf(file);
  return streamBody(`/Type /XRef\n/Size ${entries.length}\n/W [1 4 2]\n/Root ${file.root} 0 R\n/Info ${file.information} 0 R\n/ID [<${identity}> <${identity}>]`, content);
}

/** The file identifier (§14.4): from the content, so that the same report has the same. */
function identityOf(file: PdfFile): string {
  const hash = createHash('sha256');
  for (const { body } of file.objects) hash.update(body);
  return hash.digest('hex').slice(0, 32);
}

async function streamBody(dictionary: string, content: Buffer): Promise<Buffer> {
  const packed = await promisify(deflate)(content);
  return Buffer.concat([Buffer.from(`<<${dictionary}\n/Filter /FlateDecode\n/Length ${packed.length}>> stream\n`), packed, endOfStream]);
}
