import type { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { DriftLog } from '../drift.ts';

/** Decodes rows by a schema; those that do not fit are counted and left out. */
export function decodeRows<T>(rows: readonly WireRow[], schema: z.ZodType<T>, subject: string, drift: DriftLog): readonly T[] {
  const decoded: T[] = [];
  for (const row of rows) {
    const result = schema.safeParse(row);
    if (result.success) decoded.push(result.data);
    else drift.invalidRow(subject, faultOf(result.error));
  }
  return decoded;
}

/** `properties.score.max: expected number`: path and complaint of the first fault. */
export function faultOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'unknown fault' : `${issue.path.join('.')}: ${issue.message}`;
}

/** The text, or null when it is empty. */
export function textOrNull(text: string): string | null {
  return text === '' ? null : text;
}

/** A service timestamp (up to seven decimals, any offset) as ISO 8601 UTC; null when empty. Anything else is noted and null. */
export function timestampOrNull(text: string, subject: string, drift: DriftLog): string | null {
  if (text === '') return null;
  const time = Date.parse(text);
  // The service writes the year 1 where it means "never".
  if (Number.isNaN(time) || time < 0) {
    if (Number.isNaN(time)) drift.oddValue(subject, text);
    return null;
  }
  return new Date(time).toISOString();
}

/** Sort order of ids and keys: by code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
