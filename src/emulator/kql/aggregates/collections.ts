import type { Row } from '../expression.ts';
import { groupKey, isArray, isBag, toDynamic } from '../values.ts';
import type { Value } from '../values.ts';
import { constantOperand, onlyIf, operand, single } from './aggregate.ts';
import type { AggregateCall, AggregateFunction } from './aggregate.ts';

/** Documented default of the optional size argument. */
const MAX_SIZE = 1_048_576;

function dynamicOperand(call: AggregateCall): (row: Row) => Value {
  const { evaluate, type } = operand(call, 0);
  return (row) => toDynamic(evaluate(row), type);
}

/** Distinct values without null, by first appearance; arrays give their elements. */
const makeSet: AggregateFunction = (call) => {
  const read = dynamicOperand(call);
  const limit = constantOperand(call, 1, MAX_SIZE);
  return single('dynamic', () => {
    const seen = new Map<Value, Value>();
    const put = (value: Value): void => {
      if (value === null || seen.size >= limit) return;
      const key = groupKey(value);
      if (!seen.has(key)) seen.set(key, value);
    };
    const add = (row: Row): void => {
      const value = read(row);
      if (isArray(value)) value.forEach(put);
      else put(value);
    };
    return { add, result: () => [...seen.values()] };
  });
};

const makeList = (withNulls: boolean): AggregateFunction => (call) => {
  const read = dynamicOperand(call);
  const limit = constantOperand(call, 1, MAX_SIZE);
  return single('dynamic', () => {
    const list: Value[] = [];
    const add = (row: Row): void => {
      const value = read(row);
      if ((withNulls || value !== null) && list.length < limit) list.push(value);
    };
    return { add, result: () => list };
  });
};

/** One bag of all bags; of a key that comes several times one value is taken, here the first. */
const makeBag: AggregateFunction = (call) => {
  const read = dynamicOperand(call);
  const limit = constantOperand(call, 1, MAX_SIZE);
  return single('dynamic', () => {
    const merged = new Map<string, Value>();
    const add = (row: Row): void => {
      const value = read(row);
      if (!isBag(value)) return;
      for (const [key, each] of Object.entries(value)) if (!merged.has(key) && merged.size < limit) merged.set(key, each);
    };
    return { add, result: () => Object.fromEntries(merged) };
  });
};

/** Aggregates that gather values. */
export const collectionAggregates: Readonly<Record<string, AggregateFunction>> = {
  make_set: makeSet,
  makeset: makeSet,
  make_set_if: onlyIf(makeSet, 1),
  make_list: makeList(false),
  makelist: makeList(false),
  make_list_if: onlyIf(makeList(false), 1),
  make_list_with_nulls: makeList(true),
  make_bag: makeBag,
  make_dictionary: makeBag,
  make_bag_if: onlyIf(makeBag, 1),
};
