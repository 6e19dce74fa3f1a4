import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '../domain/calendar.ts';
import type { HistoryRecord } from './record.ts';
import { openRecord } from './record.ts';
import { assessment, gap, key, refOf, scope, scopeId, score, snapshot } from './testSnapshots.ts';

let root = '';
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'record-')), 'data');
});
afterEach(() => rmSync(join(root, '..'), { recursive: true, force: true }));

async function filled(...snapshots: readonly Parameters<HistoryRecord['append']>[0][]): Promise<HistoryRecord> {
  const record = await openRecord(root, { timeZone: 'Europe/Berlin' });
  for (const one of snapshots) await record.append(one);
  await record.close();
  return openRecord(root, { timeZone: 'Europe/Berlin' });
}

async function ratios(record: HistoryRecord, from: string, to: string): Promise<Record<string, (number | null)[]>> {
  const grid = await record.history().scoreDays({ from, to });
  return Object.fromEntries(grid.scopeIds.map((id, index) => [id.slice(-1), grid.days.map((_, day) => grid.at(index, day)?.points.ratio ?? null)]));
}

describe('a folder that cannot be read', () => {
  it('is named with what to do, not taken for a bug', async () => {
    writeFileSync(root, 'a file where the folder should be');
    await expect(openRecord(root, { timeZone: 'UTC' })).rejects.toMatchObject({ name: 'UserError', message: expect.stringContaining('cannot read the record: a part of the path is a file') });
  });
});

describe('snapshots', () => {
  it('come back as they were appended', async () => {
    const full = snapshot('2026-11-20T06:00:00.000Z', {
      scores: [score('a', 5, { gracePeriod: { current: 12.5, max: 18, ratio: 0.69 } }), score('b', 3, { secureScore: null, weight: null, controls: [], recommendations: [], signatures: [] })],
      scopes: [scope('a'), scope('b'), scope('off', { state: 'Disabled' })],
      assessments: { since: '2026-11-19T06:00:00.000Z', rows: [assessment('a', 'vm1', 'Healthy', { cause: 'X', reason: '</script>' })], deleted: [refOf(assessment('a', 'vm2', 'Healthy'))] },
      governance: [{ scopeId: scopeId('a'), key: key.mfa, resourceId: 'r', owner: 'o@contoso.com', dueAt: null, gracePeriod: true, ticket: null }],
      grants: [{ id: '/x', source: 'policyExemption', scope: scopeId('a'), keys: [key.mfa, key.ports], name: '<b>', reason: null, category: 'Waiver', expiresAt: '2027-01-31T23:00:00.000Z', createdBy: 'anna@contoso.com', createdAt: null }],
      risks: [{ scopeId: scopeId('a'), key: key.mfa, critical: 1, high: 2, medium: 0, low: 0, none: 3, exposed: 2, attackPaths: 1 }],
      plans: [{ scopeId: scopeId('a'), plan: 'VirtualMachines', enabled: true, subPlan: 'P2' }],
      gaps: [gap({ scopeId: scopeId('b'), cause: 'noScore' })],
      drift: [{ subject: 's', kind: 'unknownField', example: '😀', count: 2 }],
    });
    const record = await filled(full);
    expect(await record.latest()).toEqual(full);
    expect(await record.snapshot(full.runId)).toEqual(full);
    expect(await record.snapshot('20000101T000000Z')).toBeNull();
    expect(await (await openRecord(join(root, 'none'), { timeZone: 'UTC' })).latest()).toBeNull();
  });

  it('of the same run replace only themselves', async () => {
    const [one, two] = [snapshot('2026-11-19T06:00:00.000Z'), snapshot('2026-11-20T06:00:00.000Z')];
    const again = { ...one, scores: [score('a', 9), score('b', 8)] };
    const record = await filled(one, two, again);
    expect(record.runs().map((point) => point.runId)).toEqual([one.runId, two.runId]);
    expect(await record.snapshot(one.runId)).toEqual(again);
    expect(await record.snapshot(two.runId)).toEqual(two);
  });

  it('are refused when a run id is no file name or a scope comes twice', async () => {
    const record = await openRecord(root, { timeZone: 'UTC' });
    await expect(record.append(snapshot('2026-11-20T06:00:00.000Z', { runId: '../x' }))).rejects.toThrow('run id');
    await expect(record.append(snapshot('2026-11-20T06:00:00.000Z', { scores: [score('a', 1), score('a', 2)] }))).rejects.toThrow('twice');
    await record.close();
  });
});

