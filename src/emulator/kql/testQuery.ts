import { compileQuery } from './index.ts';
import type { Database, Dialect, QueryResult, TableSchemas } from './index.ts';

/** The instant at which all tests run: a Sunday. */
export const NOW = new Date('2026-02-01T12:30:00Z');

const resource = { id: 'string', name: 'string', type: 'string', properties: 'dynamic', subscriptionId: 'string', kind: 'string' } as const;

/** Tables of the tests: two of Resource Graph, one of Log Analytics. */
export const schemas: TableSchemas = {
  resources: columns({ ...resource, tags: 'dynamic' }),
  securityresources: columns(resource),
  SecureScores: columns({ TimeGenerated: 'datetime', CurrentScore: 'real', MaxScore: 'int', Weight: 'long', Environment: 'string', IsSnapshot: 'bool', Properties: 'dynamic' }),
};

function columns(types: Readonly<Record<string, TableSchemas[string][number]['type']>>): TableSchemas[string] {
  return Object.entries(types).map(([name, type]) => ({ name, type }));
}

/** Runs a query over the given rows of one or more tables. */
export function query(text: string, tables: Readonly<Record<string, readonly object[]>> = {}, dialect: Dialect = 'logAnalytics'): QueryResult {
  const database: Database = { schemas, rows: (table) => tables[table] ?? [] };
  return compileQuery(text, schemas, dialect).run(database, { now: NOW });
}

/** Only the rows. */
export function rowsOf(text: string, tables: Readonly<Record<string, readonly object[]>> = {}, dialect: Dialect = 'logAnalytics'): readonly (readonly unknown[])[] {
  return query(text, tables, dialect).rows;
}

/** Value of a scalar expression. */
export function valueOf(expression: string): unknown {
  return rowsOf(`print result = ${expression}`)[0]?.[0];
}

/** Names of the result's columns. */
export function namesOf(text: string): readonly string[] {
  return query(text).columns.map(({ name }) => name);
}
