import type { Eval, Expression } from '../expression.ts';
import { failure } from '../expression.ts';
import { missing } from '../scope.ts';
import type { Window } from '../scope.ts';
import type { Value } from '../values.ts';
import { argument, optional } from './call.ts';
import type { Call, ScalarFunction } from './call.ts';

/** The row loop the call sits in; an error where the rows have no order of their own. */
function windowOf(call: Call): Window {
  const { window, source } = call.context;
  if (window === undefined) throw failure(source, call.tree, 'semantic', `${call.name}() needs serialized rows; add \`serialize\` or a sort before it`, call.name);
  return window;
}

/** The expression's value some rows away; the default beyond either end. */
const neighbour = (direction: 1 | -1): ScalarFunction => (call) => {
  const window = windowOf(call);
  const [value, , otherwise] = call.args;
  const type = value?.type ?? 'dynamic';
  const distance = optional(call, 1, 'long', 1);
  const read: Eval = value?.evaluate ?? (() => null);
  const outside: Eval = otherwise?.evaluate ?? (() => missing(type));
  const evaluate: Eval = (row) => {
    const there = window.rows[window.index + direction * Number(distance(row))];
    return there === undefined ? outside(row) : read(there);
  };
  return { type, tree: call.tree, evaluate };
};

/** A running value: `step` gets what the row before left behind, `undefined` at the first row. */
function running(call: Call, step: (before: Value | undefined, row: Parameters<Eval>[0]) => Value): Eval {
  const window = windowOf(call);
  let state: Value | undefined;
  return (row) => {
    if (window.index === 0) state = undefined;
    state = step(state, row);
    return state;
  };
}

const rowNumber: ScalarFunction = (call) => {
  const [start, restart] = [optional(call, 0, 'long', 1), optional(call, 1, 'bool', false)];
  return running(call, (before, row) => (before === undefined || restart(row) === true ? start(row) : Number(before) + 1));
};

const rowCumsum: ScalarFunction = (call): Expression => {
  const [term] = call.args;
  const type = term?.type === 'real' || term?.type === 'timespan' ? term.type : 'long';
  const [value, restart] = [argument(call, 0, type), optional(call, 1, 'bool', false)];
  const evaluate = running(call, (before, row) => (restart(row) === true ? 0 : Number(before ?? 0)) + Number(value(row) ?? 0));
  return { type, tree: call.tree, evaluate };
};

/** Functions that look at other rows. */
export const windowFunctions: Readonly<Record<string, ScalarFunction>> = {
  prev: neighbour(-1),
  next: neighbour(1),
  row_number: rowNumber,
  row_cumsum: rowCumsum,
};
