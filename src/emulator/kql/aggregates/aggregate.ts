import { compileExpression } from '../compileExpression.ts';
import { cast, failure } from '../expression.ts';
import type { Eval, Expression, Row } from '../expression.ts';
import type { Context } from '../scope.ts';
import type { BoundColumn, Tree } from '../syntax.ts';
import type { KustoType } from '../types.ts';
import type { Value } from '../values.ts';

/** Collects the rows of one group. */
export interface Accumulator {
  add(row: Row): void;
  /** One value for each column of the aggregate. */
  results(): readonly Value[];
}

/** A compiled aggregate call: `start` makes the accumulator of a new group. */
export interface Aggregate {
  readonly types: readonly KustoType[];
  readonly start: () => Accumulator;
}

/** An aggregate call being compiled. */
export interface AggregateCall {
  readonly name: string;
  readonly tree: Tree;
  readonly trees: readonly Tree[];
  readonly context: Context;
  /** Columns of a call that gives several; one otherwise. */
  readonly columns: readonly BoundColumn[];
}

/** Compiles calls of one aggregate function. */
export type AggregateFunction = (call: AggregateCall) => Aggregate;

/** The compiled argument. */
export function operand(call: AggregateCall, index: number): Expression {
  const tree = call.trees[index];
  if (tree === undefined) throw failure(call.context.source, call.tree, 'semantic', `${call.name}() needs argument ${index + 1}`);
  return compileExpression(tree, call.context);
}

/** The predicate of an `…if` aggregate. */
export function predicate(call: AggregateCall, index: number): Eval {
  return cast(operand(call, index), 'bool').evaluate;
}

/** Value of an argument that must be a constant; the default when it is left out. */
export function constantOperand(call: AggregateCall, index: number, otherwise: number): number {
  const tree = call.trees[index];
  if (tree === undefined) return otherwise;
  const value = compileExpression(tree, call.context).constant?.value;
  if (typeof value !== 'number') throw failure(call.context.source, tree, 'unsupported', `${call.name}(): this argument must be a constant`, call.name);
  return value;
}

/** An aggregate of one column, folding values into a state. */
export function single(type: KustoType, start: () => { readonly add: (row: Row) => void; readonly result: () => Value }): Aggregate {
  return { types: [type], start: () => {
    const { add, result } = start();
    return { add, results: () => [result()] };
  } };
}

/** The same aggregate over only those rows for which argument `index` is true. */
export function onlyIf(compile: AggregateFunction, index: number): AggregateFunction {
  return (call) => {
    const test = predicate(call, index);
    const aggregate = compile({ ...call, trees: call.trees.filter((_, position) => position !== index) });
    return { types: aggregate.types, start: () => {
      const inner = aggregate.start();
      return { add: (row) => { if (test(row) === true) inner.add(row); }, results: () => inner.results() };
    } };
  };
}
