import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { tenantOf } from '../../src/emulator/tenants/index.ts';
import type { Row } from '../../src/emulator/tenant.ts';
import { startCollector, type Collector } from './collector.ts';

/** What a run says beside the score, against the demo tenant's own rows: through the local Azure, its KQL, the decoders. */

const now = new Date('2026-11-20T08:00:00Z');
const tenant = tenantOf('demo');
let collector: Collector;
let snapshot: Snapshot;
beforeAll(async () => {
  collector = await startCollector();
  snapshot = await collector.collect(tenant, now);
});
afterAll(() => collector.close());

const rowsOf = (type: string): readonly Row[] => tenant.rows('securityresources', now).filter((row) => row['type'] === type);

interface RiskyRow {
  readonly name: string;
  readonly properties: { readonly status: { readonly code: string }; readonly risk?: { readonly level: string; readonly riskFactors: readonly string[]; readonly attackPathsReferences: readonly string[] } };
}

describe('what a run says beside the score', () => {
  it('has every risk that the rows have, and no other', () => {
    const risky = (rowsOf('microsoft.security/assessments') as unknown as readonly RiskyRow[]).flatMap(({ properties: { status, risk } }) => (status.code === 'Unhealthy' && risk !== undefined ? risk : []));
    const sum = (field: 'critical' | 'high' | 'medium' | 'low' | 'none' | 'exposed' | 'attackPaths'): number => (snapshot.risks ?? []).reduce((total, row) => total + row[field], 0);
    const level = (name: string): number => risky.filter((risk) => risk.level === name).length;
    expect([sum('critical'), sum('high'), sum('medium'), sum('low'), sum('none')]).toEqual(['Critical', 'High', 'Medium', 'Low', 'None'].map(level));
    expect(sum('exposed')).toBe(risky.filter(({ riskFactors }) => riskFactors.includes('Exposure to the Internet')).length);
    expect(sum('attackPaths')).toBe(risky.filter(({ attackPathsReferences }) => attackPathsReferences.length > 0).length);
    expect(Math.min(sum('critical'), sum('exposed'), sum('attackPaths'))).toBeGreaterThan(0);
  });

  it('has the plans of every subscription and connector, and the exemptions as granted', () => {
    const on = rowsOf('microsoft.security/pricings').filter(({ properties }) => JSON.stringify(properties).includes('"pricingTier":"Standard"')).length;
    expect(snapshot.plans?.filter(({ enabled }) => enabled)).toHaveLength(on);
    expect(new Set(snapshot.plans?.map(({ scopeId }) => scopeId)).size).toBe(snapshot.scopes.length);
    expect(snapshot.grants?.map(({ name, category, keys }) => [name, category, keys.length > 0])).toEqual(expect.arrayContaining([['SAP disk encryption', 'Waiver', true], ['Shop floods', 'Mitigated', true], ['Ingestion over HTTP', 'Waiver', true]]));
    expect(snapshot.drift).toEqual([]);
  });
});
