import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '../domain/calendar.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { openRecord } from './record.ts';
import { answers } from './testAnswers.ts';
import { assessment, refOf, score, snapshot } from './testSnapshots.ts';

const range = { from: '2026-07-20', to: '2026-12-31' };
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'record-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Daily runs from a day on; some scopes come and go, some resources change. */
function daily(from: string, count: number): readonly Snapshot[] {
  return Array.from({ length: count }, (_, index) => {
    const at = (day: number): string => `${addDays(from, day)}T12:00:00.000Z`;
    const scores = [score('a', index % 11), ...(index % 9 === 3 ? [] : [score('b', 3)]), ...(index > 20 ? [score('c', index % 7, { secureScore: null, weight: null })] : [])];
    const rows = index === 0 ? ['vm1', 'vm2', 'vm3'].map((name) => assessment('a', name, 'Healthy')) : [assessment('a', `vm${String((index % 4) + 1)}`, index % 3 === 0 ? 'Healthy' : 'Unhealthy')];
    const deleted = index % 10 === 9 ? [refOf(assessment('a', 'vm2', ''))] : [];
    return snapshot(at(index), { scores, catalogueHash: index > 40 ? 'c2' : 'c1', assessments: { since: index === 0 ? null : at(index - 1), rows, deleted } });
  });
}

function files(folder = root): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe('closed months', () => {
  it('answer as their run files did', async () => {
    // All of one UTC month less the closing run, so nothing is folded; then a run of the next month folds it.
    for (const [count, total] of [[31, 31], [92, 92]] as const) {
      const runs = daily('2026-08-01', total);
      const open = await openRecord(join(root, `open${String(count)}`), { timeZone: 'Europe/Berlin', durability: 'bulk' });
      // Newest first: no run closes a month before all are there.
      for (const one of [...runs].reverse()) await open.append(one);
      const before = await answers(open.history(), range);
      await open.close();
      const folded = await openRecord(join(root, `folded${String(count)}`), { timeZone: 'Europe/Berlin', durability: 'bulk' });
      for (const one of runs) await folded.append(one);
      expect(await answers(folded.history(), range)).toEqual(before);
      await folded.close();
      const read = await openRecord(join(root, `folded${String(count)}`), { timeZone: 'Europe/Berlin' });
      expect(await answers(read.history(), range)).toEqual(before);
      expect(await read.verify()).toEqual([]);
    }
    expect(files(join(root, 'folded92', 'points')).filter((name) => !name.includes('.detail-'))).toHaveLength(31);
    expect(files(join(root, 'folded92', 'segments')).filter((name) => name.startsWith('scores'))).toHaveLength(2);
  });

  it('keep snapshots whole for 90 days, then without governance, signatures and what is beside the score', async () => {
    const governance = [{ scopeId: 's', key: 'k', resourceId: 'r', owner: 'o', dueAt: null, gracePeriod: false, ticket: null }];
    const runs = daily('2026-06-29', 130).map((one) => ({ ...one, governance, risks: [{ scopeId: 's', key: 'k', critical: 1, high: 0, medium: 0, low: 0, none: 0, exposed: 1, attackPaths: 0 }] }));
    const record = await openRecord(root, { timeZone: 'UTC', durability: 'bulk' });
    for (const one of runs) await record.append(one);
    const [old, recent] = [runs[0], runs[100]];
    if (old === undefined || recent === undefined) throw new Error('unreachable');
    expect(await record.snapshot(recent.runId)).toEqual(recent);
    expect(record.rolledUp(recent.runId)).toBe(false);
    expect(record.rolledUp(old.runId)).toBe(true);
    const { risks: _risks, ...kept } = old;
    expect(await record.snapshot(old.runId)).toEqual({ ...kept, governance: [], scores: old.scores.map((one) => ({ ...one, signatures: [] })) });
    const governed = async (day: string) => (await record.history().governance?.(day)) ?? null;
    expect([await governed('2026-06-29'), await governed(recent.takenAt.slice(0, 10)), await governed('2026-01-01')]).toEqual([null, governance, null]);
    await record.close();
  });

  it('take in a late run and a re-run, and nothing else changes', async () => {
    const runs = daily('2026-08-01', 40);
    const record = await openRecord(root, { timeZone: 'UTC', durability: 'bulk' });
    for (const one of runs.filter((_, index) => index !== 12)) await record.append(one);
    const late = runs[12];
    const again = { ...(runs[5] ?? runs[0]), toolVersion: '9' } as Snapshot;
    if (late === undefined) throw new Error('unreachable');
    await record.append(late);
    await record.append(again);
    const before = await answers(record.history(), range);
    await record.append(snapshot('2026-09-20T12:00:00.000Z'));
    await record.close();
    const read = await openRecord(root, { timeZone: 'UTC' });
    expect(await answers(read.history(runs.at(-1)?.runId), range)).toEqual(before);
    expect(await read.snapshot(late.runId)).toEqual(late);
    expect(await read.snapshot(again.runId)).toEqual(again);
    expect(await read.verify()).toEqual([]);
  });

  it('give way to a re-run of one of their runs, whatever its clock says, and leave nothing of the old one', async () => {
    const runs = daily('2026-08-01', 40);
    const record = await openRecord(root, { timeZone: 'UTC', durability: 'bulk' });
    for (const one of runs) await record.append(one);
    const again = { ...(runs[5] ?? snapshot('2026-08-06T12:00:00.000Z')), toolVersion: '9', finishedAt: '2026-08-06T12:00:00.000Z', governance: [{ scopeId: 's', key: 'k', resourceId: 'r', owner: null, dueAt: null, gracePeriod: false, ticket: null }] };
    const count = files().filter((name) => name !== 'lock').length;
    await record.append(again);
    await record.close();
    expect(files()).toHaveLength(count + 1); // its own file; the detail takes the place of the old
    expect(await (await openRecord(root, { timeZone: 'UTC' })).snapshot(again.runId)).toEqual(again);
  });

  it('know the same states whether replayed from the first run or from kept states', async () => {
    const record = await openRecord(root, { timeZone: 'UTC', durability: 'bulk' });
    for (const one of daily('2026-08-01', 80)) await record.append(one);
    const counts = [...(await record.knownStates()).counts()];
    await record.close();
    expect([...(await (await openRecord(root, { timeZone: 'UTC' })).knownStates()).counts()]).toEqual(counts);
    rmSync(join(root, 'checkpoints'), { recursive: true });
    expect([...(await (await openRecord(root, { timeZone: 'UTC' })).knownStates()).counts()]).toEqual(counts);
  });
});

