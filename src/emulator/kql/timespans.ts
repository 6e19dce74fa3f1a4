/** A timespan is a number of 100 ns ticks. */
export const TICKS_PER_MILLISECOND = 10_000;
export const TICKS_PER_SECOND = 10_000_000;
export const TICKS_PER_MINUTE = 60 * TICKS_PER_SECOND;
export const TICKS_PER_HOUR = 60 * TICKS_PER_MINUTE;
export const TICKS_PER_DAY = 24 * TICKS_PER_HOUR;

const unitTicks = new Map<string, number>([
  ...['d', 'day', 'days'].map((unit) => [unit, TICKS_PER_DAY] as const),
  ...['h', 'hr', 'hrs', 'hour', 'hours'].map((unit) => [unit, TICKS_PER_HOUR] as const),
  ...['m', 'min', 'minute', 'minutes'].map((unit) => [unit, TICKS_PER_MINUTE] as const),
  ...['s', 'sec', 'second', 'seconds'].map((unit) => [unit, TICKS_PER_SECOND] as const),
  ...['ms', 'milli', 'millis', 'millisec', 'millisecond', 'milliseconds'].map((unit) => [unit, TICKS_PER_MILLISECOND] as const),
  ...['micro', 'micros', 'microsec', 'microsecond', 'microseconds'].map((unit) => [unit, 10] as const),
  ...['nano', 'nanos', 'nanosec', 'nanosecond', 'nanoseconds'].map((unit) => [unit, 0.01] as const),
  ...['tick', 'ticks'].map((unit) => [unit, 1] as const),
]);

const clock = /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/;
const amount = /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([a-z]*)$/i;

/** Reads `1.02:03:04.5`, `90m`, `15 seconds` or a bare number of days; `null` when it is none of these. */
export function parseTimespan(text: string): number | null {
  const trimmed = text.trim().replace(/^(['"])(.*)\1$/, '$2');
  const parts = clock.exec(trimmed);
  if (parts !== null) return clockTicks(parts);
  const measured = amount.exec(trimmed);
  if (measured === null) return null;
  const ticks = measured[2] === '' ? TICKS_PER_DAY : unitTicks.get((measured[2] ?? '').toLowerCase());
  return ticks === undefined ? null : Math.round(Number(measured[1]) * ticks);
}

function clockTicks(parts: RegExpExecArray): number | null {
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = parts;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const ticks = Number(days) * TICKS_PER_DAY + Number(hours) * TICKS_PER_HOUR + Number(minutes) * TICKS_PER_MINUTE
    + Number(seconds) * TICKS_PER_SECOND + Number(fraction.padEnd(7, '0'));
  return sign === '-' ? -ticks : ticks;
}

/** `[-][d.]hh:mm:ss[.fffffff]`, as Kusto prints a timespan. */
export function formatTimespan(ticks: number): string {
  const total = Math.abs(ticks);
  const days = Math.floor(total / TICKS_PER_DAY);
  const fraction = total % TICKS_PER_SECOND;
  const clockText = [Math.floor(total / TICKS_PER_HOUR) % 24, Math.floor(total / TICKS_PER_MINUTE) % 60, Math.floor(total / TICKS_PER_SECOND) % 60]
    .map((part) => String(part).padStart(2, '0')).join(':');
  return `${ticks < 0 ? '-' : ''}${days > 0 ? `${days}.` : ''}${clockText}${fraction > 0 ? `.${String(fraction).padStart(7, '0')}` : ''}`;
}
