import { cast } from '../expression.ts';
import type { Expression } from '../expression.ts';
import type { Context, Plan } from '../scope.ts';
import type { BoundColumn, Tree } from '../syntax.ts';
import type { KustoType } from '../types.ts';

/** Compiles one operator of a pipe over its input. */
export type Operator = (tree: Tree, input: Plan, context: Context) => Plan;

/** The columns the binder found for an operator. */
export function resultColumns(tree: Tree): readonly BoundColumn[] {
  if (tree.columns === undefined) throw new Error(`${tree.kind} has no result columns`);
  return tree.columns;
}

const numbers = new Set<KustoType>(['long', 'int', 'real']);

/** The expression as a column of the binder's type. A number stays as computed: the binder guesses where dynamic values take part. */
export function conform(expression: Expression, type: KustoType): Expression {
  return numbers.has(expression.type) && numbers.has(type) ? expression : cast(expression, type);
}
