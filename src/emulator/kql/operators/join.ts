import { compileTable } from '../compileTable.ts';
import { cast, failure } from '../expression.ts';
import type { Expression, Row } from '../expression.ts';
import { missing, over, rowless, spend } from '../scope.ts';
import type { Budget, Context, Field, Plan } from '../scope.ts';
import { bare, child, listIn, nameOf, parameter } from '../syntax.ts';
import type { Tree } from '../syntax.ts';
import { groupKey } from '../values.ts';
import type { Value } from '../values.ts';
import { resultColumns } from './operator.ts';
import type { Operator } from './operator.ts';

/** What a join keeps: pairs, and rows of a side that has no partner; or only rows of one side, with or without partner. */
interface JoinKind {
  readonly keep: 'pairs' | 'left' | 'right';
  readonly unmatchedLeft?: boolean;
  readonly unmatchedRight?: boolean;
  /** For `left` and `right`: rows with a partner (semi) or without (anti). */
  readonly matched?: boolean;
  /** One left row per key. */
  readonly unique?: boolean;
}

const kinds: ReadonlyMap<string, JoinKind> = new Map<string, JoinKind>([
  ['innerunique', { keep: 'pairs', unique: true }],
  ['inner', { keep: 'pairs' }],
  ['leftouter', { keep: 'pairs', unmatchedLeft: true }],
  ['rightouter', { keep: 'pairs', unmatchedRight: true }],
  ['fullouter', { keep: 'pairs', unmatchedLeft: true, unmatchedRight: true }],
  ['leftsemi', { keep: 'left', matched: true }],
  ...['leftanti', 'anti', 'leftantisemi'].map((name) => [name, { keep: 'left', matched: false }] as const),
  ['rightsemi', { keep: 'right', matched: true }],
  ...['rightanti', 'rightantisemi'].map((name) => [name, { keep: 'right', matched: false }] as const),
]);

interface Keys {
  readonly left: readonly Expression[];
  readonly right: readonly Expression[];
  /** Names of the right side's key columns. */
  readonly rightNames: readonly string[];
}

/** The equalities of an `on` clause. */
function joinKeys(conditions: readonly Tree[], left: Plan, right: Plan, context: Context): Keys {
  const [onLeft, onRight] = [over(context, left), over(context, right)];
  const pairs = conditions.flatMap((condition) => equalities(bare(condition), context));
  const sides = pairs.map(([l, r]) => alignKeys(compileKey(l, onLeft), compileKey(r, onRight), context, l));
  return { left: sides.map(([l]) => l), right: sides.map(([, r]) => r), rightNames: pairs.map(([, r]) => keyName(r)) };
}

function equalities(condition: Tree, context: Context): readonly (readonly [Tree, Tree])[] {
  if (condition.kind === 'AndExpression') return [...equalities(bare(child(condition, 'Left')), context), ...equalities(bare(child(condition, 'Right')), context)];
  if (condition.kind === 'EqualExpression') return [sidesOf(condition, context)];
  if (condition.kind === 'NameReference') return [[condition, condition]];
  throw failure(context.source, condition, 'unsupported', 'this join condition is not supported', 'join condition');
}

/** `$left.a == $right.b`, in either order. */
function sidesOf(condition: Tree, context: Context): readonly [Tree, Tree] {
  const [first, second] = [bare(child(condition, 'Left')), bare(child(condition, 'Right'))];
  const [a, b] = [sideName(first), sideName(second)];
  if (a === '$left' && b === '$right') return [first, second];
  if (a === '$right' && b === '$left') return [second, first];
  throw failure(context.source, condition, 'semantic', 'a join condition must compare $left.column with $right.column');
}

function sideName(tree: Tree): string | undefined {
  return tree.kind === 'PathExpression' ? nameOf(child(tree, 'Expression')) : undefined;
}

function keyName(tree: Tree): string {
  return nameOf(tree.kind === 'PathExpression' ? child(tree, 'Selector') : tree);
}

function compileKey(tree: Tree, side: Context): Expression {
  const field = side.fields.get(keyName(tree));
  if (field === undefined) throw failure(side.source, tree, 'semantic', `no such column on this side of the join: ${keyName(tree)}`);
  return { type: field.type, tree, evaluate: field.read };
}

function alignKeys(left: Expression, right: Expression, context: Context, tree: Tree): readonly [Expression, Expression] {
  const numeric = new Set(['int', 'long', 'real']);
  if (left.type === right.type && left.type !== 'dynamic') return [left, right];
  if (numeric.has(left.type) && numeric.has(right.type)) return [cast(left, 'real'), cast(right, 'real')];
  throw failure(context.source, tree, 'semantic', `join keys must have the same type, not ${left.type} and ${right.type}; a dynamic key needs a cast`);
}

