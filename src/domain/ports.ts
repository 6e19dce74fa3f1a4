/** The time, as an interface so that a run can be repeated at a fixed moment. */
export interface Clock {
  now(): Date;
}

/** Where stages tell how far they are. Only the command line prints. */
export interface Progress {
  /** A short line on what is being done now, e.g. `securescores: 3 of 12 pages`. */
  update(message: string): void;
  /** Something a reader should know although the work goes on. */
  warn(message: string): void;
}

export const silentProgress: Progress = { update: () => {}, warn: () => {} };
