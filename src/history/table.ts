import { z } from 'zod';
import { decodeVlq, deltasOf, encodeVlq, sumDeltas } from './vlq.ts';

/** Rows of texts as columns: each column lists its distinct values once, in order of appearance, and which one each row has. */
export const tableSchema = z.object({
  count: z.number().int().nonnegative(),
  columns: z.record(z.string(), z.object({
    values: z.array(z.unknown()).describe('Distinct values.'),
    rows: z.string().describe('Index into `values` for each row, as the difference to the row before.'),
  })),
});

export type TableDocument = z.infer<typeof tableSchema>;

/** A schema for each field of a row: the shape and the order of its columns. */
export type RowShape = Readonly<Record<string, z.ZodType>>;

type RowOf<S extends RowShape> = { [K in keyof S]: z.infer<S[K]> };

/** Rows with text, boolean, number or null fields. */
export function encodeTable<S extends RowShape>(rows: readonly RowOf<S>[], shape: S): TableDocument {
  const columns = Object.keys(shape).map((field) => ({ field, places: new Map<unknown, number>(), indexes: new Float64Array(rows.length) }));
  // Row by row: rows may be made when they are read.
  for (const [at, row] of rows.entries()) {
    for (const { field, places, indexes } of columns) {
      const value: unknown = row[field];
      const known = places.get(value);
      if (known === undefined) places.set(value, places.size);
      indexes[at] = known ?? places.size - 1;
    }
  }
  return { count: rows.length, columns: Object.fromEntries(columns.map(({ field, places, indexes }) => [field, { values: [...places.keys()], rows: encodeVlq(deltasOf(indexes)) }])) };
}

/** Inverse of {@link encodeTable}; every distinct value is checked by its field's schema. Equal texts share memory. */
export function decodeTable<S extends RowShape>(document: TableDocument, shape: S): readonly RowOf<S>[] {
  const columns = Object.entries(shape).map(([field, schema]) => ({ field, ...decodeColumn(document, field, schema) }));
  return Array.from({ length: document.count }, (_, row) => {
    const decoded: Record<string, unknown> = {};
    for (const column of columns) decoded[column.field] = column.values[column.indexes[row] ?? 0];
    return decoded as RowOf<S>; // each value has passed the schema of its field
  });
}

function decodeColumn(document: TableDocument, field: string, schema: z.ZodType): { readonly values: readonly unknown[]; readonly indexes: Float64Array } {
  const column = document.columns[field];
  if (column === undefined) throw new RangeError(`column missing: ${field}`);
  const values = column.values.map((value) => schema.parse(value));
  const indexes = sumDeltas(decodeVlq(column.rows, document.count));
  for (const index of indexes) if (!(index >= 0 && index < values.length)) throw new RangeError(`column ${field} names value ${String(index)} of ${String(values.length)}`);
  return { values, indexes };
}