/** Positions of the rows by key. A null key is equal to nothing, as in `==`. */
function positionsByKey(rows: readonly Row[], keys: readonly Expression[]): ReadonlyMap<Value, readonly number[]> {
  const keyOf = keyReader(keys);
  const positions = new Map<Value, number[]>();
  rows.forEach((row, position) => {
    const key = keyOf(row);
    if (key === null) return;
    const known = positions.get(key);
    if (known === undefined) positions.set(key, [position]);
    else known.push(position);
  });
  return positions;
}

/** A single value for all keys of a row; null when any of them is. */
function keyReader(keys: readonly Expression[]): (row: Row) => Value {
  const evals = keys.map(({ evaluate }) => evaluate);
  const [only] = evals;
  if (evals.length === 1 && only !== undefined) return (row) => groupKey(only(row));
  return (row) => {
    const values = evals.map((evaluate) => evaluate(row));
    return values.includes(null) ? null : JSON.stringify(values);
  };
}

/** A joined row holds the two rows it is made of; null stands for a missing side. */
function sideField(field: Field, name: string, side: 0 | 1): Field {
  const { read, type } = field;
  const absent = missing(type);
  return { name, type, read: (row) => {
    const part = row[side] as Row | null;
    return part === null ? absent : read(part);
  } };
}

function pairRows(left: readonly Row[], right: readonly Row[], keys: Keys, kind: JoinKind, budget: Budget): readonly Row[] {
  const positions = positionsByKey(right, keys.right);
  const leftKey = keyReader(keys.left);
  const matchedRight = new Set<number>();
  const seen = new Set<Value>();
  const joined: Row[] = [];
  for (const row of left) {
    const key = leftKey(row);
    if (kind.unique === true && key !== null) {
      if (seen.has(key)) continue;
      seen.add(key);
    }
    const partners = key === null ? undefined : positions.get(key);
    if (partners === undefined && kind.unmatchedLeft === true) joined.push([row, null]);
    if (partners === undefined) continue;
    spend(budget, partners.length);
    for (const position of partners) {
      joined.push([row, right[position] as Row]);
      if (kind.unmatchedRight === true) matchedRight.add(position);
    }
  }
  if (kind.unmatchedRight === true) right.forEach((row, position) => { if (!matchedRight.has(position)) joined.push([null, row]); });
  return joined;
}

function filterBy(rows: readonly Row[], own: readonly Expression[], others: readonly Row[], theirs: readonly Expression[], matched: boolean): readonly Row[] {
  const positions = positionsByKey(others, theirs);
  const key = keyReader(own);
  return rows.filter((row) => {
    const value = key(row);
    return (value !== null && positions.has(value)) === matched;
  });
}

function sideOnly(side: Plan, rows: () => readonly Row[]): Plan {
  return { fields: side.fields, width: side.width, serialized: false, rows };
}

/** `join`, of every kind; innerunique when none is given. */
export const join: Operator = (tree, input, context) => {
  const kind = kinds.get(parameter(tree, 'kind') ?? 'innerunique');
  if (kind === undefined) throw failure(context.source, tree, 'unsupported', `this kind of join is not supported: ${parameter(tree, 'kind') ?? ''}`, 'join kind');
  const right = compileTable(child(tree, 'Expression'), rowless(context));
  const clause = child(tree, 'ConditionClause');
  if (clause.kind !== 'JoinOnClause') throw failure(context.source, clause, 'unsupported', 'only join … on is supported', 'join condition');
  const keys = joinKeys(listIn(clause, 'Expressions'), input, right, context);
  if (kind.keep === 'left') return sideOnly(input, () => filterBy(input.rows(), keys.left, right.rows(), keys.right, kind.matched === true));
  if (kind.keep === 'right') return sideOnly(right, () => filterBy(right.rows(), keys.right, input.rows(), keys.left, kind.matched === true));
  const columns = resultColumns(tree);
  const sides = [...input.fields.map((field) => [field, 0] as const), ...right.fields.map((field) => [field, 1] as const)];
  const fields = sides.map(([field, side], index) => sideField(field, columns[index]?.name ?? field.name, side));
  return { fields, width: 2, serialized: false, rows: () => pairRows(input.rows(), right.rows(), keys, kind, context.budget) };
};

/** `lookup`: a left outer (or inner) join whose right key columns are left out. */
export const lookup: Operator = (tree, input, context) => {
  const kind: JoinKind = { keep: 'pairs', unmatchedLeft: parameter(tree, 'kind') !== 'inner' };
  const right = compileTable(child(tree, 'Expression'), rowless(context));
  const keys = joinKeys(listIn(child(tree, 'LookupClause'), 'Expressions'), input, right, context);
  const columns = resultColumns(tree);
  const kept = right.fields.filter(({ name }) => !keys.rightNames.includes(name));
  const sides = [...input.fields.map((field) => [field, 0] as const), ...kept.map((field) => [field, 1] as const)];
  const fields = sides.map(([field, side], index) => sideField(field, columns[index]?.name ?? field.name, side));
  return { fields, width: 2, serialized: false, rows: () => pairRows(input.rows(), right.rows(), keys, kind, context.budget) };
};
