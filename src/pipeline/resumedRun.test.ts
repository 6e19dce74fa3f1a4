import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultConfig } from '../config/index.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { openRecord } from '../history/index.ts';
import { snapshot } from '../history/testSnapshots.ts';
import { realStages } from './realStages.ts';
import { collectInto } from './run.ts';
import type { Stages } from './stages.ts';

let outDir: string;
beforeEach(() => {
  outDir = mkdtempSync(join(tmpdir(), 'secure-score-resume-'));
});
afterEach(() => rmSync(outDir, { recursive: true }));

/** A run whose collection is the given one; what it says, and what is on record after it. */
async function runAt(now: string, collect: Stages['collect'], openResume = realStages.openResume): Promise<{ readonly told: readonly string[]; readonly runs: readonly string[]; readonly taken: Snapshot | null }> {
  const told: string[] = [];
  const progress = { update: (line: string) => { told.push(line); }, warn: (line: string) => { told.push(`warning: ${line}`); } };
  const record = await openRecord(join(outDir, 'data'), { timeZone: 'UTC', write: true });
  const ports = { clock: { now: () => new Date(now) }, steps: { step: <T>(_name: string, work: (one: typeof progress) => Promise<T>) => work(progress) }, stages: { ...realStages, collect, ...(openResume === undefined ? {} : { openResume }) }, env: {}, signal: new AbortController().signal };
  try {
    const taken = await collectInto(record, { ...defaultConfig(outDir), outDir }, ports).catch(() => null);
    return { told, taken, runs: record.runs().map(({ runId }) => runId) };
  } finally {
    await record.close();
  }
}

const stopped: Stages['collect'] = async () => { throw new Error('stopped'); };
const whole: Stages['collect'] = async (_config, { clock, resume }) => snapshot((resume?.takenAt ?? clock.now()).toISOString());
const resumeFolder = (): string => join(outDir, 'data/resume');

describe('a run after one that was stopped', () => {
  it('takes over its moment, and leaves nothing when it is whole', async () => {
    await runAt('2026-11-22T06:00:00Z', stopped);
    expect(readdirSync(resumeFolder())).toEqual(['run.json.zst']);
    const { told, runs } = await runAt('2026-11-22T06:40:00Z', whole);
    expect(told[0]).toBe('continuing the collection of 06:00 UTC with 0 of 11 answers');
    // Where progress is a log, only a step's last line is shown.
    expect(told[1]).toMatch(/requests?, continuing the collection of 06:00 UTC with 0 of 11 answers$/);
    expect(runs).toEqual(['20261122T060000Z']);
    expect(existsSync(resumeFolder())).toBe(false);
    expect((await runAt('2026-11-22T06:50:00Z', whole)).runs).toEqual(['20261122T060000Z', '20261122T065000Z']);
  });

  it('warns when there is no room for its answers', async () => {
    const full: Stages['openResume'] = async () => ({ takenAt: new Date('2026-11-22T06:00:00Z'), store: { read: async () => null, write: async () => {} }, note: null, problem: () => 'ENOSPC: no space left on device', remove: async () => {} });
    const { told, runs } = await runAt('2026-11-22T06:00:00Z', whole, full);
    expect(told[0]).toBe('warning: answers could not be kept for a run that would go on with this one (ENOSPC: no space left on device)');
    expect(runs).toEqual(['20261122T060000Z']);
  });

  it('begins anew when that was long ago', async () => {
    await runAt('2026-11-22T06:00:00Z', stopped);
    expect((await runAt('2026-11-22T08:00:00Z', whole)).runs).toEqual(['20261122T080000Z']);
  });

  it('does not go on with what a record of another tenant refused', async () => {
    await runAt('2026-11-22T06:00:00Z', whole);
    const other: Stages['collect'] = async (...asked) => ({ ...(await whole(...asked)), tenantIds: ['another'] });
    expect((await runAt('2026-11-22T06:10:00Z', other)).taken).toBeNull();
    expect(existsSync(resumeFolder())).toBe(false);
  });
});
