import { realTime, type Time } from './time.ts';

/** For tests: time that passes only while someone sleeps. */
export interface TestTime extends Time {
  /** Everything slept so far, milliseconds. */
  readonly slept: readonly number[];
  /** Lets time pass. */
  advance(milliseconds: number): void;
}

/** For tests: starts at 0; sleepers wake in the order of their times. */
export function testTime(random = 0): TestTime {
  const slept: number[] = [];
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  let now = 0;
  const wakeNext = (): void => {
    sleepers.sort((a, b) => a.at - b.at);
    const next = sleepers.shift();
    if (next === undefined) return;
    now = Math.max(now, next.at);
    next.wake();
  };
  return {
    slept,
    now: () => now,
    random: () => random,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    sleep: (milliseconds) => new Promise((resolve) => {
      slept.push(milliseconds);
      sleepers.push({ at: now + milliseconds, wake: resolve });
      // Whoever can still act does so first; then time jumps to the next sleeper.
      setImmediate(wakeNext);
    }),
  };
}

/** For tests against a real server: real time, but nobody waits when told to. */
export function impatientTime(): Time {
  let skipped = 0;
  return {
    now: () => realTime.now() + skipped,
    random: () => 0,
    sleep: async (milliseconds) => {
      skipped += milliseconds;
    },
  };
}
