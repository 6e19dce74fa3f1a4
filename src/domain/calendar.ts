import type { Day } from './history.ts';

/** First day of a week, as configured (DESIGN §9.5). */
export type WeekStart = 'monday' | 'sunday';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** Days since 1970-01-01 of a calendar day; RangeError when it is not one (`2026-02-30`). */
export function dayNumber(day: Day): number {
  const ms = dayPattern.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  const number = ms / dayMs;
  if (Number.isNaN(ms) || dayFromNumber(number) !== day) throw new RangeError(`not a calendar day (YYYY-MM-DD): ${day}`);
  return number;
}

/** Inverse of {@link dayNumber}. */
export function dayFromNumber(number: number): Day {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

/** The calendar day `count` days later (earlier when negative). */
export function addDays(day: Day, count: number): Day {
  return dayFromNumber(dayNumber(day) + count);
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** Every day from `from` to `to`, both included; empty when `to` is earlier. */
export function daysOfRange(from: Day, to: Day): readonly Day[] {
  const first = dayNumber(from);
  return Array.from({ length: Math.max(0, dayNumber(to) - first + 1) }, (_, index) => dayFromNumber(first + index));
}

/** ISO 8601 week of a day: weeks start on Monday, week 1 holds the first Thursday; years have 52 or 53. */
export function isoWeekOf(day: Day): { readonly year: number; readonly week: number } {
  const number = dayNumber(day);
  const thursday = number - mondayIndex(number) + 3;
  const year = new Date(thursday * dayMs).getUTCFullYear();
  return { year, week: Math.floor((thursday - Date.UTC(year, 0, 1) / dayMs) / 7) + 1 };
}

/** First day of the week that `day` is in. */
export function weekStartOf(day: Day, weekStart: WeekStart): Day {
  const number = dayNumber(day);
  const index = mondayIndex(number);
  return dayFromNumber(number - (weekStart === 'monday' ? index : (index + 1) % 7));
}

/** Last day of the week that `day` is in. */
export function weekEndOf(day: Day, weekStart: WeekStart): Day {
  return addDays(weekStartOf(day, weekStart), 6);
}

/** The day a change over `days` days is measured from (DESIGN §9.4): a calendar day, whatever DST does to its hours. */
export function baseDay(day: Day, days: number): Day {
  return addDays(day, -days);
}

/** Calendar day of an instant (ISO 8601, or ms since 1970) in an IANA time zone; RangeError for a bad instant or zone. */
export function dayOf(instant: string | number | Date, timeZone: string): Day {
  const ms = msOf(instant);
  return dayFromNumber(Math.floor((ms + offsetAt(ms, timeZone)) / dayMs));
}

/** Last millisecond that falls on `day` (or before it, where the zone skips that day), ISO 8601 UTC. */
export function endOfDay(day: Day, timeZone: string): string {
  return new Date(startMs(dayNumber(day) + 1, timeZone) - 1).toISOString();
}

/** First millisecond of `day`, ISO 8601 UTC. */
export function startOfDay(day: Day, timeZone: string): string {
  return new Date(startMs(dayNumber(day), timeZone)).toISOString();
}

/** True when the name is a time zone this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

/** 0 for Monday … 6 for Sunday; 1970-01-01 was a Thursday. */
function mondayIndex(number: number): number {
  return (((number + 3) % 7) + 7) % 7;
}

function msOf(instant: string | number | Date): number {
  const ms = typeof instant === 'string' ? Date.parse(instant) : Number(instant);
  if (Number.isNaN(ms)) throw new RangeError(`not an instant: ${String(instant)}`);
  return ms;
}

/**
 * Midnight that begins a day. It does not exist when clocks go forward over it (the day then begins at the change).
 * It comes twice when they go back over it: to before midnight (St. John's until 2011), and the later one counts, so that the day
 * before ends after its last hour; or to midnight itself (Havana), and the first one counts.
 */
function startMs(number: number, timeZone: string): number {
  const local = number * dayMs;
  const offsets = [offsetAt(local - 1.5 * dayMs, timeZone), offsetAt(local + 1.5 * dayMs, timeZone)];
  const starts = offsets.map((offset) => local - offset);
  const real = starts.filter((start, index) => offsetAt(start, timeZone) === offsets[index]);
  if (real.length === 0) return firstAtOrAfter(local, Math.min(...starts), Math.max(...starts), timeZone);
  const last = Math.max(...real);
  const returnsToDayBefore = last - 1 + offsetAt(last - 1, timeZone) < local;
  return returnsToDayBefore ? last : Math.min(...real);
}

/** First instant in (low, high] whose local time is at or after `local`. */
function firstAtOrAfter(local: number, low: number, high: number, timeZone: string): number {
  let [before, after] = [low, high];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (middle + offsetAt(middle, timeZone) >= local) after = middle;
    else before = middle;
  }
  return after;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', era: 'short',
    year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}

const hourOffsets = new Map<string, Map<number, number | null>>();

/**
 * Offset of local time from UTC in ms. Asking Intl is slow, so offsets are kept per UTC hour;
 * null marks the few hours in which the offset changes, where each instant is asked for.
 */
function offsetAt(ms: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const hours = hourOffsets.get(timeZone) ?? new Map<number, number | null>();
  hourOffsets.set(timeZone, hours);
  const hour = Math.floor(ms / hourMs);
  const known = hours.get(hour);
  if (known !== undefined) return known ?? askOffset(ms, timeZone);
  const offset = askOffset(hour * hourMs, timeZone);
  const steady = offset === askOffset((hour + 1) * hourMs - 1, timeZone);
  hours.set(hour, steady ? offset : null);
  return steady ? offset : askOffset(ms, timeZone);
}

function askOffset(ms: number, timeZone: string): number {
  const parts = new Map(formatterOf(timeZone).formatToParts(ms).map((part) => [part.type, part.value]));
  const field = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const local = Date.UTC(field('year'), field('month') - 1, field('day'), field('hour'), field('minute'), field('second'));
  return local - Math.floor(ms / 1000) * 1000;
}
