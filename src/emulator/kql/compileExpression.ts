import { compileArithmetic, compileSign } from './arithmetic.ts';
import { compileElement, compileMember } from './access.ts';
import { compileCall } from './calls.ts';
import { compileAnd, compileBetween, compileEquality, compileOr, compileOrder } from './comparisons.ts';
import { compileTable } from './compileTable.ts';
import { KqlError } from './errors.ts';
import { cast, failure, oncePerRun } from './expression.ts';
import type { Eval, Expression } from './expression.ts';
import { compileLiteral } from './literals.ts';
import { compileHasList, compileIn } from './membership.ts';
import { compileRegex } from './regexes.ts';
import { rowless } from './scope.ts';
import type { Context } from './scope.ts';
import { child, listIn, nameOf } from './syntax.ts';
import type { Tree } from './syntax.ts';
import { textOperators } from './terms.ts';
import type { KustoType } from './types.ts';

/** Compiles a scalar expression to a closure. @throws KqlError naming what is not supported. */
export function compileExpression(tree: Tree, context: Context): Expression {
  try {
    return compileNode(tree, context);
  } catch (error) {
    // A bad pattern knows nothing of the text it stands in.
    if (error instanceof KqlError && !error.placed) throw failure(context.source, tree, error.code, error.message, error.construct);
    throw error;
  }
}

function compileNode(tree: Tree, context: Context): Expression {
  const ready = context.computed.get(tree);
  if (ready !== undefined) return { type: ready.type, tree, evaluate: ready.read };
  const simple = compileLiteral(tree, context.source) ?? compileSimple(tree, context) ?? compileBinary(tree, context);
  if (simple !== undefined) return simple;
  throw failure(context.source, tree, 'unsupported', `not supported: ${readableKind(tree.kind)}`, readableKind(tree.kind));
}

