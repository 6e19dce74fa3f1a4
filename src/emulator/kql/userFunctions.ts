import { compileExpression } from './compileExpression.ts';
import { compileTable } from './compileTable.ts';
import { cast, failure } from './expression.ts';
import { defineLet } from './lets.ts';
import { rowless } from './scope.ts';
import type { Binding, Context } from './scope.ts';
import { child, listIn, nameOf } from './syntax.ts';
import type { Tree } from './syntax.ts';
import type { KustoType } from './types.ts';

type FunctionBinding = Extract<Binding, { is: 'function' }>;

/** The function a `let` of the query declares under a name, if there is one. */
export function functionBinding(name: string, context: Context): FunctionBinding | undefined {
  const binding = context.bindings.get(name);
  return binding?.is === 'function' ? binding : undefined;
}

/** The context of a function's body for one call: its parameters bound to the arguments, then its own lets. */
export function callParameters(call: Tree, { declaration, context: home }: FunctionBinding, caller: Context): Context {
  const parameters = listIn(child(declaration, 'Parameters'), 'Parameters');
  const given = listIn(child(call, 'ArgumentList'), 'Expressions');
  const inner: Context = { ...rowless(home), bindings: new Map(home.bindings) };
  parameters.forEach((parameter, index) => {
    const declared = child(parameter, 'NameAndType');
    inner.bindings.set(nameOf(child(declared, 'Name')), bindArgument(parameter, declared, given[index], caller));
  });
  for (const statement of listIn(child(declaration, 'Body'), 'Statements')) defineLet(statement, inner);
  return inner;
}

function bindArgument(parameter: Tree, declared: Tree, given: Tree | undefined, caller: Context): Binding {
  const fallback = parameter.roles.get('DefaultValue');
  const tree = given ?? (fallback === undefined ? undefined : child(fallback, 'Value'));
  if (tree === undefined || tree.kind === 'SimpleNamedExpression') throw failure(caller.source, tree ?? parameter, 'unsupported', 'named or missing arguments are not supported', 'named argument');
  if (child(declared, 'Type').kind === 'SchemaTypeExpression') return { is: 'table', plan: compileTable(tree, rowless(caller)) };
  const expression = compileExpression(tree, given === undefined ? rowless(caller) : caller);
  const type = (child(declared, 'Type').symbol?.name ?? expression.type) as KustoType;
  return { is: 'scalar', expression: cast(expression, type), rowBound: caller.fields.size > 0 && expression.constant === undefined };
}
