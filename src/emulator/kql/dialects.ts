import { failure } from './expression.ts';
import type { Source } from './expression.ts';
import { RESOURCE_GRAPH_ROW_LIMIT } from './operators/expand.ts';
import { child, listIn, parameter } from './syntax.ts';
import type { Tree } from './syntax.ts';
import type { Dialect } from './types.ts';

/**
 * What Azure Resource Graph accepts, after "Understanding the Azure Resource Graph query language"
 * (learn.microsoft.com/azure/governance/resource-graph/concepts/query-language, "Supported KQL language elements"):
 * count, distinct, extend, join, limit/take, mvexpand/mv-expand, order/sort, parse, project, project-away, summarize, top, union, where.
 * `project-rename`, `project-keep` and `project-reorder` are not on that list but are used in Microsoft's own Resource Graph samples.
 */
const accepted = new Set([
  'CountOperator', 'DistinctOperator', 'ExtendOperator', 'FilterOperator', 'JoinOperator', 'MvExpandOperator', 'ParseOperator', 'ProjectAwayOperator',
  'ProjectKeepOperator', 'ProjectOperator', 'ProjectRenameOperator', 'ProjectReorderOperator', 'SortOperator', 'SummarizeOperator', 'TakeOperator', 'TopOperator', 'UnionOperator',
]);

/** Not on the list, so refused by name. */
const refusedNodes: Readonly<Record<string, string>> = {
  LetStatement: 'let',
  SetOptionStatement: 'set',
  MaterializeExpression: 'materialize',
  ToScalarExpression: 'toscalar',
  DataTableExpression: 'datatable',
  FunctionDeclaration: 'user-defined function',
  ExternalDataExpression: 'externaldata',
};

/** Limits of the same page: joins and mv-expands per query, legs of a union, kinds of join. */
const MAX_JOINS = 3;
const MAX_EXPANDS = 3;
const MAX_LEGS = 3;
const joinKinds = new Set(['innerunique', 'inner', 'leftouter', 'fullouter']);

/** The first thing in the query that the dialect does not accept, as an error; `undefined` when there is none. */
export function refusal(root: Tree, dialect: Dialect, source: Source): Error | undefined {
  if (dialect === 'logAnalytics') return undefined;
  const nodes = [...walk(root)];
  const counts = overLimit(nodes, 'JoinOperator', MAX_JOINS, source) ?? overLimit(nodes, 'MvExpandOperator', MAX_EXPANDS, source);
  if (counts !== undefined) return counts;
  for (const node of nodes) {
    const problem = refusedNode(node);
    if (problem !== undefined) return failure(source, node.children[0] ?? node, 'refused', `Resource Graph does not accept ${problem}`, problem);
  }
  return undefined;
}

function* walk(tree: Tree): Generator<Tree> {
  yield tree;
  for (const each of tree.children) yield* walk(each);
}

function overLimit(nodes: readonly Tree[], kind: string, limit: number, source: Source): Error | undefined {
  const extra = nodes.filter((node) => node.kind === kind).at(limit);
  const [keyword] = extra?.children ?? [];
  if (extra === undefined || keyword === undefined) return undefined;
  return failure(source, keyword, 'refused', `Resource Graph accepts at most ${limit} ${keyword.text} in a query`, keyword.text);
}

function refusedNode(node: Tree): string | undefined {
  const named = refusedNodes[node.kind];
  if (named !== undefined) return named;
  if (node.kind === 'UnionOperator') return refusedUnion(node);
  if (node.kind === 'JoinOperator') return refusedJoin(node);
  if (node.kind === 'MvExpandOperator') return refusedLimit(node);
  if (node.kind.endsWith('Operator') && !accepted.has(node.kind)) return node.children[0]?.text || node.kind;
  return undefined;
}

function refusedUnion(node: Tree): string | undefined {
  if (parameter(node, 'isfuzzy') === 'true' || parameter(node, 'isfuzzy') === 'True') return 'fuzzy union';
  return listIn(node, 'Expressions').length > MAX_LEGS ? `a union with more than ${MAX_LEGS} legs` : undefined;
}

function refusedJoin(node: Tree): string | undefined {
  const kind = parameter(node, 'kind') ?? 'innerunique';
  return joinKinds.has(kind) ? undefined : `join kind=${kind}`;
}

function refusedLimit(node: Tree): string | undefined {
  const limit = node.roles.get('RowLimitClause')?.roles.get('RowLimit');
  const rows = Number(String(limit?.constant ?? 0));
  return rows > RESOURCE_GRAPH_ROW_LIMIT.greatest ? `a row limit of mv-expand above ${RESOURCE_GRAPH_ROW_LIMIT.greatest}` : undefined;
}

const endsWithoutPaging = new Set(['SummarizeOperator', 'TakeOperator', 'TopOperator', 'CountOperator']);

/** Resource Graph pages when the result has an `id` column and the query does not end in summarize, limit, take, top or count. */
export function isPageable(expression: Tree, columns: readonly { readonly name: string }[]): boolean {
  const last = expression.kind === 'PipeExpression' ? child(expression, 'Operator').kind : '';
  return columns.some(({ name }) => name === 'id') && !endsWithoutPaging.has(last);
}
