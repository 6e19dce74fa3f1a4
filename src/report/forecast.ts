import { addDays } from '../domain/calendar.ts';
import type { Format } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import type { Outlook } from '../domain/outlook.ts';
import type { TrendPoint } from '../domain/reportFigures.ts';
import { fewestChanges, forecast as forecastWeekly, horizonWeeks, intervalLevel, timeToTarget, type Forecast } from '../score/index.ts';
import type { ReportContext } from './context.ts';
import { scoreOn } from './figures.ts';
import { announcedBreaks } from './methodBreaks.ts';

/** Weeks of history a forecast looks back on, and weeks shown ahead. */
const lookBackWeeks = 26;
const shownWeeks = 13;

/** Where the score goes at the pace since the last method break, or why that cannot be said. */
export function forecastOf(trend: readonly TrendPoint[], target: number | null, format: Format): ReportModel['forecast'] {
  const { today, result, reaches } = lookAhead(trend, target);
  if (result.refused !== null || today === undefined) return { refused: refusal(result.refused, format), level: intervalLevel, weeks: 0, points: [], reaches: null };
  const points = result.points.slice(0, shownWeeks).map(({ week, ratio, low, high }) => ({ day: addDays(today.day, week * 7), ratio, low, high }));
  return { refused: null, level: intervalLevel, weeks: result.changes, points, reaches };
}

/** The same in short, for some scopes of the grid. */
export function outlookOf({ grid, format, runDays }: ReportContext, scopes: readonly number[], target: number | null): Outlook {
  const first = runDays[0] ?? '';
  const from = Math.max(0, grid.days.length - 1 - lookBackWeeks * 7);
  const week = (grid.days.length - 1) % 7;
  // Only the days that the method reads: a tenant may have ten thousand scopes.
  const days = grid.days.slice(from).map((day, index) => ({ day, ratio: (from + index) % 7 === week && day >= first ? scoreOn(grid, scopes, from + index).ratio : null }));
  const { result, reaches } = lookAhead(days, target);
  if (result.refused !== null) return { target, refused: refusal(result.refused, format), weeks: 0, pace: null, reaches: null };
  return { target, refused: null, weeks: result.changes, pace: result.drift, reaches };
}

/** Days of which every seventh back from the last counts. */
type Daily = readonly Pick<TrendPoint, 'day' | 'ratio'>[];

function lookAhead(daily: Daily, target: number | null): { readonly today: Daily[number] | undefined; readonly result: Forecast; readonly reaches: Outlook['reaches'] } {
  const today = daily.at(-1);
  const result = forecastWeekly(weeklyValues(daily), horizonWeeks);
  if (result.refused !== null || today === undefined || target === null || (today.ratio ?? 1) >= target) return { today, result, reaches: null };
  const dayOf = (week: number | null): string | null => (week === null ? null : addDays(today.day, week * 7));
  const { expected, earliest, latest } = timeToTarget(result.points, target);
  return { today, result, reaches: { expected: dayOf(expected), earliest: dayOf(earliest), latest: dayOf(latest) } };
}

function refusal(refused: Forecast['refused'], format: Format): string {
  if (refused === null) return format.text('forecast.noRecord');
  return refused.cause === 'noScore' ? format.text('forecast.noScore') : format.text('forecast.tooFewChanges', { changes: refused.changes, needed: fewestChanges });
}

/** The value of every seventh day back from the last, oldest first, since the last announced method break. */
function weeklyValues(trend: Daily): (number | null)[] {
  const lastBreak = announcedBreaks.map(({ day }) => day).filter((day) => day <= (trend.at(-1)?.day ?? '')).toSorted().at(-1) ?? '';
  const values: (number | null)[] = [];
  for (let index = trend.length - 1; index >= 0 && values.length <= lookBackWeeks; index -= 7) {
    const point = trend[index] as Daily[number];
    if (point.day < lastBreak) break;
    values.unshift(point.ratio);
  }
  return values;
}
