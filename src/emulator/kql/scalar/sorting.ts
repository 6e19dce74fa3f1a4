import type { Eval } from '../expression.ts';
import { compare } from '../values.ts';
import type { Value } from '../values.ts';
import { argument, notSupported } from './call.ts';
import type { Call } from './call.ts';

/** Numbers come before strings, strings before everything else (array_sort_asc). */
function rank(value: Value): number {
  return typeof value === 'number' ? 0 : typeof value === 'string' ? 1 : 2;
}

function order(a: Value, b: Value, direction: 1 | -1): number {
  const byRank = rank(a) - rank(b);
  return byRank !== 0 ? byRank : direction * compare(a, b);
}

/** Positions of the elements in sorted order. */
function permutation(array: readonly Value[], direction: 1 | -1, nullsLast: boolean): number[] {
  const positions = array.map((_, index) => index);
  return positions.sort((i, j) => {
    const [a, b] = [array[i] ?? null, array[j] ?? null];
    if (a === null || b === null) return a === b ? 0 : (a === null) === nullsLast ? 1 : -1;
    return order(a, b, direction);
  });
}

/** `array_sort_asc` and `array_sort_desc` of one array; further arrays would give further columns. */
export function sortedArrays(call: Call, direction: 1 | -1): Eval {
  const last = call.args.at(-1);
  const flagged = call.args.length > 1 && last?.type === 'bool';
  if (call.args.length > (flagged ? 2 : 1)) throw notSupported(call, 'sorting several arrays at once is not supported');
  const array = argument(call, 0, 'dynamic');
  const flag: Eval = flagged && last !== undefined ? last.evaluate : () => true;
  return (row) => {
    const value = array(row);
    if (!Array.isArray(value)) return null;
    return permutation(value as Value[], direction, flag(row) !== false).map((index) => (value as Value[])[index] ?? null);
  };
}
