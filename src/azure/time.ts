/** Real time as the pacing of requests needs it; the clock of a run may stand still, this one does not. */
export interface Time {
  /** Milliseconds, rising, from an arbitrary start. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** 0 ≤ number < 1, for jitter. */
  random(): number;
}

/** The process's own time. */
export const realTime: Time = {
  now: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  }),
  random: Math.random,
};
