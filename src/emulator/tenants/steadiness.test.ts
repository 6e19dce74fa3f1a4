import { describe, expect, it } from 'vitest';
import { type Row, tableNames } from '../tenant.ts';
import { exportedRows } from './export/exportTables.ts';
import { tenantOf } from './index.ts';
import { syntheticWorld } from './synthetic/syntheticWorld.ts';
import { securityTypes, worldTenant } from './worldTenant.ts';

const specs = ['demo', 'synthetic:scopes=21,assessments=40,days=60,seed=5'] as const;
const moments = ['2026-10-02T06:00:00Z', '2026-11-20T06:00:00Z', '2026-10-26T12:30:00Z', '2026-11-01T00:00:00Z'].map((text) => new Date(text));

describe.each(specs)('%s', (spec) => {
  it('gives the same rows whatever was asked before', () => {
    const [forward, backward] = [tenantOf(spec), tenantOf(spec)];
    const rowsOf = (tenant: ReturnType<typeof tenantOf>, now: Date) => tableNames.filter((name) => name !== 'SecurityRecommendation').map((name) => tenant.rows(name, now));
    const first = moments.map((now) => rowsOf(forward, now));
    const second = moments.toReversed().map((now) => rowsOf(backward, now)).toReversed();
    // Compared as text: a deep comparison of this many rows takes seconds.
    second.forEach((tables, index) => tables.forEach((rows, table) => expect(JSON.stringify(rows) === JSON.stringify(first[index]?.[table]), `moment ${index}, table ${table}`).toBe(true)));
    expect(JSON.stringify(tenantOf(spec).rows('securityresources', moments[2] ?? new Date(0))) === JSON.stringify(first[2]?.[0])).toBe(true);
  });

  it('gives the same array while nothing changes, and the same row objects where they have not', () => {
    const tenant = tenantOf(spec);
    const now = new Date('2026-11-01T06:00:00Z');
    for (const name of tableNames) expect(tenant.rows(name, now), name).toBe(tenant.rows(name, new Date(now)));
    const before = new Map(tenant.rows('securityresources', now).map((row) => [row['id'], row]));
    const after = tenant.rows('securityresources', new Date('2026-11-07T06:00:00Z'));
    const changed = after.filter((row) => before.get(row['id']) !== row);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThan(after.length / 10);
    for (const row of changed) expect(row).not.toEqual(before.get(row['id']));
  });

  it('never repeats an id within a table', () => {
    const tenant = tenantOf(spec);
    for (const table of ['securityresources', 'resources', 'resourcecontainers'] as const) {
      const ids = tenant.rows(table, tenant.defaultNow).map((row) => String(row['id']).toLowerCase());
      expect(new Set(ids).size, table).toBe(ids.length);
    }
  });

  it('gives single types as the table lists them', () => {
    const tenant = tenantOf(spec);
    const rows = tenant.rows('securityresources', tenant.defaultNow);
    for (const type of securityTypes) expect(tenant.securityRows(type, tenant.defaultNow)).toEqual(rows.filter((row) => row['type'] === type));
    expect(tenant.securityRows('microsoft.security/alerts', tenant.defaultNow)).toEqual([]);
  });
});

describe('synthetic tenants', () => {
  it('have the size that was asked for, and differ by seed', () => {
    const count = (rows: readonly Row[]): number => rows.length;
    const tenant = tenantOf('synthetic:scopes=40,assessments=30,seed=2');
    expect(count(tenant.securityRows('microsoft.security/assessments', tenant.defaultNow))).toBe(1200);
    expect(count(tenant.securityRows('microsoft.security/securescores', tenant.defaultNow))).toBe(80);
    expect(count(tenant.rows('resources', tenant.defaultNow))).toBe(4);
    const other = tenantOf('synthetic:scopes=40,assessments=30,seed=3');
    expect(other.rows('securityresources', other.defaultNow)).not.toEqual(tenant.rows('securityresources', tenant.defaultNow));
  });

  it('give the same rows when they are too large to be kept', () => {
    const size = { scopes: 25, assessments: 40, days: 20, seed: 4 };
    const [small, large] = [size.scopes * size.assessments, 0].map((most) => syntheticWorld(size, most)).map((world) => worldTenant(world, (table) => exportedRows(world, table)));
    const days = [3, 0, 2].map((back) => new Date(Date.parse('2026-11-20T06:00:00Z') - back * 86_400_000));
    for (const now of days) for (const name of tableNames) expect(large?.rows(name, now), `${name} ${now.toISOString()}`).toEqual(small?.rows(name, now));
    const [now = new Date(0)] = days;
    expect(large?.rows('securityresources', new Date(now.getTime() + 60_000))).toBe(large?.rows('securityresources', now));
  });

  it('spread weights and nest management groups', () => {
    const tenant = tenantOf('synthetic:scopes=400,assessments=100');
    const weights = tenant.securityRows('microsoft.security/securescores', tenant.defaultNow).map((row) => Number(Object(row['properties'])['weight']));
    expect(Math.max(...weights)).toBeGreaterThan(4 * Math.min(...weights));
    const chains = tenant.rows('resourcecontainers', tenant.defaultNow).map((row) => Object(row['properties'])['managementGroupAncestorsChain']?.length);
    expect(Math.max(...chains.filter((length) => length !== undefined))).toBe(3);
  });
});
