import type { SectionDocument } from './documents.ts';
import type { Series, SeriesBuilder } from './series.ts';
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
  const byScope = new Map<string, string[]>(scopeIds.map((id) => [id, []]));
  for (const key of builder.keys()) {
    const { scopeId, name } = splitKey(key);
    byScope.get(scopeId)?.push(name);
  }
  const names = [...new Set([...byScope.values()].flat())].sort();
  const places = new Map(names.map((name, index) => [name, index]));
  const perScope: number[] = [];
  const nameIndexes: number[] = [];
  const keys: string[] = [];
  for (const [scopeId, ownNames] of byScope) {
    perScope.push(ownNames.length);
    for (const name of ownNames.sort()) {
      nameIndexes.push(places.get(name) ?? 0);
      keys.push(`${String(scopeId.length)}:${scopeId}${name}`);
    }
  }
  return { names, perScope: encodeVlq(perScope), name: encodeVlq(deltasOf(nameIndexes)), count: keys.length, series: builder.build(keys, points) };
}

export function decodeSection<F extends string>(document: SectionDocument, scopes: number, fields: readonly F[]): Section<F> {
  const scopeStart = new Uint32Array(scopes + 1);
  decodeVlq(document.perScope, scopes).forEach((count, index) => (scopeStart[index + 1] = (scopeStart[index] ?? 0) + count));
  if (scopeStart[scopes] !== document.count) throw new RangeError('numbers of series do not add up');
  const name = new Uint32Array(sumDeltas(decodeVlq(document.name, document.count)));
  if (name.some((index) => index >= document.names.length)) throw new RangeError('a series has no name');
  return { names: document.names, scopeStart, name, series: decodeSeries(document.series, document.count, fields) };
}

function splitKey(key: string): { readonly scopeId: string; readonly name: string } {
  const colon = key.indexOf(':');
  const end = colon + 1 + Number(key.slice(0, colon));
  return { scopeId: key.slice(colon + 1, end), name: key.slice(end) };
}
