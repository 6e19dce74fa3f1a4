import { cast } from '../expression.ts';
import type { Eval, Expression } from '../expression.ts';
import type { KustoType } from '../types.ts';
import { isArray, isBag } from '../values.ts';
import type { Value } from '../values.ts';
import { argument, notSupported } from './call.ts';
import type { Call, ScalarFunction } from './call.ts';

/** The type all branches are brought to: the binder's, unless they agree on a number type it does not see. */
function branchType(call: Call, branches: readonly Expression[]): KustoType {
  const types = new Set(branches.map((branch) => branch.type));
  const [only] = types;
  if (types.size === 1 && only !== undefined) return only;
  const bound = call.tree.type ?? 'dynamic';
  // A dynamic branch may hold a fraction that a cast to the binder's integer type would cut off.
  return types.has('dynamic') && (bound === 'long' || bound === 'int') ? 'real' : bound;
}

const iff: ScalarFunction = (call) => {
  const [, whenTrue, whenFalse] = call.args;
  if (whenTrue === undefined || whenFalse === undefined) throw notSupported(call, 'needs three arguments');
  const type = branchType(call, [whenTrue, whenFalse]);
  const test = argument(call, 0, 'bool');
  const [a, b] = [cast(whenTrue, type).evaluate, cast(whenFalse, type).evaluate];
  return { type, tree: call.tree, evaluate: (row) => (test(row) === true ? a(row) : b(row)) };
};

const caseOf: ScalarFunction = (call) => {
  const { args } = call;
  const branches = args.filter((_, index) => index % 2 === 1 || index === args.length - 1);
  const type = branchType(call, branches);
  const thens = branches.map((branch) => cast(branch, type).evaluate);
  const tests = args.flatMap((_, index) => (index % 2 === 0 && index < args.length - 1 ? [argument(call, index, 'bool')] : []));
  const otherwise = thens[tests.length] ?? (() => null);
  const evaluate: Eval = (row) => {
    for (let i = 0; i < tests.length; i++) {
      if (tests[i]?.(row) === true) return thens[i]?.(row) ?? null;
    }
    return otherwise(row);
  };
  return { type, tree: call.tree, evaluate };
};

/** First argument that is not null, or, for strings, not empty. */
const coalesce: ScalarFunction = (call) => {
  const type = branchType(call, call.args);
  const evals = call.args.map((arg) => cast(arg, type).evaluate);
  const nothing: Value = type === 'string' ? '' : null;
  const evaluate: Eval = (row) => {
    for (const each of evals) {
      const value = each(row);
      if (value !== nothing) return value;
    }
    return nothing;
  };
  return { type, tree: call.tree, evaluate };
};

/** Empty: null, the empty string, and a dynamic holding either. */
function isEmpty(value: Value): boolean {
  return value === null || value === '';
}

const emptiness = (wanted: boolean): ScalarFunction => (call) => {
  const read = own(call);
  return (row) => isEmpty(read(row)) === wanted;
};

const nullness = (wanted: boolean): ScalarFunction => (call) => {
  const read = own(call);
  return (row) => (read(row) === null) === wanted;
};

function own(call: Call): Eval {
  const [value] = call.args;
  if (value === undefined) throw notSupported(call, 'needs an argument');
  return value.evaluate;
}

/** Greatest or least argument; nulls only when all are null (max_of, min_of). */
const extreme = (prefer: (candidate: Value, best: Value) => boolean): ScalarFunction => (call) => {
  const type = branchType(call, call.args);
  const evals = call.args.map((arg) => cast(arg, type).evaluate);
  const evaluate: Eval = (row) => {
    let best: Value = null;
    for (const each of evals) {
      const value = each(row);
      if (value !== null && (best === null || prefer(value, best))) best = value;
    }
    return best;
  };
  return { type, tree: call.tree, evaluate };
};

const kindTest = (test: (value: Value) => boolean): ScalarFunction => (call) => {
  const read = own(call);
  return (row) => test(read(row));
};

/** Choice between values, and tests for missing ones. */
export const conditionalFunctions: Readonly<Record<string, ScalarFunction>> = {
  iff,
  iif: iff,
  case: caseOf,
  coalesce,
  not: (call) => {
    const read = argument(call, 0, 'bool');
    return (row) => {
      const value = read(row);
      return value === null ? null : !value;
    };
  },
  isempty: emptiness(true),
  isnotempty: emptiness(false),
  notempty: emptiness(false),
  isnull: nullness(true),
  isnotnull: nullness(false),
  notnull: nullness(false),
  max_of: extreme((candidate, best) => (candidate ?? 0) > (best ?? 0)),
  min_of: extreme((candidate, best) => (candidate ?? 0) < (best ?? 0)),
  isnan: kindTest((value) => Number.isNaN(value)),
  isinf: kindTest((value) => value === Infinity || value === -Infinity),
  isfinite: kindTest((value) => Number.isFinite(value)),
  isarray: kindTest(isArray),
  isbag: kindTest(isBag),
};
