import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogAnalytics } from '../../src/azure/logAnalytics.ts';
import { parseConfig } from '../../src/config/index.ts';
import type { ReportModel } from '../../src/domain/report.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Emulator } from '../../src/emulator/index.ts';
import { backfill, fileSource, logAnalyticsHistory, pointsFromExport, workspaceSource, type ExportHistory, type ExportSource } from '../../src/history/export/index.ts';
import { openRecord, type HistoryRecord } from '../../src/history/index.ts';
import { faultyFileSystem } from '../../src/history/testFileSystem.ts';
import { buildReport } from '../../src/report/index.ts';
import { exportTables, firstDay, reportMoment, timeZone } from './exportCase.ts';
import { aws, control, key, subscription } from './exportRows.ts';
import { liveRun } from './liveRun.ts';
import { localWorkspace } from './localWorkspace.ts';

const lastDay = '2026-04-06';
const today = '2026-04-07';
const options = { timeZone, toolVersion: '0.1.0', cloud: 'AzurePublic' };
const until = new Date(reportMoment);
const config = (source: 'local' | 'logAnalytics') => {
  const base = parseConfig(`timeZone: ${timeZone}\nreport: { period: week, target: 60 }\ngroups: [{ name: Clouds, match: { environment: AWS } }]`, 'config.yaml', {}, '/work-dir');
  return { ...base, history: source === 'local' ? ({ source } as const) : ({ source, workspaceIds: ['w'] } as const) };
};

let emulator: Emulator;
let client: LogAnalytics;
let points: readonly Snapshot[];
let live: Snapshot;

beforeAll(async () => {
  ({ emulator, client } = await localWorkspace({ ...exportTables() }, reportMoment));
  points = await allPoints(source());
  live = liveRun(points);
});
afterAll(() => emulator.close());

function source(): ExportSource {
  return workspaceSource(client, [emulator.workspaceId], { from: firstDay, to: lastDay, timeZone });
}

async function allPoints(from: ExportSource): Promise<readonly Snapshot[]> {
  const scores = await from.scores();
  return [...pointsFromExport(scores.days.filter(({ day }) => day <= lastDay), scores, await from.details(), options)];
}

async function backfilled(from: ExportSource, fileSystem = faultyFileSystem()): Promise<HistoryRecord> {
  const record = await openRecord('/record', { timeZone, fileSystem, write: true });
  await backfill(record, from, { ...options, today });
  return record;
}

function direct(): Promise<ExportHistory> {
  return logAnalyticsHistory(client, [emulator.workspaceId], { ...options, today, current: live, from: firstDay });
}

/** A report apart from where its history comes from and when it was made. */
function provenanceAside({ historySource, generatedAt, ...model }: ReportModel): Omit<ReportModel, 'historySource' | 'generatedAt'> {
  expect([historySource, generatedAt]).toEqual([expect.any(String), reportMoment]);
  return model;
}

