import { daysInMonth, fromMilliseconds, fromParts, inRange, startOfDay, toDate, UNIX_EPOCH } from '../datetimes.ts';
import { formatDatetimePattern, formatTimespanPattern } from '../patterns.ts';
import type { Row } from '../expression.ts';
import { TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MILLISECOND, TICKS_PER_MINUTE, TICKS_PER_SECOND } from '../timespans.ts';
import type { Value } from '../values.ts';
import { argument, notSupported, ofNumbers, optional } from './call.ts';
import type { Call, ScalarFunction } from './call.ts';

/** f(datetime). */
const of = (apply: (ticks: number) => Value): ScalarFunction => ofNumbers('datetime', apply);

/** f(datetime, whole offset = 0), null out of range. */
const offsetBy = (apply: (ticks: number, offset: number) => number): ScalarFunction => (call) => {
  const [date, offset] = [argument(call, 0, 'datetime'), optional(call, 1, 'long', 0)];
  return (row) => {
    const [ticks, by] = [date(row), offset(row)];
    return ticks === null || by === null ? null : inRange(apply(ticks as number, by as number));
  };
};

/** Sunday 0 … Saturday 6. */
const weekday = (ticks: number): number => toDate(ticks).getUTCDay();

const starts: Readonly<Record<string, (ticks: number, offset: number) => number>> = {
  day: (ticks, offset) => startOfDay(ticks) + offset * TICKS_PER_DAY,
  week: (ticks, offset) => startOfDay(ticks) + (offset * 7 - weekday(ticks)) * TICKS_PER_DAY,
  month: (ticks, offset) => fromParts(toDate(ticks).getUTCFullYear(), toDate(ticks).getUTCMonth() + 1 + offset, 1),
  year: (ticks, offset) => fromParts(toDate(ticks).getUTCFullYear() + offset, 1, 1),
};

const startOf = (unit: string): ScalarFunction => offsetBy((ticks, offset) => starts[unit]?.(ticks, offset) ?? NaN);
const endOf = (unit: string): ScalarFunction => offsetBy((ticks, offset) => (starts[unit]?.(ticks, offset + 1) ?? NaN) - 1);

/** ISO 8601 week number, 1 to 53: week 1 has the year's first Thursday. */
export function weekOfYear(ticks: number): number {
  const day = toDate(startOfDay(ticks));
  const thursday = new Date(day.getTime() + (3 - ((day.getUTCDay() + 6) % 7)) * 86_400_000);
  const firstDay = new Date(0).setUTCFullYear(thursday.getUTCFullYear(), 0, 1);
  return 1 + Math.floor((thursday.getTime() - firstDay) / (7 * 86_400_000));
}

const dayOfYear = (ticks: number): number => Math.round((startOfDay(ticks) - fromParts(toDate(ticks).getUTCFullYear(), 1, 1)) / TICKS_PER_DAY) + 1;
const fraction = (ticks: number): number => ((ticks % TICKS_PER_SECOND) + TICKS_PER_SECOND) % TICKS_PER_SECOND;
const monthIndex = (ticks: number): number => toDate(ticks).getUTCFullYear() * 12 + toDate(ticks).getUTCMonth();

const parts: Readonly<Record<string, (ticks: number) => number>> = {
  year: (ticks) => toDate(ticks).getUTCFullYear(),
  quarter: (ticks) => Math.floor(toDate(ticks).getUTCMonth() / 3) + 1,
  month: (ticks) => toDate(ticks).getUTCMonth() + 1,
  week_of_year: weekOfYear,
  day: (ticks) => toDate(ticks).getUTCDate(),
  dayofyear: dayOfYear,
  hour: (ticks) => toDate(ticks).getUTCHours(),
  minute: (ticks) => toDate(ticks).getUTCMinutes(),
  second: (ticks) => toDate(ticks).getUTCSeconds(),
  millisecond: (ticks) => Math.floor(fraction(ticks) / TICKS_PER_MILLISECOND),
  microsecond: (ticks) => Math.floor(fraction(ticks) / 10),
  nanosecond: (ticks) => fraction(ticks) * 100,
};

const part: ScalarFunction = (call) => {
  const [name, date] = [argument(call, 0, 'string'), argument(call, 1, 'datetime')];
  return (row) => {
    const ticks = date(row);
    return ticks === null ? null : byUnit(call, parts, name(row))(ticks as number);
  };
};

function byUnit<T>(call: Call, table: Readonly<Record<string, T>>, name: Value): T {
  const key = String(name).toLowerCase();
  const found = Object.hasOwn(table, key) ? table[key] : undefined;
  if (found === undefined) throw notSupported(call, `no such part of a date: ${String(name)}`);
  return found;
}

const steps = (size: number) => (a: number, b: number): number => Math.floor(a / size) - Math.floor(b / size);

/** Boundaries crossed between two instants. */
const differences: Readonly<Record<string, (a: number, b: number) => number>> = {
  year: (a, b) => toDate(a).getUTCFullYear() - toDate(b).getUTCFullYear(),
  quarter: (a, b) => Math.floor(monthIndex(a) / 3) - Math.floor(monthIndex(b) / 3),
  month: (a, b) => monthIndex(a) - monthIndex(b),
  week: (a, b) => Math.round(((starts['week']?.(a, 0) ?? NaN) - (starts['week']?.(b, 0) ?? NaN)) / (7 * TICKS_PER_DAY)),
  day: steps(TICKS_PER_DAY),
  hour: steps(TICKS_PER_HOUR),
  minute: steps(TICKS_PER_MINUTE),
  second: steps(TICKS_PER_SECOND),
  millisecond: steps(TICKS_PER_MILLISECOND),
  microsecond: steps(10),
  nanosecond: (a, b) => (a - b) * 100,
};

