import { addDays, dayOf } from '../../domain/calendar.ts';
import { carryDays } from '../../domain/history.ts';
import type { ControlDay, Day, DayRange, History, HistoryPoint, ScoreGrid, StateChange } from '../../domain/history.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { Governance, RecommendationCount, Snapshot } from '../../domain/snapshot.ts';
import { trendDays } from '../context.ts';
import { narrowCatalogue, type KnownCatalogue } from './catalogue.ts';

/** A history that is read once for many reports, each on scopes of its own. */
export interface SharedHistory {
  readonly timeZone: string;
  /** Changes of some scopes with from < at ≤ to, oldest first. */
  stateChanges(ids: ReadonlySet<ScopeId>, from: string, to: string): Promise<readonly StateChange[]>;
  /** The history as if no other scope had ever been. */
  of(ids: ReadonlySet<ScopeId>, known: KnownCatalogue, snapshot: Snapshot): Promise<History>;
}

interface PlacedGrid {
  readonly grid: ScoreGrid;
  readonly places: ReadonlyMap<ScopeId, number>;
}

/** A change with its place among those of all scopes. */
type Placed = readonly [place: number, change: StateChange];

/** What has been read, by question, sorted by scope. */
interface Reads {
  readonly history: History;
  grid(range: DayRange): Promise<PlacedGrid>;
  controls(days: readonly Day[], maxAgeDays: number): Promise<ReadonlyMap<Day, ReadonlyMap<ScopeId, readonly ControlDay[]>>>;
  counts(day: Day, maxAgeDays: number): ReturnType<History['recommendationCounts']>;
  changes(from: string, to: string): Promise<ReadonlyMap<ScopeId, readonly Placed[]>>;
  catalogue(day: Day): ReturnType<History['catalogue']>;
  governance(day: Day): Promise<readonly Governance[] | null>;
}

/** `current`: the run that the reports are of. */
export function shareHistory(history: History, current: Snapshot): SharedHistory {
  const reads = sharedReads(history);
  const stateChanges: SharedHistory['stateChanges'] = async (ids, from, to) => {
    const byScope = await reads.changes(from, to);
    return [...ids].flatMap((id) => byScope.get(id) ?? []).toSorted(([a], [b]) => a - b).map(([, change]) => change);
  };
  return {
    timeZone: history.timeZone, stateChanges,
    of: async (ids, known, snapshot) => ({
      timeZone: history.timeZone,
      points: await narrowPoints(reads, ids, current, snapshot),
      scopes: new Map([...ids].toSorted().flatMap((id) => {
        const scope = history.scopes.get(id);
        return scope === undefined ? [] : [[id, scope] as const];
      })),
      scoreDays: async (range) => narrowGrid(await reads.grid(range), ids),
      controlDays: async (days, maxAgeDays) => {
        const found = await reads.controls(days, maxAgeDays);
        return new Map([...found].map(([day, byScope]) => [day, [...ids].toSorted().flatMap((id) => byScope.get(id) ?? [])]));
      },
      recommendationCounts: async (day, maxAgeDays) => {
        const found = await reads.counts(day, maxAgeDays);
        return found === null ? null : { measuredOn: found.measuredOn, scopes: picked(found.scopes, ids) };
      },
      stateChanges: (from, to) => stateChanges(ids, from, to),
      catalogue: async (day) => {
        const found = await reads.catalogue(day);
        if (found === null) return null;
        // A control that the scopes had on that day is theirs to name, though the catalogue may have dropped it since.
        const byScope = (await reads.controls([day], carryDays)).get(day);
        const own = [...ids].flatMap((id) => (byScope?.get(id) ?? []).map(({ controlId }) => controlId));
        return narrowCatalogue(found, { ...known, controlIds: known.controlIds.union(new Set(own)) });
      },
      governance: async (day) => (await reads.governance(day))?.filter(({ scopeId }) => ids.has(scopeId)) ?? null,
    }),
  };
}

