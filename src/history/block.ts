import type { ControlScore, Points, RecommendationCount } from '../domain/snapshot.ts';
import type { PointHeader, SectionDocument } from './documents.ts';
import type { ScopePoint } from './numbers.ts';
import { flag, predictedCurrent, predictedRatio, scoreFields } from './numbers.ts';
import type { Section } from './sections.ts';
import { controlFields, decodeSection, recommendationFields } from './sections.ts';
import type { Series, SeriesDocument } from './series.ts';
import { applyExact, decodeSeries, exactValues, rowAt } from './series.ts';
import { decodeOf } from './storedFile.ts';

type ScoreField = (typeof scoreFields)[number] | 'ratio' | 'graceRatio';
type ControlField = (typeof controlFields)[number];
type RecommendationField = (typeof recommendationFields)[number];

/** Controls with the figures of a row that follow from its counts, unless they were stored. */
export interface ControlSection extends Section<ControlField> {
  readonly weight: (row: number) => number;
  readonly current: (row: number) => number;
  /** `current` is that of the row. */
  readonly ratio: (row: number, current: number) => number;
}

/** The decoded numbers of one file: the runs of a month, or one run. Sections are decoded when first asked for. */
export interface Block {
  readonly path: string;
  readonly points: readonly PointHeader[];
  readonly scopeIds: readonly string[];
  readonly scores: () => Series<ScoreField>;
  /** UserError naming the file when it is damaged. */
  readonly controls: () => ControlSection;
  readonly recommendations: () => Section<RecommendationField>;
}

/** The parts a block decodes; sections may sit in files of their own. */
export interface BlockSource {
  readonly path: string;
  readonly points: readonly PointHeader[];
  readonly scopeIds: readonly string[];
  readonly scores: SeriesDocument;
  readonly controls: () => { readonly path: string; readonly section: SectionDocument };
  readonly recommendations: () => { readonly path: string; readonly section: SectionDocument };
}

export function createBlock(source: BlockSource): Block {
  const { path, points, scopeIds } = source;
  const scopes = scopeIds.length;
  return {
    path, points, scopeIds,
    scores: once(() => decodeOf(path, () => decodeScores(source.scores, scopes))),
    controls: once(() => {
      const { path: file, section } = source.controls();
      return decodeOf(file, () => decodeControls(section, scopes));
    }),
    recommendations: once(() => {
      const { path: file, section } = source.recommendations();
      return decodeOf(file, () => decodeSection(section, scopes, recommendationFields));
    }),
  };
}

/** The score row of a scope at a point, −1 when the scope is unknown there. */
export function scoreRow(block: Block, scope: number, point: number): number {
  return rowAt(block.scores(), scope, point);
}

/** Flags of a scope at a point; 0 when the point does not know the scope. */
export function flagsAt(block: Block, scope: number, point: number): number {
  const row = scoreRow(block, scope, point);
  return row < 0 ? 0 : (block.scores().columns.flags[row] ?? 0);
}

/** Points of the ascScore row, or of the scoreGraceExcluded row, in a row of scores. */
export function pointsOfRow(scores: Series<ScoreField>, row: number, kind: 'secureScore' | 'gracePeriod'): Points | null {
  if (((scores.columns.flags[row] ?? 0) & flag[kind]) === 0) return null;
  const { current, max, ratio, graceCurrent, graceMax, graceRatio } = scores.columns;
  return kind === 'secureScore'
    ? { current: current[row] ?? 0, max: max[row] ?? 0, ratio: ratio[row] ?? 0 }
    : { current: graceCurrent[row] ?? 0, max: graceMax[row] ?? 0, ratio: graceRatio[row] ?? 0 };
}

/** Everything a point knows of its scopes. */
export function scopePointsAt(block: Block, point: number): readonly ScopePoint[] {
  const scores = block.scores();
  const found: ScopePoint[] = [];
  block.scopeIds.forEach((scopeId, scope) => {
    const row = rowAt(scores, scope, point);
    if (row < 0) return;
    const flags = scores.columns.flags[row] ?? 0;
    const score = (flags & flag.entry) === 0 ? null : {
      scopeId,
      secureScore: pointsOfRow(scores, row, 'secureScore'),
      gracePeriod: pointsOfRow(scores, row, 'gracePeriod'),
      weight: (flags & flag.weight) === 0 ? null : (scores.columns.weight[row] ?? 0),
      controls: controlsAt(block, scope, point),
      recommendations: recommendationsAt(block, scope, point),
    };
    found.push({ scopeId, listed: (flags & flag.listed) !== 0, left: (flags & flag.left) !== 0, score });
  });
  return found;
}

