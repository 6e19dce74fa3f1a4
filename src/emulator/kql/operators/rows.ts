import { compileExpression } from '../compileExpression.ts';
import { cast, failure } from '../expression.ts';
import type { Expression, Row } from '../expression.ts';
import { over, rowless } from '../scope.ts';
import type { Context, Plan } from '../scope.ts';
import { bare, child, listIn, nameOf } from '../syntax.ts';
import type { Tree } from '../syntax.ts';
import { compare } from '../values.ts';
import type { Value } from '../values.ts';
import type { Operator } from './operator.ts';

/** `where`: rows for which the condition is true, neither false nor null. */
export const where: Operator = (tree, input, context) => {
  const condition = child(tree, 'Condition');
  const type = input.ofType === undefined ? undefined : requiredType(condition, input);
  const source = type === undefined || input.ofType === undefined ? input : input.ofType(type);
  const inner = over(context, source);
  const test = cast(compileExpression(condition, inner), 'bool').evaluate;
  const { window } = inner;
  const rows = (): readonly Row[] => {
    const all = source.rows();
    if (window === undefined) return all.filter((row) => test(row) === true);
    window.rows = all;
    return all.filter((row, index) => {
      window.index = index;
      return test(row) === true;
    });
  };
  return { fields: source.fields, width: source.width, serialized: source.serialized, rows };
};

/** The resource type that `type =~ 'literal'` or `==` among the conjuncts asks for, lower-cased. */
function requiredType(tree: Tree, input: Plan): string | undefined {
  const node = bare(tree);
  if (node.kind === 'AndExpression') return requiredType(child(node, 'Left'), input) ?? requiredType(child(node, 'Right'), input);
  if (node.kind !== 'EqualTildeExpression' && node.kind !== 'EqualExpression') return undefined;
  const [left, right] = [bare(child(node, 'Left')), bare(child(node, 'Right'))];
  const isType = left.kind === 'NameReference' && left.symbol?.kind === 'column' && nameOf(left) === 'type' && input.fields.some(({ name, type }) => name === 'type' && type === 'string');
  return isType && right.kind === 'StringLiteralExpression' && typeof right.constant === 'string' ? right.constant.toLowerCase() : undefined;
}

/** `take`, `limit`: the first rows as they come, which Kusto leaves open. */
export const take: Operator = (tree, input, context) => {
  const count = rowCount(child(tree, 'Expression'), context);
  return { ...plain(input), rows: () => input.rows().slice(0, count()) };
};

/** The same rows and columns, without the table's index. */
function plain({ fields, width, serialized, rows }: Plan): Plan {
  return { fields, width, serialized, rows };
}

function rowCount(tree: Tree, context: Context): () => number {
  const { evaluate } = cast(compileExpression(tree, rowless(context)), 'long');
  return () => Math.max(0, Number(evaluate([]) ?? 0));
}

/** `count`: one row. */
export const count: Operator = (tree, input) => {
  const name = tree.columns?.[0]?.name ?? 'Count';
  return { fields: [{ name, type: 'long', read: (row) => row[0] ?? null }], width: 1, serialized: true, rows: () => [[input.rows().length]] };
};

interface SortKey {
  readonly expression: Expression;
  readonly direction: 1 | -1;
  readonly nullsFirst: boolean;
}

/** `asc` and `desc` default to desc; nulls come first in asc and last in desc, unless said otherwise (sort-operator). */
function sortKey(tree: Tree, context: Context): SortKey {
  const ordered = tree.kind === 'OrderedExpression';
  const ordering = ordered ? tree.roles.get('Ordering') : undefined;
  const ascending = ordering?.roles.get('AscOrDescKeyword')?.text === 'asc';
  const nulls = ordering?.roles.get('NullsClause')?.roles.get('FirstOrLastKeyword')?.text;
  const expression = compileExpression(ordered ? child(tree, 'Expression') : tree, context);
  if (expression.type === 'dynamic') throw failure(context.source, tree, 'semantic', 'cannot sort by a dynamic value; add a cast such as tostring()');
  return { expression, direction: ascending ? 1 : -1, nullsFirst: nulls === undefined ? ascending : nulls === 'first' };
}

/** Null and NaN stand outside the order: null outermost, then NaN, then the numbers. */
function compareKeys(a: Value, b: Value, { direction, nullsFirst }: SortKey): number {
  const [x, y] = [absence(a), absence(b)];
  if (x !== 0 || y !== 0) return nullsFirst ? y - x : x - y;
  return direction * compare(a, b);
}

function absence(value: Value): number {
  return value === null ? 2 : value !== value ? 1 : 0;
}

function sortRows(rows: readonly Row[], keys: readonly SortKey[]): readonly Row[] {
  const values = keys.map(({ expression }) => rows.map(expression.evaluate));
  const positions = rows.map((_, index) => index);
  positions.sort((i, j) => {
    for (let k = 0; k < keys.length; k++) {
      const column = values[k] as Value[];
      const order = compareKeys(column[i] as Value, column[j] as Value, keys[k] as SortKey);
      if (order !== 0) return order;
    }
    return i - j;
  });
  return positions.map((position) => rows[position] as Row);
}

/** `sort by`, `order by`: stable. */
export const sort: Operator = (tree, input, context) => {
  const inner = over(context, input);
  const keys = listIn(tree, 'Expressions').map((each) => sortKey(each, inner));
  return { ...plain(input), serialized: true, rows: () => sortRows(input.rows(), keys) };
};

/** `top n by …`: the first n of the sorted rows. */
export const top: Operator = (tree, input, context) => {
  const limit = rowCount(child(tree, 'Expression'), context);
  const keys = [sortKey(child(tree, 'ByExpression'), over(context, input))];
  return { ...plain(input), serialized: true, rows: () => sortRows(input.rows(), keys).slice(0, limit()) };
};

/** `as`: names the rows for later in the query. */
export const as: Operator = (tree, input, context) => {
  context.bindings.set(nameOf(child(tree, 'Name')), { is: 'table', plan: plain(input) });
  return plain(input);
};
