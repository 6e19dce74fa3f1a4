import { cast, constantOf, failure } from './expression.ts';
import type { Eval, Expression, Source } from './expression.ts';
import type { Tree } from './syntax.ts';
import type { KustoType } from './types.ts';
import { compare } from './values.ts';
import type { Value } from './values.ts';

const numeric = new Set<KustoType>(['long', 'int', 'real', 'bool']);

/** Both sides in one comparable type: a dynamic side is cast to the other's type, as Kusto does. */
export function alignTypes(left: Expression, right: Expression, tree: Tree, source: Source): readonly [Expression, Expression] {
  const [a, b] = [left.type, right.type];
  if (a === 'dynamic' && b === 'dynamic') throw mismatch(a, b, tree, source);
  if (a === 'dynamic') return [cast(left, castTarget(b)), right];
  if (b === 'dynamic') return [left, cast(right, castTarget(a))];
  if (a === b) return [left, right];
  if (numeric.has(a) && numeric.has(b)) return [cast(left, 'real'), cast(right, 'real')];
  if (a === 'guid' && b === 'string') return [left, cast(right, 'guid')];
  if (a === 'string' && b === 'guid') return [cast(left, 'guid'), right];
  throw mismatch(a, b, tree, source);
}

/** A dynamic 5.5 is not the long 5, so numbers are compared as reals. */
function castTarget(type: KustoType): KustoType {
  return type === 'long' || type === 'int' ? 'real' : type;
}

function mismatch(a: KustoType, b: KustoType, tree: Tree, source: Source): Error {
  return failure(source, tree, 'semantic', `cannot compare values of types ${a} and ${b}; add explicit casts`);
}

/** `==` and `!=`: two nulls give null, one null is unequal to anything (null-values, "Equality and inequality"). */
export function compileEquality(negated: boolean, left: Expression, right: Expression, tree: Tree, source: Source): Expression {
  const [a, b] = alignTypes(left, right, tree, source);
  return { type: 'bool', tree, evaluate: equality(negated, a, b) };
}

function equality(negated: boolean, a: Expression, b: Expression): Eval {
  const [l, r] = [a.evaluate, b.evaluate];
  const known = b.constant?.value;
  if (known !== undefined && known !== null) return negated ? (row) => l(row) !== known : (row) => l(row) === known;
  return (row) => {
    const x = l(row);
    const y = r(row);
    if (x === null && y === null) return null;
    return (x === y) !== negated;
  };
}

type OrderTest = (order: number) => boolean;

const orderTests: Readonly<Record<string, OrderTest>> = {
  LessThanExpression: (order) => order < 0,
  LessThanOrEqualExpression: (order) => order <= 0,
  GreaterThanExpression: (order) => order > 0,
  GreaterThanOrEqualExpression: (order) => order >= 0,
};

/** `<`, `<=`, `>`, `>=`, or `undefined` for another node: null on either side gives null. */
export function compileOrder(left: Expression, right: Expression, tree: Tree, source: Source): Expression | undefined {
  const test = orderTests[tree.kind];
  if (test === undefined) return undefined;
  const [a, b] = alignTypes(left, right, tree, source);
  const evaluate = a.type === 'string' ? textOrder(test, a.evaluate, b.evaluate) : numberOrder(tree.kind, a.evaluate, b.evaluate);
  return { type: 'bool', tree, evaluate };
}

function textOrder(test: OrderTest, l: Eval, r: Eval): Eval {
  return (row) => test(compare(l(row), r(row)));
}

function numberOrder(kind: string, l: Eval, r: Eval): Eval {
  const nullable = (test: (x: number, y: number) => boolean): Eval => (row) => {
    const x = l(row);
    const y = r(row);
    return x === null || y === null ? null : test(x as number, y as number);
  };
  switch (kind) {
    case 'LessThanExpression': return nullable((x, y) => x < y);
    case 'LessThanOrEqualExpression': return nullable((x, y) => x <= y);
    case 'GreaterThanExpression': return nullable((x, y) => x > y);
    default: return nullable((x, y) => x >= y);
  }
}

/** `between` and `!between`, both ends included; for a datetime the upper end may be a timespan added to the lower. */
export function compileBetween(negated: boolean, value: Expression, low: Expression, high: Expression, tree: Tree, source: Source): Expression {
  const [v, from] = alignTypes(value, low, tree, source);
  const upper = v.type === 'datetime' && high.type === 'timespan' ? sum(from, high) : alignTypes(v, high, tree, source)[1];
  const [x, a, b] = [v.evaluate, from.evaluate, upper.evaluate];
  return {
    type: 'bool',
    tree,
    evaluate: (row) => {
      const [it, lowest, highest] = [x(row), a(row), b(row)];
      if (it === null || lowest === null || highest === null) return null;
      return (it >= lowest && it <= highest) !== negated;
    },
  };
}

function sum(a: Expression, b: Expression): Expression {
  const [l, r] = [a.evaluate, b.evaluate];
  return { type: 'datetime', tree: a.tree, evaluate: (row) => {
    const [x, y] = [l(row), r(row)];
    return x === null || y === null ? null : (x as number) + (y as number);
  } };
}

/** Three-valued `and`. */
export function compileAnd(left: Expression, right: Expression, tree: Tree): Expression {
  const [l, r] = [left.evaluate, right.evaluate];
  return { type: 'bool', tree, evaluate: (row) => {
    const x = l(row);
    if (x === false) return false;
    const y = r(row);
    return y === false ? false : x === null || y === null ? null : true;
  } };
}

/** Three-valued `or`. */
export function compileOr(left: Expression, right: Expression, tree: Tree): Expression {
  const [l, r] = [left.evaluate, right.evaluate];
  return { type: 'bool', tree, evaluate: (row) => {
    const x = l(row);
    if (x === true) return true;
    const y = r(row);
    return y === true ? true : x === null || y === null ? null : false;
  } };
}

/** `true` or `false` as an expression. */
export function boolConstant(value: Value, tree: Tree): Expression {
  return constantOf(value, 'bool', tree);
}
