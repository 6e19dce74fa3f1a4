import type { Row } from '../expression.ts';
import { isBag, toDynamic } from '../values.ts';
import type { Value } from '../values.ts';

import { argument, constantArgument, notSupported, ofArray, ofBag } from './call.ts';
import type { Call, ScalarFunction } from './call.ts';
import { sortedArrays } from './sorting.ts';

type Bag = Record<string, Value>;

/** Each argument as it looks inside a dynamic value. */
function elements(call: Call): readonly ((row: Row) => Value)[] {
  return call.args.map(({ evaluate, type }) => (row) => toDynamic(evaluate(row), type));
}

const pack: ScalarFunction = (call) => {
  const parts = elements(call);
  if (parts.length % 2 === 1) throw notSupported(call, 'needs pairs of name and value');
  const names = call.args.map((_, index) => (index % 2 === 0 ? argument(call, index, 'string') : undefined));
  return (row) => {
    const entries: [string, Value][] = [];
    for (let i = 0; i + 1 < parts.length; i += 2) entries.push([String(names[i]?.(row)), parts[i + 1]?.(row) ?? null]);
    return Object.fromEntries(entries);
  };
};

/** All columns of the row; with `true`, those that are null or empty are left out. */
const packAll: ScalarFunction = (call) => {
  const fields = [...call.context.fields.values()];
  const skipEmpty = constantArgument(call, 0) === true;
  return (row) => {
    const entries = fields.map(({ name, read, type }) => [name, toDynamic(read(row), type)] as const);
    return Object.fromEntries(skipEmpty ? entries.filter(([, value]) => value !== null && value !== '') : entries);
  };
};

const packArray: ScalarFunction = (call) => {
  if (call.trees.some((tree) => tree.kind === 'StarExpression')) throw notSupported(call, '* is not supported');
  const parts = elements(call);
  return (row) => parts.map((part) => part(row));
};

/** The leftmost bag that has a key wins; what is no bag is passed over. */
const bagMerge: ScalarFunction = (call) => {
  const bags = call.args.map((_, index) => argument(call, index, 'dynamic'));
  return (row) => {
    const found = bags.map((bag) => bag(row)).filter(isBag);
    return found.length === 0 ? null : Object.fromEntries(mergeEntries(found));
  };
};

function mergeEntries(bags: readonly Bag[]): Map<string, Value> {
  const merged = new Map<string, Value>();
  for (const bag of bags) for (const [key, value] of Object.entries(bag)) if (!merged.has(key)) merged.set(key, value);
  return merged;
}

const bagHasKey: ScalarFunction = (call) => {
  const [bag, key] = [argument(call, 0, 'dynamic'), argument(call, 1, 'string')];
  return (row) => {
    const [value, name] = [bag(row), String(key(row))];
    if (name.startsWith('$')) throw notSupported(call, 'JSON paths are not supported');
    return isBag(value) ? Object.hasOwn(value, name) : null;
  };
};

const bagRemoveKeys: ScalarFunction = (call) => {
  const [bag, keys] = [argument(call, 0, 'dynamic'), argument(call, 1, 'dynamic')];
  return (row) => {
    const [value, names] = [bag(row), keys(row)];
    if (!isBag(value) || !Array.isArray(names)) return null;
    if (names.some((name) => String(name).startsWith('$'))) throw notSupported(call, 'JSON paths are not supported');
    return Object.fromEntries(Object.entries(value).filter(([key]) => !names.includes(key)));
  };
};

const arrayConcat: ScalarFunction = (call) => {
  const arrays = call.args.map((_, index) => argument(call, index, 'dynamic'));
  return (row) => arrays.flatMap((array) => {
    const value = array(row);
    return Array.isArray(value) ? (value as Value[]) : [];
  });
};

/** Ends included; negative positions count from the end. */
const arraySlice: ScalarFunction = (call) => {
  const [array, start, end] = [argument(call, 0, 'dynamic'), argument(call, 1, 'long'), argument(call, 2, 'long')];
  return (row) => {
    const [value, from, to] = [array(row), start(row), end(row)];
    if (!Array.isArray(value) || from === null || to === null) return null;
    const at = (index: Value): number => (Number(index) < 0 ? Math.max(0, value.length + Number(index)) : Number(index));
    return (value as Value[]).slice(at(from), at(to) + 1);
  };
};

const arrayIndexOf: ScalarFunction = (call) => {
  const sought = elements(call)[1] ?? (() => null);
  const array = argument(call, 0, 'dynamic');
  const [start, length, occurrence] = [2, 3, 4].map((index) => (call.args[index] === undefined ? undefined : argument(call, index, 'long')));
  return (row) => {
    const value = array(row);
    if (!Array.isArray(value)) return null;
    const [first, count, nth] = [Number(start?.(row) ?? 0), Number(length?.(row) ?? -1), Number(occurrence?.(row) ?? 1)];
    if (nth < 0 || count < -1) return null;
    const from = first < 0 ? Math.max(0, value.length + first) : first;
    return nthIndex(value as Value[], sought(row), from, count < 0 ? value.length : from + count, nth);
  };
};

function nthIndex(array: readonly Value[], sought: Value, from: number, end: number, nth: number): number {
  let seen = 0;
  for (let i = from; i < Math.min(end, array.length); i++) {
    if (array[i] === sought && ++seen === nth) return i;
  }
  return -1;
}

const zip: ScalarFunction = (call) => {
  const arrays = call.args.map((_, index) => argument(call, index, 'dynamic'));
  return (row) => {
    const values = arrays.map((array) => array(row)).map((value) => (Array.isArray(value) ? (value as Value[]) : []));
    const longest = Math.max(0, ...values.map((value) => value.length));
    return Array.from({ length: longest }, (_, index) => values.map((value) => value[index] ?? null));
  };
};

function sum(array: readonly Value[]): Value {
  let total = 0;
  for (const value of array) {
    if (typeof value !== 'number') return null;
    total += value;
  }
  return total;
}

/** Dynamic arrays and property bags. */
export const dynamicFunctions: Readonly<Record<string, ScalarFunction>> = {
  pack,
  bag_pack: pack,
  pack_dictionary: pack,
  pack_all: packAll,
  pack_array: packArray,
  bag_keys: ofBag((bag) => Object.keys(bag)),
  bag_merge: bagMerge,
  bag_has_key: bagHasKey,
  bag_remove_keys: bagRemoveKeys,
  array_length: ofArray((array) => array.length),
  array_concat: arrayConcat,
  array_slice: arraySlice,
  array_index_of: arrayIndexOf,
  array_reverse: ofArray((array) => array.toReversed()),
  array_sum: ofArray(sum),
  array_sort_asc: (call) => sortedArrays(call, 1),
  array_sort_desc: (call) => sortedArrays(call, -1),
  zip,
};
