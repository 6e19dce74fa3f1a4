import { compileQuery } from '../kql/index.ts';
import type { CompiledQuery, Database, Dialect, QueryResult, TableSchemas } from '../kql/types.ts';
import type { Row } from '../tenant.ts';

/** What an answer to a query is made from. */
export interface Evaluation {
  readonly compiled: CompiledQuery;
  readonly result: QueryResult;
}

/** Rows of a table, or those of one type (lower case) alone. The same array comes back while they are the same. */
export type ReadRows = (table: string, type: string | null) => readonly Row[];

/** One query against one state of the tables. */
export interface EngineRequest {
  readonly query: string;
  readonly dialect: Dialect;
  readonly schemas: TableSchemas;
  /** Tells apart requests whose query text is the same but whose rows are not. */
  readonly scopeKey: string;
  readonly read: ReadRows;
  readonly now: Date;
}

/** Compiles and runs queries, and remembers both so that the pages of one result cost one evaluation. */
export interface QueryEngine {
  /** @throws KqlError */
  evaluate(request: EngineRequest): Evaluation;
}

interface Reading {
  readonly table: string;
  readonly type: string | null;
  readonly rows: readonly Row[];
}

interface Remembered extends Evaluation {
  /** Everything the run read: the result holds while all of it is the same. */
  readonly reads: readonly Reading[];
  readonly now: number;
}

const largestNumberOfQueries = 500;
const largestNumberOfResults = 64;
/** Results are forgotten, oldest first, when they hold more rows than this together. */
const largestNumberOfRows = 200_000;

/** An engine with empty memories. */
export function createQueryEngine(): QueryEngine {
  const queries = new Map<string, CompiledQuery>();
  const results = new Map<string, Remembered>();
  return {
    evaluate: (request) => {
      const key = `${request.dialect}\n${request.scopeKey}\n${request.query}`;
      const before = results.get(key);
      if (before !== undefined && stillHolds(before, request)) return before;
      const compiled = compiledQuery(queries, request);
      const reads: Reading[] = [];
      const result = compiled.run(recordingDatabase(request, reads), { now: request.now });
      results.delete(key);
      results.set(key, { compiled, result, reads, now: request.now.getTime() });
      forgetOldest(results);
      return { compiled, result };
    },
  };
}

/** The tables as a run sees them, noting what it reads. Only Resource Graph's tables can be read by type. */
function recordingDatabase(request: EngineRequest, reads: Reading[]): Database {
  const read = (table: string, type: string | null): readonly Row[] => {
    const rows = request.read(table, type);
    reads.push({ table, type, rows });
    return rows;
  };
  const all: Database = { schemas: request.schemas, rows: (table) => read(table, null) };
  return request.dialect === 'resourceGraph' ? { ...all, rowsByType: read } : all;
}

function compiledQuery(queries: Map<string, CompiledQuery>, { query, dialect, schemas }: EngineRequest): CompiledQuery {
  const key = `${dialect}\n${query}`;
  let compiled = queries.get(key);
  if (compiled === undefined) {
    compiled = compileQuery(query, schemas, dialect);
    if (queries.size >= largestNumberOfQueries) queries.clear();
    queries.set(key, compiled);
  }
  return compiled;
}

function stillHolds(before: Remembered, request: EngineRequest): boolean {
  if (before.now !== request.now.getTime() && /\b(?:now|ago)\s*\(/i.test(request.query)) return false;
  return before.reads.every(({ table, type, rows }) => request.read(table, type) === rows);
}

function forgetOldest(results: Map<string, Remembered>): void {
  let rows = 0;
  for (const { result } of results.values()) rows += result.rows.length;
  for (const [key, { result }] of results) {
    if (results.size <= 1 || (results.size <= largestNumberOfResults && rows <= largestNumberOfRows)) return;
    results.delete(key);
    rows -= result.rows.length;
  }
}
