import { describe, expect, it } from 'vitest';
import type { Row } from '../../tenant.ts';
import { tenantOf } from '../index.ts';

/** Key sets of public rows: Resource Graph documentation and exports, REST recordings and specification examples. */
const envelope = ['extendedLocation', 'id', 'identity', 'kind', 'location', 'managedBy', 'name', 'plan', 'properties', 'resourceGroup', 'sku', 'subscriptionId', 'tags', 'tenantId', 'type', 'zones'];
const propertyKeys: Readonly<Record<string, readonly string[]>> = {
  'microsoft.security/securescores': ['displayName', 'score', 'weight'],
  'microsoft.security/securescores/securescorecontrols': ['definition', 'displayName', 'healthyResourceCount', 'notApplicableResourceCount', 'score', 'unhealthyResourceCount', 'weight'],
  'microsoft.resources/subscriptions': ['managedByTenants', 'managementGroupAncestorsChain', 'state', 'subscriptionPolicies'],
  'microsoft.management/managementgroups': ['details', 'displayName', 'tenantId'],
};

const demo = tenantOf('demo');
const tables = ['securityresources', 'resources', 'resourcecontainers'] as const;
const rows: readonly Row[] = tables.flatMap((table) => demo.rows(table, demo.defaultNow));
const keysOf = (value: unknown): readonly string[] => Object.keys(Object(value)).sort();

describe('rows of Resource Graph', () => {
  it('all have the full envelope, in one order, and a lower-case type', () => {
    const [first] = rows;
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(Object.keys(first ?? {}));
      expect(row['type']).toBe(String(row['type']).toLowerCase());
      expect(row['tenantId']).toBe(demo.tenantId);
    }
    expect(keysOf(first)).toEqual(envelope);
  });

  it.each(Object.entries(propertyKeys))('%s has the documented properties', (type, keys) => {
    const found = rows.filter((row) => row['type'] === type);
    expect(found.length).toBeGreaterThan(0);
    for (const row of found) expect(keysOf(row['properties'])).toEqual(keys);
  });

  it('have both scores under names and display names of their own', () => {
    const scores = rows.filter((row) => row['type'] === 'microsoft.security/securescores');
    const names = new Set(scores.map((row) => `${String(row['name'])}: ${String(Object(row['properties'])['displayName'])}`));
    expect([...names]).toEqual(['ascScore: ASC score', 'scoreGraceExcluded: Grace excluded score']);
    const connectorScore = /\/providers\/Microsoft\.Security\/securityConnectors\/[^/]+\/providers\/Microsoft\.Security\/secureScores\/\w+$/;
    const ofConnectors = scores.map((row) => String(row['id'])).filter((id) => id.includes('/securityConnectors/'));
    expect(ofConnectors).toHaveLength(10);
    for (const id of ofConnectors) expect(id).toMatch(connectorScore);
  });

  it('survive JSON unchanged', () => {
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
  });
});
