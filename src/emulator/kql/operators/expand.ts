import { compileExpression } from '../compileExpression.ts';
import { compileTable } from '../compileTable.ts';
import { cast, failure } from '../expression.ts';
import type { Eval, Row } from '../expression.ts';
import { fieldsOf, missing, over, slot, spend } from '../scope.ts';
import type { Context, Field, Plan } from '../scope.ts';
import { bare, child, listIn, nameOf, parameter } from '../syntax.ts';
import type { BoundColumn, Tree } from '../syntax.ts';
import type { KustoType } from '../types.ts';
import { convert, isArray, isBag } from '../values.ts';
import type { Value } from '../values.ts';
import { boundName, unnamed } from './columns.ts';
import { resultColumns } from './operator.ts';
import type { Operator } from './operator.ts';

/** Default and greatest row limit of mv-expand in Resource Graph (its query-language page, "Supported tabular/top level operators"). */
export const RESOURCE_GRAPH_ROW_LIMIT = { standard: 128, greatest: 400 } as const;

interface Expansion {
  readonly name: string;
  readonly type: KustoType;
  readonly read: Eval;
}

interface Expander {
  readonly expansions: readonly Expansion[];
  readonly indexName: string | undefined;
  readonly pairs: boolean;
  readonly limit: number;
}

/** The name of the expanded column: given, the column's own, or the one the binder made. */
function expandedName(tree: Tree, columns: readonly BoundColumn[], context: Context): string {
  if (tree.kind === 'SimpleNamedExpression') return nameOf(child(tree, 'Name'));
  const inner = bare(tree);
  if (inner.kind === 'NameReference') return nameOf(inner);
  const name = boundName(tree, columns);
  if (name === undefined) throw failure(context.source, tree, 'unsupported', 'this expanded column has no name of its own; give it one', 'unnamed column');
  return name;
}

/** Types that may follow `to typeof`; the elements are cast, those that do not fit become null. */
function expandedType(tree: Tree): KustoType {
  const clause = tree.roles.get('ToTypeOf');
  const named = clause === undefined ? undefined : listIn(child(clause, 'TypeOf'), 'Types')[0]?.symbol?.name;
  return (named ?? 'dynamic') as KustoType;
}

function compileExpander(tree: Tree, columns: readonly BoundColumn[], context: Context): Expander {
  const expansions = listIn(tree, 'Expressions').map((each): Expansion => {
    const expression = child(each, 'Expression');
    return { name: expandedName(expression, columns, context), type: expandedType(each), read: compileExpression(unnamed(expression), context).evaluate };
  });
  const mode = parameter(tree, 'bagexpansion') ?? parameter(tree, 'kind');
  return { expansions, indexName: parameter(tree, 'with_itemindex'), pairs: mode === 'array', limit: rowLimit(tree, context) };
}

function rowLimit(tree: Tree, context: Context): number {
  const clause = tree.roles.get('RowLimitClause');
  const usual = context.dialect === 'resourceGraph' ? RESOURCE_GRAPH_ROW_LIMIT.standard : Infinity;
  if (clause === undefined) return usual;
  const value = cast(compileExpression(child(clause, 'RowLimit'), context), 'long').constant?.value;
  if (typeof value !== 'number') throw failure(context.source, clause, 'unsupported', 'the row limit must be a constant', 'limit');
  return value;
}

/** What one value expands to. Null gives one null; an empty array or bag nothing; any other value itself. */
function elementsOf(value: Value, pairs: boolean): readonly Value[] {
  if (isArray(value)) return value;
  if (isBag(value)) return Object.entries(value).map(([key, each]) => (pairs ? [key, each] : { [key]: each }));
  return [value];
}

