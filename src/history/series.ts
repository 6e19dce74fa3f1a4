import { z } from 'zod';
import { decodeVlq, deltasOf, encodeVlq, largestVlq, sumDeltas } from './vlq.ts';

/**
 * Series of numbers over the points of one file: each series (a scope, a control of a scope …) keeps a row only for the
 * points at which it differs from the point before. Columns are text of small differences, which compress well.
 */
export const seriesSchema = z.object({
  rows: z.string().describe('Number of rows of each series.'),
  points: z.string().describe('Point index of each row: the first of a series as it is, then the distance to the row before.'),
  gone: z.object({
    count: z.number().int().nonnegative(),
    rows: z.string().describe('Differences of the rows\' indexes.'),
  }).describe('Rows from which on the series has no value.'),
  fields: z.record(z.string(), z.object({
    decimals: z.number().int().min(0).max(6).describe('Values are whole numbers divided by 10 to this power.'),
    values: z.string().describe('Difference of each row to the row before it in its series; the first row as it is.'),
  })),
  exact: z.record(z.string(), z.object({
    rows: z.string().describe('Rows (differences of their indexes) whose value is given here.'),
    values: z.array(z.number()),
  })).describe('Values that differ from what the other fields predict, or that no number of decimals holds.'),
});

export type SeriesDocument = z.infer<typeof seriesSchema>;

/** Decoded series: rows of series `s` are `start[s]` … `start[s + 1] - 1`, in point order. */
export interface Series<F extends string> {
  readonly start: Uint32Array;
  readonly point: Uint32Array;
  /** 1 where the series ends. */
  readonly gone: Uint8Array;
  readonly columns: Readonly<Record<F, Float64Array>>;
}

