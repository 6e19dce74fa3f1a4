import { compileTable } from '../compileTable.ts';
import { failure } from '../expression.ts';
import type { Eval, Row } from '../expression.ts';
import { fieldsOf, missing, rowless } from '../scope.ts';
import type { Context, Field, Plan } from '../scope.ts';
import { bare, child, listIn, nameOf, parameter } from '../syntax.ts';
import type { Tree } from '../syntax.ts';
import type { Column } from '../types.ts';
import { resultColumns } from './operator.ts';
import type { Operator } from './operator.ts';

interface Leg {
  readonly name: string;
  readonly plan: Plan;
}

/** The leg's column for a result column: same name and type, or the name the binder gives to columns that differ only in type. */
function source({ fields }: Plan, { name, type }: Column): Field | undefined {
  return fields.find((field) => field.type === type && (field.name === name || `${field.name}_${field.type}` === name));
}

function legRows({ plan, name }: Leg, columns: readonly Column[], sourceColumn: string | undefined): readonly Row[] {
  const reads = columns.map((column): Eval => {
    if (column.name === sourceColumn) return () => name;
    const absent = missing(column.type);
    return source(plan, column)?.read ?? (() => absent);
  });
  return plan.rows().map((row) => reads.map((read) => read(row)));
}

/** A column `x_long` beside columns `x` of several types: which is which cannot be told by name. */
function rejectClash(tree: Tree, columns: readonly Column[], legs: readonly Leg[], context: Context): void {
  const clash = columns.find((column) => new Set(legs.flatMap(({ plan }) => plan.fields.filter((field) => field.type === column.type && (field.name === column.name || `${field.name}_${field.type}` === column.name)).map((field) => field.name))).size > 1);
  if (clash !== undefined) throw failure(context.source, tree, 'unsupported', `several columns of this union would be called ${clash.name}`, 'union');
}

/** All rows of all legs, one leg after the other. */
function unite(tree: Tree, legs: readonly Leg[], context: Context): Plan {
  const sourceColumn = parameter(tree, 'withsource') ?? parameter(tree, 'with_source');
  const kind = parameter(tree, 'kind') ?? 'outer';
  if (kind !== 'outer' && kind !== 'inner') throw failure(context.source, tree, 'unsupported', `this kind of union is not supported: ${kind}`, 'union kind');
  const all = resultColumns(tree);
  rejectClash(tree, all, legs, context);
  const columns = kind === 'outer' ? all : all.filter((column) => column.name === sourceColumn || legs.every(({ plan }) => source(plan, column) !== undefined));
  return { fields: fieldsOf(columns), width: columns.length, serialized: false, rows: () => legs.flatMap((leg) => legRows(leg, columns, sourceColumn)) };
}

function compileLegs(tree: Tree, from: number, context: Context): readonly Leg[] {
  const fuzzy = /^true$/i.test(parameter(tree, 'isfuzzy') ?? '');
  return listIn(tree, 'Expressions').filter((each) => !fuzzy || isKnown(each, context)).map((each, index) => {
    const inner = bare(each);
    const name = legName(inner) ?? `union_arg${from + index}`;
    return { name, plan: compileTable(each, rowless(context)) };
  });
}

/** A fuzzy union leaves out legs whose table does not exist. */
function isKnown(tree: Tree, context: Context): boolean {
  const source = bare(tree);
  if (source.kind === 'PipeExpression') return isKnown(child(source, 'Expression'), context);
  return source.kind !== 'NameReference' || source.symbol !== undefined || context.bindings.has(nameOf(source));
}

/** What `withsource` writes for a leg: the table's name, or that given by a last `as`. */
function legName(tree: Tree): string | undefined {
  if (tree.kind === 'NameReference') return nameOf(tree);
  const last = tree.kind === 'PipeExpression' ? child(tree, 'Operator') : undefined;
  return last?.kind === 'AsOperator' ? nameOf(child(last, 'Name')) : undefined;
}

/** `T | union U, …`. */
export const union: Operator = (tree, input, context) => unite(tree, [{ name: 'union_arg0', plan: input }, ...compileLegs(tree, 1, context)], context);

/** `union T, U, …` at the start of a query. */
export function unionSource(tree: Tree, context: Context): Plan {
  return unite(tree, compileLegs(tree, 0, context), context);
}
