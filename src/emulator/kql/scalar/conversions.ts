import { cast } from '../expression.ts';
import type { Expression } from '../expression.ts';
import type { KustoType } from '../types.ts';
import { sortKeys, toText } from '../values.ts';
import type { Value } from '../values.ts';
import { argument, notSupported, ofText } from './call.ts';
import type { Call, ScalarFunction } from './call.ts';

const to = (type: KustoType): ScalarFunction => (call): Expression => {
  const [value] = call.args;
  if (value === undefined) throw notSupported(call, 'needs an argument');
  return { ...cast(value, type), tree: call.tree };
};

/** A datetime as a number counts from year 1 and does not fit an exact double. */
const toInteger = (type: KustoType): ScalarFunction => (call) => {
  if (call.args[0]?.type === 'datetime') throw notSupported(call, 'the ticks of a datetime do not fit this engine\'s longs');
  return to(type)(call);
};

let lastText: string | undefined;
let lastValue: Value = null;

/** JSON text as a dynamic value; text that is no JSON stays a string, the empty text is null. */
export function parseJson(text: string): Value {
  if (text === lastText) return lastValue;
  lastValue = readJson(text);
  lastText = text;
  return lastValue;
}

function readJson(text: string): Value {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}

const toDynamicValue: ScalarFunction = (call) => {
  const [value] = call.args;
  return value?.type === 'string' ? ofText(parseJson)(call) : to('dynamic')(call);
};

/** Type names as the documentation of gettype lists them. */
function dynamicTypeName(value: Value): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'object') return 'dictionary';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? (Math.abs(value) <= 2_147_483_647 ? 'int' : 'long') : 'real';
}

const gettype: ScalarFunction = (call) => {
  const type = call.args[0]?.type ?? 'dynamic';
  if (type !== 'dynamic') return () => type;
  const read = argument(call, 0, 'dynamic');
  return (row) => dynamicTypeName(read(row));
};

const decimal: ScalarFunction = (call: Call) => {
  throw notSupported(call, 'the type decimal is not supported');
};

/** The `to…()` functions and `gettype`. */
export const conversionFunctions: Readonly<Record<string, ScalarFunction>> = {
  tostring: to('string'),
  tolong: toInteger('long'),
  toint: toInteger('int'),
  todouble: to('real'),
  toreal: to('real'),
  tobool: to('bool'),
  toboolean: to('bool'),
  todatetime: to('datetime'),
  totimespan: to('timespan'),
  totime: to('timespan'),
  toguid: to('guid'),
  todynamic: toDynamicValue,
  toobject: toDynamicValue,
  parse_json: toDynamicValue,
  parsejson: toDynamicValue,
  todecimal: decimal,
  gettype,
  dynamic_to_json: (call) => {
    const read = argument(call, 0, 'dynamic');
    return (row) => {
      const value = read(row);
      return typeof value === 'string' ? JSON.stringify(value) : toText(sortKeys(value), 'dynamic');
    };
  },
};
