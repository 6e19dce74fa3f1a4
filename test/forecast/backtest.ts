import { formatFor } from '../../src/domain/format.ts';
import { addDays, dayOf } from '../../src/domain/calendar.ts';
import type { TrendPoint } from '../../src/domain/reportFigures.ts';
import { day } from '../../src/emulator/tenants/instants.ts';
import { tenantOf } from '../../src/emulator/tenants/index.ts';
import { overall } from '../../src/emulator/tenants/testRows.ts';
import { forecastOf } from '../../src/report/forecast.ts';
import { methodBreakBetween } from '../../src/report/methodBreaks.ts';

/** Forecasts of a past that is known, beside what came. */

export const horizons = [4, 12] as const;
export type Horizon = (typeof horizons)[number];

/** One forecast of one held-back value. */
export interface Trial {
  readonly horizon: Horizon;
  /** Day of the forecast, and of the value. */
  readonly made: string;
  readonly came: string;
  readonly inside: boolean;
  /** Width of the interval, and how far the expected value was off, as ratios. */
  readonly width: number;
  readonly miss: number;
}

/** A tenant's overall score at the end of each day, from its own score rows; `now` is its last day. */
export function dailyScores(spec: string, days: number): readonly TrendPoint[] {
  const tenant = tenantOf(spec);
  const last = tenant.defaultNow;
  return Array.from({ length: days }, (_, index): TrendPoint => {
    const now = new Date(last.getTime() - (days - 1 - index) * day);
    return { day: dayOf(now, 'UTC'), ratio: overall(tenant.securityRows('microsoft.security/securescores', now)), carried: 0, incomplete: false };
  });
}

/** Forecasts from every second week on, with all that was known then, and the values that came 4 and 12 weeks later. */
export function backtest(daily: readonly TrendPoint[]): { readonly trials: readonly Trial[]; readonly refused: number } {
  const trials: Trial[] = [];
  let refused = 0;
  for (let today = 10 * 7; today + 4 * 7 < daily.length; today += 14) {
    const forecast = forecastOf(daily.slice(0, today + 1), null, formatFor('en-GB', 'UTC'));
    if (forecast.refused !== null) {
      refused += 1;
      continue;
    }
    for (const horizon of horizons) {
      const held = daily[today + horizon * 7];
      const actual = held?.ratio ?? null;
      const point = forecast.points[horizon - 1];
      // Values across an announced method break do not compare.
      if (held === undefined || actual === null || point === undefined || methodBreakBetween(daily[today]?.day ?? '', held.day, formatFor('en-GB', 'UTC')) !== null) continue;
      if (point.day !== addDays(daily[today]?.day ?? '', horizon * 7)) throw new Error(`the forecast's week ${horizon} is ${point.day}`);
      trials.push({ horizon, made: daily[today]?.day ?? '', came: held.day, inside: actual >= point.low && actual <= point.high, width: point.high - point.low, miss: Math.abs(actual - point.ratio) });
    }
  }
  return { trials, refused };
}

export interface Coverage {
  readonly trials: number;
  /** Share of the held-back values inside the interval. */
  readonly inside: number;
  /** Means, as ratios. */
  readonly width: number;
  readonly miss: number;
}

/** Coverage at one horizon. */
export function coverageAt(trials: readonly Trial[], horizon: Horizon): Coverage {
  const own = trials.filter((trial) => trial.horizon === horizon);
  const mean = (value: (trial: Trial) => number): number => own.reduce((sum, trial) => sum + value(trial), 0) / own.length;
  return { trials: own.length, inside: mean(({ inside }) => (inside ? 1 : 0)), width: mean(({ width }) => width), miss: mean(({ miss }) => miss) };
}
