import type { ControlRow, DefinitionRow, ScoreRow } from './scoreRows.ts';
import type { Sighting } from './sightings.ts';
import type { Day } from '../../domain/history.ts';

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