/** Controls of a scope at a point, sorted by id. */
export function controlsAt(block: Block, scope: number, point: number): ControlScore[] {
  const controls = block.controls();
  return namedRows(controls, scope, point, (controlId, row, { max, healthy, unhealthy, notApplicable }) => {
    const current = controls.current(row);
    return {
      controlId, current, max: max[row] ?? 0, ratio: controls.ratio(row, current), weight: controls.weight(row),
      healthy: healthy[row] ?? 0, unhealthy: unhealthy[row] ?? 0, notApplicable: notApplicable[row] ?? 0,
    };
  });
}

/** Recommendation counts of a scope at a point, sorted by key. */
export function recommendationsAt(block: Block, scope: number, point: number): RecommendationCount[] {
  return namedRows(block.recommendations(), scope, point, (key, row, { healthy, unhealthy, notApplicable, exempt }) => ({
    key, healthy: healthy[row] ?? 0, unhealthy: unhealthy[row] ?? 0, notApplicable: notApplicable[row] ?? 0, exempt: exempt[row] ?? 0,
  }));
}

function namedRows<F extends string, T>(section: Section<F>, scope: number, point: number, make: (name: string, row: number, columns: Readonly<Record<F, Float64Array>>) => T): T[] {
  const made: T[] = [];
  const end = section.scopeStart[scope + 1] ?? 0;
  for (let series = section.scopeStart[scope] ?? 0; series < end; series += 1) {
    const row = rowAt(section.series, series, point);
    if (row >= 0) made.push(make(section.names[section.name[series] ?? 0] ?? '', row, section.series.columns));
  }
  return made;
}

function decodeScores(document: SeriesDocument, scopes: number): Series<ScoreField> {
  const series = decodeSeries(document, scopes, scoreFields);
  const { current, max, graceCurrent, graceMax } = series.columns;
  const ratio = ratioColumn(document, 'ratio', current, max);
  const graceRatio = ratioColumn(document, 'graceRatio', graceCurrent, graceMax);
  return { ...series, columns: { ...series.columns, ratio, graceRatio } };
}

/** Predicted figures are reckoned when a row is read: a month has far more rows than a report reads. */
function decodeControls(document: SectionDocument, scopes: number): ControlSection {
  const section = decodeSection(document, scopes, controlFields);
  const { max, healthy, unhealthy } = section.series.columns;
  const [weights, currents, ratios] = (['weight', 'current', 'ratio'] as const).map((field) => exactValues(document.series, field, max.length));
  return {
    ...section,
    weight: unless(weights, (row) => (healthy[row] ?? 0) + (unhealthy[row] ?? 0)),
    current: unless(currents, (row) => predictedCurrent(max[row] ?? 0, healthy[row] ?? 0, unhealthy[row] ?? 0)),
    ratio: unless(ratios, (row, current: number) => predictedRatio(current, max[row] ?? 0)),
  };
}

/** A prediction, unless a value was stored; a month in which none was is not looked up row by row. */
function unless<A extends unknown[]>(stored: ReadonlyMap<number, number> | undefined, predict: (row: number, ...rest: A) => number): (row: number, ...rest: A) => number {
  if (stored === undefined || stored.size === 0) return predict;
  return (row, ...rest) => stored.get(row) ?? predict(row, ...rest);
}

/** Ratios as predicted, with those put in that were stored. */
function ratioColumn(document: SeriesDocument, field: string, current: Float64Array, max: Float64Array): Float64Array {
  const ratio = new Float64Array(current.length);
  for (let row = 0; row < ratio.length; row += 1) ratio[row] = predictedRatio(current[row] ?? 0, max[row] ?? 0);
  applyExact(document, field, ratio);
  return ratio;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
