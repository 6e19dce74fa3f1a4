import { dayNumber, startOfDay } from '../../domain/calendar.ts';
import type { Day } from '../../domain/history.ts';
import type { ControlRow, DefinitionRow, ScoreRow } from './scoreRows.ts';
import type { Sighting } from './sightings.ts';

/** A day on which at least one row was exported. */
export interface ExportDay {
  readonly day: Day;
  /** Time of the day's last row, ms. */
  readonly at: number;
}

/** What scores need: small, read at once. */
export interface ExportScores {
  readonly days: readonly ExportDay[];
  readonly scores: readonly ScoreRow[];
  /** Rows that name no scope, or lack what makes them a score. */
  readonly unreadable: number;
}

/** The rest, read when it is asked for. */
export interface ExportDetails {
  readonly controls: readonly ControlRow[];
  readonly definitions: readonly DefinitionRow[];
  readonly sightings: readonly Sighting[];
  readonly unreadable: number;
}

/** Where exported rows come from: workspaces or files. The order of rows means nothing, and repeats are allowed. */
export interface ExportSource {
  scores(): Promise<ExportScores>;
  details(): Promise<ExportDetails>;
}

/** Leaves out what was exported on a day or later: a day that is not over is not to be told from one on which little was exported. */
export function daysBefore(today: Day, timeZone: string): { scores(all: ExportScores): ExportScores; details(all: ExportDetails): ExportDetails } {
  const [start, number] = [Date.parse(startOfDay(today, timeZone)), dayNumber(today)];
  const isBefore = ({ at }: { readonly at: number }): boolean => at < start;
  const earlier = (days: readonly number[]): readonly number[] => days.filter((day) => day < number);
  return {
    scores: (all) => ({ ...all, days: all.days.filter(({ day }) => day < today), scores: all.scores.filter(isBefore) }),
    details: (all) => ({
      ...all, controls: all.controls.filter(isBefore), definitions: all.definitions.filter(isBefore),
      sightings: all.sightings.flatMap((one) => (one.first < start ? [{ ...one, days: earlier(one.days), snapshotDays: earlier(one.snapshotDays) }] : [])),
    }),
  };
}