describe('one tenant through both engines', () => {
  it('gives the same report.json apart from provenance', async () => {
    const record = await backfilled(source());
    await record.append(live);
    const local = await buildReport(config('local'), { snapshot: live, history: record.history(live.runId), states: await record.knownStates(), now: until });
    const history = await direct();
    const logs = await buildReport(config('logAnalytics'), { snapshot: live, history, states: await history.knownStates(), now: until });
    expect([local.historySource, logs.historySource]).toEqual(['local', 'logAnalytics']);
    expect(JSON.parse(JSON.stringify(provenanceAside(logs)))).toEqual(JSON.parse(JSON.stringify(provenanceAside(local))));
    // the case is worth comparing: every panel has something in it
    expect(local.trend.overall.filter((point) => point.ratio !== null).length).toBeGreaterThan(30);
    expect(local.controlTrends.weeks.length).toBeGreaterThan(4);
    expect(local.stateChanges.rows.length).toBeGreaterThan(1);
    expect(local.topRecommendations.rows.some((row) => row.increase !== 0)).toBe(true);
    expect(local.account?.parts.length).toBeGreaterThan(1);
    await record.close();
  });

  it('answers every question of a history alike, over the export alone and its record', async () => {
    const record = await backfilled(source());
    const one = record.history();
    const other = await logAnalyticsHistory(client, [emulator.workspaceId], { ...options, today, current: null, from: firstDay });
    const range = { from: firstDay, to: '2026-04-10' };
    const [grid, otherGrid] = [await one.scoreDays(range), await other.scoreDays(range)];
    expect(otherGrid.scopeIds).toEqual(grid.scopeIds);
    const cells = (from: typeof grid) => from.scopeIds.map((_, scope) => from.days.map((__, day) => from.at(scope, day)));
    expect(cells(otherGrid)).toEqual(cells(grid));
    expect(other.scopes).toEqual(one.scopes);
    for (const day of grid.days) {
      expect((await other.controlDays([day], 6)).get(day)).toEqual((await one.controlDays([day], 6)).get(day));
      expect(await other.recommendationCounts(day, 14)).toEqual(await one.recommendationCounts(day, 14));
      expect(await other.catalogue(day)).toEqual(await one.catalogue(day));
    }
    const changes = await one.stateChanges('2026-03-01T00:00:00Z', reportMoment);
    expect(changes.length).toBeGreaterThan(6);
    expect(await other.stateChanges('2026-03-01T00:00:00Z', reportMoment)).toEqual(changes);
    expect((await other.knownStates()).since).toBeNull();
    await record.close();
  });

  it('asks for scores only until a question needs more, and then once', async () => {
    const before = emulator.requests().length;
    const history = await direct();
    await history.scoreDays({ from: firstDay, to: lastDay });
    const asked = emulator.requests().length - before;
    await history.controlDays([lastDay], 6);
    await history.recommendationCounts(lastDay, 14);
    const full = emulator.requests().length - before;
    await history.stateChanges('2026-03-01T00:00:00Z', reportMoment);
    await history.controlDays([firstDay], 6);
    // 1–28 March, the day clocks change, 30 March – 6 April: three periods; two queries, then three more
    expect([asked, full, emulator.requests().length - before]).toEqual([6, 15, 15]);
  });
});

describe('a backfill', () => {
  it('marks every point, and repeated changes nothing', async () => {
    const fileSystem = faultyFileSystem();
    const record = await backfilled(source(), fileSystem);
    const first = record.runs();
    expect(new Set(first.map((run) => run.source))).toEqual(new Set(['continuousExport']));
    expect(new Set(first.map((run) => run.day)).size).toBe(first.length);
    const again = await backfill(record, source(), { ...options, today });
    expect(record.runs()).toEqual(first);
    expect(again).toEqual({ points: first.length, first: firstDay, last: lastDay, keptDays: 0, unreadableRows: 1 });
    expect(await record.verify()).toEqual([]);
    await record.close();
  });

  it('leaves days that a run has recorded alone', async () => {
    const record = await openRecord('/record', { timeZone, fileSystem: faultyFileSystem(), write: true });
    const run = { ...live, runId: '20260310T060000Z', takenAt: '2026-03-10T06:00:00.000Z', finishedAt: '2026-03-10T06:01:00.000Z' };
    await record.append(run);
    const done = await backfill(record, source(), { ...options, today });
    expect(done.keptDays).toBe(1);
    expect(record.runs().filter(({ day }) => day === '2026-03-10').map(({ source: from, runId }) => [from, runId])).toEqual([['live', run.runId]]);
    expect((await record.snapshot(run.runId))?.scores).toEqual(run.scores);
    await record.close();
  });

  it('gives the same points from files, and from two workspaces that overlap', async () => {
    const tables = exportTables();
    const lines = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
    const files = Object.entries(tables).map(([name, rows]: readonly [string, readonly object[]]) => ({ name: `/exports/${name}.ndjson`, text: lines(rows.toReversed()) }));
    expect(await allPoints(fileSource(files, timeZone))).toEqual(points);
    const twice = workspaceSource(client, [emulator.workspaceId, emulator.workspaceId], { from: firstDay, to: lastDay, timeZone });
    expect(await allPoints(twice)).toEqual(points);
  });
});

describe('a workspace whose results are over the limits', () => {
  it('gives the same points in smaller parts', async () => {
    const small = await localWorkspace({ ...exportTables() }, reportMoment, { limits: { logRows: 7 } });
    const inParts = workspaceSource(small.client, [small.emulator.workspaceId], { from: firstDay, to: lastDay, timeZone });
    expect(await allPoints(inParts)).toEqual(points);
    expect(small.emulator.requests().length).toBeGreaterThan(60);
    await small.emulator.close();
  });
});

