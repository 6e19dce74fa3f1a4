import { cast, failure } from '../expression.ts';
import type { Eval, Expression } from '../expression.ts';
import type { Context } from '../scope.ts';
import type { Tree } from '../syntax.ts';
import type { KustoType } from '../types.ts';
import { isArray, isBag } from '../values.ts';
import type { Value } from '../values.ts';

/** A call being compiled; the binder has already checked number and types of the arguments. */
export interface Call {
  readonly name: string;
  readonly tree: Tree;
  readonly context: Context;
  readonly trees: readonly Tree[];
  readonly args: readonly Expression[];
}

/** Compiles a call to a closure giving a value of the type the binder found, or to an expression that states its own. */
export type ScalarFunction = (call: Call) => Eval | Expression;

/** The closure of an argument, converted to a type. */
export function argument(call: Call, index: number, type: KustoType): Eval {
  const arg = call.args[index];
  if (arg === undefined) throw failure(call.context.source, call.tree, 'semantic', `${call.name}() needs argument ${index + 1}`);
  return cast(arg, type).evaluate;
}

/** As `argument`, or a closure for the default when the argument is left out. */
export function optional(call: Call, index: number, type: KustoType, otherwise: Value): Eval {
  return call.args[index] === undefined ? () => otherwise : argument(call, index, type);
}

/** The value of an argument that must be a literal. */
export function constantArgument(call: Call, index: number): Value | undefined {
  return call.args[index]?.constant?.value;
}

/** An error at the call, saying that this use of it is not supported. */
export function notSupported(call: Call, message: string): Error {
  return failure(call.context.source, call.tree, 'unsupported', `${call.name}(): ${message}`, call.name);
}

/** f(string). */
export function ofText(apply: (text: string) => Value): ScalarFunction {
  return (call) => {
    const a = argument(call, 0, 'string');
    return (row) => apply(a(row) as string);
  };
}

/** f(number, …) of a fixed type; null when any argument is null. */
export function ofNumbers(type: KustoType, apply: (...values: number[]) => Value): ScalarFunction {
  return (call) => {
    const evals = call.args.map((_, index) => argument(call, index, type));
    const [a] = evals;
    if (evals.length === 1 && a !== undefined) return (row) => nullable(a(row), apply);
    return (row) => {
      const values = evals.map((evaluate) => evaluate(row));
      return values.includes(null) ? null : apply(...(values as number[]));
    };
  };
}

function nullable(value: Value, apply: (value: number) => Value): Value {
  return value === null ? null : apply(value as number);
}

/** f(array); null when the argument is not an array. */
export function ofArray(apply: (array: readonly Value[]) => Value): ScalarFunction {
  return (call) => {
    const a = argument(call, 0, 'dynamic');
    return (row) => {
      const value = a(row);
      return isArray(value) ? apply(value) : null;
    };
  };
}

/** f(bag); null when the argument is not a property bag. */
export function ofBag(apply: (bag: Readonly<Record<string, Value>>) => Value): ScalarFunction {
  return (call) => {
    const a = argument(call, 0, 'dynamic');
    return (row) => {
      const value = a(row);
      return isBag(value) ? apply(value) : null;
    };
  };
}
