import { formatDatetime } from '../datetimes.ts';
import { formatTimespan } from '../timespans.ts';
import { groupKey, isArray, toDynamic } from '../values.ts';
import type { Value } from '../values.ts';
import { argument, notSupported, optional } from './call.ts';
import type { Call, ScalarFunction } from './call.ts';

/** The distinct elements of an array, by first appearance. */
function distinct(array: readonly Value[]): Map<Value, Value> {
  const seen = new Map<Value, Value>();
  for (const element of array) {
    const key = groupKey(element);
    if (!seen.has(key)) seen.set(key, element);
  }
  return seen;
}

/** Sets made of arrays; null when any argument is no array. */
const ofSets = (combine: (sets: readonly Map<Value, Value>[]) => Iterable<Value>): ScalarFunction => (call) => {
  const arrays = call.args.map((_, index) => argument(call, index, 'dynamic'));
  return (row) => {
    const values = arrays.map((array) => array(row));
    return values.every(isArray) ? [...combine(values.map(distinct))] : null;
  };
};

function union(sets: readonly Map<Value, Value>[]): Iterable<Value> {
  const all = new Map<Value, Value>();
  for (const set of sets) for (const [key, value] of set) if (!all.has(key)) all.set(key, value);
  return all.values();
}

function firstWhere([first, ...others]: readonly Map<Value, Value>[], keep: (key: Value, others: readonly Map<Value, Value>[]) => boolean): Iterable<Value> {
  return [...(first ?? [])].filter(([key]) => keep(key, others)).map(([, value]) => value);
}

const hasElement: ScalarFunction = (call) => {
  const array = argument(call, 0, 'dynamic');
  const sought = call.args[1];
  if (sought === undefined) throw notSupported(call, 'needs an array and a value');
  return (row) => {
    const value = array(row);
    if (!isArray(value)) return null;
    const key = groupKey(toDynamic(sought.evaluate(row), sought.type));
    return value.some((element) => groupKey(element) === key);
  };
};

/** Documented limit of range(). */
const MAX_RANGE = 1_048_576;

const range: ScalarFunction = (call: Call) => {
  const type = call.args[0]?.type ?? 'long';
  const stepType = type === 'datetime' ? 'timespan' : type;
  const usual = type === 'datetime' ? 864_000_000_000 : type === 'timespan' ? 36_000_000_000 : 1;
  const [start, stop, step] = [argument(call, 0, type), argument(call, 1, type), optional(call, 2, stepType, usual)];
  const write = type === 'datetime' ? formatDatetime : type === 'timespan' ? formatTimespan : (value: number): Value => value;
  return (row) => {
    const [from, to, by] = [start(row), stop(row), step(row)];
    if (typeof from !== 'number' || typeof to !== 'number' || typeof by !== 'number') return null;
    return series(from, to, by).map(write);
  };
};

/** `start`, `start + step` … up to and including `stop`. */
export function series(from: number, to: number, by: number): number[] {
  if (by === 0) return [];
  const count = Math.min(MAX_RANGE, Math.floor((to - from) / by) + 1);
  return Array.from({ length: Math.max(0, count) }, (_, index) => from + index * by);
}

/** Arrays as sets, and series. */
export const setFunctions: Readonly<Record<string, ScalarFunction>> = {
  set_union: ofSets(union),
  set_intersect: ofSets((sets) => firstWhere(sets, (key, others) => others.every((other) => other.has(key)))),
  set_difference: ofSets((sets) => firstWhere(sets, (key, others) => !others.some((other) => other.has(key)))),
  set_has_element: hasElement,
  range,
};