describe('days', () => {
  it('take the last run of the day in the time zone, and keep all runs', async () => {
    const record = await filled(
      snapshot('2026-11-20T06:00:00.000Z', { scores: [score('a', 1)] }),
      snapshot('2026-11-20T22:30:00.000Z', { scores: [score('a', 2)] }),
      snapshot('2026-11-20T23:30:00.000Z', { scores: [score('a', 3)] }), // already the 21st in Berlin
    );
    expect(await ratios(record, '2026-11-20', '2026-11-21')).toEqual({ a: [score('a', 2).secureScore?.ratio, score('a', 3).secureScore?.ratio] });
    expect(record.runs().map((point) => point.day)).toEqual(['2026-11-20', '2026-11-20', '2026-11-21']);
  });

  it('carry a missing score for 14 days and then drop it', async () => {
    const record = await filled(snapshot('2026-11-01T12:00:00.000Z', { scores: [score('a', 5)] }));
    const grid = await record.history().scoreDays({ from: '2026-10-31', to: '2026-11-20' });
    expect(grid.days.map((_, day) => grid.at(0, day)?.measuredOn ?? null)).toEqual([null, ...Array.from({ length: 15 }, () => '2026-11-01'), ...Array.from({ length: 5 }, () => null)]);
  });

  it('end with the run that no longer lists the scope, or lists it as disabled', async () => {
    const record = await filled(
      snapshot('2026-11-01T12:00:00.000Z', { scores: [score('a', 5), score('b', 5), score('c', 5)] }),
      snapshot('2026-11-02T12:00:00.000Z', { scores: [score('a', 5)], scopes: [scope('a'), scope('b', { state: 'Disabled' })] }),
    );
    expect(await ratios(record, '2026-11-01', '2026-11-03')).toEqual({ a: [0.5, 0.5, 0.5], b: [0.5, null, null], c: [0.5, null, null] });
  });

  it('do not take a cut list for a departure, nor a scope that has a gap', async () => {
    const record = await filled(
      snapshot('2026-11-01T12:00:00.000Z', { scores: [score('a', 5), score('b', 5)] }),
      snapshot('2026-11-02T12:00:00.000Z', { scores: [score('a', 5)], gaps: [gap({ cause: 'shortPage' })] }),
      snapshot('2026-11-03T12:00:00.000Z', { scores: [score('a', 5)], gaps: [gap({ cause: 'restricted', scopeId: scopeId('b') })] }),
    );
    expect(await ratios(record, '2026-11-01', '2026-11-03')).toEqual({ a: [0.5, 0.5, 0.5], b: [0.5, 0.5, 0.5] });
  });

  it('give controls with the weight of their time', async () => {
    const record = await filled(
      snapshot('2026-11-01T12:00:00.000Z', { scores: [score('a', 5, { weight: 7 })] }),
      snapshot('2026-11-08T12:00:00.000Z', { scores: [score('a', 6, { weight: 70 })] }),
    );
    const days = await record.history().controlDays(['2026-11-01', '2026-11-08', '2026-11-20'], 7);
    expect([...days].map(([day, controls]) => [day, controls.map((one) => [one.scopeWeight, one.counts.healthy, one.measuredOn])])).toEqual([
      ['2026-11-01', [[7, 5, '2026-11-01'], [7, 5, '2026-11-01']]],
      ['2026-11-08', [[70, 6, '2026-11-08'], [70, 5, '2026-11-08']]],
      ['2026-11-20', []],
    ]);
  });

  it('give recommendation counts and definitions of the last run in time', async () => {
    const record = await filled(snapshot('2026-11-01T12:00:00.000Z'), snapshot('2026-11-03T12:00:00.000Z', { scores: [score('a', 1)] }));
    const history = record.history();
    expect((await history.recommendationCounts('2026-11-02', 7))?.measuredOn).toBe('2026-11-01');
    expect((await history.recommendationCounts('2026-11-04', 7))?.scopes.get(scopeId('a'))).toEqual(score('a', 1).recommendations);
    expect(await history.recommendationCounts('2026-11-20', 7)).toBeNull();
    expect(await history.recommendationCounts('2026-10-31', 7)).toBeNull();
    expect((await history.catalogue('2026-11-20'))?.controls[0]?.name).toBe('Enable MFA');
    expect(await history.catalogue('2026-10-31')).toBeNull();
  });
});

describe('points', () => {
  it('state coverage and completeness', async () => {
    const record = await filled(
      snapshot('2026-11-01T12:00:00.000Z', { scores: [score('a', 5), score('b', 5, { secureScore: null, weight: null })], scopes: [scope('a'), scope('b'), scope('c', { state: 'Disabled' })] }),
      snapshot('2026-11-02T12:00:00.000Z', { scores: [score('a', 5)], gaps: [gap({})] }),
    );
    expect(record.runs().map(({ coverage, complete, source }) => ({ coverage, complete, source }))).toEqual([
      { coverage: 0.5, complete: true, source: 'live' }, { coverage: 1, complete: false, source: 'live' },
    ]);
  });

  it('remember scopes that have left, under their last name', async () => {
    const record = await filled(
      snapshot('2026-11-01T12:00:00.000Z', { scopes: [scope('a', { name: 'old' }), scope('b')] }),
      snapshot('2026-11-02T12:00:00.000Z', { scores: [score('a', 5)], scopes: [scope('a', { name: 'new' })] }),
    );
    expect([...record.history().scopes.values()].map((one) => one.name).sort()).toEqual(['b', 'new']);
    const first = record.runs()[0]?.runId ?? '';
    expect([...record.history(first).scopes.values()].map((one) => one.name).sort()).toEqual(['b', 'old']);
    expect(record.history(first).points).toHaveLength(1);
    expect(() => record.history('20990101T000000Z')).toThrow('no run');
  });
});

