import type { Row } from '../../tenant.ts';
import type { Instant } from '../instants.ts';

/** A row of a continuous-export table with the time at which it arrives. */
export interface Entry {
  readonly at: Instant;
  readonly row: Row;
}

/** Writes the rows of one scope into one table: the next call goes on where the last one ended. */
export interface Exporter {
  /** Rows that arrive in the time after the last call's end up to `until`, a recomputation tick; ascending in time. */
  advance(until: Instant): readonly Entry[];
}
