/** A row of a continuous-export table, or of one of our queries, by column name: from the service, or from a file in which everything may be text. */
export type ExportRow = Readonly<Record<string, unknown>>;

/** Text as given; '' for none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A finite number, also one written as text; null for anything else. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** A count of resources; null for anything but a whole number from 0. */
export function countOf(value: unknown): number | null {
  const number = numberOf(value);
  return number !== null && Number.isInteger(number) && number >= 0 ? number : null;
}

/** A moment in ms since 1970; null for anything else. The empty datetime that some writers use (year 1) is none. */
export function momentOf(value: unknown): number | null {
  const ms = value instanceof Date ? value.getTime() : typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(withZone(value)) : Number.NaN;
  return Number.isNaN(ms) || ms <= 0 ? null : ms;
}

/** Times without a zone are UTC, as everything in Log Analytics. */
function withZone(text: string): string {
  return /T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(text) || !/[T ]/.test(text) ? text : `${text.replace(' ', 'T')}Z`;
}

/** A list, also one written as JSON text; empty for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  const list = parsed(value);
  return Array.isArray(list) ? list : [];
}

/** An object, also one written as JSON text; empty for anything else. */
export function objectOf(value: unknown): ExportRow {
  const object = parsed(value);
  return typeof object === 'object' && object !== null && !Array.isArray(object) ? { ...object } : {};
}

export function isTrue(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === 'string' && value.toLowerCase() === 'true');
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
