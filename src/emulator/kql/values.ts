import { formatDatetime, formatDatetimeJson, parseDatetime } from './datetimes.ts';
import { KqlError } from './errors.ts';
import { formatTimespan, parseTimespan } from './timespans.ts';
import type { KustoType } from './types.ts';

/**
 * Values at run time, by Kusto type:
 * string → string, never null · long, int → integer number · real → number · bool → boolean · datetime, timespan → number of ticks ·
 * guid → lower-case string · dynamic → plain JSON, datetimes and timespans inside it as the text Kusto would write.
 * `null` is Kusto's null of every type but string; `undefined` never appears.
 */
export type Value = string | number | boolean | null | object;

/** Text of a value, as `tostring` gives it; empty for null. */
export function toText(value: Value, type: KustoType): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  switch (type) {
    case 'datetime': return formatDatetime(value as number);
    case 'timespan': return formatTimespan(value as number);
    case 'real': return realText(value as number);
    case 'dynamic': return typeof value === 'number' ? realText(value, true) : typeof value === 'boolean' ? String(value) : JSON.stringify(value);
    default: return String(value);
  }
}

/** Kusto writes a whole real with `.0`; inside dynamic values the JSON number is kept as it came. */
function realText(value: number, whole = false): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const text = String(value).replace(/e([+-])(\d)$/, 'E$10$2').replace('e', 'E');
  return !whole && Number.isInteger(value) && !text.includes('E') ? `${text}.0` : text;
}

/** The value as it looks inside a dynamic one. */
export function toDynamic(value: Value, type: KustoType): Value {
  if (typeof value !== 'number') return value;
  if (type === 'datetime') return formatDatetime(value);
  if (type === 'timespan') return formatTimespan(value);
  return value;
}

/** The value as the services write it into JSON. */
export function toJson(value: Value, type: KustoType): unknown {
  if (typeof value !== 'number') return value;
  if (type === 'datetime') return formatDatetimeJson(value);
  if (type === 'timespan') return formatTimespan(value);
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? value : value > 0 ? 'Infinity' : '-Infinity';
}

/** Conversions between types: the `to…()` functions, and the implicit casts of a dynamic value. `null` when the value does not convert. */
export function convert(value: Value, from: KustoType, to: KustoType): Value {
  if (to === 'string') return toText(value, from);
  if (value === null) return null;
  switch (to) {
    case 'long': return toInteger(value, Number.MAX_SAFE_INTEGER);
    case 'int': return toInteger(value, 2_147_483_647);
    case 'real': return toReal(value);
    case 'bool': return toBool(value);
    case 'datetime': return typeof value === 'string' ? parseDatetime(value) : from === 'datetime' ? value : null;
    case 'timespan': return typeof value === 'string' ? parseTimespan(value) : from === 'timespan' ? value : null;
    case 'guid': return typeof value === 'string' ? toGuid(value) : null;
    case 'dynamic': return toDynamic(value, from);
    default: return null;
  }
}

function toInteger(value: Value, limit: number): number | null {
  const number = typeof value === 'string' ? parseInteger(value) : typeof value === 'boolean' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) return null;
  const whole = Math.trunc(number);
  if (Math.abs(whole) <= limit) return whole === 0 ? 0 : whole;
  if (limit === Number.MAX_SAFE_INTEGER && Math.abs(whole) <= 2 ** 63) throw inexact(whole);
  return null;
}

/** The error for a long that a double does not hold exactly. */
export function inexact(value: number): KqlError {
  return new KqlError('unsupported', `a long beyond 2^53 came up (about ${value}); this engine holds longs exactly only up to there`, { construct: 'long' });
}

function parseInteger(text: string): number | null {
  const trimmed = text.trim();
  if (/^[+-]?\d+$/.test(trimmed)) return Number(trimmed);
  if (/^[+-]?0x[0-9a-f]+$/i.test(trimmed)) return (trimmed.startsWith('-') ? -1 : 1) * Number.parseInt(trimmed.replace(/^[+-]/, ''), 16);
  return null;
}

function toReal(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'string' ? parseReal(value) : null;
}

function parseReal(text: string): number | null {
  const trimmed = text.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  if (/^nan$/i.test(trimmed)) return NaN;
  const infinite = /^([+-]?)(?:inf|infinity)$/i.exec(trimmed);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  return null;
}

function toBool(value: Value): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'string') return null;
  const text = value.trim().toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : null;
}

const guidForm = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;

/** The guid in lower case with dashes, or `null`. */
export function toGuid(text: string): string | null {
  const parts = guidForm.exec(text.trim());
  return parts === null ? null : parts.slice(1).join('-').toLowerCase();
}

/** True for JSON objects, which Kusto calls property bags. */
export function isBag(value: Value): value is Record<string, Value> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for JSON arrays. */
export function isArray(value: Value): value is Value[] {
  return Array.isArray(value);
}

/** The same value with the keys of every bag in order. */
export function sortKeys(value: Value): Value {
  if (Array.isArray(value)) return value.map((element: Value) => sortKeys(element));
  return isBag(value) ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortKeys(value[key] ?? null)])) : value;
}

/** Canonical text by which dynamic values are told apart: keys sorted, so that two equal bags are one. */
export function dynamicKey(value: Value): string {
  if (Array.isArray(value)) return `[${value.map((element: Value) => dynamicKey(element)).join(',')}]`;
  if (!isBag(value)) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${dynamicKey(value[key] ?? null)}`).join(',')}}`;
}

/** The value by which rows are grouped and joined: equal exactly when Kusto calls the values equal. */
export function groupKey(value: Value): Value {
  return typeof value === 'object' && value !== null ? dynamicKey(value) : value;
}

/** Order of two values that are neither null nor NaN: strings by code unit, false before true. */
export function compare(a: Value, b: Value): number {
  return (a as string) < (b as string) ? -1 : (a as string) > (b as string) ? 1 : 0;
}
