/** Both ends count, as in `TimeGenerated between (start .. end)`. */
export interface Interval {
  readonly start: Date;
  readonly end: Date;
}

/** Reads an ISO 8601 interval: `start/end`, `start/duration`, `duration/end`, or a duration that ends at `now`. Null when it is none. */
export function readInterval(text: string, now: Date): Interval | null {
  const [first = '', second, ...rest] = text.split('/');
  if (rest.length > 0) return null;
  if (second === undefined) return intervalOf(shift(now, first, -1), now);
  if (isDuration(first)) {
    const end = readInstant(second);
    return end === null ? null : intervalOf(shift(end, first, -1), end);
  }
  const start = readInstant(first);
  if (start === null) return null;
  return intervalOf(start, isDuration(second) ? shift(start, second, 1) : readInstant(second));
}

const durationParts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

function isDuration(text: string): boolean {
  return durationParts.test(text) && /\d/.test(text);
}

function shift(from: Date, duration: string, sign: 1 | -1): Date | null {
  if (!isDuration(duration)) return null;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] =
    (durationParts.exec(duration) ?? []).slice(1).map((part) => (part === undefined ? 0 : Number(part)));
  // As .NET reads durations: a year has 365 days, a month 30.
  const wholeDays = years * 365 + months * 30 + weeks * 7 + days;
  return new Date(from.getTime() + sign * (((wholeDays * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
}

function readInstant(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return null;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

function intervalOf(start: Date | null, end: Date | null): Interval | null {
  return start === null || end === null ? null : { start, end };
}
