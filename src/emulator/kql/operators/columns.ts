import { compileExpression } from '../compileExpression.ts';
import { failure } from '../expression.ts';
import type { Eval, Expression, Row } from '../expression.ts';
import { fieldsOf, over, slot } from '../scope.ts';
import type { Context, Field, Plan, Window } from '../scope.ts';
import { bare, child, listIn, nameOf } from '../syntax.ts';
import type { BoundColumn, Tree } from '../syntax.ts';
import type { Value } from '../values.ts';
import { conform, resultColumns } from './operator.ts';
import type { Operator } from './operator.ts';

/** Runs a function over all rows, telling the window where the loop stands. */
export function mapRows(rows: readonly Row[], window: Window | undefined, make: (row: Row) => Row): readonly Row[] {
  if (window === undefined) return rows.map((row) => make(row));
  window.rows = rows;
  return rows.map((row, index) => {
    window.index = index;
    return make(row);
  });
}

/** The expression a named expression names. */
export function unnamed(tree: Tree): Tree {
  return tree.kind === 'SimpleNamedExpression' ? child(tree, 'Expression') : tree;
}

function rejectCompound(tree: Tree, context: Context): void {
  if (tree.kind === 'CompoundNamedExpression') throw failure(context.source, tree, 'unsupported', 'naming several columns of one expression is not supported here', '(a, b) = …');
}

/** `project`: exactly the given columns. Also `distinct`, whose expressions may include `*`. */
export function projection(tree: Tree, expressions: readonly Tree[], columns: readonly BoundColumn[], input: Plan, context: Context): Plan {
  const inner = over(context, input);
  const evals = expressions.flatMap((each): Expression[] => {
    rejectCompound(each, context);
    if (each.kind === 'StarExpression') return input.fields.map((field) => ({ type: field.type, tree: each, evaluate: field.read }));
    return [compileExpression(unnamed(each), inner)];
  });
  if (evals.length !== columns.length) throw failure(context.source, tree, 'unsupported', 'this projection makes a number of columns that cannot be matched to names', 'projection');
  const reads = evals.map((each, index) => conform(each, columns[index]?.type ?? each.type).evaluate);
  return { fields: fieldsOf(columns), width: columns.length, serialized: input.serialized, rows: () => mapRows(input.rows(), inner.window, (row) => readAll(row, reads)) };
}

function readAll(row: Row, reads: readonly Eval[]): Row {
  const made: Value[] = new Array<Value>(reads.length);
  for (let i = 0; i < reads.length; i++) made[i] = (reads[i] as Eval)(row);
  return made;
}

/** `project`. */
export const project: Operator = (tree, input, context) => projection(tree, listIn(tree, 'Expressions'), resultColumns(tree), input, context);

interface Extension {
  readonly name: string;
  readonly expression: Expression;
}

/** Columns that `extend` adds or replaces: by their given name, or the one the binder made for the expression. */
function extension(tree: Tree, columns: readonly BoundColumn[], inner: Context): Extension | undefined {
  rejectCompound(tree, inner);
  const expression = unnamed(tree);
  if (tree.kind !== 'SimpleNamedExpression' && bare(expression).kind === 'NameReference') return undefined;
  const name = tree.kind === 'SimpleNamedExpression' ? nameOf(child(tree, 'Name')) : boundName(expression, columns);
  if (name === undefined) throw failure(inner.source, tree, 'unsupported', 'this column has no name of its own; give it one', 'unnamed column');
  return { name, expression: compileExpression(expression, inner) };
}

/** The name the binder gave to an unnamed expression: a new one, or that of a column whose conversion to its own type changes nothing. */
export function boundName(tree: Tree, columns: readonly BoundColumn[]): string | undefined {
  const inner = bare(tree);
  const made = columns.find(({ sources }) => sources.includes(tree) || sources.includes(inner));
  if (made !== undefined) return made.name;
  const [argument, second] = inner.kind === 'FunctionCallExpression' ? listIn(child(inner, 'ArgumentList'), 'Expressions') : [];
  return argument?.kind === 'NameReference' && second === undefined && argument.type === inner.type ? nameOf(argument) : undefined;
}

/** Adds slots behind those of the input's rows. */
function extended(expressions: readonly Tree[], columns: readonly BoundColumn[], input: Plan, context: Context, serialized: boolean): Plan {
  const inner = over(context, { ...input, serialized });
  const added = expressions.map((each) => extension(each, columns, inner)).filter((each) => each !== undefined);
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const reads = added.map(({ name, expression }) => conform(expression, types.get(name) ?? expression.type).evaluate);
  const positions = new Map(added.map(({ name }, index) => [name, input.width + index]));
  const before = new Map(input.fields.map((field) => [field.name, field]));
  const fields = columns.map(({ name, type }): Field => {
    const position = positions.get(name);
    const old = before.get(name);
    if (position !== undefined) return { name, type, read: slot(position) };
    if (old === undefined) throw new Error(`no value for the column ${name}`);
    return old;
  });
  const width = input.width + reads.length;
  const rows = (): readonly Row[] => mapRows(input.rows(), inner.window, (row) => widen(row, input.width, reads));
  return { fields, width, serialized, rows: reads.length === 0 ? input.rows : rows };
}

function widen(row: Row, width: number, reads: readonly Eval[]): Row {
  const made: Value[] = new Array<Value>(width + reads.length);
  for (let i = 0; i < width; i++) made[i] = row[i] as Value;
  for (let i = 0; i < reads.length; i++) made[width + i] = (reads[i] as Eval)(row);
  return made;
}

/** `extend`: all expressions see the input row, not one another. */
export const extend: Operator = (tree, input, context) => extended(listIn(tree, 'Expressions'), resultColumns(tree), input, context, input.serialized);

/** `serialize`: fixes the order of rows, and extends. */
export const serialize: Operator = (tree, input, context) => extended(listIn(tree, 'Expressions'), resultColumns(tree), input, context, true);

/** `project-away`, `project-keep`, `project-reorder`: the same rows, other columns of them. */
export const select: Operator = (tree, input) => {
  const before = new Map(input.fields.map((field) => [field.name, field]));
  const fields = resultColumns(tree).map(({ name }): Field => {
    const field = before.get(name);
    if (field === undefined) throw new Error(`no such column: ${name}`);
    return field;
  });
  return { fields, width: input.width, serialized: input.serialized, rows: input.rows };
};

/** `project-rename`: columns keep their places. */
export const rename: Operator = (tree, input) => {
  const columns = resultColumns(tree);
  const fields = input.fields.map((field, index): Field => ({ ...field, name: columns[index]?.name ?? field.name }));
  return { fields, width: input.width, serialized: input.serialized, rows: input.rows };
};

/** `getschema`: one row for each column. */
export const getSchema: Operator = (tree, input) => {
  const systemTypes: Readonly<Record<string, string>> = {
    string: 'System.String', long: 'System.Int64', int: 'System.Int32', real: 'System.Double', bool: 'System.SByte', datetime: 'System.DateTime',
    timespan: 'System.TimeSpan', dynamic: 'System.Object', guid: 'System.Guid', decimal: 'System.Data.SqlTypes.SqlDecimal',
  };
  const rows = input.fields.map(({ name, type }, index): Row => [name, index, systemTypes[type] ?? '', type]);
  return { fields: fieldsOf(resultColumns(tree)), width: 4, serialized: true, rows: () => rows };
};
