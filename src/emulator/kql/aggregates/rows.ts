import { compileExpression } from '../compileExpression.ts';
import { failure } from '../expression.ts';
import type { Expression, Row } from '../expression.ts';
import { missing } from '../scope.ts';
import { compare } from '../values.ts';
import type { Value } from '../values.ts';
import { onlyIf } from './aggregate.ts';
import type { Aggregate, AggregateCall, AggregateFunction } from './aggregate.ts';

/** The expressions behind each column: explicit arguments in order, `*` standing for the columns the binder lists. */
function columnExpressions(call: AggregateCall): readonly Expression[] {
  const stars = call.trees.filter((tree) => tree.kind === 'StarExpression').length;
  const starred = call.columns.length - (call.trees.length - stars);
  let position = 0;
  return call.trees.flatMap((tree): Expression[] => {
    if (tree.kind !== 'StarExpression') {
      position++;
      return [compileExpression(tree, call.context)];
    }
    const names = call.columns.slice(position, position + starred).map(({ name }) => name);
    position += starred;
    return names.map((name) => starColumn(name, tree, call));
  });
}

function starColumn(name: string, tree: AggregateCall['tree'], call: AggregateCall): Expression {
  const field = call.context.fields.get(name);
  if (field === undefined || call.trees.filter(({ kind }) => kind === 'StarExpression').length > 1) {
    throw failure(call.context.source, tree, 'unsupported', `${call.name}(): this use of * is not supported`, call.name);
  }
  return { type: field.type, tree, evaluate: field.read };
}

/** The row with the greatest or least value; the first of equals, and a row without value only when there is no other. */
const argExtreme = (direction: 1 | -1): AggregateFunction => (call): Aggregate => {
  const expressions = columnExpressions(call);
  const [key] = expressions;
  if (key === undefined) throw failure(call.context.source, call.tree, 'semantic', `${call.name}() needs an argument`);
  return { types: expressions.map(({ type }) => type), start: () => {
    let best: Value = null;
    let row: Row | undefined;
    const add = (candidate: Row): void => {
      const value = key.evaluate(candidate);
      if (row !== undefined && (value === null || (best !== null && direction * compare(value, best) <= 0))) return;
      [best, row] = [value, candidate];
    };
    return { add, results: () => read(expressions, row) };
  } };
};

function read(expressions: readonly Expression[], row: Row | undefined): readonly Value[] {
  return expressions.map(({ type, evaluate }) => (row === undefined ? missing(type) : evaluate(row)));
}

/** Any row, here the first; asked for one column only, the first that has a value. */
const takeAny: AggregateFunction = (call) => {
  const expressions = columnExpressions(call);
  const [only] = expressions;
  const alone = expressions.length === 1;
  return { types: expressions.map(({ type }) => type), start: () => {
    let row: Row | undefined;
    const isVoid = (candidate: Row): boolean => {
      const value = only?.evaluate(candidate) ?? null;
      return value === null || value === '';
    };
    const add = (candidate: Row): void => {
      if (row === undefined || (alone && isVoid(row) && !isVoid(candidate))) row = candidate;
    };
    return { add, results: () => read(expressions, row) };
  } };
};

/** Aggregates that pick a row. */
export const rowAggregates: Readonly<Record<string, AggregateFunction>> = {
  arg_max: argExtreme(1),
  argmax: argExtreme(1),
  arg_min: argExtreme(-1),
  argmin: argExtreme(-1),
  take_any: takeAny,
  any: takeAny,
  take_anyif: onlyIf(takeAny, 1),
  anyif: onlyIf(takeAny, 1),
};
