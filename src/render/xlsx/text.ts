import { plainText } from '../tables/plainText.ts';

/** Characters Excel keeps in a cell. */
export const textLimit = 32_767;

/**
 * A text for a cell: no character XML forbids, escapes that spreadsheets would decode (`_x0041_` is an A to them) spelled out, and no longer
 * than a cell holds, with the cut stated.
 */
export function cellText(text: string): string {
  const plain = escaped(plainText(text));
  if (plain.length <= textLimit) return plain;
  const notice = ` … [cut: ${text.length} characters in all; report.json has them]`;
  return `${plain.slice(0, textLimit - notice.length).replace(/(?:[\ud800-\udbff]|_x?[0-9A-Fa-f]{0,4})$/, '')}${notice}`;
}

function escaped(text: string): string {
  return text.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
}

/** Texts that the writer would store as errors instead of texts. */
export function looksLikeError(text: string): boolean {
  return /^#[A-Z0-9_/!?]+$/.test(text);
}