/** Row of a series at a point: the last one at or before it; −1 when the series has no value there. */
export function rowAt({ start, point, gone }: Series<string>, index: number, at: number): number {
  let low = start[index] ?? 0;
  let high = start[index + 1] ?? 0;
  const first = low;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((point[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low === first || gone[low - 1] === 1 ? -1 : low - 1;
}

/** Rows of one series while they are gathered: [point, value of each field …] or [point] for an end. */
interface Gathered {
  readonly rows: (readonly number[])[];
  lastPoint: number;
}

/** Which series: a scope, and within it a control id or recommendation key (empty for the scope's own). */
export interface SeriesKey {
  readonly scopeId: string;
  readonly name: string;
}

/** Gathers values point by point. */
export interface SeriesBuilder {
  /** Values in the order of the fields; NaN in a predicted field: as predicted. Points must not go down. */
  add(point: number, scopeId: string, name: string, values: readonly number[]): void;
  /** Names that have a value at some point, by scope. */
  names(): ReadonlyMap<string, Iterable<string>>;
  /** The document, its series in the order of `keys`; `points` is the number of points of the file. */
  build(keys: readonly SeriesKey[], points: number): SeriesDocument;
}

/** `stored` fields are columns of their own, `predicted` ones are kept only where they differ from the prediction. */
export function createSeriesBuilder(stored: readonly string[], predicted: readonly string[]): SeriesBuilder {
  // Two levels: putting scope and name together for a key would cost more than all the rest.
  const scopes = new Map<string, Map<string, Gathered>>();
  return {
    add: (point, scopeId, name, values) => {
      const own = entryOf(scopes, scopeId, () => new Map<string, Gathered>());
      const series = entryOf(own, name, (): Gathered => ({ rows: [], lastPoint: point }));
      if (series.rows.length > 0 && series.lastPoint < point - 1) series.rows.push([series.lastPoint + 1]);
      const last = series.rows.at(-1);
      if (last === undefined || !sameValues(last, values)) series.rows.push([point, ...values]);
      series.lastPoint = point;
    },
    names: () => new Map([...scopes].map(([scopeId, own]) => [scopeId, own.keys()])),
    build: (keys, points) => {
      const all = keys.map(({ scopeId, name }) => finished(scopes.get(scopeId)?.get(name), points));
      return documentOf(all, stored, predicted);
    },
  };
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Rows of a series, with an end when it stops before the last point. */
function finished(series: Gathered | undefined, points: number): readonly (readonly number[])[] {
  if (series === undefined) return [];
  return series.lastPoint < points - 1 ? [...series.rows, [series.lastPoint + 1]] : series.rows;
}

function sameValues(row: readonly number[], values: readonly number[]): boolean {
  if (row.length !== values.length + 1) return false;
  for (let index = 0; index < values.length; index += 1) if (!Object.is(values[index], row[index + 1])) return false;
  return true;
}

function documentOf(all: readonly (readonly (readonly number[])[])[], stored: readonly string[], predicted: readonly string[]): SeriesDocument {
  const points: number[] = [];
  const gone: number[] = [];
  for (const rows of all) {
    rows.forEach((row, index) => {
      if (row.length === 1) gone.push(points.length);
      points.push((row[0] ?? 0) - (index === 0 ? 0 : (rows[index - 1]?.[0] ?? 0)));
    });
  }
  const exact: SeriesDocument['exact'] = {};
  const fields: SeriesDocument['fields'] = {};
  stored.forEach((field, index) => (fields[field] = fieldColumn(all, index + 1, (rows, values) => (exact[field] = { rows: encodeVlq(deltasOf(rows)), values }))));
  predicted.forEach((field, index) => {
    const given = givenValues(all, stored.length + index + 1);
    if (given.rows.length > 0) exact[field] = { rows: encodeVlq(deltasOf(given.rows)), values: given.values };
  });
  return { rows: encodeVlq(all.map((rows) => rows.length)), points: encodeVlq(points), gone: { count: gone.length, rows: encodeVlq(deltasOf(gone)) }, fields, exact };
}

/** Values of a predicted field that are not as predicted, with the rows they are in. */
function givenValues(all: readonly (readonly (readonly number[])[])[], place: number): { readonly rows: number[]; readonly values: number[] } {
  const given: { readonly rows: number[]; readonly values: number[] } = { rows: [], values: [] };
  let row = 0;
  for (const rows of all) {
    for (const values of rows) {
      const value = values[place];
      if (value !== undefined && !Number.isNaN(value)) {
        given.rows.push(row);
        given.values.push(value);
      }
      row += 1;
    }
  }
  return given;
}

function fieldColumn(all: readonly (readonly (readonly number[])[])[], place: number, onExact: (rows: number[], values: number[]) => void): SeriesDocument['fields'][string] {
  const decimals = decimalsOf(all, place);
  const factor = 10 ** decimals;
  const deltas: number[] = [];
  const rowsExact: number[] = [];
  const exact: number[] = [];
  for (const rows of all) {
    let before = 0;
    for (const values of rows) {
      const value = values[place] ?? before / factor;
      const whole = holds(value, factor) ? Math.round(value * factor) : before;
      if (whole / factor !== value) {
        rowsExact.push(deltas.length);
        exact.push(value);
      }
      deltas.push(whole - before);
      before = whole;
    }
  }
  if (exact.length > 0) onExact(rowsExact, exact);
  return { decimals, values: encodeVlq(deltas) };
}

/** Fewest decimals that hold every value, or the most we use when none does. */
function decimalsOf(all: readonly (readonly (readonly number[])[])[], place: number): number {
  const scales = [0, 2, 4];
  const fits = (decimals: number): boolean => all.every((rows) => rows.every((values) => values[place] === undefined || holds(values[place], 10 ** decimals)));
  return scales.find(fits) ?? 2;
}

function holds(value: number, factor: number): boolean {
  const whole = Math.round(value * factor);
  return Math.abs(whole) < largestVlq / 2 && whole / factor === value;
}

/** Decodes the stored fields; RangeError when the columns do not belong together. */
export function decodeSeries<F extends string>(document: SeriesDocument, count: number, stored: readonly F[]): Series<F> {
  const start = startsOf(decodeVlq(document.rows, count));
  const total = start[count] ?? 0;
  const point = new Uint32Array(sumWithin(decodeVlq(document.points, total), start, 1));
  const columns: Partial<Record<F, Float64Array>> = {};
  for (const field of stored) columns[field] = decodeField(document, field, total, start);
  const complete = columns as Record<F, Float64Array>; // every field of `stored` was set above
  return { start, point, gone: goneOf(document.gone, total), columns: complete };
}

function decodeField(document: SeriesDocument, field: string, total: number, start: Uint32Array): Float64Array {
  const column = document.fields[field];
  if (column === undefined) throw new RangeError(`column missing: ${field}`);
  const values = sumWithin(decodeVlq(column.values, total), start, 10 ** column.decimals);
  applyExact(document, field, values);
  return values;
}

/** Puts the values that are given exactly into a column of others. */
export function applyExact(document: SeriesDocument, field: string, column: Float64Array): void {
  for (const [row, value] of exactValues(document, field, column.length)) column[row] = value;
}

/** Values of a field that are given exactly, by row; RangeError when one is for a row that does not exist. */
export function exactValues(document: SeriesDocument, field: string, rows: number): ReadonlyMap<number, number> {
  const exact = document.exact[field];
  if (exact === undefined) return new Map();
  const places = sumDeltas(decodeVlq(exact.rows, exact.values.length));
  return new Map(exact.values.map((value, index) => {
    const row = places[index] ?? -1;
    if (!(row >= 0 && row < rows)) throw new RangeError(`row ${String(row)} of ${field} does not exist`);
    return [row, value];
  }));
}

function startsOf(rows: Float64Array): Uint32Array {
  const start = new Uint32Array(rows.length + 1);
  for (let index = 0; index < rows.length; index += 1) start[index + 1] = (start[index] ?? 0) + (rows[index] ?? 0);
  return start;
}

/** Sums differences within each series, then divides: whole numbers add up without error. */
function sumWithin(values: Float64Array, start: Uint32Array, factor: number): Float64Array {
  let row = 0;
  for (let series = 1; series < start.length; series += 1) {
    const end = start[series] ?? 0;
    let sum = 0;
    for (; row < end; row += 1) values[row] = sum += values[row] ?? 0;
  }
  if (factor !== 1) for (let index = 0; index < values.length; index += 1) values[index] = (values[index] ?? 0) / factor;
  return values;
}

function goneOf(ends: SeriesDocument['gone'], total: number): Uint8Array {
  const gone = new Uint8Array(total);
  for (const row of sumDeltas(decodeVlq(ends.rows, ends.count))) {
    if (!(row >= 0 && row < total)) throw new RangeError(`row ${String(row)} does not exist`);
    gone[row] = 1;
  }
  return gone;
}
