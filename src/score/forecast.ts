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
      /** Standard deviation of the weekly changes, as a ratio. */
      readonly deviation: number;
      /** Weekly changes it is made from. */
      readonly changes: number;
      readonly points: readonly ForecastPoint[];
    };

/**
 * Random walk with drift over weekly values (oldest first; null: no value that week, its neighbours are not compared). The drift
 * is the Theil–Sen slope, the median of all pairwise slopes, so that one bad week does not bend it; the interval is that of the
 * walk with an estimated drift: ± t · s · √(h + h²/n), h weeks ahead, s the standard deviation of n weekly changes.
 * Refuses with fewer than 8 changes. Pass only values since the last method break: values across one do not compare.
 */
export function forecast(weekly: readonly (number | null)[], weeks: number): Forecast {
  const changes = weekly.flatMap((value, index) => {
    const before = weekly[index - 1];
    return value === null || before === null || before === undefined ? [] : value - before;
  });
  const last = weekly.at(-1) ?? null;
  if (last === null) return { refused: { cause: 'noScore' } };
  if (changes.length < fewestChanges) return { refused: { cause: 'tooFewChanges', changes: changes.length } };
  const drift = theilSen(weekly);
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  const deviation = Math.sqrt(changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / (changes.length - 1));
  const spread = studentQuantile(changes.length - 1) * deviation;
  const points = Array.from({ length: Math.min(weeks, horizonWeeks) }, (_, index) => {
    const h = index + 1;
    const half = spread * Math.sqrt(h + (h * h) / changes.length);
    return { week: h, ratio: clamp(last + drift * h), low: clamp(last + drift * h - half), high: clamp(last + drift * h + half) };
  });
  return { refused: null, drift, deviation, changes: changes.length, points };
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
function theilSen(weekly: readonly (number | null)[]): number {
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
