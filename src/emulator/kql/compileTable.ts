import { failure } from './expression.ts';
import { remembered } from './lets.ts';
import { operators } from './operators/index.ts';
import { sources } from './operators/sources.ts';
import type { Context, Plan } from './scope.ts';
import { child, nameOf } from './syntax.ts';
import type { Tree } from './syntax.ts';
import { compileScan } from './operators/scan.ts';
import { callParameters, functionBinding } from './userFunctions.ts';

/** Compiles a tabular expression. `input` is the implicit source of a subquery that begins with an operator (mv-apply). */
export function compileTable(tree: Tree, context: Context, input?: Plan): Plan {
  switch (tree.kind) {
    case 'PipeExpression': return compileOperator(child(tree, 'Operator'), compileTable(child(tree, 'Expression'), context, input), context);
    case 'ParenthesizedExpression': return compileTable(child(tree, 'Expression'), context, input);
    case 'NameReference': return compileReference(tree, context);
    case 'FunctionCallExpression': return compileTableCall(tree, context);
    case 'MaterializeExpression': return remembered(compileTable(child(tree, 'Expression'), context), context);
    default: return compileFirst(tree, context, input);
  }
}

function compileFirst(tree: Tree, context: Context, input: Plan | undefined): Plan {
  const source = sources[tree.kind];
  if (source !== undefined && (input === undefined || tree.kind !== 'UnionOperator')) return source(tree, context);
  if (input !== undefined) return compileOperator(tree, input, context);
  throw unsupportedOperator(tree, context);
}

function compileOperator(tree: Tree, input: Plan, context: Context): Plan {
  const operator = operators[tree.kind];
  if (operator === undefined) throw unsupportedOperator(tree, context);
  return operator(tree, input, context);
}

function unsupportedOperator(tree: Tree, context: Context): Error {
  const [first] = tree.children;
  const name = first?.text ? first.text : tree.kind;
  return failure(context.source, first ?? tree, 'unsupported', `the operator ${name} is not supported`, name);
}

function compileReference(tree: Tree, context: Context): Plan {
  const name = nameOf(tree);
  const binding = context.bindings.get(name);
  if (binding?.is === 'table') return binding.plan;
  if (binding?.is === 'function') return compileTable(child(child(binding.declaration, 'Body'), 'Expression'), binding.context);
  const plan = tree.symbol?.kind === 'table' ? compileScan(name, context) : undefined;
  if (plan === undefined) throw failure(context.source, tree, 'unsupported', `${name} cannot be used as a table here`, name);
  return plan;
}

function compileTableCall(tree: Tree, context: Context): Plan {
  const name = nameOf(child(tree, 'Name'));
  const declared = functionBinding(name, context);
  if (declared === undefined) throw failure(context.source, tree, 'unsupported', `the table function ${name}() is not supported`, name);
  return compileTable(child(child(declared.declaration, 'Body'), 'Expression'), callParameters(tree, declared, context));
}
