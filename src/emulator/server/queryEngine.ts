import { compileQuery } from '../kql/index.ts';
import type { CompiledQuery, Database, Dialect, QueryResult, TableSchemas } from '../kql/types.ts';

/** What an answer to a query is made from. */
export interface Evaluation {
  readonly compiled: CompiledQuery;
  readonly result: QueryResult;
}

/** One query against one state of the tables. */
export interface EngineRequest {
  readonly query: string;
  readonly dialect: Dialect;
  /** Tells apart requests whose query text is the same but whose tables are not. */
  readonly scopeKey: string;
  /** The arrays that `database` reads: a result is reused only while all of them are the same. */
  readonly sources: readonly unknown[];
  readonly database: Database;
  readonly now: Date;
}

/** Compiles and runs queries, and remembers both so that the pages of one result cost one evaluation. */
export interface QueryEngine {
  /** @throws KqlError */
  evaluate(request: EngineRequest): Evaluation;
}

interface Remembered extends Evaluation {
  readonly sources: readonly unknown[];
  readonly now: number;
}

const largestNumberOfQueries = 500;
const largestNumberOfResults = 64;
/** Results are forgotten, oldest first, when they hold more rows than this together. */
const largestNumberOfRows = 400_000;

/** An engine with empty memories. */
export function createQueryEngine(): QueryEngine {
  const queries = new Map<string, CompiledQuery>();
  const results = new Map<string, Remembered>();
  return {
    evaluate: (request) => {
      const key = `${request.dialect}\n${request.scopeKey}\n${request.query}`;
      const before = results.get(key);
      if (before !== undefined && stillHolds(before, request)) return before;
      const compiled = compiledQuery(queries, request.query, request.dialect, request.database.schemas);
      const result = compiled.run(request.database, { now: request.now });
      results.delete(key);
      results.set(key, { compiled, result, sources: request.sources, now: request.now.getTime() });
      forgetOldest(results);
      return { compiled, result };
    },
  };
}

function compiledQuery(queries: Map<string, CompiledQuery>, query: string, dialect: Dialect, schemas: TableSchemas): CompiledQuery {
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
  if (before.sources.some((source, position) => source !== request.sources[position])) return false;
  return before.now === request.now.getTime() || !/\b(?:now|ago)\s*\(/i.test(request.query);
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
