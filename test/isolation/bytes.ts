import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { inflateRawSync, inflateSync } from 'node:zlib';
import { readPdf } from '../browser/pdfReader.ts';

/** Every file below a folder by its path, `/` between parts. */
export async function filesBelow(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).toSorted();
  return new Map(await Promise.all(paths.map(async (path) => [relative(folder, path).split(sep).join('/'), await readFile(path)] as const)));
}

/** All that can be read in a file by any means, in lower case: its path, its bytes, what is packed in it, the text of a PDF without its line breaks. */
export async function readable(path: string, bytes: Uint8Array): Promise<string> {
  const parts: Buffer[] = [Buffer.from(path), Buffer.from(bytes)];
  if (path.endsWith('.xlsx')) parts.push(...unzipped(Buffer.from(bytes)));
  if (path.endsWith('.pdf')) parts.push(...pdfStreams(Buffer.from(bytes)), Buffer.from(await pdfText(bytes)));
  // UTF-16 with its zeros left out is readable too.
  const text = parts.map((part) => `${part.toString('utf8')}\n${part.toString('latin1').replaceAll('\0', '')}`).join('\n').toLowerCase();
  return `${text}\n${hexStrings(text)}`;
}

/** Names and contents of a ZIP's files, by its local headers. */
function unzipped(zip: Buffer): Buffer[] {
  const found: Buffer[] = [];
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, packed, name, extra, comment, local] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)];
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(start, start + packed);
    found.push(zip.subarray(at + 46, at + 46 + name), method === 0 ? content : inflateRawSync(content));
    at += 46 + name + extra + comment;
  }
  return found;
}

function pdfStreams(pdf: Buffer): Buffer[] {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/stream\r?\n/g)].flatMap(({ index, 0: word }) => {
    if (text.slice(index - 3, index) === 'end') return [];
    try {
      return inflateSync(pdf.subarray(index + word.length), { finishFlush: 2 });
    } catch {
      return [];
    }
  });
}

async function pdfText(bytes: Uint8Array): Promise<string> {
  const { title, author, outline, pages } = await readPdf(bytes);
  const lines = [title, author, ...outline, ...pages.flatMap((page) => page.lines)];
  return `${lines.join('\n')}\n${lines.join('').replace(/\s+/g, '')}`;
}

/** Strings of PDFs that are written as hexadecimal digits, as text. */
function hexStrings(text: string): string {
  return [...text.matchAll(/<([0-9a-f]{8,})>/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1').replaceAll('\0', '').toLowerCase()).join('\n');
}
