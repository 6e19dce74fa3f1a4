import type { Column, QueryResult } from '../../kql/types.ts';
import { resultTooLarge, type LogsError } from './errors.ts';

/** Largest result that is sent whole. */
export interface ResultLimits {
  readonly rows: number;
  readonly bytes: number;
}

/** The service's documented limits. */
export const documentedLimits: ResultLimits = { rows: 500_000, bytes: 104_857_600 };

/** A result as text: the service's table, and an error beside it when it was cut off. */
export interface WrittenResult {
  readonly text: string;
  readonly error: LogsError | null;
}

/** Writes a result row by row, so that a large one is held only once, and stops at a limit. */
export function writeResult(result: QueryResult, limits: ResultLimits): WrittenResult {
  const dynamic = result.columns.map((column) => column.type === 'dynamic');
  const rows: string[] = [];
  let bytes = 0;
  let error: LogsError | null = null;
  for (const row of result.rows) {
    if (rows.length >= limits.rows) {
      error = resultTooLarge(`${limits.rows} records`);
      break;
    }
    const text = JSON.stringify(row.map((value, position) => (dynamic[position] ? dynamicText(value) : value)));
    bytes += Buffer.byteLength(text);
    if (bytes > limits.bytes) {
      error = resultTooLarge(`${limits.bytes} bytes`);
      break;
    }
    rows.push(text);
  }
  return { text: writeTables(result.columns, rows, error), error };
}

/** The service sends dynamic values as text. */
function dynamicText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function writeTables(columns: readonly Column[], rows: readonly string[], error: LogsError | null): string {
  const described = JSON.stringify(columns.map(({ name, type }) => ({ name, type })));
  const failure = error === null ? '' : `,"error":${JSON.stringify(error)}`;
  return `{"tables":[{"name":"PrimaryResult","columns":${described},"rows":[${rows.join(',')}]}]${failure}}`;
}
