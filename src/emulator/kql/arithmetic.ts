import { inRange, modulo } from './datetimes.ts';
import { cast, failure } from './expression.ts';
import type { Expression, Source } from './expression.ts';
import type { Tree } from './syntax.ts';
import type { KustoType } from './types.ts';
import { inexact } from './values.ts';
import type { Value } from './values.ts';

type Operation = (x: number, y: number) => number | null;

const real: Readonly<Record<string, Operation>> = {
  AddExpression: (x, y) => x + y,
  SubtractExpression: (x, y) => x - y,
  MultiplyExpression: (x, y) => x * y,
  DivideExpression: (x, y) => x / y,
  ModuloExpression: (x, y) => modulo(x, y),
};

/** Integers: division truncates and by zero gives null; the modulo is never negative (numerical-operators). */
const integer: Readonly<Record<string, Operation>> = {
  AddExpression: (x, y) => exact(x + y),
  SubtractExpression: (x, y) => exact(x - y),
  MultiplyExpression: (x, y) => exact(x * y),
  DivideExpression: (x, y) => (y === 0 ? null : whole(Math.trunc(x / y))),
  ModuloExpression: (x, y) => (y === 0 ? null : whole(modulo(x, y))),
};

function whole(value: number): number {
  return value === 0 ? 0 : value;
}

function exact(value: number): number {
  if (Number.isSafeInteger(value)) return whole(value);
  throw inexact(value);
}

type Combine = (kind: string, a: KustoType, b: KustoType) => { readonly type: KustoType; readonly apply: Operation } | undefined;

const isInteger = (type: KustoType): boolean => type === 'long' || type === 'int';
const isNumber = (type: KustoType): boolean => isInteger(type) || type === 'real';

const numbers: Combine = (kind, a, b) => {
  if (!isNumber(a) || !isNumber(b)) return undefined;
  const whole = isInteger(a) && isInteger(b);
  const apply = (whole ? integer : real)[kind];
  return apply === undefined ? undefined : { type: whole ? 'long' : 'real', apply };
};

/** Datetime and timespan arithmetic (datetime-timespan-arithmetic). */
const times: Combine = (kind, a, b) => {
  const op = `${a} ${kind.replace('Expression', '')} ${b}`;
  switch (op) {
    case 'datetime Add timespan':
    case 'timespan Add datetime': return { type: 'datetime', apply: (x, y) => inRange(x + y) };
    case 'datetime Subtract timespan': return { type: 'datetime', apply: (x, y) => inRange(x - y) };
    case 'datetime Subtract datetime':
    case 'timespan Subtract timespan': return { type: 'timespan', apply: (x, y) => x - y };
    case 'timespan Add timespan': return { type: 'timespan', apply: (x, y) => x + y };
    case 'timespan Divide timespan': return { type: 'real', apply: (x, y) => x / y };
    case 'timespan Modulo timespan': return { type: 'timespan', apply: (x, y) => (y === 0 ? null : modulo(x, y)) };
    default: return scaled(kind, a, b);
  }
};

function scaled(kind: string, a: KustoType, b: KustoType): { readonly type: KustoType; readonly apply: Operation } | undefined {
  const either = (a === 'timespan' && isNumber(b)) || (b === 'timespan' && isNumber(a));
  if (kind === 'MultiplyExpression' && either) return { type: 'timespan', apply: (x, y) => Math.trunc(x * y) };
  if (kind === 'DivideExpression' && a === 'timespan' && isNumber(b)) return { type: 'timespan', apply: (x, y) => (y === 0 ? null : Math.trunc(x / y)) };
  return undefined;
}

/** `+ - * / %`, or `undefined` for another node. A dynamic side counts as the number it holds. */
export function compileArithmetic(left: Expression, right: Expression, tree: Tree, source: Source): Expression | undefined {
  if (real[tree.kind] === undefined) return undefined;
  const [a, b] = [undynamic(left, right.type), undynamic(right, left.type)];
  const combined = numbers(tree.kind, a.type, b.type) ?? times(tree.kind, a.type, b.type);
  if (combined === undefined) {
    throw failure(source, tree, 'unsupported', `this arithmetic is not supported between ${left.type} and ${right.type}`, `${left.type} ${tree.kind.replace('Expression', '')} ${right.type}`);
  }
  const [l, r, { apply }] = [a.evaluate, b.evaluate, combined];
  return { type: combined.type, tree, evaluate: (row): Value => {
    const x = l(row);
    const y = r(row);
    return x === null || y === null ? null : apply(x as number, y as number);
  } };
}

function undynamic(side: Expression, other: KustoType): Expression {
  if (side.type !== 'dynamic') return side;
  return cast(side, other === 'datetime' || other === 'timespan' ? other : 'real');
}

/** Unary minus and plus of a number or timespan. */
export function compileSign(operand: Expression, tree: Tree, source: Source): Expression {
  const side = undynamic(operand, 'real');
  if (!isNumber(side.type) && side.type !== 'timespan') throw failure(source, tree, 'semantic', `a ${operand.type} has no sign`);
  if (tree.kind === 'UnaryPlusExpression') return side;
  const { evaluate } = side;
  const type = side.type === 'int' ? 'long' : side.type;
  return { type, tree, evaluate: (row) => {
    const x = evaluate(row);
    return x === null ? null : x === 0 && type !== 'real' ? 0 : -(x as number);
  } };
}
