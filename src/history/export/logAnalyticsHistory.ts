import type { LogAnalytics } from '../../azure/logAnalytics.ts';
import { addDays } from '../../domain/calendar.ts';
import type { Day, History, HistoryPoint, KnownStates } from '../../domain/history.ts';
import type { Progress } from '../../domain/ports.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { memoryHistory, type MemoryHistory, type SourcedSnapshot } from './memory.ts';
import { noDetails, pointsFromExport, unknownCatalogue, type PointOptions } from './points.ts';
import { daysBefore, type ExportSource } from './source.ts';
import { workspaceSource } from './workspaceSource.ts';

/** Days read back: a year of trend, what a change may be compared with, and what is carried into it. */
export const lookBackDays = 400;

export interface LogAnalyticsOptions extends PointOptions {
  /** Rows of days before this one count: a day that is not over gives no point. */
  readonly today: Day;
  /** The run at hand, which becomes the last point and stands for its own day; null: the export alone. */
  readonly current: Snapshot | null;
  /** First day read; default {@link lookBackDays} before today. */
  readonly from?: Day;
  readonly progress?: Progress;
}

/** The history that is in an export, with what a report needs beside it. */
export interface ExportHistory extends History {
  /** States after the last point. A baseline is behind them only when `current` holds one. */
  knownStates(): Promise<KnownStates>;
  /** Rows read so far that name no scope or cannot be read. */
  unreadableRows(): number;
}

/**
 * Log Analytics as the history (DESIGN §9.9). Scores are read at once; controls, definitions and assessments when a question first needs them.
 * @throws UserError when a workspace cannot be read in full.
 */
export function logAnalyticsHistory(client: LogAnalytics, workspaceIds: readonly string[], options: LogAnalyticsOptions): Promise<ExportHistory> {
  const from = options.from ?? addDays(options.today, -lookBackDays);
  const to = addDays(options.today, -1);
  return exportHistory(workspaceSource(client, workspaceIds, { from, to, timeZone: options.timeZone }, options.progress), options);
}

/** The same over any source. */
export async function exportHistory(source: ExportSource, options: LogAnalyticsOptions): Promise<ExportHistory> {
  const days = daysBefore(options.today, options.timeZone);
  const scores = days.scores(await source.scores());
  const early = memoryHistory(withCurrent(pointsFromExport(scores.days, scores, noDetails, options), options.current), options.timeZone).history;
  let unreadable = scores.unreadable;
  let full: Promise<MemoryHistory> | null = null;
  const inFull = (): Promise<MemoryHistory> => (full ??= (async () => {
    const details = days.details(await source.details());
    unreadable += details.unreadable;
    return memoryHistory(withCurrent(pointsFromExport(scores.days, scores, details, options), options.current), options.timeZone);
  })());
  return {
    timeZone: options.timeZone,
    points: early.points.map(withoutUnknownCatalogue),
    scopes: early.scopes,
    scoreDays: early.scoreDays,
    controlDays: async (asked, maxAgeDays) => (await inFull()).history.controlDays(asked, maxAgeDays),
    recommendationCounts: async (day, maxAgeDays) => (await inFull()).history.recommendationCounts(day, maxAgeDays),
    stateChanges: async (after, until) => (await inFull()).history.stateChanges(after, until),
    catalogue: async (day) => (await inFull()).history.catalogue(day),
    knownStates: async () => (await inFull()).knownStates(),
    unreadableRows: () => unreadable,
  };
}

function* withCurrent(points: Iterable<Snapshot>, current: Snapshot | null): Generator<SourcedSnapshot> {
  for (const snapshot of points) yield { snapshot, source: 'continuousExport' };
  if (current !== null) yield { snapshot: current, source: 'live' };
}

function withoutUnknownCatalogue(point: HistoryPoint): HistoryPoint {
  return point.catalogueHash === unknownCatalogue ? { ...point, catalogueHash: null } : point;
}
