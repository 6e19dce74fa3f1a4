import { compileExpression } from '../compileExpression.ts';
import { cast, failure } from '../expression.ts';
import type { Row } from '../expression.ts';
import { fieldsOf, rowless, spend } from '../scope.ts';
import type { Context, Plan } from '../scope.ts';
import { child, listIn } from '../syntax.ts';
import type { Tree } from '../syntax.ts';
import type { KustoType } from '../types.ts';
import { unnamed } from './columns.ts';
import { conform, resultColumns } from './operator.ts';
import { unionSource } from './union.ts';

/** Compiles what can stand at the start of a pipe. */
export type SourceCompiler = (tree: Tree, context: Context) => Plan;

/** `print`: one row. */
const print: SourceCompiler = (tree, context) => {
  const columns = resultColumns(tree);
  const reads = listIn(tree, 'Expressions').map((each, index) => conform(compileExpression(unnamed(each), rowless(context)), columns[index]?.type ?? 'dynamic'));
  if (reads.length !== columns.length) throw failure(context.source, tree, 'unsupported', 'the columns of this print cannot be matched to its expressions', 'print');
  return { fields: fieldsOf(columns), width: columns.length, serialized: true, rows: () => [reads.map(({ evaluate }) => evaluate([]))] };
};

/** `datatable`: the given cells, row by row. */
const datatable: SourceCompiler = (tree, context) => {
  const columns = resultColumns(tree);
  const cells = listIn(tree, 'Values').map((each, index) => {
    const type: KustoType = columns[index % columns.length]?.type ?? 'dynamic';
    return cast(compileExpression(each, rowless(context)), type).evaluate([]);
  });
  const rows = Array.from({ length: Math.floor(cells.length / columns.length) }, (_, index): Row => cells.slice(index * columns.length, (index + 1) * columns.length));
  return { fields: fieldsOf(columns), width: columns.length, serialized: true, rows: () => rows };
};

/** `range x from a to b step c`. */
const range: SourceCompiler = (tree, context) => {
  const columns = resultColumns(tree);
  const [from, to, step] = ['From', 'To', 'Step'].map((role) => compileExpression(child(tree, role), rowless(context)).evaluate);
  const rows = (): readonly Row[] => {
    const [start, end, by] = [from?.([]), to?.([]), step?.([])];
    if (typeof start !== 'number' || typeof end !== 'number' || typeof by !== 'number' || by === 0) return [];
    const count = Math.max(0, Math.floor((end - start) / by) + 1);
    spend(context.budget, count);
    return Array.from({ length: count }, (_, index): Row => [start + index * by]);
  };
  return { fields: fieldsOf(columns), width: 1, serialized: true, rows };
};

/** By the language service's node kind. */
export const sources: Readonly<Record<string, SourceCompiler>> = {
  PrintOperator: print,
  DataTableExpression: datatable,
  RangeOperator: range,
  UnionOperator: unionSource,
};
