import { binDatetime, inRange } from '../datetimes.ts';
import { cast } from '../expression.ts';
import type { Expression } from '../expression.ts';
import type { KustoType } from '../types.ts';
import { notSupported, ofNumbers } from './call.ts';
import type { Call, ScalarFunction } from './call.ts';

/** Value bins of each type; `null` for a bin size that is null, zero or negative. */
function binner(type: KustoType): (value: number, size: number) => number | null {
  if (type === 'datetime') return (value, size) => (size > 0 ? inRange(binDatetime(value, size)) : null);
  return (value, size) => (size > 0 ? Math.floor(value / size) * size : null);
}

function binType(value: KustoType, size: KustoType): KustoType {
  if (value === 'dynamic') return 'real';
  return (value === 'long' || value === 'int') && size === 'real' ? 'real' : value;
}

const bin: ScalarFunction = (call): Expression => {
  const [value, size] = call.args;
  if (value === undefined || size === undefined) throw notSupported(call, 'needs a value and a bin size');
  const type = binType(value.type, size.type);
  const [v, s] = [cast(value, type).evaluate, size.type === 'dynamic' ? cast(size, 'real').evaluate : size.evaluate];
  const apply = binner(type);
  const evaluate: Expression['evaluate'] = (row) => {
    const [x, y] = [v(row), s(row)];
    return x === null || y === null ? null : apply(x as number, y as number);
  };
  return { type, tree: call.tree, evaluate };
};

/** Half away from zero, at a decimal place. */
function round(value: number, places = 0): number {
  const factor = 10 ** Math.abs(places);
  const scaled = places < 0 ? value / factor : value * factor;
  const rounded = Math.sign(scaled) * Math.round(Math.abs(scaled));
  return places < 0 ? rounded * factor : rounded / factor;
}

/** A function that keeps the type of its argument: long stays long, timespan stays timespan. */
const keepingType = (apply: (value: number) => number): ScalarFunction => (call: Call): Expression => {
  const type = call.args[0]?.type ?? 'real';
  const kept = type === 'dynamic' ? 'real' : type;
  const evaluate = ofNumbers(kept, apply)(call);
  return typeof evaluate === 'function' ? { type: kept, tree: call.tree, evaluate } : evaluate;
};

const real = (apply: (...values: number[]) => number): ScalarFunction => ofNumbers('real', apply);

/** Numbers, and bins of numbers and times. */
export const mathFunctions: Readonly<Record<string, ScalarFunction>> = {
  bin,
  floor: bin,
  round: (call) => {
    const evaluate = ofNumbers('real', round)(call);
    const type = call.args[0]?.type === 'long' || call.args[0]?.type === 'int' ? 'long' : 'real';
    return typeof evaluate === 'function' ? { type, tree: call.tree, evaluate } : evaluate;
  },
  ceiling: real(Math.ceil),
  abs: keepingType(Math.abs),
  sign: real(Math.sign),
  sqrt: real(Math.sqrt),
  exp: real(Math.exp),
  exp2: real((value) => 2 ** value),
  exp10: real((value) => 10 ** value),
  log: real(Math.log),
  log2: real(Math.log2),
  log10: real(Math.log10),
  pow: real((base = 0, exponent = 0) => base ** exponent),
  sin: real(Math.sin),
  cos: real(Math.cos),
  tan: real(Math.tan),
  asin: real(Math.asin),
  acos: real(Math.acos),
  atan: real(Math.atan),
  atan2: real((y = 0, x = 0) => Math.atan2(y, x)),
  pi: () => () => Math.PI,
  degrees: real((radians) => (180 / Math.PI) * radians),
  radians: real((degrees) => (Math.PI / 180) * degrees),
};
