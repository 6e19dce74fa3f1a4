import type { KnownStates } from '../domain/history.ts';
import type { Gap } from '../domain/gap.ts';
import { message, told } from '../domain/told.ts';
import type { Scope } from '../domain/scope.ts';
import type { Assessment, RecommendationCount, Snapshot } from '../domain/snapshot.ts';
import { isEnabled } from './scopeGaps.ts';
import { allAssessments, assessmentsOf, assessmentsSince, type Query } from './queries.ts';
import { compareCounts, reconcilePairs, type CountComparison, type Pair } from './reconcileStates.ts';
import type { DecodedScore } from './rows/scores.ts';

/** More assessments than this are not read one by one in a run. */
export const mostAssessments = 200_000;
/** How far back a run without a baseline looks. */
const lookBack = 30 * 24 * 3_600_000;
/** Rows turn up some time after the moment they carry: changes are asked for from this much earlier, and known ones dropped. */
const overlap = 3 * 3_600_000;
/** Pairs in a query's text. */
const pairsPerQuery = 200;

/** Reads assessments by a query: decoded, of selected scopes only. Null when rows are missing. */
export type ReadAssessments = (queries: readonly Query[]) => Promise<{ readonly rows: Assessment[]; readonly complete: boolean }>;

export interface CollectedStates {
  readonly assessments: Snapshot['assessments'];
  readonly gaps: readonly Gap[];
}

/** Changes since the record ends: reported ones, and those that counting brings to light. */
export async function collectChanges(known: KnownStates, since: string, counted: Promise<ReadonlyMap<string, readonly RecommendationCount[]>>, read: ReadAssessments): Promise<CollectedStates> {
  const from = new Date(Date.parse(since) - overlap).toISOString();
  const { rows, complete } = await read([assessmentsSince(from)]);
  const changes = rows.filter((row) => known.state(row) !== row.state || isLater(row, since));
  if (!complete) return { assessments: { since, rows: [...changes], deleted: [] }, gaps: [] };
  const counts = await counted;
  // All assessments gone at once is an alarm (a gap of its own), not that many deletions.
  const comparison = [...counts.values()].some((one) => one.length > 0) ? compareCounts(known, changes, counts) : { differing: [], deleted: [] };
  const total = comparison.differing.reduce((sum, { assessments }) => sum + assessments, 0);
  if (total > mostAssessments) return { assessments: { since, rows: [...changes], deleted: [...comparison.deleted] }, gaps: [tooManyGap('differ', total)] };
  const looked = await read(queriesOf(comparison.differing));
  // Where rows are missing, what is not there is not known to be deleted.
  const certain: CountComparison = looked.complete ? comparison : { ...comparison, differing: [] };
  const reconciled = reconcilePairs(known, changes, certain, looked.rows);
  return { assessments: { since, rows: [...reconciled.rows], deleted: [...reconciled.deleted] }, gaps: [] };
}

/** The first run's assessments: all of them, or the changes of the last 30 days where there are too many. */
export async function collectBaseline(now: Date, counted: Promise<ReadonlyMap<string, readonly RecommendationCount[]>>, read: ReadAssessments): Promise<CollectedStates> {
  const total = [...(await counted).values()].flat().reduce((sum, { healthy, unhealthy, notApplicable }) => sum + healthy + unhealthy + notApplicable, 0);
  if (total <= mostAssessments) {
    const { rows } = await read([allAssessments()]);
    return { assessments: { since: null, rows, deleted: [] }, gaps: [] };
  }
  const since = new Date(now.getTime() - lookBack).toISOString();
  const { rows } = await read([assessmentsSince(since)]);
  return { assessments: { since, rows, deleted: [] }, gaps: [tooManyGap('baseline', total)] };
}

/** What the service counts, and what makes it doubtful. */
export interface Counted {
  readonly counts: ReadonlyMap<string, readonly RecommendationCount[]>;
  readonly scores: ReadonlyMap<string, DecodedScore>;
  /** Subscriptions whose counts did not arrive. */
  readonly missing: ReadonlySet<string>;
  readonly scopes: readonly Scope[];
  readonly previous: Snapshot | null;
}

/**
 * Counts of the scopes that can be compared with the record, empty where the service counts nothing. A scope that lost its
 * score together with all its assessments, or is disabled, may no longer be seen; nothing in it is taken for deleted.
 */
export function reconcilableCounts({ counts, scores, missing, scopes, previous }: Counted): ReadonlyMap<string, readonly RecommendationCount[]> {
  const had = new Set(previous?.scores.filter(({ secureScore }) => secureScore !== null).map(({ scopeId }) => scopeId));
  const isSeen = (scope: Scope): boolean => counts.has(scope.id) || (isEnabled(scope) && ((scores.get(scope.id)?.secureScore ?? null) !== null || !had.has(scope.id)));
  return new Map(scopes.filter((scope) => !missing.has(scope.subscriptionId) && isSeen(scope)).map(({ id }) => [id, counts.get(id) ?? []]));
}

function queriesOf(pairs: readonly Pair[]): readonly Query[] {
  const present = pairs.filter(({ assessments }) => assessments > 0);
  return Array.from({ length: Math.ceil(present.length / pairsPerQuery) }, (_, place) => assessmentsOf(present.slice(place * pairsPerQuery, (place + 1) * pairsPerQuery)));
}

function isLater({ changedAt, firstEvaluatedAt }: Assessment, since: string): boolean {
  const moment = Date.parse(since);
  return [changedAt, firstEvaluatedAt].some((time) => time !== null && Date.parse(time) > moment);
}

function tooManyGap(why: 'differ' | 'baseline', total: number): Gap {
  return {
    cause: 'payloadTooLarge', scopeId: null, affectsScore: false,
    ...told(message('gap.tooMany', { total, why, most: mostAssessments }), message('gapAdvice.tooMany')),
  };
}
