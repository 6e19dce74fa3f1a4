import { toDate } from './datetimes.ts';
import { KqlError } from './errors.ts';
import { TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND } from './timespans.ts';

type Specifiers = Readonly<Record<string, () => string>>;

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** Tenths, hundredths … of a second; `F` writes nothing when they are zero, and no trailing zeros. */
function fraction(ticks: number, run: string): string {
  const text = pad(((ticks % TICKS_PER_SECOND) + TICKS_PER_SECOND) % TICKS_PER_SECOND, 7).slice(0, run.length);
  return run.startsWith('F') ? text.replace(/0+$/, '') : text;
}

/** Replaces each run of a letter by what the specifier writes; other letters are an error, delimiters stay. */
function fill(pattern: string, specifiers: Specifiers, ticks: number): string {
  return pattern.replace(/([A-Za-z])\1*/g, (run: string) => {
    if (/^[fF]{1,7}$/.test(run)) return fraction(ticks, run);
    const write = Object.hasOwn(specifiers, run) ? specifiers[run] : undefined;
    if (write === undefined) throw new KqlError('unsupported', `this format specifier is not supported: ${run}`, { construct: 'format specifier', token: pattern });
    return write();
  });
}

/** A datetime by a pattern such as `yyyy-MM-dd HH:mm` (format_datetime, "Supported format elements"). */
export function formatDatetimePattern(ticks: number, pattern: string): string {
  const date = toDate(ticks);
  const [year, hour] = [date.getUTCFullYear(), date.getUTCHours()];
  const half = hour % 12 === 0 ? 12 : hour % 12;
  return fill(pattern, {
    d: () => String(date.getUTCDate()), dd: () => pad(date.getUTCDate(), 2),
    h: () => String(half), hh: () => pad(half, 2), H: () => String(hour), HH: () => pad(hour, 2),
    m: () => String(date.getUTCMinutes()), mm: () => pad(date.getUTCMinutes(), 2),
    M: () => String(date.getUTCMonth() + 1), MM: () => pad(date.getUTCMonth() + 1, 2),
    s: () => String(date.getUTCSeconds()), ss: () => pad(date.getUTCSeconds(), 2),
    y: () => String(year % 100), yy: () => pad(year % 100, 2), yyyy: () => pad(year, 4),
    tt: () => (hour < 12 ? 'AM' : 'PM'),
  }, ticks);
}

/** A timespan by a pattern such as `dd.hh:mm:ss`; `d` runs are the whole days, padded to the run's length. */
export function formatTimespanPattern(ticks: number, pattern: string): string {
  const total = Math.abs(ticks);
  const days = Math.floor(total / TICKS_PER_DAY);
  const [hour, minute, second] = [Math.floor(total / TICKS_PER_HOUR) % 24, Math.floor(total / TICKS_PER_MINUTE) % 60, Math.floor(total / TICKS_PER_SECOND) % 60];
  const dayRuns = Object.fromEntries(Array.from({ length: 8 }, (_, index) => ['d'.repeat(index + 1), () => pad(days, index + 1)]));
  return fill(pattern, {
    ...dayRuns,
    h: () => String(hour), hh: () => pad(hour, 2), H: () => String(hour), HH: () => pad(hour, 2),
    m: () => String(minute), mm: () => pad(minute, 2), s: () => String(second), ss: () => pad(second, 2),
  }, total);
}
