import { addDays, baseDay, dayOf, daysBetween } from '../domain/calendar.ts';
import type { Config } from '../domain/config.ts';
import { formatOf, type Format } from '../domain/format.ts';
import type { Day, History, ScoreGrid } from '../domain/history.ts';
import type { Scope, ScopeId } from '../domain/scope.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** Days of trend a report shows. */
export const trendDays = 365;
/** A base of a change may be at most this much older than the day asked for (DESIGN §9.4). */
export const baseTolerance = 7;

/** Length of the reporting period in days; also the expected cadence of runs. */
export const periodDays = { day: 1, week: 7, month: 30 } as const;

/** What every panel of one report starts from. */
export interface ReportContext {
  readonly config: Config;
  readonly snapshot: Snapshot;
  readonly history: History;
  /** How the report speaks. */
  readonly format: Format;
  /** The run's day in the configured time zone. */
  readonly day: Day;
  /** Length of the period in days. */
  readonly period: number;
  /** Scores of the trend range; its last day is the run's. */
  readonly grid: ScoreGrid;
  /** Index of the run's day in the grid. */
  readonly today: number;
  /** Days with at least one run, oldest first, up to the run's. */
  readonly runDays: readonly Day[];
  /** Days whose last run lacked something that affects a figure. */
  readonly incompleteDays: ReadonlySet<Day>;
  scope(id: ScopeId): Scope | null;
}

/** Reads from the history what all panels share. */
export async function reportContext(config: Config, snapshot: Snapshot, history: History): Promise<ReportContext> {
  const day = dayOf(snapshot.takenAt, config.timeZone);
  const points = history.points.filter((point) => point.at <= snapshot.takenAt);
  const runDays = [...new Set(points.map((point) => point.day))].toSorted();
  const earliest = addDays(day, 1 - trendDays);
  const first = runDays[0] ?? day;
  const grid = await history.scoreDays({ from: first > earliest ? first : earliest, to: day });
  const completeByDay = new Map(points.map((point) => [point.day, point.complete]));
  const current = new Map(snapshot.scopes.map((scope) => [scope.id, scope]));
  return {
    config,
    snapshot,
    history,
    format: formatOf({ ...config.report, timeZone: config.timeZone }),
    day,
    period: periodDays[config.report.period],
    grid,
    today: grid.days.length - 1,
    runDays,
    incompleteDays: new Set([...completeByDay].filter(([, complete]) => !complete).map(([name]) => name)),
    scope: (id) => current.get(id) ?? history.scopes.get(id) ?? null,
  };
}

/** Last day with a run at or before the day `n` days before the run's (or another) day, at most 7 days older; null: no such run. */
export function baseRunDay(context: ReportContext, n: number, day: Day = context.day): Day | null {
  const wanted = baseDay(day, n);
  const found = context.runDays.findLast((day) => day <= wanted) ?? null;
  return found !== null && daysBetween(found, wanted) <= baseTolerance ? found : null;
}

/** Index of a day in the grid; −1 never: null when the day is outside it. */
export function gridDay(grid: ScoreGrid, day: Day): number | null {
  const first = grid.days[0];
  if (first === undefined) return null;
  const index = daysBetween(first, day);
  return index >= 0 && index < grid.days.length ? index : null;
}
