import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Fault, FaultKind } from '../emulator/index.ts';
import { tenantWith } from '../emulator/server/testTenant.ts';
import { assessmentRow, connectorRow, controlRow, groupRow, scoreRow, subscription, subscriptionRow, testAzure } from './testCollect.ts';

const vm = (n: number, name: string): string => `${subscription(n)}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/${name}`;

/** Small, but with several pages of assessments, some of a state we do not know. */
const tenant = tenantWith({
  resourcecontainers: [groupRow('root'), ...Array.from({ length: 6 }, (_, n) => subscriptionRow(n))],
  resources: [connectorRow(1, 'aws', 'AWS', '123456789012')],
  securityresources: Array.from({ length: 6 }, (_, n) => [
    scoreRow(subscription(n), n, 10), controlRow(subscription(n), `control${n}`), ...Array.from({ length: 350 }, (_unused, k) => assessmentRow(vm(n, `vm${k % 70}`), `key${k % 5}`, k === 7 ? 'Strange' : k % 3 === 0 ? 'Unhealthy' : 'Healthy')),
  ]).flat(),
});

/** Part of each query's text. */
const queries = ['resourcecontainers', 'make_set(fields)', 'make_set(form)', 'arg_max', 'strcat(key', 'array_sort_asc', 'azurePortal', 'governanceassignments'];
const kinds: readonly FaultKind[] = [
  ...[408, 409, 429, 431, 500, 502, 503, 504].map((status) => ({ kind: 'status', status, body: '{}' }) as const),
  { kind: 'status', status: 429, body: '""', headers: { 'retry-after': '3' } }, { kind: 'dropConnection' }, { kind: 'halfBody' }, { kind: 'shortPage', rows: 1 }, { kind: 'repeatSkipToken' },
  { kind: 'missingSkipToken' }, { kind: 'truncatedWithoutToken' }, { kind: 'foreignPage', rows: [{ id: 'x', surprise: 1 }] }, { kind: 'expireToken' },
];

async function snapshotWith(faults: readonly Fault[]): Promise<Snapshot> {
  const azure = await testAzure(tenant, { faults });
  try {
    return await azure.collect();
  } finally {
    await azure.close();
  }
}

/** All that a snapshot says of Azure; what the run itself did is left out. */
const contentOf = (snapshot: Snapshot): unknown => ({ ...snapshot, requests: null, assessments: snapshot.assessments.rows.map((row) => JSON.stringify(row)).toSorted() });

let undisturbed: Snapshot;
beforeAll(async () => {
  undisturbed = await snapshotWith([]);
});

describe('a disturbed service', () => {
  it('gives the same snapshot as an undisturbed one, whatever goes wrong for a moment', async () => {
    const fault = fc.record({ kind: fc.constantFrom(...kinds), query: fc.constantFrom(...queries) }).map(({ kind, query }): Fault => ({ ...kind, query }));
    await fc.assert(fc.asyncProperty(fc.uniqueArray(fault, { minLength: 1, maxLength: 6, selector: ({ query }) => query }), async (faults) => {
      const snapshot = await snapshotWith(faults);
      expect(contentOf(snapshot)).toEqual(contentOf(undisturbed));
    }), { numRuns: 12 });
  });
});

afterAll(() => {
  // One assessment in each of six scopes, read once itself and once among the numbers.
  expect(undisturbed.drift).toContainEqual(expect.objectContaining({ kind: 'unknownValue', example: 'Strange', count: 12 }));
  expect(undisturbed.requests).toEqual({ sent: 9 + Math.ceil((6 * 350) / 1000), throttled: 0, retried: 0, rows: expect.any(Number) });
});
