import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestFaults, tornFiles } from './siteFaults.ts';
import { configFile, durableWorld, figuresOf, program, readRecord, type DurableWorld, type Ended } from './world.ts';

let world: DurableWorld;
let config: string;

beforeAll(async () => {
  world = await durableWorld();
  config = configFile(world, 'report: { formats: [html, json] }');
});
afterAll(() => world.close());

const days = ['2026-11-10', '2026-11-11', '2026-11-12'] as const;

function run(out: string, day: string, { only = ['collect', 'json'], limit = null }: { readonly only?: readonly string[]; readonly limit?: number | null } = {}): Promise<Ended> {
  const now = new Date(`${day}T06:00:00Z`);
  world.azure.setNow(now);
  return program(world, ['run', '--only', only.join(), '--config', config, '--out', out, '--now', now.toISOString()], limit);
}

/** What is on record with its figures, and what is damaged: to be the same before and after. */
async function standing(out: string): Promise<readonly string[]> {
  const record = await readRecord(out);
  const { damage } = await record.inspect();
  const figures: string[] = [];
  for (const { runId } of record.runs()) figures.push(`${runId} ${await figuresOf(record, runId)}`);
  return [...figures, ...damage.map(({ file }) => `damaged: ${file}`)];
}

function temporaryFiles(out: string): readonly string[] {
  return readdirSync(out, { recursive: true }).map(String).filter((path) => /\.tmp-|\.unfinished-/.test(path));
}

// RLIMIT_FSIZE ends a write part of the way, as a full disk does, and needs no rights. Windows has none.
describe.skipIf(process.platform === 'win32')('a write that the system ends part of the way', () => {
  it('while the record is written is a clear error, and what was on record still is', async () => {
    const out = join(world.folder, 'record-limit');
    expect(await run(out, days[0])).toMatchObject({ code: 0 });
    const before = await standing(out);
    for (const limit of [1, 5]) {
      const { code, err } = await run(out, days[1], { limit });
      expect([code, err]).toEqual([2, expect.stringMatching(/cannot write to the record: a file may not grow that large here \(ulimit -f\)\. Mend that and run again; nothing on record is lost/)]);
      expect(err).not.toMatch(/bug in secure-score|\n {4}at /);
      expect(await standing(out)).toEqual(before);
      expect(temporaryFiles(out)).toEqual([]);
    }
    expect(await run(out, days[1])).toMatchObject({ code: 0 });
    expect((await standing(out))[0]).toBe(before[0]);
  });

  it('while the site is written leaves the site as it was and the run on record', async () => {
    const out = join(world.folder, 'site-limit');
    expect(await run(out, days[0])).toMatchObject({ code: 0 });
    const { code, err } = await run(out, days[1], { limit: 60 });
    expect([code, err]).toEqual([1, expect.stringContaining('cannot write the site: a file may not grow that large here')]);
    expect(err).not.toMatch(/bug in secure-score|\n {4}at /);
    expect([manifestFaults(join(out, 'site')), temporaryFiles(out)]).toEqual([[], []]);
    expect((await readRecord(out)).runs()).toHaveLength(2);
    expect(await program(world, ['render', '--config', config, '--out', out])).toMatchObject({ code: 0 });
    expect(manifestFaults(join(out, 'site'))).toEqual([]);
  });
});

/** A file system of so many KiB of its own; null where this user may not make one. */
function smallDisk(folder: string, size: number): { resize(size: number): void; remove(): void } | null {
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}k`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  return {
    resize: (to) => { execFileSync('mount', ['-o', `remount,size=${to}k`, folder], { stdio: 'ignore' }); },
    remove: () => { execFileSync('umount', [folder]); },
  };
}

describe('a disk that is full', () => {
  it('is a clear error at whatever write it fills up, and with more room the next run is fine', { timeout: 120_000 }, async (test) => {
    const mount = join(world.folder, 'disk');
    const disk = process.platform === 'linux' ? smallDisk(mount, 160) : null;
    if (disk === null) return test.skip('making a file system of its own needs root on Linux; the limit on file size above stands for it');
    const out = join(mount, 'reports');
    try {
      expect(await run(out, days[0], { only: ['collect'] })).toMatchObject({ code: 0 });
      const before = await standing(out);
      let refused = 0;
      for (let size = 108; size <= 160; size += 4) {
        try {
          disk.resize(size);
        } catch {
          continue; // less than what is there
        }
        const { code, err } = await run(out, days[1], { only: ['collect'] });
        expect([0, 2]).toContain(code);
        if (code === 0) break;
        refused += 1;
        expect(err).toContain('cannot write to the record: the disk is full');
        expect(await standing(out)).toEqual(before);
      }
      expect(refused).toBeGreaterThan(0);
      disk.resize(160);
      const { code, err } = await run(out, days[2], { only: ['json'] });
      expect([code, err]).toEqual([1, expect.stringContaining('cannot write the site: the disk is full')]);
      expect(tornFiles(join(out, 'site'))).toEqual([]);
      disk.resize(8_000);
      expect(await run(out, days[2])).toMatchObject({ code: 0 });
      expect(manifestFaults(join(out, 'site'))).toEqual([]);
      expect((await standing(out)).slice(0, before.length)).toEqual(before);
      expect(existsSync(join(out, 'data/lock'))).toBe(false);
    } finally {
      disk.remove();
    }
  });
});