function sharedReads(history: History): Reads {
  return {
    history,
    grid: once(async (range: DayRange) => {
      const grid = await history.scoreDays(range);
      return { grid, places: new Map(grid.scopeIds.map((id, place) => [id, place])) };
    }),
    controls: once(async (days: readonly Day[], maxAgeDays: number) => {
      const found = await history.controlDays(days, maxAgeDays);
      return new Map([...found].map(([day, values]) => [day, Map.groupBy(values, ({ scopeId }) => scopeId)]));
    }),
    counts: once((day: Day, maxAgeDays: number) => history.recommendationCounts(day, maxAgeDays)),
    changes: once(async (from: string, to: string) => {
      const placed = (await history.stateChanges(from, to)).map((change, place): Placed => [place, change]);
      return Map.groupBy(placed, ([, { scopeId }]) => scopeId);
    }),
    catalogue: once((day: Day) => history.catalogue(day)),
    governance: once(async (day: Day) => (await history.governance?.(day)) ?? null),
  };
}

/** The answer to each question is found once, and shared also by those who ask meanwhile. */
function once<Question extends readonly unknown[], Answer>(ask: (...question: Question) => Promise<Answer>): (...question: Question) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (...question) => {
    const key = JSON.stringify(question);
    const answer = answers.get(key) ?? ask(...question);
    answers.set(key, answer);
    return answer;
  };
}

function narrowGrid({ grid, places }: PlacedGrid, ids: ReadonlySet<ScopeId>): ScoreGrid {
  const scopeIds = [...ids].filter((id) => places.has(id)).toSorted();
  const at = scopeIds.map((id) => places.get(id) ?? 0);
  const place = (scope: number): number => at[scope] ?? -1;
  return { days: grid.days, scopeIds, at: (scope, day) => grid.at(place(scope), day), environment: (scope) => grid.environment(place(scope)) };
}

function picked(scopes: ReadonlyMap<ScopeId, readonly RecommendationCount[]>, ids: ReadonlySet<ScopeId>): ReadonlyMap<ScopeId, readonly RecommendationCount[]> {
  return new Map([...ids].toSorted().flatMap((id) => {
    const own = scopes.get(id);
    return own === undefined ? [] : [[id, own] as const];
  }));
}

/**
 * Runs are the tenant's, what they lacked is not: of an earlier incomplete run it is on record only that it was, so it counts as
 * incomplete where a value of these scopes had to be carried over it.
 */
async function narrowPoints(reads: Reads, ids: ReadonlySet<ScopeId>, current: Snapshot, snapshot: Snapshot): Promise<HistoryPoint[]> {
  const { points, timeZone } = reads.history;
  const day = dayOf(current.takenAt, timeZone);
  const earliest = addDays(day, 1 - trendDays);
  const first = points[0]?.day ?? day;
  const grid = narrowGrid(await reads.grid({ from: first > earliest ? first : earliest, to: day }), ids);
  const complete = !snapshot.gaps.some(({ affectsScore }) => affectsScore);
  const places = new Map(grid.days.map((name, place) => [name, place]));
  return points.map((point) => {
    const { values, measured } = measuredOn(grid, places.get(point.day), point.day);
    return {
      runId: point.runId, at: point.at, day: point.day, source: point.source, model: point.model, formula: point.formula,
      catalogueHash: point.catalogueHash,
      coverage: values === 0 ? 0 : measured / values,
      complete: point.runId === current.runId ? complete : point.complete || measured === values,
    };
  });
}

/** How many scopes have a value on a day, and of how many it is that day's own. */
function measuredOn(grid: ScoreGrid, place: number | undefined, day: Day): { readonly values: number; readonly measured: number } {
  if (place === undefined) return { values: 0, measured: 0 };
  const values = grid.scopeIds.flatMap((_, scope) => grid.at(scope, place) ?? []);
  return { values: values.length, measured: values.filter((value) => value.measuredOn === day).length };
}
