import { addDays } from '../domain/calendar.ts';
import type { Format } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import type { TrendPoint } from '../domain/reportFigures.ts';
import { fewestChanges, forecast as forecastWeekly, horizonWeeks, intervalLevel, timeToTarget, type Forecast } from '../score/index.ts';
import { announcedBreaks } from './methodBreaks.ts';

/** Weeks of history a forecast looks back on, and weeks shown ahead. */
const lookBackWeeks = 26;
const shownWeeks = 13;

/** Where the score goes at the pace since the last method break, or why that cannot be said. */
export function forecastOf(trend: readonly TrendPoint[], target: number | null, format: Format): ReportModel['forecast'] {
  const today = trend.at(-1);
  const weekly = weeklyValues(trend);
  const result = forecastWeekly(weekly, horizonWeeks);
  if (result.refused !== null || today === undefined) return { refused: refusal(result.refused, format), level: intervalLevel, weeks: 0, points: [], reaches: null };
  const dayOf = (week: number | null): string | null => (week === null ? null : addDays(today.day, week * 7));
  const open = target !== null && (today.ratio ?? 1) < target;
  const time = open ? timeToTarget(result.points, target) : null;
  return {
    refused: null,
    level: intervalLevel,
    weeks: result.changes,
    points: result.points.slice(0, shownWeeks).map(({ week, ...rest }) => ({ day: addDays(today.day, week * 7), ratio: rest.ratio, low: rest.low, high: rest.high })),
    reaches: time === null ? null : { expected: dayOf(time.expected), earliest: dayOf(time.earliest), latest: dayOf(time.latest) },
  };
}

function refusal(refused: Forecast['refused'], format: Format): string {
  if (refused === null) return format.text('forecast.noRecord');
  return refused.cause === 'noScore' ? format.text('forecast.noScore') : format.text('forecast.tooFewChanges', { changes: refused.changes, needed: fewestChanges });
}

/** The value of every seventh day back from the last, oldest first, since the last announced method break. */
function weeklyValues(trend: readonly TrendPoint[]): (number | null)[] {
  const lastBreak = announcedBreaks.map(({ day }) => day).filter((day) => day <= (trend.at(-1)?.day ?? '')).toSorted().at(-1) ?? '';
  const values: (number | null)[] = [];
  for (let index = trend.length - 1; index >= 0 && values.length <= lookBackWeeks; index -= 7) {
    const point = trend[index] as TrendPoint;
    if (point.day < lastBreak) break;
    values.unshift(point.ratio);
  }
  return values;
}
