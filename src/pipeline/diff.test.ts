import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../config/index.ts';
import type { Config } from '../domain/config.ts';
import { silentProgress } from '../domain/ports.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { openRecord } from '../history/index.ts';
import { gap, score, scope, scopeId, snapshot } from '../history/testSnapshots.ts';
import { diffRuns, type DiffRequest } from './diff.ts';
import { openEngine } from './engine.ts';
import { reportPaths } from './paths.ts';
import { listRuns } from './runList.ts';

const everything: Omit<DiffRequest, 'names'> = { scopes: [], group: null, environment: null };
const [first, second, third] = ['2026-11-06T06:00:00.000Z', '2026-11-13T06:00:00.000Z', '2026-12-04T06:00:00.000Z'] as const;
const both = [scope('a'), scope('b')];
const unread = (taken: string): Snapshot => snapshot(taken, { scopes: both, scores: [score('a', 7), { ...score('b', 0), secureScore: null, weight: null, controls: [], recommendations: [], signatures: [] }], gaps: [gap({ cause: 'requestFailed', scopeId: scopeId('b') })] });

async function recordOf(snapshots: readonly Snapshot[]): Promise<Config> {
  const outDir = mkdtempSync(join(tmpdir(), 'secure-score-diff-'));
  const record = await openRecord(reportPaths(outDir).data, { timeZone: 'UTC', write: true, durability: 'bulk' });
  for (const one of snapshots) await record.append(one);
  await record.close();
  return { ...defaultConfig(outDir), outDir };
}

const ports = { stages: { openRecord, workspaceHistory: async () => { throw new Error('asked a workspace'); } }, env: {}, progress: silentProgress, warn: () => {} };
const compare = (config: Config, names: readonly [string, string]) => diffRuns(config, { ...everything, names }, ports);

describe('a scope that a run could not read', () => {
  it('is carried forward as in the report, said with its day, and neither joins nor leaves', async () => {
    const config = await recordOf([snapshot(first), unread(second)]);
    const { scopes, account, overall } = await compare(config, ['2026-11-06', 'latest']);
    expect(scopes.find(({ name }) => name === 'b')).toMatchObject({ status: 'both', change: 0, carriedFrom: null, carriedTo: '2026-11-06' });
    expect(scopes.find(({ name }) => name === 'a')).toMatchObject({ status: 'both', carriedTo: null });
    expect(account?.parts.map(({ cause }) => cause)).not.toContain('scopesLeft');
    expect(overall.change).toBeCloseTo(1 / 18, 12);
  });

  it('is missing after fourteen days', async () => {
    const { scopes, account } = await compare(await recordOf([snapshot(first), unread(third)]), ['2026-11-06', 'latest']);
    expect(scopes.find(({ name }) => name === 'b')).toMatchObject({ status: 'left', to: null });
    expect(account?.parts.map(({ cause }) => cause)).toContain('scopesLeft');
  });
});

describe('with Log Analytics as the history', () => {
  const asked: string[] = [];
  /** A workspace that holds another past than the record: three days, of which the record has the last. */
  async function world() {
    const workspace = await recordOf([snapshot(first, { scores: [score('a', 2), score('b', 2)] }), snapshot(second), snapshot(third)]);
    const config: Config = { ...(await recordOf([snapshot(third)])), history: { source: 'logAnalytics', workspaceIds: ['w'] } };
    const past = await openRecord(reportPaths(workspace.outDir).data, { timeZone: 'UTC' });
    const stages: Parameters<typeof diffRuns>[2]['stages'] = { openRecord, workspaceHistory: async (_config, { snapshot: end }) => { asked.push(end.runId); return past.history(); } };
    return { config, stages };
  }

  it('compares days of the workspace, of which the record holds no snapshot', async () => {
    const { config, stages } = await world();
    const compared = await diffRuns(config, { ...everything, names: ['2026-11-06', '2026-11-13'] }, { ...ports, stages });
    expect([compared.from, compared.to].map(({ day, toolVersion, gaps }) => [day, toolVersion, gaps])).toEqual([['2026-11-06', null, null], ['2026-11-13', null, null]]);
    expect(compared.overall.change).toBeCloseTo((3 + 6) / 2 / 18, 12);
    expect(compared.resourcesKnown).toBe(false);
    expect(asked).toEqual(['20261204T060000Z']);
  });

  it('lists the points of the workspace', async () => {
    const { config, stages } = await world();
    const record = await openRecord(reportPaths(config.outDir).data, { timeZone: 'UTC' });
    const runs = await listRuns(await openEngine(config, record, { ...ports, stages }), {});
    expect(runs.map(({ day, score: ratio }) => [day, ratio])).toEqual([['2026-11-06', 6 / 18], ['2026-11-13', expect.closeTo(10.5 / 18, 12)], ['2026-12-04', expect.closeTo(10.5 / 18, 12)]]);
  });

  it('says what is missing where no run is on record', async () => {
    const config: Config = { ...(await recordOf([])), history: { source: 'logAnalytics', workspaceIds: ['w'] } };
    await expect(diffRuns(config, { ...everything, names: ['previous', 'latest'] }, ports)).rejects.toThrow(/the series of the workspaces ends with the latest one. Collect one/);
  });
});
