import { beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { addDays } from '../domain/calendar.ts';
import type { HistoryRecord } from './record.ts';
import { openRecord } from './record.ts';
import { packDocument } from './storedFile.ts';
import type { FaultyFileSystem } from './testFileSystem.ts';
import { faultyFileSystem } from './testFileSystem.ts';
import { assessment, score, snapshot } from './testSnapshots.ts';

const root = '/data';
const runs = Array.from({ length: 40 }, (_, day) => {
  const at = (count: number): string => `${addDays('2026-10-01', count)}T12:00:00.000Z`;
  return snapshot(at(day), { scores: [score('a', day % 11)], assessments: { since: day === 0 ? null : at(day - 1), rows: [assessment('a', 'vm', day % 2 === 0 ? 'Healthy' : 'Unhealthy')], deleted: [] } });
});
let fileSystem: FaultyFileSystem;

beforeEach(async () => {
  fileSystem = faultyFileSystem();
  const record = await open();
  for (const one of runs) await record.append(one);
  await record.close();
});

function open(): Promise<HistoryRecord> {
  return openRecord(root, { timeZone: 'UTC', fileSystem });
}

function pathWith(...texts: readonly string[]): string {
  const path = fileSystem.paths().find((one) => texts.every((text) => one.includes(text)));
  if (path === undefined) throw new Error(`no ${texts.join(' ')} in\n${fileSystem.paths().join('\n')}`);
  return path;
}

function flipByte(path: string): void {
  fileSystem.damage(path, (content) => content.map((byte, index) => (index === Math.floor(content.length * 0.6) ? byte ^ 0x5a : byte)));
}

async function measuredDays(record: HistoryRecord): Promise<number> {
  const grid = await record.history().scoreDays({ from: '2026-10-01', to: '2026-11-09' });
  return grid.days.filter((day, index) => grid.at(0, index)?.measuredOn === day).length;
}

describe('a damaged file', () => {
  it('is named by verify, whichever it is and wherever the damage', async () => {
    expect(await (await open()).verify()).toEqual([]);
    for (const path of fileSystem.paths().filter((one) => one.endsWith('.zst') && !one.includes('checkpoints'))) {
      const intact = Buffer.from(fileSystem.read(path));
      for (const change of [(content: Uint8Array) => content.slice(0, content.length / 2), (content: Uint8Array) => content.map((byte, index) => (index === content.length - 20 ? byte ^ 1 : byte)), () => new Uint8Array()]) {
        fileSystem.damage(path, change);
        expect((await (await open()).verify()).map((problem) => problem.position?.file), path).toContain(path);
        fileSystem.damage(path, () => intact);
      }
    }
  });

  it('is noticed wherever in it a single bit has turned', async () => {
    const path = pathWith('points', `${runs[39]?.runId ?? ''}.json`);
    const intact = Buffer.from(fileSystem.read(path));
    for (let place = 0; place < intact.length; place += 7) {
      fileSystem.damage(path, () => intact.map((byte, index) => (index === place ? byte ^ (1 << (place % 8)) : byte)));
      const { problems, runs: found } = await open().then((record) => ({ problems: record.problems(), runs: record.runs() }));
      expect(problems.length === 1 || found.length === 40, `byte ${String(place)}`).toBe(true);
      if (problems.length === 0) expect(await (await open()).latest(), `byte ${String(place)}`).toEqual(runs[39]); // a bit that carries nothing
    }
  });

  it('of one run costs that run only', async () => {
    const [bad, good] = [runs[35], runs[36]];
    flipByte(pathWith('points', `${bad?.runId ?? ''}.json`));
    const record = await open();
    expect(record.runs()).toHaveLength(39);
    expect(await measuredDays(record)).toBe(39);
    expect(record.problems().map((problem) => problem.position?.file)).toEqual([pathWith(`${bad?.runId ?? ''}.json`)]);
    await expect(record.snapshot(bad?.runId ?? '')).rejects.toThrow(UserError);
    expect(await record.snapshot(good?.runId ?? '')).toEqual(good);
    expect(await record.latest()).toEqual(runs[39]);
  });

  it('of the last run is said when the last run is asked for', async () => {
    flipByte(pathWith('points', `${runs[39]?.runId ?? ''}.json`));
    await expect((await open()).latest()).rejects.toThrow(`${runs[39]?.runId ?? ''}.json.zst`);
  });

  it('of a closed month costs that month only, and is not written over', async () => {
    const path = pathWith('segments', 'scores');
    flipByte(path);
    const before = Buffer.from(fileSystem.read(path));
    const record = await open();
    expect(await measuredDays(record)).toBe(9);
    await expect(record.snapshot(runs[3]?.runId ?? '')).rejects.toThrow('scores.json.zst');
    await record.append(snapshot('2026-12-01T12:00:00.000Z'));
    await record.append(snapshot('2026-10-05T18:00:00.000Z'));
    await record.append(snapshot('2027-01-01T12:00:00.000Z'));
    await record.close();
    expect(Buffer.from(fileSystem.read(path)).equals(before)).toBe(true);
    expect(fileSystem.paths().filter((one) => one.includes('segments/2026/10'))).toHaveLength(4);
  });

  it('with a month\'s controls leaves its scores, and says so', async () => {
    const path = pathWith('segments', 'controls-');
    flipByte(path);
    const record = await open();
    expect(await measuredDays(record)).toBe(40);
    const controls = await record.history().controlDays(['2026-10-20', '2026-11-05'], 14);
    expect([...controls.values()].map((one) => one.length)).toEqual([0, 2]);
    expect(record.problems().map((problem) => problem.position?.file)).toEqual([path]);
  });

  it('with assessments makes the next run ask for a baseline', async () => {
    expect((await (await open()).knownStates()).since).toBe(runs[39]?.takenAt);
    flipByte(pathWith('points', `${runs[38]?.runId ?? ''}.detail-`));
    const record = await open();
    expect((await record.knownStates()).since).toBeNull();
    expect(record.problems()).toHaveLength(1);
    await record.append(snapshot('2026-11-10T12:00:00.000Z', { assessments: { since: null, rows: [assessment('a', 'vm', 'Healthy')], deleted: [] } }));
    expect((await record.knownStates()).since).toBe('2026-11-10T12:00:00.000Z');
    await record.close();
  });

  it('with assessments keeps its month open for 90 days, then closes it and stays named', async () => {
    const bad = runs[35]?.runId ?? '';
    flipByte(pathWith('points', `${bad}.detail-`));
    const record = await open();
    await record.append(snapshot('2026-12-01T12:00:00.000Z'));
    expect(fileSystem.paths().filter((path) => path.includes('segments/2026/11'))).toEqual([]);
    await record.append(snapshot('2027-02-20T12:00:00.000Z'));
    await record.close();
    expect(pathWith('segments/2026/11', 'scores')).toBeTruthy();
    const next = await open();
    expect(next.runs()).toHaveLength(42);
    expect((await next.verify()).map((problem) => problem.message)).toEqual([`damaged file of the record: run ${bad} is not in it`]);
    expect(await next.snapshot(runs[36]?.runId ?? '')).toMatchObject({ runId: runs[36]?.runId, assessments: runs[36]?.assessments });
  });

  it('is also a copy under another name', async () => {
    const path = pathWith('points', `${runs[36]?.runId ?? ''}.json`);
    const copy = path.replace('.json', 'a.json');
    fileSystem.write(copy, fileSystem.read(path));
    const record = await open();
    expect(record.runs()).toHaveLength(40);
    expect((await record.verify()).map((problem) => problem.position?.file)).toEqual([copy]);
  });

  it('with scopes or definitions is written again by the next run that has the same', async () => {
    for (const folder of ['estates', 'catalogues']) flipByte(pathWith(folder));
    const record = await open();
    expect(record.history().scopes.size).toBe(0);
    expect(record.problems()).toHaveLength(1);
    await record.append(snapshot('2026-11-10T12:00:00.000Z', { scores: [score('a', 3)] }));
    await record.close();
    expect(await (await open()).verify()).toEqual([]);
  });

  it('is not what a full disk leaves: the run is refused in words, and what was on record still is', async () => {
    const record = await openRecord(root, { timeZone: 'UTC', fileSystem: { ...fileSystem, write: () => { throw Object.assign(new Error('no space'), { code: 'ENOSPC' }); } } });
    await expect(record.append(snapshot('2026-11-10T12:00:00.000Z'))).rejects.toThrow('cannot write to the record: the disk is full');
    await record.close();
    const next = await open();
    expect(await next.verify()).toEqual([]);
    expect(next.runs()).toHaveLength(40);
  });

  it('from a newer version is refused by name', async () => {
    fileSystem.damage(pathWith('points', `${runs[39]?.runId ?? ''}.json`), () => packDocument({ schema: 'secure-score/point', version: 2 }, 'quick'));
    expect((await open()).problems()[0]?.message).toContain('secure-score/point version 2 is newer');
    fileSystem.damage(pathWith('record.json'), () => Buffer.from('{"schema":"secure-score/record","version":2}'));
    await expect(open()).rejects.toThrow('secure-score/record version 2 is newer than this program reads (1)');
  });
});
