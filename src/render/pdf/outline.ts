import { textString } from './properties.ts';
import type { PdfFile, PdfObject } from './structure.ts';

/**
 * Bookmarks with the words of their headings. Chromium leaves out the space where a heading's line breaks, and writes a heading
 * twice that stands at the end of a page and moves to the next.
 */
export function withBookmarks(file: PdfFile, html: string): PdfFile {
  const headings = new Map(headingsIn(html).map((words) => [squeezed(words), words]));
  return { ...file, objects: file.objects.map((object) => mended(object, headings)) };
}

/** An outline item (ISO 32000-1 §12.3.3) as Skia writes it; a string ends at a parenthesis without a backslash. */
const bookmark = /^<<\/Title (<[0-9A-F]*>|\((?:\\[^]|[^\\)])*\))(?=\n\/Dest )/;

function mended(object: PdfObject, headings: ReadonlyMap<string, string>): PdfObject {
  // The start is enough to tell, and most objects are streams.
  const start = object.body.toString('latin1', 0, '<</Title '.length);
  if (start !== '<</Title ') return object;
  const body = object.body.toString('latin1');
  const [found, title = ''] = bookmark.exec(body) ?? [];
  if (found === undefined) return object;
  const words = squeezed(textOf(title));
  const half = words.slice(0, words.length / 2);
  const heading = headings.get(words) ?? (words === half + half ? headings.get(half) : undefined);
  return heading === undefined ? object : { number: object.number, body: Buffer.from(`<</Title ${textString(heading)}${body.slice(found.length)}`, 'latin1') };
}

/** The text of a string object: UTF-16BE in hexadecimal, or bytes with escapes. */
function textOf(title: string): string {
  if (title.startsWith('<')) return Buffer.from(title.slice(5, -1), 'hex').swap16().toString('utf16le');
  return title.slice(1, -1).replace(/\\(\d{3}|[^])/g, (_, escaped: string) => (escaped.length === 3 ? String.fromCharCode(Number.parseInt(escaped, 8)) : escaped));
}

function headingsIn(html: string): readonly string[] {
  return [...html.matchAll(/<h[1-6][^>]*>([^]*?)<\/h[1-6]>/g)].map(([, inner = '']) => inner.replace(/<[^>]*>/g, '').replace(/&(?:#x([0-9a-f]+)|(amp|lt|gt|quot));/gi, decoded).replace(/\s+/g, ' ').trim());
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** A character that the templates escape. */
function decoded(entity: string, code: string | undefined, name: string | undefined): string {
  if (code !== undefined) return String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(code, 16)));
  return named[name?.toLowerCase() ?? ''] ?? entity;
}

function squeezed(words: string): string {
  return words.replace(/[\s\u00ad\u200b]+/g, '');
}
