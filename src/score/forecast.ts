/** Fewest weekly changes a forecast is made from. */
export const fewestChanges = 8;
/** Share of outcomes the interval is meant to hold. */
export const intervalLevel = 0.8;
/** Weeks ahead beyond which nothing is said. */
export const horizonWeeks = 104;

/** One week ahead: expected ratio and the interval around it, all within 0–1. */
export interface ForecastPoint {
  /** Weeks from the last value, 1 = next week. */
  readonly week: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** Why there is no forecast: no score in the last week, or fewer weekly changes than a forecast needs. */
export type ForecastRefusal = { readonly cause: 'noScore' } | { readonly cause: 'tooFewChanges'; readonly changes: number };

export type Forecast =
  | { readonly refused: ForecastRefusal }
  | {
      readonly refused: null;
      /** Expected change a week, as a ratio. */
      readonly drift: number;
      /** Long-run standard deviation of the weekly changes, as a ratio. */
      readonly deviation: number;
      /** Weekly changes it is made from. */
      readonly changes: number;
      readonly points: readonly ForecastPoint[];
    };

/** Weeks over which changes are taken to hang together. */
const memoryWeeks = 3;
/** Past forecasts without which nothing is said of how good they are. */
const fewestPast = 8;
/** The interval is at most so many times that of the walk. */
const widest = 2;

type Weekly = readonly (number | null)[];

/**
 * Random walk with drift over weekly values (oldest first; null: no value that week, its neighbours are not compared). The drift
 * is the Theil–Sen slope, the median of all pairwise slopes, so that one bad week does not bend it. The interval is that of the
 * walk with an estimated drift, ± t · s · √(h + h²/n), h weeks ahead; s² is the long-run variance of n weekly changes (Newey and West
 * 1987, 3 weeks), since campaigns last longer than a week. Then it is held against its own past (see `pastFactor`).
 * Refuses with fewer than 8 changes. Pass only values since the last method break: values across one do not compare.
 */
export function forecast(weekly: Weekly, weeks: number): Forecast {
  const last = weekly.at(-1) ?? null;
  if (last === null) return { refused: { cause: 'noScore' } };
  const fit = fitOf(weekly);
  if (fit.changes < fewestChanges) return { refused: { cause: 'tooFewChanges', changes: fit.changes } };
  const past = pastFits(weekly);
  const factors = Array.from({ length: weekly.length }, (_, index) => pastFactor(weekly, past, fit.deviation, index + 1));
  const points = Array.from({ length: Math.min(weeks, horizonWeeks) }, (_, index) => {
    const h = index + 1;
    const half = halfWidth(fit, h) * (factors[index] ?? factors.at(-1) ?? 1);
    return { week: h, ratio: clamp(last + fit.drift * h), low: clamp(last + fit.drift * h - half), high: clamp(last + fit.drift * h + half) };
  });
  return { refused: null, drift: fit.drift, deviation: fit.deviation, changes: fit.changes, points };
}

/** What a walk is made of. */
interface Fit {
  readonly drift: number;
  readonly deviation: number;
  readonly changes: number;
}

function fitOf(weekly: Weekly): Fit {
  const changes = weekly.flatMap((value, index) => {
    const before = weekly[index - 1];
    return value === null || before === null || before === undefined ? [] : value - before;
  });
  return { drift: theilSen(weekly), deviation: Math.sqrt(longRunVariance(changes)), changes: changes.length };
}

function halfWidth({ deviation, changes }: Fit, h: number): number {
  return studentQuantile(changes - 1) * deviation * Math.sqrt(h + (h * h) / changes);
}

/** Variance of the changes with what neighbouring ones have in common (Bartlett weights); never less than their own variance. */
function longRunVariance(changes: readonly number[]): number {
  const n = changes.length;
  const mean = changes.reduce((sum, change) => sum + change, 0) / n;
  const together = (lag: number): number => changes.slice(lag).reduce((sum, change, index) => sum + (change - mean) * ((changes[index] ?? mean) - mean), 0) / (n - 1);
  const own = together(0);
  let longRun = own;
  for (let lag = 1; lag <= memoryWeeks; lag += 1) longRun += 2 * (1 - lag / (memoryWeeks + 1)) * together(lag);
  return Math.max(own, longRun);
}

/** What would have been said in earlier weeks: the fit of each week that had enough before it. */
function pastFits(weekly: Weekly): readonly { readonly at: number; readonly fit: Fit }[] {
  return weekly.flatMap((value, at) => {
    if (value === null || at < fewestChanges || at >= weekly.length - 1) return [];
    const fit = fitOf(weekly.slice(0, at + 1));
    return fit.changes < fewestChanges ? [] : [{ at, fit }];
  });
}

/**
 * By how much the interval has to be wider so that it would have held as many of the past's own outcomes as it says: where the pace has changed
 * before, it may change again. Each earlier week's forecast is held against the value h weeks later, or the last one where that is at least 4 weeks
 * later; with the deviation known now, so that a jump which is in it already does not count twice. 1 with fewer than 8 of them, or where they were good
 * enough; at most 2.
 */
function pastFactor(weekly: Weekly, past: ReturnType<typeof pastFits>, deviation: number, h: number): number {
  const misses = past.flatMap(({ at, fit }) => {
    const ahead = Math.min(h, weekly.length - 1 - at);
    const [then, came] = [weekly[at] ?? null, weekly[at + ahead] ?? null];
    const half = halfWidth({ ...fit, deviation }, ahead);
    return ahead < Math.min(h, 4) || then === null || came === null || half === 0 ? [] : Math.abs(came - then - fit.drift * ahead) / half;
  }).toSorted((a, b) => a - b);
  if (misses.length < fewestPast) return 1;
  return Math.min(widest, Math.max(1, misses[Math.ceil(intervalLevel * misses.length) - 1] ?? 1));
}

/** Weeks until the target is reached: expected, at the earliest and at the latest of the interval; null: not within the horizon. */
export interface TimeToTarget {
  readonly expected: number | null;
  readonly earliest: number | null;
  readonly latest: number | null;
}

export function timeToTarget(points: readonly ForecastPoint[], target: number): TimeToTarget {
  const first = (pick: (point: ForecastPoint) => number): number | null => points.find((point) => pick(point) >= target)?.week ?? null;
  return { expected: first((point) => point.ratio), earliest: first((point) => point.high), latest: first((point) => point.low) };
}

function clamp(ratio: number): number {
  return Math.min(1, Math.max(0, ratio));
}

/** Median of the slopes between all pairs of values. */
function theilSen(weekly: Weekly): number {
  const slopes: number[] = [];
  for (let j = 1; j < weekly.length; j += 1) {
    for (let i = 0; i < j; i += 1) {
      const [a, b] = [weekly[i] ?? null, weekly[j] ?? null];
      if (a !== null && b !== null) slopes.push((b - a) / (j - i));
    }
  }
  slopes.sort((a, b) => a - b);
  const middle = Math.floor(slopes.length / 2);
  const high = slopes[middle] ?? 0;
  return slopes.length % 2 === 1 ? high : (high + (slopes[middle - 1] ?? high)) / 2;
}

/** 0.9 quantile of Student's t (for an 80 % interval), by the expansion of Abramowitz and Stegun 26.7.5. */
function studentQuantile(freedom: number): number {
  const z = 1.2815515655446004;
  const v = freedom;
  return z + (z ** 3 + z) / (4 * v) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * v ** 2) + (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * v ** 3);
}
