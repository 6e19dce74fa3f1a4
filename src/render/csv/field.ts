import { plainText } from '../tables/plainText.ts';

/** Signs that begin a formula, in their plain and wide forms. */
const signs = '=+\\-@＝＋－＠﹦﹢﹣﹫';

/** Spaces, controls and characters without width that spreadsheets skip or drop before they look at a cell. */
const skipped = '[\\s\\p{Cc}\\p{Cf}\\ufffd]*';

const leading = new RegExp(`^(?:[\\t\\r\\n]|${skipped}[${signs}])`, 'u');
const inner = new RegExp(`([,;|\\t\\n]${skipped})(?=[${signs}])`, 'gu');

/**
 * A text that no spreadsheet takes for a formula: an apostrophe goes before a first sign of one (CWE-1236), and before one that follows what
 * another program may take for the end of a cell, since quotes only protect in programs that split at our delimiter.
 */
export function neutral(text: string): string {
  const plain = plainText(text);
  const within = plain.replaceAll(inner, "$1'");
  return leading.test(text) || leading.test(plain) ? `'${within}` : within;
}

/** A field of RFC 4180: in quotes where it holds a delimiter of any kind, a quote, a line break, or space at an end. */
export function quoted(field: string): string {
  return /[",;|\t\r\n]|^\s|\s$/u.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
