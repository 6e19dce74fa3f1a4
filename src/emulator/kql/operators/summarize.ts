import { collectionAggregates } from '../aggregates/collections.ts';
import type { Accumulator, Aggregate, AggregateFunction } from '../aggregates/aggregate.ts';
import { numberAggregates } from '../aggregates/numbers.ts';
import { rowAggregates } from '../aggregates/rows.ts';
import { compileExpression } from '../compileExpression.ts';
import { failure } from '../expression.ts';
import type { Eval, Expression, Row } from '../expression.ts';
import { fieldsOf, over, slot } from '../scope.ts';
import type { Context, Field, Plan } from '../scope.ts';
import { bare, child, listIn, nameOf } from '../syntax.ts';
import type { BoundColumn, Tree } from '../syntax.ts';
import { groupKey } from '../values.ts';
import type { Value } from '../values.ts';
import { projection, unnamed } from './columns.ts';
import { conform, resultColumns } from './operator.ts';
import type { Operator } from './operator.ts';

const aggregates: ReadonlyMap<string, AggregateFunction> = new Map(Object.entries({ ...numberAggregates, ...collectionAggregates, ...rowAggregates }));

/** Names of the aggregate functions this engine runs, in alphabetical order. */
export const supportedAggregates: readonly string[] = [...aggregates.keys()].sort();

/** One aggregate call found in the clause, and where its values stand in the row of a group. */
interface Placed {
  readonly aggregate: Aggregate;
  readonly offset: number;
}

/** A column of the result, computed from the row of a group: first the keys, then the aggregates' values. */
interface Output {
  readonly expression: Expression;
}

interface Clause {
  readonly keys: readonly Expression[];
  readonly placed: Placed[];
  /** Slots taken so far in the row of a group. */
  width: number;
  readonly input: Context;
  readonly keySymbols: ReadonlySet<object>;
}

/** `summarize`: one row per group, in the order in which groups appear. */
export const summarize: Operator = (tree, input, context) => {
  const inner = over(context, input);
  const columns = resultColumns(tree);
  const keyTrees = tree.roles.has('ByClause') ? listIn(child(tree, 'ByClause'), 'Expressions') : [];
  const keys = keyTrees.map((each, index) => conform(compileExpression(unnamed(each), inner), columns[index]?.type ?? 'dynamic'));
  const keySymbols = new Set(columns.slice(0, keys.length).map(({ symbol }) => symbol));
  const clause: Clause = { keys, placed: [], width: keys.length, input: inner, keySymbols };
  const outputs = listIn(tree, 'Aggregates').flatMap((each) => outputsOf(each, clause));
  const expected = columns.length - keys.length;
  if (outputs.length !== expected) throw failure(context.source, tree, 'unsupported', 'the columns of this summarize cannot be matched to its expressions', 'summarize');
  const reads: readonly Eval[] = [...keys.map((_, index) => slot(index)), ...outputs.map(({ expression }, index) => conform(expression, columns[keys.length + index]?.type ?? 'dynamic').evaluate)];
  return { fields: fieldsOf(columns), width: columns.length, serialized: false, rows: () => groupRows(input, clause).map((row) => reads.map((read) => read(row))) };
};

/** `distinct`: the different rows of a projection. */
export const distinct: Operator = (tree, input, context) => {
  const projected = projection(tree, listIn(tree, 'Expressions'), resultColumns(tree), input, context);
  const keys = projected.fields.map(({ read, type }): Expression => ({ type, tree, evaluate: read }));
  const clause = { keys, placed: [], width: keys.length, input: context, keySymbols: new Set<object>() };
  return { ...projected, serialized: false, rows: () => groupRows(projected, clause) };
};

/** The result columns of one expression of the clause: several for a bare call such as `arg_max(a, *)`. */
function outputsOf(tree: Tree, clause: Clause): readonly Output[] {
  const expression = bare(tree.kind === 'CompoundNamedExpression' ? child(tree, 'Expression') : unnamed(tree));
  const name = aggregateName(expression, clause.input);
  if (name !== undefined) return place(name, expression, clause).map((field) => ({ expression: { type: field.type, tree: expression, evaluate: field.read } }));
  const computed = new Map(findAggregates(expression, clause.input).map(([call, called]) => [call, firstField(place(called, call, clause))]));
  const context: Context = { ...clause.input, fields: new Map(), window: undefined, computed };
  return [{ expression: compileExpression(expression, context) }];
}

