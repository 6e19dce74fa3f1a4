import { parseDatetime } from '../datetimes.ts';
import type { Eval, Row } from '../expression.ts';
import type { Context, Field, Plan } from '../scope.ts';
import { parseTimespan } from '../timespans.ts';
import type { Column, Dialect, KustoType, TableSchemas } from '../types.ts';
import { toGuid } from '../values.ts';
import type { Value } from '../values.ts';

type Source = Readonly<Record<string, unknown>>;

/** The schema's own spelling of a table's name, or `undefined`. Resource Graph compares without case. */
export function tableNamed(name: string, schemas: TableSchemas, dialect: Dialect): string | undefined {
  if (Object.hasOwn(schemas, name)) return name;
  if (dialect === 'logAnalytics') return undefined;
  return Object.keys(schemas).find((table) => table.toLowerCase() === name.toLowerCase());
}

/** All rows of a stored table. A row of the plan has one slot, the stored object; columns are read out of it when asked for. */
export function compileScan(name: string, context: Context): Plan | undefined {
  const table = tableNamed(name, context.schemas, context.dialect);
  if (table === undefined) return undefined;
  const { frame } = context;
  const fields = (context.schemas[table] ?? []).map(storedField);
  const plan = (read: () => readonly object[]): Plan => ({ fields, width: 1, serialized: false, rows: () => read().map((stored): Row => [stored]) });
  const all = (): readonly object[] => frame.database?.rows(table) ?? [];
  return {
    ...plan(all),
    ofType: (type) => plan(() => frame.database?.rowsByType?.(table, type) ?? all()),
  };
}

function storedField({ name, type }: Column): Field {
  const convert = converters[type];
  const read: Eval = type === 'string'
    ? (row) => {
      const value = (row[0] as Source)[name];
      return typeof value === 'string' ? value : storedText(value);
    }
    : (row) => convert((row[0] as Source)[name]);
  return { name, type, read };
}

function storedText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const number = (value: unknown): Value => (typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? numeric(Number(value)) : null);
const numeric = (value: number): Value => (Number.isNaN(value) ? null : value);

const converters: Readonly<Record<KustoType, (value: unknown) => Value>> = {
  string: storedText,
  dynamic: (value) => (value === undefined ? null : (value as Value)),
  long: number,
  int: number,
  real: number,
  decimal: number,
  bool: (value) => (typeof value === 'boolean' ? value : typeof value === 'number' ? value !== 0 : null),
  datetime: (value) => (typeof value === 'string' ? parseDatetime(value) : null),
  timespan: (value) => (typeof value === 'string' ? parseTimespan(value) : null),
  guid: (value) => (typeof value === 'string' ? toGuid(value) : null),
};