function readableKind(kind: string): string {
  return kind.replace(/(Expression|Operator|Statement)$/, '').replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

function compileSimple(tree: Tree, context: Context): Expression | undefined {
  switch (tree.kind) {
    // Kusto lets an argument carry a name and goes by its place.
    case 'SimpleNamedExpression':
    case 'ParenthesizedExpression':
    case 'BracketedExpression': return compileExpression(child(tree, 'Expression'), context);
    case 'NameReference': return compileName(tree, context);
    case 'PathExpression': return compilePath(tree, context);
    case 'ElementExpression': return compileElement(compileExpression(child(tree, 'Expression'), context), compileExpression(child(tree, 'Selector'), context), tree);
    case 'FunctionCallExpression': return compileCall(tree, context);
    case 'UnaryMinusExpression':
    case 'UnaryPlusExpression': return compileSign(compileExpression(child(tree, 'Expression'), context), tree, context.source);
    case 'ToScalarExpression': return compileToScalar(tree, context);
    default: return undefined;
  }
}

function compileName(tree: Tree, context: Context): Expression {
  const name = nameOf(tree);
  const field = tree.symbol?.kind === 'variable' || tree.symbol?.kind === 'parameter' ? undefined : context.fields.get(tree.symbol?.name ?? name);
  if (field !== undefined) return { type: field.type, tree, evaluate: field.read };
  const binding = context.bindings.get(name);
  if (binding?.is === 'scalar') return { ...binding.expression, tree };
  throw failure(context.source, tree, 'unsupported', `the name ${name} cannot be used here`, name);
}

function compilePath(tree: Tree, context: Context): Expression {
  const selector = child(tree, 'Selector');
  if (selector.kind === 'BracketedExpression') return compileElement(compileExpression(child(tree, 'Expression'), context), compileExpression(selector, context), tree);
  if (selector.kind !== 'NameReference') throw failure(context.source, selector, 'unsupported', 'this kind of member access is not supported', 'member access');
  return compileMember(compileExpression(child(tree, 'Expression'), context), nameOf(selector), tree);
}

/** `toscalar(…)`: first column of the first row, computed once per run. */
function compileToScalar(tree: Tree, context: Context): Expression {
  const inner = child(tree, 'Expression');
  const type: KustoType = tree.type ?? 'dynamic';
  if (inner.columns === undefined) return { ...cast(compileExpression(inner, rowless(context)), type), tree };
  const plan = compileTable(inner, rowless(context));
  const field = plan.fields[0];
  if (field === undefined) throw failure(context.source, inner, 'semantic', 'toscalar needs a table with a column');
  const value = oncePerRun(context.frame, () => {
    const [first] = plan.rows();
    return first === undefined ? (field.type === 'string' ? '' : null) : field.read(first);
  });
  return { type: field.type, tree, evaluate: () => value() };
}

function compileBinary(tree: Tree, context: Context): Expression | undefined {
  if (!tree.roles.has('Left') || tree.kind === 'SearchExpression') return undefined;
  const leftTree = child(tree, 'Left');
  if (leftTree.kind === 'StarExpression') return compileAnyColumn(tree, leftTree, context);
  const left = compileExpression(leftTree, context);
  if (tree.kind.startsWith('In') || tree.kind.startsWith('NotIn') || tree.kind.startsWith('HasA')) return compileList(tree, left, context);
  if (tree.kind.endsWith('BetweenExpression')) return compileRange(tree, left, context);
  const right = compileExpression(child(tree, 'Right'), context);
  return compilePair(tree, left, right, context);
}

function compilePair(tree: Tree, left: Expression, right: Expression, context: Context): Expression | undefined {
  switch (tree.kind) {
    case 'AndExpression': return compileAnd(left, right, tree);
    case 'OrExpression': return compileOr(left, right, tree);
    case 'EqualExpression': return compileEquality(false, left, right, tree, context.source);
    case 'NotEqualExpression': return compileEquality(true, left, right, tree, context.source);
    case 'MatchesRegexExpression': return compileMatches(tree, left, right);
    default: return compileText(tree, left, right) ?? compileOrder(left, right, tree, context.source) ?? compileArithmetic(left, right, tree, context.source);
  }
}

function compileRange(tree: Tree, left: Expression, context: Context): Expression {
  const couple = child(tree, 'Right');
  const low = compileExpression(child(couple, 'First'), context);
  const high = compileExpression(child(couple, 'Second'), context);
  return compileBetween(tree.kind.startsWith('Not'), left, low, high, tree, context.source);
}

function compileList(tree: Tree, left: Expression, context: Context): Expression {
  const candidates = listIn(child(tree, 'Right'), 'Expressions').map((each) =>
    each.columns === undefined ? compileExpression(each, context) : compileTable(each, rowless(context)));
  if (tree.kind.startsWith('HasA')) return compileHasList(tree.kind === 'HasAllExpression', left, candidates, tree, context.frame);
  // The language service calls `in~` InCsExpression.
  const caseless = tree.kind.endsWith('CsExpression');
  return compileIn(left, candidates, { negated: tree.kind.startsWith('Not'), caseless }, tree, context.source, context.frame);
}

function compileText(tree: Tree, left: Expression, right: Expression): Expression | undefined {
  const operator = textOperators.get(tree.kind);
  if (operator === undefined) return undefined;
  const { test, caseSensitive, negated } = operator;
  const [l, r] = [cast(left, 'string').evaluate, cast(right, 'string').evaluate];
  const fold = (text: unknown): string => (caseSensitive ? String(text) : String(text).toLowerCase());
  const known = right.constant === undefined ? undefined : fold(r([]));
  const evaluate: Eval = known === undefined
    ? (row) => test(fold(l(row)), fold(r(row))) !== negated
    : (row) => test(fold(l(row)), known) !== negated;
  return { type: 'bool', tree, evaluate };
}

/** `* has 'x'`: true when the operator holds for the text of any column. */
function compileAnyColumn(tree: Tree, star: Tree, context: Context): Expression {
  const right = compileExpression(child(tree, 'Right'), context);
  const tests = [...context.fields.values()].map(({ read, type }) => compileText(tree, { type, tree: star, evaluate: read }, right)?.evaluate);
  if (textOperators.get(tree.kind)?.negated !== false || tests.includes(undefined)) throw failure(context.source, star, 'unsupported', 'this use of * is not supported', '*');
  return { type: 'bool', tree, evaluate: (row) => tests.some((test) => test?.(row) === true) };
}

function compileMatches(tree: Tree, left: Expression, right: Expression): Expression {
  const [l, r] = [cast(left, 'string').evaluate, cast(right, 'string').evaluate];
  if (right.constant !== undefined) {
    const regex = compileRegex(String(r([])));
    return { type: 'bool', tree, evaluate: (row) => regex.test(String(l(row))) };
  }
  return { type: 'bool', tree, evaluate: (row) => compileRegex(String(r(row))).test(String(l(row))) };
}
