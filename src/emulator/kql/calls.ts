import { compileExpression } from './compileExpression.ts';
import { failure } from './expression.ts';
import type { Eval, Expression } from './expression.ts';
import { conditionalFunctions } from './scalar/conditionals.ts';
import { conversionFunctions } from './scalar/conversions.ts';
import { datetimeFunctions } from './scalar/datetimes.ts';
import { dynamicFunctions } from './scalar/dynamics.ts';
import { encodingFunctions } from './scalar/encodings.ts';
import { mathFunctions } from './scalar/maths.ts';
import { setFunctions } from './scalar/sets.ts';
import { stringFunctions } from './scalar/strings.ts';
import { windowFunctions } from './scalar/windows.ts';
import type { Call, ScalarFunction } from './scalar/call.ts';
import { callParameters, functionBinding } from './userFunctions.ts';
import type { Context } from './scope.ts';
import { child, listIn, nameOf } from './syntax.ts';
import type { Tree } from './syntax.ts';

const functions: ReadonlyMap<string, ScalarFunction> = new Map(Object.entries({
  ...conditionalFunctions,
  ...conversionFunctions,
  ...datetimeFunctions,
  ...dynamicFunctions,
  ...encodingFunctions,
  ...mathFunctions,
  ...setFunctions,
  ...stringFunctions,
  ...windowFunctions,
}));

/** Names of the scalar functions this engine runs, in alphabetical order. */
export const supportedFunctions: readonly string[] = [...functions.keys()].sort();

/** Arguments that stand for something else than a value; they come last. */
const notValues = new Set(['StarExpression', 'TypeOfLiteralExpression']);

/** A call of a built-in scalar function, or of a function the query itself declares. */
export function compileCall(tree: Tree, context: Context): Expression {
  const name = nameOf(child(tree, 'Name'));
  const declared = functionBinding(name, context);
  if (declared !== undefined) {
    const inner = callParameters(tree, declared, context);
    return compileExpression(child(child(declared.declaration, 'Body'), 'Expression'), inner);
  }
  const implementation = functions.get(name);
  if (implementation === undefined) throw failure(context.source, child(tree, 'Name'), 'unsupported', `the function ${name}() is not supported`, name);
  const trees = listIn(child(tree, 'ArgumentList'), 'Expressions');
  const call: Call = { name, tree, context, trees, args: trees.filter(({ kind }) => !notValues.has(kind)).map((each) => compileExpression(each, context)) };
  const result = implementation(call);
  return fold(call, typeof result === 'function' ? { type: tree.type ?? 'dynamic', tree, evaluate: result } : result, unfoldable.has(name));
}

const unfoldable = new Set([...Object.keys(windowFunctions), 'now', 'ago', 'pack_all', 'rand', 'new_guid']);

/** A call whose arguments are all constant is computed once, here. */
function fold(call: Call, expression: Expression, never: boolean): Expression {
  if (never || call.args.some((arg) => arg.constant === undefined)) return expression;
  const value = expression.evaluate([]);
  const evaluate: Eval = () => value;
  return { ...expression, evaluate, constant: { value } };
}