describe('states', () => {
  const day = (count: number): string => `${addDays('2026-11-01', count)}T12:00:00.000Z`;
  const base = snapshot(day(0), { assessments: { since: null, rows: [assessment('a', 'vm1', 'Healthy'), assessment('a', 'vm2', 'Healthy'), assessment('b', 'vm3', 'Unhealthy')], deleted: [] } });

  it('are known from the baseline and the changes since', async () => {
    const record = await filled(base, snapshot(day(1), { assessments: { since: day(0), rows: [assessment('a', 'vm1', 'Unhealthy')], deleted: [refOf(assessment('b', 'vm3', ''))] } }));
    const known = await record.knownStates();
    expect(known.since).toBe(day(1));
    expect(known.state(refOf(assessment('a', 'vm1', '')))).toBe('Unhealthy');
    expect(known.state(refOf(assessment('b', 'vm3', '')))).toBeNull();
    expect([...known.resources(scopeId('a'), key.mfa).values()]).toEqual(['Unhealthy', 'Healthy']);
    expect(known.counts().get(scopeId('a'))?.get(key.mfa)).toEqual({ healthy: 1, unhealthy: 1, notApplicable: 0 });
    expect((await record.knownStates({ before: snapshot(day(1)).runId })).since).toBe(day(0));
    expect((await record.knownStates()).since).toBe(day(1));
  });

  it('ask for a baseline when there is none, and do not move on past a gap', async () => {
    const empty = await openRecord(root, { timeZone: 'UTC' });
    expect((await empty.knownStates()).since).toBeNull();
    const record = await filled(base, snapshot(day(1), { gaps: [gap({})], assessments: { since: day(0), rows: [], deleted: [] } }));
    expect((await record.knownStates()).since).toBe(day(0));
    const holed = await filled(snapshot(day(2), { assessments: { since: day(1), rows: [], deleted: [] } }));
    expect((await holed.knownStates()).since).toBeNull();
  });

  it('change with their time, source and old state', async () => {
    const record = await filled(
      base,
      snapshot(day(1), { assessments: { since: day(0), rows: [
        assessment('a', 'vm1', 'Unhealthy', { changedAt: '2026-11-02T03:00:00.000Z' }),
        assessment('a', 'vm2', 'Unhealthy', { changedAt: '2026-10-01T03:00:00.000Z' }), // before the run that still saw it healthy
        assessment('a', 'vm9', 'Unhealthy', { changedAt: '2099-01-01T00:00:00.000Z' }),
        assessment('b', 'vm3', 'Unhealthy', { reason: 'same state, new reason' }),
      ], deleted: [] } }),
      snapshot(day(2), { assessments: { since: day(1), rows: [assessment('a', 'vm1', 'Healthy')], deleted: [refOf(assessment('b', 'vm3', ''))] } }),
    );
    const history = record.history();
    const all = await history.stateChanges(day(-1), day(9));
    expect(all.map(({ resourceName, from, to, at, atSource }) => [resourceName, from, to, at, atSource])).toEqual([
      ['vm1', 'Healthy', 'Unhealthy', '2026-11-02T03:00:00.000Z', 'reported'],
      ['vm2', 'Healthy', 'Unhealthy', day(1), 'firstSeen'],
      ['vm9', null, 'Unhealthy', day(1), 'firstSeen'],
      ['vm1', 'Unhealthy', 'Healthy', day(2), 'firstSeen'],
      ['vm3', 'Unhealthy', null, day(2), 'firstSeen'],
    ]);
    expect(all.at(-1)?.reason).toBe('same state, new reason');
    expect(await history.stateChanges(day(1), day(2))).toEqual(all.slice(3));
    expect(await history.stateChanges('2026-11-02T03:00:00Z', day(1))).toEqual(all.slice(1, 3));
    expect(await record.history(snapshot(day(1)).runId).stateChanges(day(-1), day(9))).toEqual(all.slice(0, 3));
  });

  it('that a later baseline no longer has are deleted, unless their scope was not read', async () => {
    const record = await filled(base, snapshot(day(1), { gaps: [gap({ scopeId: scopeId('b') })], assessments: { since: null, rows: [assessment('a', 'vm1', 'Healthy')], deleted: [] } }));
    expect((await record.history().stateChanges(day(0), day(1))).map((change) => [change.resourceName, change.to])).toEqual([['vm2', null]]);
  });
});
