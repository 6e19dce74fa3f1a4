import type { KustoType } from '../../kql/types.ts';
import type { Evaluation } from '../queryEngine.ts';
import { pageToken, type PageWindow } from './paging.ts';
import type { GraphRequest } from './request.ts';

/** The body of a query answer, as the service names its fields. */
export interface GraphAnswer {
  totalRecords: number;
  count: number;
  data: unknown;
  facets: readonly never[];
  resultTruncated: 'true' | 'false';
  $skipToken?: string;
}

/** Cuts one page out of a result. */
export function answerPage(request: GraphRequest, evaluation: Evaluation, window: PageWindow, scopeKey: string): GraphAnswer {
  const { compiled, result } = evaluation;
  const total = result.rows.length;
  const page = result.rows.slice(window.offset, window.offset + window.size);
  const next = window.offset + page.length;
  const more = page.length > 0 && next < total;
  return {
    totalRecords: total,
    count: page.length,
    data: request.table ? asTable(evaluation, page) : page.map((row) => asObject(evaluation, row)),
    facets: [],
    resultTruncated: more && !compiled.pageable ? 'true' : 'false',
    ...(more && compiled.pageable ? { $skipToken: pageToken({ offset: next, size: window.size }, request.query, scopeKey) } : {}),
  };
}

function asObject(evaluation: Evaluation, row: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(evaluation.result.columns.map((column, position) => [column.name, row[position] ?? null]));
}

function asTable(evaluation: Evaluation, rows: readonly (readonly unknown[])[]): unknown {
  return { columns: evaluation.result.columns.map(({ name, type }) => ({ name, type: columnTypes[type] })), rows };
}

/** ColumnDataType of the service's specification. */
const columnTypes: Readonly<Record<KustoType, string>> = {
  string: 'string', guid: 'string', timespan: 'string', datetime: 'datetime', long: 'integer', int: 'integer', real: 'number', decimal: 'number',
  bool: 'boolean', dynamic: 'object',
};
