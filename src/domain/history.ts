import type { Environment } from './environment.ts';
import type { Scope, ScopeId } from './scope.ts';
import type { Assessment, AssessmentRef, ControlDefinition, Governance, Points, Recommendation, RecommendationCount, StateCounts } from './snapshot.ts';

/** A calendar day `YYYY-MM-DD` in the configured time zone. */
export type Day = string;

/** First and last day, both included. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** Days a scope without a point is carried for (DESIGN §9.6). */
export const carryDays = 14;

/** Where a point came from. */
export type PointSource = 'live' | 'continuousExport' | 'file';

/** One run on record (or one reconstructed from an export). */
export interface HistoryPoint {
  readonly runId: string;
  /** ISO 8601, UTC: the moment the snapshot stands for. */
  readonly at: string;
  readonly day: Day;
  readonly source: PointSource;
  readonly model: 'classic';
  readonly formula: number;
  readonly catalogueHash: string | null;
  /** Scopes with a score ÷ scopes expected, 0–1. */
  readonly coverage: number;
  /** False when a gap affects a figure: drawn as incomplete, never as a fall. */
  readonly complete: boolean;
}

/** One scope on one day: the scope's last point of that day, or one carried forward (DESIGN §9.5–6). */
export interface ScopeDay {
  readonly points: Points;
  readonly weight: number;
  /** The scoreGraceExcluded row; null without one. */
  readonly gracePeriod: Points | null;
  /** Day it was measured; earlier than the asked day when carried forward. */
  readonly measuredOn: Day;
}

/** One control of one scope on one day; `weight` is the weight of the SCOPE at that point. */
export interface ControlDay {
  readonly scopeId: ScopeId;
  readonly controlId: string;
  readonly points: Points;
  readonly counts: StateCounts;
  readonly scopeWeight: number;
  readonly measuredOn: Day;
}

/** A change of one assessment's state. */
export interface StateChange extends Assessment {
  /** State before; null when it was not on record (the resource's first row). */
  readonly from: string | null;
  /** State after; null when the assessment was deleted. */
  readonly to: string | null;
  /** When it changed: ISO 8601 UTC. */
  readonly at: string;
  /** `reported`: the service's statusChangeDate; `firstSeen`: the run that first saw it. */
  readonly atSource: 'reported' | 'firstSeen';
}

/**
 * The history as reports read it; the local record and Log Analytics both answer it (DESIGN §9.9).
 * A day's value is the scope's last of that day; a missing day is carried forward for at most 14 days
 * unless the scope is known to have left.
 */
export interface History {
  readonly timeZone: string;
  /** All runs, oldest first; several a day are all listed. */
  readonly points: readonly HistoryPoint[];
  /** Every scope ever seen, with its latest known name and environment. */
  readonly scopes: ReadonlyMap<ScopeId, Scope>;
  /** Score of each scope on each day of the range that has one (measured or carried). */
  scoreDays(range: DayRange): Promise<ScoreGrid>;
  /** Each control's last value at or before the end of each given day, not older than `maxAgeDays`. */
  controlDays(days: readonly Day[], maxAgeDays: number): Promise<ReadonlyMap<Day, readonly ControlDay[]>>;
  /** Numbers by scope and recommendation at the last point at or before the end of the day, at most `maxAgeDays` older; null: no such point. */
  recommendationCounts(day: Day, maxAgeDays: number): Promise<{ readonly measuredOn: Day; readonly scopes: ReadonlyMap<ScopeId, readonly RecommendationCount[]> } | null>;
  /** Every recorded state change with from < at ≤ to (ISO UTC), oldest first. */
  stateChanges(from: string, to: string): Promise<readonly StateChange[]>;
  /** Definitions in force at the last point at or before the end of the day. */
  catalogue(day: Day): Promise<{ readonly controls: readonly ControlDefinition[]; readonly recommendations: readonly Recommendation[] } | null>;
  /** Governance assignments of the last run at or before the end of the day; null: not on record (kept for 90 days), absent: never. */
  governance?(day: Day): Promise<readonly Governance[] | null>;
}

/** Scores of scopes × days, with constant-time access. */
export interface ScoreGrid {
  /** Consecutive calendar days. */
  readonly days: readonly Day[];
  /** Sorted ids of the scopes that have a value in the range. */
  readonly scopeIds: readonly ScopeId[];
  /** Value by index into `scopeIds` and `days`; null when the scope has none that day. */
  at(scope: number, day: number): ScopeDay | null;
  environment(scope: number): Environment;
}

/** What a collection has to know of the record to ask only for what changed. */
export interface KnownStates {
  /** Moment up to which assessments are on record, ISO UTC; null: none, so a baseline is needed. */
  readonly since: string | null;
  /** Last known state of an assessment (`Healthy` …); null when it is not on record. */
  state(ref: AssessmentRef): string | null;
  /** Every assessment on record of one scope and recommendation: resource id → state. */
  resources(scopeId: ScopeId, key: string): ReadonlyMap<string, string>;
  /** Numbers on record by scope and recommendation. */
  counts(): ReadonlyMap<ScopeId, ReadonlyMap<string, StateCounts>>;
  /** Recommendations on record of one scope, without counting anything; absent: those of `counts`. */
  keys?(scopeId: ScopeId): Iterable<string>;
  /** The last known row of every assessment that is exempt; absent: rows are not kept. */
  exempt?(): readonly Assessment[];
}