/** The elements of all expansions of a row, side by side; as many as the longest has. */
function expandRow(row: Row, { expansions, pairs, limit }: Expander): readonly (readonly Value[])[] {
  const lists = expansions.map(({ read }) => elementsOf(read(row), pairs));
  const length = Math.min(limit, Math.max(0, ...lists.map((list) => list.length)));
  return Array.from({ length }, (_, index) => lists.map((list, position) => castElement(list[index] ?? null, expansions[position]?.type ?? 'dynamic')));
}

/** Cast only, no parsing: a text does not become a number, but does become a time, having no other form in a dynamic value. */
function castElement(value: Value, type: KustoType): Value {
  if (type === 'dynamic') return value;
  if (type === 'string') return convert(value, 'dynamic', 'string');
  const parsed = typeof value === 'string' && type !== 'datetime' && type !== 'timespan' && type !== 'guid';
  return parsed ? null : convert(value, 'dynamic', type);
}

/** Rows as the input's, followed by the expanded values and, if asked for, their position. */
function expandedPlan(columns: readonly { readonly name: string; readonly type: KustoType }[], input: Plan, expander: Expander, context: Context): Plan {
  const { expansions, indexName } = expander;
  const positions = new Map(expansions.map(({ name }, index) => [name, input.width + index]));
  if (indexName !== undefined) positions.set(indexName, input.width + expansions.length);
  const types = new Map<string, KustoType>(expansions.map(({ name, type }) => [name, type]));
  const before = new Map(input.fields.map((field) => [field.name, field]));
  const fields = columns.map(({ name, type }): Field => {
    const position = positions.get(name);
    if (position !== undefined) return { name, type: types.get(name) ?? type, read: slot(position) };
    const old = before.get(name);
    if (old === undefined) throw new Error(`no value for the column ${name}`);
    return old;
  });
  const rows = (): readonly Row[] => input.rows().flatMap((row) => {
    const expanded = expandRow(row, expander);
    spend(context.budget, expanded.length);
    return expanded.map((values, index): Row => [...row, ...values, index]);
  });
  return { fields, width: input.width + expansions.length + 1, serialized: input.serialized, rows };
}

/** `mv-expand`. */
export const mvExpand: Operator = (tree, input, context) => {
  const columns = resultColumns(tree);
  return expandedPlan(columns, input, compileExpander(tree, columns, over(context, input)), context);
};

/** `mv-apply`: the subquery runs over the expanded rows of each input row, whose other columns go with its result. */
export const mvApply: Operator = (tree, input, context) => {
  const id = tree.roles.get('ContextIdClause') ?? tree.children.find(({ kind }) => kind === 'MvApplyContextIdClause');
  if (id !== undefined) throw failure(context.source, id, 'unsupported', 'mv-apply with an id is not supported', 'mv-apply id');
  const columns = resultColumns(tree);
  const expander = compileExpander(tree, columns, over(context, input));
  const names = new Set(expander.expansions.map(({ name }) => name));
  const kept = input.fields.filter(({ name }) => !names.has(name));
  const inside = [...kept.map(({ name, type }) => ({ name, type })), ...expander.expansions, ...(expander.indexName === undefined ? [] : [{ name: expander.indexName, type: 'long' as const }])];
  let current: readonly Row[] = [];
  const expanded = expandedPlan(inside, { ...input, rows: () => current }, expander, context);
  const subquery = child(child(tree, 'Subquery'), 'Expression');
  const inner = compileTable(subquery, context, { ...expanded, serialized: true });
  return { fields: fieldsOf(columns), width: columns.length, serialized: false, rows: () => input.rows().flatMap((row) => {
    current = [row];
    return inner.rows().map((made) => columns.map(({ name, type }) => readEither(name, type, made, inner, row, kept)));
  }) };
};

function readEither(name: string, type: KustoType, made: Row, inner: Plan, row: Row, kept: readonly Field[]): Value {
  const own = inner.fields.find((field) => field.name === name);
  if (own !== undefined) return own.read(made);
  return kept.find((field) => field.name === name)?.read(row) ?? missing(type);
}
