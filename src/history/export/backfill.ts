import type { Day } from '../../domain/history.ts';
import type { HistoryRecord } from '../record.ts';
import { pointsFromExport, type PointOptions } from './points.ts';
import { daysBefore, type ExportSource } from './source.ts';

/** What a backfill did. */
export interface BackfillResult {
  /** Points written, those of an earlier backfill replaced. */
  readonly points: number;
  readonly first: Day | null;
  readonly last: Day | null;
  /** Days with exported rows that keep the point they have: a live run knows more. */
  readonly keptDays: number;
  /** Rows that name no scope or cannot be read. */
  readonly unreadableRows: number;
}

export interface BackfillOptions extends PointOptions {
  /** Today: its export is not over, so it gets no point. */
  readonly today: Day;
}

/**
 * Puts an export on record: one point for each day on which something was exported, marked `continuousExport`. Days with a point of a run keep it;
 * days of an earlier backfill are replaced by the same point, so it can be repeated and continued.
 */
export async function backfill(record: Pick<HistoryRecord, 'append' | 'runs'>, source: ExportSource, options: BackfillOptions): Promise<BackfillResult> {
  const days = daysBefore(options.today, options.timeZone);
  const scores = days.scores(await source.scores());
  const details = days.details(await source.details());
  const kept = new Set(record.runs().flatMap((run) => (run.source === 'continuousExport' ? [] : [run.day])));
  const free = scores.days.filter(({ day }) => !kept.has(day));
  for (const point of pointsFromExport(free, scores, details, options)) await record.append(point, { source: 'continuousExport' });
  return {
    points: free.length, first: free[0]?.day ?? null, last: free.at(-1)?.day ?? null,
    keptDays: scores.days.length - free.length, unreadableRows: scores.unreadable + details.unreadable,
  };
}
