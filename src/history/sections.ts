import type { SectionDocument } from './documents.ts';
import type { Series, SeriesBuilder, SeriesKey } from './series.ts';
import { decodeSeries } from './series.ts';
import { decodeVlq, deltasOf, encodeVlq, sumDeltas } from './vlq.ts';

export const controlFields = ['max', 'healthy', 'unhealthy', 'notApplicable'] as const;
export const recommendationFields = ['healthy', 'unhealthy', 'notApplicable', 'exempt'] as const;

/** Series by scope and name: those of scope `s` are `scopeStart[s]` … `scopeStart[s + 1] - 1`, sorted by name. */
export interface Section<F extends string> {
  readonly names: readonly string[];
  readonly scopeStart: Uint32Array;
  /** Index into `names` of each series. */
  readonly name: Uint32Array;
  readonly series: Series<F>;
}

/** Orders the series of a builder by scope and name. */
export function buildSection(builder: SeriesBuilder, scopeIds: readonly string[], points: number): SectionDocument {
  const byScope = builder.names();
  const own = scopeIds.map((scopeId) => [...(byScope.get(scopeId) ?? [])].sort());
  const names = [...new Set(own.flat())].sort();
  const places = new Map(names.map((name, index) => [name, index]));
  const keys = scopeIds.flatMap((scopeId, index): SeriesKey[] => (own[index] ?? []).map((name) => ({ scopeId, name })));
  return {
    names,
    perScope: encodeVlq(own.map((list) => list.length)),
    name: encodeVlq(deltasOf(keys.map(({ name }) => places.get(name) ?? 0))),
    count: keys.length,
    series: builder.build(keys, points),
  };
}

export function decodeSection<F extends string>(document: SectionDocument, scopes: number, fields: readonly F[]): Section<F> {
  const scopeStart = new Uint32Array(scopes + 1);
  decodeVlq(document.perScope, scopes).forEach((count, index) => (scopeStart[index + 1] = (scopeStart[index] ?? 0) + count));
  if (scopeStart[scopes] !== document.count) throw new RangeError('numbers of series do not add up');
  const name = new Uint32Array(sumDeltas(decodeVlq(document.name, document.count)));
  if (name.some((index) => index >= document.names.length)) throw new RangeError('a series has no name');
  return { names: document.names, scopeStart, name, series: decodeSeries(document.series, document.count, fields) };
}
