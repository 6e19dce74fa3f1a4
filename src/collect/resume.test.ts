import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { QueryRows, ResourceGraph } from '../azure/index.ts';
import { silentProgress } from '../domain/ports.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { tenantWith } from '../emulator/server/testTenant.ts';
import { collect } from './index.ts';
import { queryNames } from './queries.ts';
import { resumeFolderAt } from './resumeDisk.ts';
import { openResume, type Collection, type Resume } from './resumeFolder.ts';
import { assessmentRow, controlRow, scoreRow, statesRecord, subscription, subscriptionRow, testAzure, type TestAzure } from './testCollect.ts';

const vm = (n: number, name: string): string => `${subscription(n)}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/${name}`;
const tenant = tenantWith({
  resourcecontainers: Array.from({ length: 3 }, (_, n) => subscriptionRow(n)),
  securityresources: Array.from({ length: 3 }, (_, n) => [
    scoreRow(subscription(n), n, 10), controlRow(subscription(n), `control${n}`), ...Array.from({ length: 700 }, (_unused, k) => assessmentRow(vm(n, `vm${k}`), 'key', k % 3 === 0 ? 'Strange' : 'Healthy')),
  ]).flat(),
});

const begun = new Date('2026-11-22T06:00:00Z');
const later = new Date('2026-11-22T07:30:00Z');
const collection: Collection = { now: begun, toolVersion: '1', selection: 'all', isOnRecord: () => false };

let path: string;
let azure: TestAzure;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'resume-')), 'resume');
  azure = await testAzure(tenant);
});
afterEach(async () => {
  await azure.close();
  await rm(join(path, '..'), { recursive: true });
});

const opened = (changes: Partial<Collection> = {}): Promise<Resume> => openResume(resumeFolderAt(path), { ...collection, ...changes });

/** Names of the queries that are sent; from the `most`-th on they fail as a lost sign-in does. */
function watched(graph: ResourceGraph, most: number): { readonly graph: ResourceGraph; readonly sent: string[] } {
  const sent: string[] = [];
  return {
    sent,
    graph: {
      query: async <Kept>(request: Parameters<typeof graph.query<Kept>>[0]): Promise<QueryRows<Kept>> => {
        sent.push(request.name);
        if (sent.length > most) throw new Error('stopped');
        return graph.query(request);
      },
    },
  };
}

async function collected(resume: Resume | undefined, now: Date, most = Infinity): Promise<{ readonly snapshot: Snapshot | null; readonly sent: readonly string[] }> {
  const { graph, sent } = watched(azure.azure.resourceGraph, most);
  const config = { azure: { cloud: 'AzurePublic', endpoints: { resourceManager: null, authority: null, logAnalytics: null }, caFile: null, credential: 'clientSecret', requestsPer5s: null }, scopes: { include: [], exclude: [] } } as const;
  const ports = { resourceGraph: graph, clock: { now: () => now }, progress: silentProgress, known: statesRecord(), previous: null, resume };
  const snapshot = await collect(config, ports).catch(() => null);
  // Queries that were under way when another failed come to their end.
  if (snapshot === null) await expect.poll(async () => (await answers()).length).toBe(most - 1);
  return { snapshot, sent };
}

const answers = async (): Promise<readonly string[]> => (await readdir(path).catch(() => [])).filter((name) => name !== 'run.json.zst' && name.endsWith('.zst'));
const contentOf = (snapshot: Snapshot | null): unknown => ({ ...snapshot, finishedAt: null, requests: { rows: snapshot?.requests.rows, sent: snapshot?.requests.sent } });

describe('a collection that was stopped', () => {
  it.each([2, 4, 7])('goes on after %i queries: asks what is missing, and says what an undisturbed one says', async (most) => {
    const undisturbed = await collected(undefined, begun);
    expect((await collected(await opened(), begun, most)).snapshot).toBeNull();
    const again = await opened({ now: later });
    expect([again.takenAt, again.note]).toEqual([begun, `continuing the collection of 06:00 UTC with ${most - 1} of ${queryNames.length} answers`]);
    const resumed = await collected(again, later);
    expect(resumed.sent.filter((name) => name === 'containers')).toHaveLength(1);
    expect(resumed.sent).toHaveLength(10 - (most - 1));
    expect(contentOf(resumed.snapshot)).toEqual(contentOf(undisturbed.snapshot));
    expect([undisturbed.snapshot?.requests.earlier, resumed.snapshot?.requests.earlier]).toEqual([undefined, most - 1]);
    expect(again.problem()).toBeNull();
    await again.remove();
    await expect(readdir(path)).rejects.toThrow('ENOENT');
  });

  it.each([
    ['too old', { now: new Date('2026-11-22T08:00:00Z') }], ['from the future', { now: new Date('2026-11-22T05:59:00Z') }], ['another selection\'s', { now: later, selection: 'some' }],
    ['another version\'s', { now: later, toolVersion: '2' }], ['on record', { now: later, isOnRecord: () => true }],
  ])('is not gone on with when it is %s', async (_, changes) => {
    await collected(await opened(), begun, 4);
    expect(await answers()).toHaveLength(3);
    expect(await opened(changes)).toMatchObject({ takenAt: changes.now, note: null });
    expect(await answers()).toEqual([]);
  });

  it('asks again what is damaged, and begins anew when nothing says whose it is', async () => {
    const undisturbed = await collected(undefined, begun);
    await collected(await opened(), begun, 7);
    const [first = '', second = ''] = await answers();
    await writeFile(join(path, first), 'no zstd');
    await writeFile(join(path, second), (await readFile(join(path, second))).subarray(0, -9));
    const resumed = await collected(await opened({ now: later }), later);
    expect(resumed.sent).toHaveLength(2 + 4);
    expect(contentOf(resumed.snapshot)).toEqual(contentOf(undisturbed.snapshot));
    await writeFile(join(path, 'run.json.zst'), '');
    expect(await opened({ now: later })).toMatchObject({ takenAt: later, note: null });
    expect(await answers()).toEqual([]);
  });

  it('says why its answers cannot be kept, and does without', async () => {
    const undisturbed = await collected(undefined, begun);
    await writeFile(path, 'no folder');
    const refused = await openResume(resumeFolderAt(join(path, 'below')), collection);
    expect((await collected(refused, begun)).snapshot).toEqual(undisturbed.snapshot);
    expect(refused.problem()).toContain('ENOTDIR');
    await rm(path);
    const half = await opened();
    await rm(path, { recursive: true });
    await writeFile(path, 'no folder any more');
    expect((await collected(half, begun)).snapshot).toEqual(undisturbed.snapshot);
    expect(half.problem()).toMatch(/EEXIST|ENOTDIR/);
  });

  it('uses nothing of another estate', async () => {
    await collected(await opened(), begun, 7);
    await azure.close();
    azure = await testAzure(tenantWith({ resourcecontainers: [subscriptionRow(9)], securityresources: [scoreRow(subscription(9), 1, 10)] }));
    const resumed = await collected(await opened({ now: later }), later);
    expect(resumed.sent).toHaveLength(10);
    expect(resumed.snapshot?.scores.map(({ scopeId }) => scopeId)).toEqual([subscription(9)]);
  });
});
