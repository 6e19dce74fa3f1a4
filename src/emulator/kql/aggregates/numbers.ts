import { compare, groupKey, inexact } from '../values.ts';
import type { Value } from '../values.ts';
import { cast, failure } from '../expression.ts';
import type { KustoType } from '../types.ts';
import { constantOperand, onlyIf, operand, single } from './aggregate.ts';
import type { Aggregate, AggregateCall, AggregateFunction } from './aggregate.ts';

const count: AggregateFunction = (call) => {
  const [argument] = call.trees;
  if (argument !== undefined) throw failure(call.context.source, argument, 'unsupported', 'count() with an argument is not supported; use countif()', 'count');
  return single('long', () => {
    let n = 0;
    return { add: () => { n++; }, result: () => n };
  });
};

/** Nulls are left out; without any value the sum is 0. */
const sum: AggregateFunction = (call) => {
  const term = operand(call, 0);
  const type: KustoType = term.type === 'int' ? 'long' : term.type === 'dynamic' ? 'real' : term.type;
  const { evaluate } = cast(term, type);
  return single(type, () => {
    let total = 0;
    const result = (): number => {
      if (type === 'long' && !Number.isSafeInteger(total)) throw inexact(total);
      return total;
    };
    return { add: (row) => { total += (evaluate(row) as number | null) ?? 0; }, result };
  });
};

/** Nulls are left out; without any value the mean is NaN (summarize-operator, default values). */
const avg: AggregateFunction = (call) => {
  const term = operand(call, 0);
  const type: KustoType = term.type === 'timespan' || term.type === 'datetime' ? term.type : 'real';
  const { evaluate } = cast(term, type);
  return single(type, () => {
    let [total, n] = [0, 0];
    const add = (row: Parameters<typeof evaluate>[0]): void => {
      const value = evaluate(row);
      if (value === null) return;
      total += value as number;
      n++;
    };
    return { add, result: () => (n === 0 ? (type === 'real' ? NaN : null) : type === 'real' ? total / n : Math.trunc(total / n)) };
  });
};

const extreme = (direction: 1 | -1): AggregateFunction => (call) => {
  const { type, evaluate } = operand(call, 0);
  return single(type, () => {
    let best: Value = null;
    const add = (row: Parameters<typeof evaluate>[0]): void => {
      const value = evaluate(row);
      if (value !== null && (best === null || direction * compare(value, best) > 0)) best = value;
    };
    return { add, result: () => best ?? (type === 'string' ? '' : null) };
  });
};

/** Exact, where Kusto estimates. */
const dcount: AggregateFunction = (call) => {
  const { evaluate } = operand(call, 0);
  return single('long', () => {
    const seen = new Set<Value>();
    const add = (row: Parameters<typeof evaluate>[0]): void => {
      const value = evaluate(row);
      if (value !== null) seen.add(groupKey(value));
    };
    return { add, result: () => seen.size };
  });
};

/** Welford's running variance; `sample` divides by n − 1. */
const spread = (sample: boolean, finish: (variance: number) => number): AggregateFunction => (call) => {
  const { evaluate } = cast(operand(call, 0), 'real');
  return single('real', () => {
    let [n, mean, squares] = [0, 0, 0];
    const add = (row: Parameters<typeof evaluate>[0]): void => {
      const value = evaluate(row);
      if (value === null) return;
      n++;
      const delta = (value as number) - mean;
      mean += delta / n;
      squares += delta * ((value as number) - mean);
    };
    const divisor = (): number => (sample ? n - 1 : n);
    return { add, result: () => (divisor() <= 0 ? 0 : finish(squares / divisor())) };
  });
};

/** Nearest-rank percentiles, exact where Kusto estimates. */
function percentiles(call: AggregateCall, ranks: readonly number[], gather: (values: readonly Value[]) => readonly Value[], types: (type: KustoType) => readonly KustoType[]): Aggregate {
  const { type, evaluate } = operand(call, 0);
  if (type === 'string' || type === 'bool' || type === 'dynamic' || type === 'guid') throw failure(call.context.source, call.tree, 'unsupported', `${call.name}() of a ${type} is not supported`, call.name);
  return { types: types(type), start: () => {
    const seen: number[] = [];
    const add = (row: Parameters<typeof evaluate>[0]): void => {
      const value = evaluate(row);
      if (value !== null) seen.push(value as number);
    };
    return { add, results: () => {
      const sorted = Float64Array.from(seen).sort();
      return gather(ranks.map((rank) => sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)] ?? null));
    } };
  } };
}

const rankArguments = (call: AggregateCall): number[] => call.trees.slice(1).map((_, index) => constantOperand(call, index + 1, 0));

const percentile: AggregateFunction = (call) => percentiles(call, rankArguments(call), (values) => values, (type) => rankArguments(call).map(() => type));

/** Counting, summing and measuring aggregates. */
export const numberAggregates: Readonly<Record<string, AggregateFunction>> = {
  count,
  countif: onlyIf(count, 0),
  sum,
  sumif: onlyIf(sum, 1),
  avg,
  avgif: onlyIf(avg, 1),
  min: extreme(-1),
  max: extreme(1),
  minif: onlyIf(extreme(-1), 1),
  maxif: onlyIf(extreme(1), 1),
  dcount,
  dcountif: onlyIf(dcount, 1),
  count_distinct: dcount,
  count_distinctif: onlyIf(dcount, 1),
  stdev: spread(true, Math.sqrt),
  stdevif: onlyIf(spread(true, Math.sqrt), 1),
  stdevp: spread(false, Math.sqrt),
  variance: spread(true, (value) => value),
  varianceif: onlyIf(spread(true, (value) => value), 1),
  variancep: spread(false, (value) => value),
  percentile,
  percentiles: percentile,
  percentiles_array: (call) => percentiles(call, rankArguments(call), (values) => [[...values]], () => ['dynamic']),
};