const diff: ScalarFunction = (call) => {
  const [unit, left, right] = [argument(call, 0, 'string'), argument(call, 1, 'datetime'), argument(call, 2, 'datetime')];
  return (row) => {
    const [a, b] = [left(row), right(row)];
    return a === null || b === null ? null : byUnit(call, differences, unit(row))(a as number, b as number);
  };
};

/** Calendar months, the day cut to the length of the month. */
function addMonths(ticks: number, months: number): number {
  const date = toDate(ticks);
  const index = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const [year, month] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
  return fromParts(year, month, Math.min(date.getUTCDate(), daysInMonth(year, month))) + (ticks - startOfDay(ticks));
}

const additions: Readonly<Record<string, (ticks: number, amount: number) => number>> = {
  year: (ticks, amount) => addMonths(ticks, 12 * amount),
  quarter: (ticks, amount) => addMonths(ticks, 3 * amount),
  month: addMonths,
  week: (ticks, amount) => ticks + amount * 7 * TICKS_PER_DAY,
  day: (ticks, amount) => ticks + amount * TICKS_PER_DAY,
  hour: (ticks, amount) => ticks + amount * TICKS_PER_HOUR,
  minute: (ticks, amount) => ticks + amount * TICKS_PER_MINUTE,
  second: (ticks, amount) => ticks + amount * TICKS_PER_SECOND,
  millisecond: (ticks, amount) => ticks + amount * TICKS_PER_MILLISECOND,
  microsecond: (ticks, amount) => ticks + amount * 10,
  nanosecond: (ticks, amount) => ticks + Math.trunc(amount / 100),
};

const add: ScalarFunction = (call) => {
  const [unit, amount, date] = [argument(call, 0, 'string'), argument(call, 1, 'long'), argument(call, 2, 'datetime')];
  return (row) => {
    const [by, ticks] = [amount(row), date(row)];
    return by === null || ticks === null ? null : inRange(byUnit(call, additions, unit(row))(ticks as number, by as number));
  };
};

const now: ScalarFunction = (call) => {
  const { frame } = call.context;
  const offset = optional(call, 0, 'timespan', 0);
  return (row) => plus(frame.now, offset(row));
};

const ago: ScalarFunction = (call) => {
  const { frame } = call.context;
  const back = argument(call, 0, 'timespan');
  return (row) => plus(frame.now, negated(back(row)));
};

function negated(value: Value): Value {
  return typeof value === 'number' ? -value : value;
}

function plus(ticks: number, by: Value): Value {
  return typeof by === 'number' ? inRange(ticks + by) : null;
}

const format = (write: (ticks: number, pattern: string) => string, type: 'datetime' | 'timespan'): ScalarFunction => (call) => {
  const [value, pattern] = [argument(call, 0, type), argument(call, 1, 'string')];
  return (row: Row) => {
    const ticks = value(row);
    return ticks === null ? '' : write(ticks as number, String(pattern(row)));
  };
};

const makeDatetime: ScalarFunction = (call) => {
  const given = call.args.map((_, index) => argument(call, index, 'real'));
  if (given.length === 1) return argument(call, 0, 'datetime');
  return (row) => {
    const [year, month, day, hour = 0, minute = 0, second = 0] = given.map((each) => each(row) as number | null);
    if (year == null || month == null || day == null || hour === null || minute === null || second === null) return null;
    const valid = year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) && hour < 24 && minute < 60 && second < 60;
    return valid ? fromParts(year, month, day, hour, minute, 0, Math.round(second * TICKS_PER_SECOND)) : null;
  };
};

const unix = (perSecond: number): ScalarFunction => ofNumbers('long', (value) => inRange(UNIX_EPOCH + value * (TICKS_PER_SECOND / perSecond)));

/** Datetimes and timespans; all of them in UTC, weeks from Sunday. */
export const datetimeFunctions: Readonly<Record<string, ScalarFunction>> = {
  now,
  ago,
  startofday: startOf('day'),
  startofweek: startOf('week'),
  startofmonth: startOf('month'),
  startofyear: startOf('year'),
  endofday: endOf('day'),
  endofweek: endOf('week'),
  endofmonth: endOf('month'),
  endofyear: endOf('year'),
  dayofweek: of((ticks) => weekday(ticks) * TICKS_PER_DAY),
  dayofmonth: of((ticks) => toDate(ticks).getUTCDate()),
  dayofyear: of(dayOfYear),
  getyear: of((ticks) => toDate(ticks).getUTCFullYear()),
  getmonth: of((ticks) => toDate(ticks).getUTCMonth() + 1),
  monthofyear: of((ticks) => toDate(ticks).getUTCMonth() + 1),
  hourofday: of((ticks) => toDate(ticks).getUTCHours()),
  week_of_year: of(weekOfYear),
  datetime_part: part,
  datetime_diff: diff,
  datetime_add: add,
  format_datetime: format(formatDatetimePattern, 'datetime'),
  format_timespan: format(formatTimespanPattern, 'timespan'),
  make_datetime: makeDatetime,
  unixtime_seconds_todatetime: unix(1),
  unixtime_milliseconds_todatetime: unix(1000),
  unixtime_microseconds_todatetime: unix(1_000_000),
};

/** The instant of a Date, in ticks. */
export function ticksOf(date: Date): number {
  return fromMilliseconds(date.getTime());
}
