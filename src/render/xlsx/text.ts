import { plainText } from '../tables/plainText.ts';

/** Characters Excel keeps in a cell. */
export const textLimit = 32_767;

/**
 * A text for a cell: no character XML forbids, escapes that spreadsheets would decode (`_x0041_` is an A to them) spelled out, and no longer
 * than a cell holds, with the cut stated.
 */
export function cellText(text: string): string {
  const plain = plainText(text);
  const whole = escaped(plain);
  if (whole.length <= textLimit) return whole;
  const notice = ` … [cut: ${text.length} characters in all; report.json has them]`;
  return `${escaped(beginning(plain, textLimit - notice.length))}${notice}`;
}

/** The beginning of a text that is no longer than `room` once escaped, without half a character at its end. */
function beginning(text: string, room: number): string {
  let cut = text.slice(0, room);
  for (let over = escaped(cut).length - room; over > 0; over = escaped(cut).length - room) cut = cut.slice(0, -Math.ceil(over / 2));
  return cut.replace(/[\ud800-\udbff]$/, '');
}

function escaped(text: string): string {
  return text.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
}

/** Texts that the writer would store as errors instead of texts. */
export function looksLikeError(text: string): boolean {
  return /^#[A-Z0-9_/!?]+$/.test(text);
}
