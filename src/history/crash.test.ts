import { describe, expect, it } from 'vitest';
import { addDays } from '../domain/calendar.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Processes } from './lock.ts';
import type { HistoryRecord } from './record.ts';
import { openRecord } from './record.ts';
import type { FaultyFileSystem, Stop } from './testFileSystem.ts';
import { faultyFileSystem, StoppedError } from './testFileSystem.ts';
import { assessment, score, snapshot } from './testSnapshots.ts';

const root = '/reports/data';
/** Every start is another process, and those before it are dead. */
let pid = 0;
function processes(): Processes {
  pid += 1;
  return { self: { pid, host: 'here', startedAt: '2026-11-01T00:00:00.000Z', birth: null }, find: () => false };
}

function open(fileSystem: FaultyFileSystem): Promise<HistoryRecord> {
  return openRecord(root, { timeZone: 'UTC', fileSystem, processes: processes() });
}

function runOn(day: string, healthy: number, since: string | null): Snapshot {
  return snapshot(`${day}T06:00:00.000Z`, {
    scores: [score('a', healthy), score('b', 3)],
    assessments: { since: since === null ? null : `${since}T06:00:00.000Z`, rows: [assessment('a', 'vm1', healthy > 5 ? 'Healthy' : 'Unhealthy')], deleted: [] },
  });
}

/** Runs of three months, the first two closed; so the next run of a new month closes one and drops old details. */
const past = ['2026-07-03', '2026-07-20', '2026-08-05', '2026-10-01', '2026-10-02'].map((day, index, days) => runOn(day, index + 3, days[index - 1] ?? null));
const closing = runOn('2026-11-01', 9, '2026-10-02');
const again = { ...runOn('2026-10-02', 1, '2026-10-01'), toolVersion: '2' };

async function startingPoint(): Promise<FaultyFileSystem> {
  const fileSystem = faultyFileSystem();
  fileSystem.makeFolder('/reports');
  fileSystem.sync('/');
  const record = await open(fileSystem);
  for (const one of past) await record.append(one);
  await record.close();
  return fileSystem;
}

/** Appends until the machine stops; true when the append returned. */
async function appendStopped(fileSystem: FaultyFileSystem, run: Snapshot): Promise<boolean> {
  try {
    const record = await open(fileSystem);
    await record.append(run);
    return true;
  } catch (error) {
    if (error instanceof StoppedError) return false;
    throw error;
  }
}

async function contentOf(fileSystem: FaultyFileSystem): Promise<unknown> {
  const record = await open(fileSystem);
  const grid = await record.history().scoreDays({ from: '2026-07-01', to: '2026-11-05' });
  return {
    runs: record.runs(), latest: await record.latest(), verify: await record.verify(),
    grid: grid.scopeIds.map((_, scope) => grid.days.map((__, day) => grid.at(scope, day))),
    controls: [...(await record.history().controlDays(grid.days, 14))],
    changes: await record.history().stateChanges('2026-01-01T00:00:00Z', '2026-12-01T00:00:00Z'),
    known: [...(await record.knownStates()).counts()],
  };
}

describe.each<Stop>(['process', 'power'])('a stop of the %s', (stop) => {
  it.each([['a run that closes a month', closing], ['a run that is run again', again]])('at any step of %s tears nothing and loses nothing', async (_, run) => {
    const done = await startingPoint();
    await appendStopped(done, run);
    const expected = await contentOf(done);
    const base = await startingPoint();
    const dry = base.restart('process');
    await appendStopped(dry, run);
    expect(dry.steps()).toBeGreaterThan(15);
    for (let step = 1; step <= dry.steps() + 1; step += 1) {
      const fileSystem = base.restart('process');
      fileSystem.stopAt(step);
      const returned = await appendStopped(fileSystem, run);
      const next = fileSystem.restart(stop);
      const record = await open(next);
      expect(await record.verify(), `step ${String(step)}`).toEqual([]);
      for (const one of past) {
        const found = await record.snapshot(one.runId);
        const same = JSON.stringify(scores(found)) === JSON.stringify(scores(one));
        expect(same || (one.runId === run.runId && JSON.stringify(scores(found)) === JSON.stringify(scores(run))), `${one.runId} after step ${String(step)}`).toBe(true);
      }
      if (returned) expect((await record.snapshot(run.runId))?.toolVersion, `step ${String(step)}`).toBe(run.toolVersion);
      await record.append(run); // the next start does it again and ends where an undisturbed run ends
      await record.close();
      expect(await contentOf(next), `step ${String(step)}`).toEqual(expected);
      expect(next.paths().filter((path) => path.includes('.tmp-') || path.endsWith('takeover'))).toEqual([]);
    }
  });

  it('after an append that returned keeps the run', async () => {
    const fileSystem = faultyFileSystem();
    fileSystem.makeFolder('/reports');
    fileSystem.sync('/');
    const record = await open(fileSystem);
    for (let day = 0; day < 40; day += 1) {
      const run = runOn(addDays('2026-10-01', day), day % 11, day === 0 ? null : addDays('2026-10-01', day - 1));
      await record.append(run);
      if (day % 7 === 3) expect(await (await open(fileSystem.restart(stop))).snapshot(run.runId)).toEqual(run);
    }
    expect((await open(fileSystem.restart(stop))).runs()).toHaveLength(40);
  });
});

describe('a fill in bulk', () => {
  it('is on disk after close', async () => {
    const fileSystem = faultyFileSystem();
    fileSystem.makeFolder('/reports');
    fileSystem.sync('/');
    const record = await openRecord(root, { timeZone: 'UTC', fileSystem, processes: processes(), durability: 'bulk' });
    for (const one of [...past, closing]) await record.append(one);
    await record.close();
    const next = await open(fileSystem.restart('power'));
    expect(next.runs()).toHaveLength(past.length + 1);
    expect(await next.verify()).toEqual([]);
  });
});

function scores(found: Snapshot | null): unknown {
  return found?.scores.map((one) => ({ ...one, signatures: [] }));
}
