import { compile } from './compile.ts';
import { KqlError } from './errors.ts';
import { parseQuery } from './parse.ts';
import type { CompiledQuery, Diagnostic, Dialect, TableSchemas } from './types.ts';

export { KqlError } from './errors.ts';
export { supportedFunctions } from './calls.ts';
export { supportedAggregates } from './operators/summarize.ts';
export type { Column, CompiledQuery, Database, Diagnostic, Dialect, KqlErrorCode, KustoType, QueryResult, RunOptions, TableSchemas } from './types.ts';

/** Compiled queries kept per set of schemas; the oldest goes first. */
const MAX_CACHED = 500;

const cache = new WeakMap<TableSchemas, Map<string, CompiledQuery>>();

/**
 * Parses, binds and compiles a query, or returns the one compiled before for the same text, dialect and schemas object.
 * @throws KqlError `syntax`, `semantic`, `refused` (not accepted by the dialect) or `unsupported` (not executed by this engine), with the place in the text.
 */
export function compileQuery(text: string, schemas: TableSchemas, dialect: Dialect): CompiledQuery {
  const compiled = cache.get(schemas) ?? new Map<string, CompiledQuery>();
  cache.set(schemas, compiled);
  const key = `${dialect} ${text}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const query = compile(text, schemas, dialect);
  const [oldest] = compiled.keys();
  if (compiled.size >= MAX_CACHED && oldest !== undefined) compiled.delete(oldest);
  compiled.set(key, query);
  return query;
}

/** Everything wrong with a query: all of the parser's and binder's complaints, or the first thing refused or not supported. */
export function checkQuery(text: string, schemas: TableSchemas, dialect: Dialect): readonly Diagnostic[] {
  const failure = compileFailure(text, schemas, dialect);
  if (failure?.code === 'limit') return [failure];
  const { diagnostics } = parseQuery(text, schemas, dialect);
  const complaints = diagnostics.filter(({ severity }) => severity === 'error');
  if (failure === undefined) return diagnostics;
  const bound = failure.code === 'syntax' || failure.code === 'semantic';
  return bound && complaints.length > 0 ? diagnostics : [...diagnostics.filter(({ severity }) => severity !== 'error'), failure];
}

function compileFailure(text: string, schemas: TableSchemas, dialect: Dialect): Diagnostic | undefined {
  try {
    compileQuery(text, schemas, dialect);
    return undefined;
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    const { code, message, line, column, token = '' } = error;
    return { severity: 'error', code, message, line, column, token };
  }
}
