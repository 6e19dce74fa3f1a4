import { describe, expect, it } from 'vitest';
import { compileQuery } from './index.ts';
import type { Database, TableSchemas } from './index.ts';

const schemas: TableSchemas = { T: [{ name: 'at', type: 'datetime' }, { name: 'text', type: 'string' }] };
const rows = [{ at: '2026-01-01T00:00:00Z', text: 'datetime(2026-01-01)' }, { at: '2026-03-01T00:00:00Z', text: 'datetime(2026-03-01)' }];
const database: Database = { schemas, rows: () => rows };
const run = (text: string): unknown[] => compileQuery(text, schemas, 'logAnalytics').run(database, { now: new Date(0) }).rows.map(([at]) => at);

describe('texts that differ in moments only', () => {
  it('share a tree and keep their own moments', () => {
    expect(run('T | where at > datetime(2026-02-01)')).toEqual(['2026-03-01T00:00:00Z']);
    expect(run('T | where at > datetime(2025-12-01)')).toHaveLength(2);
    expect(run('T | where at > datetime(2026-09-01)')).toEqual([]);
  });
  it('share nothing where a moment is text', () => {
    expect(run("T | where text == 'datetime(2026-01-01)'")).toEqual(['2026-01-01T00:00:00Z']);
    expect(run("T | where text == 'datetime(2026-03-01)'")).toEqual(['2026-03-01T00:00:00Z']);
    expect(run("T | where at > datetime(2026-02-01) or text == 'datetime(2026-01-01)'")).toHaveLength(2);
    expect(run("T | where at > datetime(2026-02-01) or text == 'datetime(2026-09-01)'")).toHaveLength(1);
  });
});
