import type { ControlScore, Points, RecommendationCount, ScopeScore, Snapshot } from '../domain/snapshot.ts';
import type { PointHeader, SectionDocument } from './documents.ts';
import { buildSection, controlFields, recommendationFields } from './sections.ts';
import type { SeriesDocument } from './series.ts';
import { createSeriesBuilder } from './series.ts';

/** One scope at one point: seen or not, still there or not, and its numbers. */
export interface ScopePoint {
  readonly scopeId: string;
  /** True when the snapshot lists the scope. */
  readonly listed: boolean;
  /** True when it is listed as disabled or deleted. */
  readonly left: boolean;
  /** Null when the snapshot has no entry for it; signatures are not kept here. */
  readonly score: Omit<ScopeScore, 'signatures'> | null;
}

/** Bits of the column `flags`. */
export const flag = { listed: 1, entry: 2, secureScore: 4, gracePeriod: 8, weight: 16, left: 32, controls: 64 } as const;

export const scoreFields = ['flags', 'current', 'max', 'weight', 'graceCurrent', 'graceMax'] as const;
export const predictedScoreFields = ['ratio', 'graceRatio'] as const;

/** Everything a file of numbers holds beside its envelope. */
export interface NumbersParts {
  readonly points: PointHeader[];
  readonly scopeIds: string[];
  readonly scores: SeriesDocument;
  readonly controls: SectionDocument;
  readonly recommendations: SectionDocument;
}

/** Gathers runs, oldest first, into columns. */
export interface NumbersBuilder {
  add(header: PointHeader, scopes: readonly ScopePoint[]): void;
  build(): NumbersParts;
}

const goneStates = new Set(['disabled', 'deleted']);

/** The scopes of a snapshot with their numbers, sorted by id. */
export function scopePointsOf(snapshot: Snapshot): readonly ScopePoint[] {
  const listed = new Map(snapshot.scopes.map((scope) => [scope.id, goneStates.has(scope.state.toLowerCase())]));
  const scores = new Map(snapshot.scores.map((score) => [score.scopeId, score]));
  const ids = [...new Set([...listed.keys(), ...scores.keys()])].sort(compareText);
  return ids.map((scopeId) => ({ scopeId, listed: listed.has(scopeId), left: listed.get(scopeId) ?? false, score: scores.get(scopeId) ?? null }));
}

export function createNumbersBuilder(): NumbersBuilder {
  const points: PointHeader[] = [];
  const scores = createSeriesBuilder(scoreFields, predictedScoreFields);
  const controls = createSeriesBuilder(controlFields, ['weight', 'current', 'ratio']);
  const recommendations = createSeriesBuilder(recommendationFields, []);
  return {
    add: (header, scopes) => {
      const point = points.push(header) - 1;
      for (const scope of scopes) {
        scores.add(point, scope.scopeId, '', scoreValues(scope));
        for (const control of scope.score?.controls ?? []) controls.add(point, scope.scopeId, control.controlId, controlValues(control));
        for (const count of scope.score?.recommendations ?? []) recommendations.add(point, scope.scopeId, count.key, recommendationValues(count));
      }
    },
    build: () => {
      const scopeIds = [...scores.names().keys()].sort(compareText);
      return {
        points,
        scopeIds,
        scores: scores.build(scopeIds.map((scopeId) => ({ scopeId, name: '' })), points.length),
        controls: buildSection(controls, scopeIds, points.length),
        recommendations: buildSection(recommendations, scopeIds, points.length),
      };
    },
  };
}

/** Code unit order, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The ratio as the service rounds it, up to its treatment of halves. */
export function predictedRatio(current: number, max: number): number {
  return max > 0 ? Math.round((current / max) * 1e4) / 1e4 : 0;
}

/** Points of a control from its counts (domain.md: max ÷ (healthy + unhealthy) · healthy, to 2 decimals). */
export function predictedCurrent(max: number, healthy: number, unhealthy: number): number {
  const assessed = healthy + unhealthy;
  return assessed > 0 ? Math.round(((max * healthy) / assessed) * 100) / 100 : 0;
}

function scoreValues({ listed, left, score }: ScopePoint): readonly number[] {
  const { secureScore = null, gracePeriod = null, weight = null, controls = [] } = score ?? {};
  const flags = bit(listed, flag.listed) + bit(score !== null, flag.entry) + bit(secureScore !== null, flag.secureScore) + bit(gracePeriod !== null, flag.gracePeriod)
    + bit(weight !== null, flag.weight) + bit(left, flag.left) + bit(controls.length > 0, flag.controls);
  return [flags, secureScore?.current ?? 0, secureScore?.max ?? 0, weight ?? 0, gracePeriod?.current ?? 0, gracePeriod?.max ?? 0, unlessPredicted(secureScore), unlessPredicted(gracePeriod)];
}

function controlValues(control: ControlScore): readonly number[] {
  const { max, healthy, unhealthy, notApplicable, weight, current } = control;
  return [
    max, healthy, unhealthy, notApplicable,
    weight === healthy + unhealthy ? Number.NaN : weight,
    current === predictedCurrent(max, healthy, unhealthy) ? Number.NaN : current,
    unlessPredicted(control),
  ];
}

function recommendationValues({ healthy, unhealthy, notApplicable, exempt }: RecommendationCount): readonly number[] {
  return [healthy, unhealthy, notApplicable, exempt];
}

function unlessPredicted(points: Points | null): number {
  return points === null || points.ratio === predictedRatio(points.current, points.max) ? Number.NaN : points.ratio;
}

function bit(set: boolean, value: number): number {
  return set ? value : 0;
}
