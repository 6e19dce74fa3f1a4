import { TICKS_PER_DAY, TICKS_PER_MILLISECOND, TICKS_PER_MINUTE, TICKS_PER_SECOND } from './timespans.ts';

/**
 * A datetime is a number of 100 ns ticks since 2010-01-01T00:00Z. Counted from there, every tick between 1981 and 2038 is an exact
 * double, and every whole second of Kusto's range (years 1 to 9999) is.
 */
const EPOCH_MS = Date.UTC(2010, 0, 1);

/** 0001-01-01T00:00Z: `bin` counts from here. */
export const MIN_DATETIME = fromMilliseconds(new Date('0001-01-01T00:00:00Z').getTime());
/** The last tick of year 9999. */
export const MAX_DATETIME = fromMilliseconds(new Date('9999-12-31T23:59:59Z').getTime()) + TICKS_PER_SECOND - 1;
/** 1970-01-01T00:00Z. */
export const UNIX_EPOCH = fromMilliseconds(0);

/** Ticks of a number of milliseconds since 1970. */
export function fromMilliseconds(milliseconds: number): number {
  return (milliseconds - EPOCH_MS) * TICKS_PER_MILLISECOND;
}

/** Milliseconds since 1970, rounded down. */
export function toMilliseconds(ticks: number): number {
  return Math.floor(ticks / TICKS_PER_MILLISECOND) + EPOCH_MS;
}

/** The instant as a Date, rounded down to milliseconds. */
export function toDate(ticks: number): Date {
  return new Date(toMilliseconds(ticks));
}

/** Ticks from calendar parts in UTC; month is 1-based; any part may overflow into the next. */
export function fromParts(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, ticks = 0): number {
  const milliseconds = new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000;
  return fromMilliseconds(milliseconds) + ticks;
}

/** `null` outside Kusto's range. */
export function inRange(ticks: number): number | null {
  return ticks >= MIN_DATETIME && ticks <= MAX_DATETIME ? ticks : null;
}

const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?)?\s*(Z|GMT|UTC|[+-]\d{2}:?\d{2})?$/i;
const slashes = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?(?:\s*(AM|PM))?)?\s*(Z)?$/i;
const rfc = /^(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4}|\d{2})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(?:Z|GMT|UTC)?$/;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Ticks of a text in one of the documented formats (ISO 8601, RFC 822/850, month-day-year); `null` when it is none of them. */
export function parseDatetime(text: string): number | null {
  return parseFixedIso(text) ?? parseVariant(text.trim());
}

/** The form every Azure service writes, `2026-01-31T10:11:12(.fffffff)Z`, read without a regular expression. */
function parseFixedIso(text: string): number | null {
  const { length } = text;
  if (length < 20 || length > 28 || text.charCodeAt(length - 1) !== 90 || text.charCodeAt(10) !== 84) return null;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return null;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const seconds = (digits(text, 11, 13) * 60 + digits(text, 14, 16)) * 60 + digits(text, 17, 19);
  const ticks = length === 20 ? 0 : text.charCodeAt(19) === 46 ? digits(text, 20, length - 1) * 10 ** (28 - length) : NaN;
  if (!validDay(year, month, day) || digits(text, 11, 13) > 23 || digits(text, 14, 16) > 59 || digits(text, 17, 19) > 59) return null;
  const total = fromMilliseconds((year < 100 ? fromPartsMs(year, month, day) : Date.UTC(year, month - 1, day)) + seconds * 1000) + ticks;
  return Number.isNaN(total) ? null : total;
}

function fromPartsMs(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

function validDay(year: number, month: number, day: number): boolean {
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Number of days of a month, 28 to 31; month is 1-based. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function parseVariant(text: string): number | null {
  const year = /^(\d{4})$/.exec(text);
  if (year !== null) return assemble(text, '1', '1');
  const a = iso.exec(text);
  if (a !== null) return shifted(assemble(a[1], a[2], a[3] ?? '1', a[4], a[5], a[6], a[7]), a[8]);
  const b = slashes.exec(text);
  if (b !== null) return assemble(b[3], b[1], b[2], hour24(b[4], b[8]), b[5], b[6], b[7]);
  const c = rfc.exec(text);
  if (c === null) return null;
  const month = months.indexOf((c[2] ?? '').toLowerCase());
  const fullYear = c[3]?.length === 2 ? `20${c[3]}` : c[3];
  return month < 0 ? null : assemble(fullYear, String(month + 1), c[1], c[4], c[5], c[6]);
}

function hour24(hour: string | undefined, half: string | undefined): string | undefined {
  if (hour === undefined || half === undefined) return hour;
  return String((Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0));
}

function assemble(year = '0', month = '0', day = '0', hour = '0', minute = '0', second = '0', fraction = ''): number | null {
  if (!validDay(Number(year), Number(month), Number(day)) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const ticks = Number(fraction.slice(0, 7).padEnd(7, '0'));
  return fromParts(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second), ticks);
}

function shifted(ticks: number | null, zone: string | undefined): number | null {
  if (ticks === null || zone === undefined || /^(z|gmt|utc)$/i.test(zone)) return ticks;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return ticks - (zone.startsWith('-') ? -1 : 1) * minutes * TICKS_PER_MINUTE;
}

/** `2026-01-31T10:11:12.0000000Z`, as `tostring` writes a datetime. */
export function formatDatetime(ticks: number): string {
  const second = Math.floor(ticks / TICKS_PER_SECOND);
  const fraction = ticks - second * TICKS_PER_SECOND;
  return `${toDate(second * TICKS_PER_SECOND).toISOString().slice(0, 19).replace('+00', '')}.${String(fraction).padStart(7, '0')}Z`;
}

/** As `formatDatetime`, without trailing zeros of the fraction: the form of the services' JSON. */
export function formatDatetimeJson(ticks: number): string {
  return formatDatetime(ticks).replace(/\.?0+Z$/, 'Z');
}

/** Start of the UTC day of a datetime. */
export function startOfDay(ticks: number): number {
  return ticks - modulo(ticks, TICKS_PER_DAY);
}

/** Remainder that is never negative, exact for integers of any size. */
export function modulo(value: number, divisor: number): number {
  const rest = value % divisor;
  return rest < 0 ? rest + Math.abs(divisor) : rest;
}

/** Largest multiple of `size` ticks since year 1 that is not after the datetime. */
export function binDatetime(ticks: number, size: number): number {
  return ticks - modulo((ticks % size) - (MIN_DATETIME % size), size);
}
