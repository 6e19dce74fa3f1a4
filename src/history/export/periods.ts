import { addDays, endOfDay, startOfDay } from '../../domain/calendar.ts';
import type { Day } from '../../domain/history.ts';

/** Days one query spans at most. */
export const longestPeriod = 30;

/** Days that one query covers, all of the same length, so that the service can number them without knowing the time zone. */
export interface Period {
  readonly days: readonly Day[];
  /** First and last millisecond, ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  /** Length of each day in minutes: 1440, but where clocks change. */
  readonly dayMinutes: number;
}

/** A time range in periods; a day on which clocks change is a period of its own. */
export function periodsOf(from: Day, to: Day, timeZone: string): readonly Period[] {
  const periods: { days: Day[]; dayMinutes: number }[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const minutes = minutesOf(day, timeZone);
    const last = periods.at(-1);
    if (minutes <= 0) continue; // a zone that crossed the date line skipped this day
    if (last !== undefined && last.dayMinutes === minutes && last.days.length < longestPeriod) last.days.push(day);
    else periods.push({ days: [day], dayMinutes: minutes });
  }
  return periods.map(({ days, dayMinutes }) => ({ days, dayMinutes, from: startOfDay(days[0] ?? from, timeZone), to: endOfDay(days.at(-1) ?? to, timeZone) }));
}

function minutesOf(day: Day, timeZone: string): number {
  return Math.round((Date.parse(endOfDay(day, timeZone)) - Date.parse(startOfDay(day, timeZone))) / 60_000);
}
