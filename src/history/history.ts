import { dayNumber, dayOf } from '../domain/calendar.ts';
import type { Day, History, HistoryPoint, StateChange } from '../domain/history.ts';
import type { Scope, ScopeId } from '../domain/scope.ts';
import type { Governance, RecommendationCount } from '../domain/snapshot.ts';
import { flagsAt, recommendationsAt } from './block.ts';
import type { CatalogueDocument } from './documents.ts';
import { controlGrid, scoreGrid } from './grid.ts';
import type { Entry } from './inventory.ts';
import { flag } from './numbers.ts';
import type { DatedEntry } from './walk.ts';

/** What the history reads beside the runs themselves. */
export interface HistorySources {
  readonly timeZone: string;
  /** Latest known form of every scope of these runs. */
  scopes(entries: readonly Entry[]): ReadonlyMap<ScopeId, Scope>;
  catalogue(entry: Entry): CatalogueDocument;
  /** Governance assignments of a run; null when they are not on record any more. */
  governance(entry: Entry): readonly Governance[] | null;
  /** State changes of these runs with from < at ≤ to, oldest first. */
  stateChanges(entries: readonly Entry[], from: string, to: string): readonly StateChange[];
  /** Called with what could not be read while a question was answered without it. */
  onDamage(error: unknown): void;
}

/** Answers questions over the given runs (oldest first). */
export function createHistory(entries: readonly Entry[], sources: HistorySources): History {
  const dated = entries.map((entry) => datedEntry(entry, sources.timeZone));
  const scopes = sources.scopes(entries);
  return {
    timeZone: sources.timeZone,
    points: dated.map(historyPoint),
    scopes,
    scoreDays: (range) => answer(() => scoreGrid(dated, range, scopes)),
    controlDays: (days, maxAgeDays) => answer(() => controlGrid(dated, days, maxAgeDays, sources.onDamage)),
    recommendationCounts: (day, maxAgeDays) => answer(() => lastCounts(dated, day, maxAgeDays, sources.onDamage)),
    stateChanges: (from, to) => answer(() => sources.stateChanges(entries, from, to)),
    catalogue: (day) => answer(() => {
      const entry = lastAt(dated, day);
      if (entry === null) return null;
      const { controls, recommendations } = sources.catalogue(entry);
      return { controls, recommendations };
    }),
    governance: (day) => answer(() => governanceOf(lastAt(dated, day), sources)),
  };
}

/** Null also for a run that was not collected live, which had none to keep, and for one whose file is damaged, which is reported. */
function governanceOf(entry: DatedEntry | null, { governance, onDamage }: HistorySources): readonly Governance[] | null {
  if (entry === null || entry.header.source !== 'live') return null;
  try {
    return governance(entry);
  } catch (error) {
    onDamage(error);
    return null;
  }
}

/** A run as the report lists it. */
export function historyPoint({ header, day }: DatedEntry): HistoryPoint {
  const { runId, takenAt, source, model, formula, catalogueHash, gaps, expected, scored } = header;
  // An export names no definitions, so days rebuilt from one have no catalogue that could change.
  const known = catalogueHash === '' ? null : catalogueHash;
  return { runId, at: takenAt, day, source, model, formula, catalogueHash: known, coverage: expected === 0 ? 1 : scored / expected, complete: !gaps.some((gap) => gap.affectsScore) };
}

export function datedEntry(entry: Entry, timeZone: string): DatedEntry {
  const day = dayOf(entry.at, timeZone);
  return { ...entry, day, dayNumber: dayNumber(day) };
}

function lastAt(entries: readonly DatedEntry[], day: Day): DatedEntry | null {
  return entries.findLast((entry) => entry.day <= day) ?? null;
}

type RecommendationCounts = NonNullable<Awaited<ReturnType<History['recommendationCounts']>>>;

/** Counts of the last run that can be read; one that cannot is reported and the run before it taken. */
function lastCounts(entries: readonly DatedEntry[], day: Day, maxAgeDays: number, onDamage: (error: unknown) => void): RecommendationCounts | null {
  for (const entry of entries.filter((one) => one.day <= day && dayNumber(day) - one.dayNumber <= maxAgeDays).reverse()) {
    try {
      return countsOf(entry);
    } catch (error) {
      onDamage(error);
    }
  }
  return null;
}

function countsOf({ block, index, day }: DatedEntry): RecommendationCounts {
  const scopes = new Map<ScopeId, readonly RecommendationCount[]>();
  block.scopeIds.forEach((scopeId, scope) => {
    if ((flagsAt(block, scope, index) & flag.entry) !== 0) scopes.set(scopeId, recommendationsAt(block, scope, index));
  });
  return { measuredOn: day, scopes };
}

/** A promise of the answer; what is thrown becomes its rejection. */
function answer<T>(make: () => T): Promise<T> {
  return new Promise((resolve) => resolve(make()));
}
