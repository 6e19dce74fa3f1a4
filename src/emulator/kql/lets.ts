import { compileExpression } from './compileExpression.ts';
import { compileTable } from './compileTable.ts';
import { failure, oncePerRun } from './expression.ts';
import type { Expression } from './expression.ts';
import { rowless } from './scope.ts';
import type { Binding, Context, Plan } from './scope.ts';
import { bare, child, nameOf } from './syntax.ts';
import type { Tree } from './syntax.ts';

/** Binds the name of a `let` statement in a context. */
export function defineLet(statement: Tree, context: Context): void {
  if (statement.kind !== 'LetStatement') throw failure(context.source, statement, 'unsupported', `this statement is not supported: ${statement.kind}`, statement.kind);
  context.bindings.set(nameOf(child(statement, 'Name')), bind(child(statement, 'Expression'), context));
}

function bind(tree: Tree, context: Context): Binding {
  const expression = bare(tree);
  if (expression.kind === 'FunctionDeclaration') return { is: 'function', declaration: expression, context: { ...context, bindings: new Map(context.bindings) } };
  if (expression.columns !== undefined && expression.type === undefined) return { is: 'table', plan: remembered(compileTable(expression, rowless(context)), context) };
  return { is: 'scalar', expression: rememberedValue(compileExpression(expression, context), context) };
}

/** A plan whose rows are computed at most once per run. */
export function remembered(plan: Plan, context: Context): Plan {
  return { ...plan, rows: oncePerRun(context.frame, plan.rows) };
}

/** Scalars of a `let` read no row, so one value serves the run. Inside a function they may read its parameters. */
function rememberedValue(expression: Expression, context: Context): Expression {
  const perCall = [...context.bindings.values()].some((binding) => binding.is === 'scalar' && binding.rowBound === true);
  if (expression.constant !== undefined || perCall) return expression;
  const value = oncePerRun(context.frame, () => expression.evaluate([]));
  return { ...expression, evaluate: () => value() };
}
