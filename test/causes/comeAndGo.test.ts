import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/config/index.ts';
import type { ReportModel } from '../../src/domain/report.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { openRecord } from '../../src/history/index.ts';
import { control, key, score, scope, scopeId, snapshot } from '../../src/history/testSnapshots.ts';
import { buildReport, narrow } from '../../src/report/index.ts';

/** What comes and goes in a record stays visible: scopes that come back, controls that the catalogue dropped. */

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const at = (day: string): string => `${day}T06:00:00.000Z`;

async function reportOf(snapshots: readonly Snapshot[], only: string | null = null): Promise<ReportModel> {
  const outDir = await mkdtemp(join(tmpdir(), 'secure-score-come-'));
  folders.push(outDir);
  const record = await openRecord(join(outDir, 'data'), { timeZone: 'UTC', write: true, durability: 'bulk' });
  for (const one of snapshots) await record.append(one);
  const last = snapshots.at(-1) as Snapshot;
  const world = { snapshot: last, history: record.history(), states: null };
  const report = await buildReport({ ...defaultConfig(outDir), outDir }, { ...(only === null ? world : await narrow(world, new Set([scopeId(only)]))), now: new Date(last.takenAt) });
  await record.close();
  return report;
}

const onlyA = { scopes: [scope('a')], scores: [score('a', 5)] };

describe('a scope that left and came back', () => {
  it('has an event for each', async () => {
    const days = ['2026-07-06', '2026-07-13', '2026-07-20', '2026-07-27', '2026-08-03'];
    const { trend } = await reportOf(days.map((day, index) => snapshot(at(day), index === 2 || index === 3 ? onlyA : {})));
    expect(trend.events.map(({ day, kind, label }) => [day, kind, label])).toEqual([['2026-07-20', 'scopeLeft', 'b left'], ['2026-08-03', 'scopeJoined', 'b came back']]);
  });

  it('has none for days on which nobody asked', async () => {
    const { trend } = await reportOf(['2026-07-06', '2026-08-10', '2026-08-17'].map((day) => snapshot(at(day))));
    expect(trend.events).toEqual([]);
  });
});

describe('a control that was dropped from the catalogue', () => {
  const old = { controlId: control.ports, name: 'Secure management ports', maxScore: 8, recommendationKeys: [key.ports] };
  const [mfa] = snapshot(at('2026-07-06')).controls;
  const before = { catalogueHash: 'old', controls: [old, ...(mfa === undefined ? [] : [mfa])] };
  const without = (name: string) => ({ ...score(name, 6), controls: score(name, 6).controls.filter(({ controlId }) => controlId !== control.ports) });
  const after = { scores: [without('a'), without('b')], catalogueHash: 'new' };
  const snapshots = [snapshot(at('2026-07-06'), before), snapshot(at('2026-07-13'), before), snapshot(at('2026-07-20'), after), snapshot(at('2026-07-27'), after)];

  it.each([null, 'a'])('keeps its line until then, marked, after the others (%s)', async (only) => {
    const { controlTrends } = await reportOf(snapshots, only);
    expect(controlTrends.rows.map(({ name, retired, ratio, values }) => [name, retired, ratio, values])).toEqual([
      ['Enable MFA', null, 0.6, [0.5, 0.5, 0.6, 0.6].map((value, index) => (only === null && index < 2 ? 0.65 : value))],
      ['Secure management ports', '2026-07-20', null, [0.5, 0.5, null, null]],
    ]);
  });
});