describe('any runs', () => {
  /** Which of three scopes a run has, and how healthy: undefined = not listed, null = listed without a score. */
  const anyRun = fc.record({ hours: fc.integer({ min: 1, max: 400 }), healthy: fc.array(fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constantFrom(null, undefined)), { minLength: 3, maxLength: 3 }), weight: fc.integer({ min: 0, max: 5 }) });

  it('give the days that rules 5 and 6 say, by a plain reckoning', async () => {
    let serial = 0;
    await fc.assert(fc.asyncProperty(fc.array(anyRun, { minLength: 1, maxLength: 12 }), async (runs) => {
      serial += 1;
      let hours = 0;
      const snapshots = runs.map((run) => {
        hours += run.hours;
        const scores = run.healthy.flatMap((healthy, index) => (healthy === undefined ? [] : [score('abc'[index] ?? '', healthy ?? 0, healthy === null ? { secureScore: null, weight: null } : { weight: run.weight })]));
        return snapshot(new Date(Date.UTC(2026, 0, 1) + hours * 3_600_000).toISOString(), { scores });
      });
      const record = await openRecord(join(root, String(serial)), { timeZone: 'UTC', durability: 'bulk' });
      for (const one of snapshots) await record.append(one);
      const grid = await record.history().scoreDays({ from: '2026-01-01', to: '2026-07-31' });
      await record.close();
      for (const name of ['a', 'b', 'c']) {
        const place = grid.scopeIds.findIndex((id) => id.endsWith(name));
        const given = grid.days.map((_, day) => (place < 0 ? null : (grid.at(place, day)?.points.current ?? null)));
        expect(given).toEqual(grid.days.map((day) => plainValue(snapshots, name, day)));
      }
    }), { numRuns: 25 });
  });

  it('in any order, some of them twice, leave the same record', async () => {
    const runs = daily('2026-08-20', 20);
    const straight = await openRecord(join(root, 'straight'), { timeZone: 'UTC', durability: 'bulk' });
    for (const one of runs) await straight.append(one);
    const expected = await answers(straight.history(), range);
    await straight.close();
    let serial = 0;
    await fc.assert(fc.asyncProperty(fc.shuffledSubarray([...runs.keys()], { minLength: 20 }), fc.array(fc.nat(19), { maxLength: 5 }), async (order, twice) => {
      serial += 1;
      const record = await openRecord(join(root, `any${String(serial)}`), { timeZone: 'UTC', durability: 'bulk' });
      for (const index of [...twice, ...order]) {
        const run = runs[index];
        // The first time round with other figures, which the second must leave no trace of.
        if (run !== undefined) await record.append(record.runs().some((one) => one.runId === run.runId) || !twice.includes(index) ? run : { ...run, scores: [score('z', 1)] });
      }
      await record.close();
      const read = await openRecord(join(root, `any${String(serial)}`), { timeZone: 'UTC' });
      expect(await answers(read.history(), range)).toEqual(expected);
    }), { numRuns: 8 });
  });

  /** The value of a scope on a day, straight from the snapshots: gone when not listed, kept for 14 days when listed without a score. */
  function plainValue(snapshots: readonly Snapshot[], name: string, day: string): number | null {
    let value: { readonly current: number; readonly on: string } | null = null;
    for (const one of snapshots.filter((past) => past.takenAt.slice(0, 10) <= day)) {
      const own = one.scores.find((item) => item.scopeId.endsWith(name));
      if (own === undefined) value = null;
      else if (own.secureScore !== null) value = { current: own.secureScore.current, on: one.takenAt.slice(0, 10) };
    }
    return value !== null && value.on >= addDays(day, -14) ? value.current : null;
  }
});