function firstField(fields: readonly Field[]): Field {
  const [field] = fields;
  if (field === undefined) throw new Error('an aggregate without a column');
  return field;
}

function aggregateName(tree: Tree, context: Context): string | undefined {
  if (tree.kind !== 'FunctionCallExpression') return undefined;
  const name = nameOf(child(tree, 'Name'));
  return aggregates.has(name) && !context.bindings.has(name) ? name : undefined;
}

function findAggregates(tree: Tree, context: Context): readonly (readonly [Tree, string])[] {
  const name = aggregateName(tree, context);
  return name === undefined ? tree.children.flatMap((each) => findAggregates(each, context)) : [[tree, name]];
}

/** Compiles an aggregate call and gives its values the next slots of a group's row. */
function place(name: string, tree: Tree, clause: Clause): readonly Field[] {
  const compile = aggregates.get(name);
  if (compile === undefined) throw new Error(`no such aggregate: ${name}`);
  const all: readonly BoundColumn[] = tree.columns ?? [];
  const columns = all.filter(({ symbol }) => !clause.keySymbols.has(symbol));
  const trees = listIn(child(tree, 'ArgumentList'), 'Expressions');
  const starred = trees.some((each) => each.kind === 'StarExpression');
  const aggregate = compile({ name, tree, trees, context: clause.input, columns: starred ? columns : all });
  const offset = clause.width;
  clause.placed.push({ aggregate, offset });
  clause.width += aggregate.types.length;
  return aggregate.types.map((type, index) => ({ name, type, read: slot(offset + index) }));
}

interface Group {
  readonly row: Value[];
  readonly accumulators: readonly Accumulator[];
}

/** A tree of maps, one level per key, so that no composite key is built per row. */
type Level = Map<Value, Level | Group>;

function groupRows(input: Pick<Plan, 'rows'>, { keys, placed, width }: Clause): readonly Row[] {
  const groups: Group[] = [];
  const start = (values: readonly Value[]): Group => {
    const group = { row: [...values, ...new Array<Value>(width - values.length).fill(null)], accumulators: placed.map(({ aggregate }) => aggregate.start()) };
    groups.push(group);
    return group;
  };
  const rows = input.rows();
  if (keys.length === 0) collect(rows, start([]));
  else collectByKey(rows, keys.map(({ evaluate }) => evaluate), start);
  return groups.map((group) => finish(group, placed));
}

function collect(rows: readonly Row[], { accumulators }: Group): void {
  for (const accumulator of accumulators) for (const row of rows) accumulator.add(row);
}

function collectByKey(rows: readonly Row[], keys: readonly Eval[], start: (values: readonly Value[]) => Group): void {
  const root: Level = new Map();
  const last = keys.length - 1;
  const values = new Array<Value>(keys.length);
  for (const row of rows) {
    let level = root;
    for (let i = 0; i < last; i++) {
      values[i] = (keys[i] as Eval)(row);
      level = deeper(level, groupKey(values[i] as Value));
    }
    values[last] = (keys[last] as Eval)(row);
    const key = groupKey(values[last] as Value);
    let group = level.get(key) as Group | undefined;
    if (group === undefined) level.set(key, (group = start(values)));
    const { accumulators } = group;
    for (let i = 0; i < accumulators.length; i++) (accumulators[i] as Accumulator).add(row);
  }
}

function deeper(level: Level, key: Value): Level {
  let next = level.get(key) as Level | undefined;
  if (next === undefined) level.set(key, (next = new Map()));
  return next;
}

function finish({ row, accumulators }: Group, placed: readonly Placed[]): Row {
  accumulators.forEach((accumulator, index) => {
    const offset = placed[index]?.offset ?? 0;
    accumulator.results().forEach((value, position) => { row[offset + position] = value; });
  });
  return row;
}