describe('points from an export', () => {
  const pointOf = (day: string): Snapshot | undefined => points.find((point) => point.runId.startsWith(idOf(day)));
  const idOf = (day: string): string => new Date(Date.parse(`${day}T00:00:00${day < '2026-03-29' || day === '2026-03-29' ? '+01:00' : '+02:00'}`)).toISOString().slice(0, 13).replace(/[-]/g, '');
  const scoreOf = (day: string, scopeId: string) => pointOf(day)?.scores.find((score) => score.scopeId === scopeId);
  const pay = `/subscriptions/${subscription.pay}`;
  const web = `/subscriptions/${subscription.web}`;

  it('hold the last score of each day in the configured zone, on either side of the change of clocks', () => {
    // 22:30 UTC is 23:30 of the same day in winter, and 00:30 of the next in summer
    expect(scoreOf('2026-03-03', pay)?.secureScore?.current).toBe(11 + (2 % 5));
    expect(scoreOf('2026-03-30', pay)?.secureScore?.current).toBe(12 + (29 % 3));
    expect(pointOf('2026-03-29')?.takenAt).toBe('2026-03-29T14:30:00.000Z');
    expect(pointOf('2026-03-30')?.runId).toBe('20260329T220000Z-export');
  });

  it('tell the two scores of a scope apart by id, and a connector from the subscription that hosts it', () => {
    expect(scoreOf('2026-03-01', pay)).toMatchObject({ secureScore: { current: 11, max: 40 }, gracePeriod: { current: 15, max: 40 }, weight: 102 });
    expect(scoreOf('2026-03-03', aws.toLowerCase())?.secureScore).toMatchObject({ current: 8, max: 12 });
    expect(scoreOf('2026-03-03', web)?.secureScore).toBeNull();
    // the row that names no connector counts nowhere
    expect(scoreOf('2026-03-10', web)?.weight).toBe(40);
  });

  it('no longer hold a scope of which nothing was exported for 14 days', () => {
    const old = `/subscriptions/${subscription.old}`;
    expect([scoreOf('2026-03-02', old)?.secureScore?.current, scoreOf('2026-03-16', old)?.secureScore, scoreOf('2026-03-17', old)]).toEqual([1, null, undefined]);
  });

  it('keep the weight and the points of their day', () => {
    expect([scoreOf('2026-03-17', web)?.secureScore, scoreOf('2026-03-17', web)?.weight]).toEqual([{ current: 0, max: 0, ratio: 0 }, 0]);
    expect([scoreOf('2026-03-02', web)?.weight, scoreOf('2026-03-22', web)?.weight]).toEqual([40, 90]);
  });

  it('hold every control of a scope once one of them was exported, and its name of that time', () => {
    expect(scoreOf('2026-03-03', pay)?.controls.map((one) => one.controlId)).toEqual([control.mfa, control.ports]);
    expect(scoreOf('2026-03-02', pay)?.controls).toEqual([]);
    const nameOn = (day: string) => pointOf(day)?.controls.find((one) => one.controlId === control.mfa)?.name;
    expect([nameOn('2026-03-14'), nameOn('2026-03-16')]).toEqual(['Enable MFA', 'Enable multifactor authentication']);
  });

  it('know states as far back as they say they have held, and see deletions at the next snapshot', () => {
    const counts = (day: string, scopeId: string, name: keyof typeof key) => scoreOf(day, scopeId)?.recommendations.find((one) => one.key === key[name]);
    expect(counts('2026-03-02', pay, 'ports')).toMatchObject({ unhealthy: 2, healthy: 0 });
    expect(counts('2026-03-02', web, 'ports')).toMatchObject({ unhealthy: 2 }); // both machines outside Azure
    expect(counts('2026-03-12', pay, 'mfa')).toMatchObject({ unhealthy: 1, healthy: 0 });
    expect(counts('2026-03-13', pay, 'mfa')).toMatchObject({ unhealthy: 1, healthy: 1 }); // vm4, seen two days later
    expect(counts('2026-03-23', pay, 'mfa')).toMatchObject({ unhealthy: 0, healthy: 1 }); // vm3 gone
    expect(counts('2026-03-21', aws.toLowerCase(), 's3')).toMatchObject({ notApplicable: 1, exempt: 1 });
    const gone = points.flatMap((point) => point.assessments.deleted);
    expect(gone.map((ref) => ref.resourceId.split('/').at(-1))).toEqual(['vm3']);
  });
});
