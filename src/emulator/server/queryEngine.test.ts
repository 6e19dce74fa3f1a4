import { describe, expect, it } from 'vitest';
import { resourceGraphSchemas } from '../schemas.ts';
import type { Row } from '../tenant.ts';
import { createQueryEngine, type EngineRequest } from './queryEngine.ts';
import { machines } from './testTenant.ts';

const now = new Date('2026-06-30T00:00:00Z');

function request(query: string, tables: Record<string, readonly Row[]>, change: Partial<EngineRequest> = {}): EngineRequest {
  return { query, dialect: 'resourceGraph', schemas: resourceGraphSchemas, scopeKey: '', now, read: (table) => tables[table] ?? [], ...change };
}

describe('createQueryEngine', () => {
  it('runs a query once for the same rows, and again when a table it reads has changed', () => {
    const engine = createQueryEngine();
    const tables: Record<string, readonly Row[]> = { resources: machines(2), securityresources: machines(1) };
    const first = engine.evaluate(request('resources | project id', tables));
    tables['securityresources'] = machines(3);
    expect(engine.evaluate(request('resources | project id', tables, { now: new Date(0) })).result).toBe(first.result);
    tables['resources'] = machines(4);
    expect(engine.evaluate(request('resources | project id', tables)).result.rows).toHaveLength(4);
  });

  it('keeps scopes apart, and moments where the query asks for the time', () => {
    const engine = createQueryEngine();
    const tables = { resources: machines(1) };
    const query = 'resources | project id, at = now()';
    const first = engine.evaluate(request(query, tables));
    expect(engine.evaluate(request(query, tables)).result).toBe(first.result);
    expect(engine.evaluate(request(query, tables, { scopeKey: 'other' })).result).not.toBe(first.result);
    expect(engine.evaluate(request(query, tables, { now: new Date(0) })).result.rows[0]?.[1]).toMatch(/^1970/);
  });

  it('forgets old results instead of growing', () => {
    const engine = createQueryEngine();
    const tables = { resources: machines(1) };
    const first = engine.evaluate(request('resources | project id', tables));
    for (let n = 0; n < 70; n += 1) engine.evaluate(request('resources | project id', tables, { scopeKey: `${n}` }));
    const again = engine.evaluate(request('resources | project id', tables));
    expect(again.result).not.toBe(first.result);
    expect(again.compiled).toBe(first.compiled);
  });
});
