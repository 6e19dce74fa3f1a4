import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestFaults } from './siteFaults.ts';
import { configFile, durableWorld, program, readRecord, start, type DurableWorld } from './world.ts';

let world: DurableWorld;
let config: string;

beforeAll(async () => {
  world = await durableWorld();
  config = configFile(world, 'report: { formats: [html, json] }');
});
afterAll(() => world.close());

it('a lock that four processes want without pause is never had by two', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'secure-score-crowd-'));
  const crowd = await Promise.all(Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, [join(import.meta.dirname, 'crowd.ts'), folder, '2000'])));
  const counts: readonly { readonly taken: number; readonly shared: number }[] = crowd.map(({ stdout }) => JSON.parse(stdout));
  expect(counts.map(({ shared }) => shared)).toEqual([0, 0, 0, 0]);
  expect(counts.reduce((sum, { taken }) => sum + taken, 0)).toBeGreaterThan(100);
  expect(readdirSync(folder)).toEqual([]);
});

describe('two runs at once', () => {
  const collect = (out: string, now: string): readonly string[] => ['run', '--only', 'collect', '--config', config, '--out', out, '--now', now, '--log-format', 'json'];

  it('the second refuses by naming the first, which ends as if it were alone', async () => {
    const out = join(world.folder, 'two');
    const first = start(world, ['run', '--config', config, '--out', out, '--now', '2026-11-10T06:00:00Z', '--log-format', 'json']);
    await first.done('record');
    const second = await program(world, collect(out, '2026-11-11T06:00:00Z'));
    expect(second).toMatchObject({ code: 2, out: '' });
    expect(second.err).toContain(`the record is in use by process ${first.pid} on `);
    expect(second.err).toContain('Wait for it to end');
    expect(await first.ended).toMatchObject({ code: 0 });
    expect((await readRecord(out)).runs().map(({ runId }) => runId)).toEqual(['20261110T060000Z']);
    expect(await program(world, collect(out, '2026-11-11T06:00:00Z'))).toMatchObject({ code: 0 });
  });

  it('of five that start together each is on record in full or has refused', async () => {
    const out = join(world.folder, 'five');
    const days = ['10', '11', '12', '13', '14'];
    const ended = await Promise.all(days.map((day) => program(world, collect(out, `2026-11-${day}T06:00:00Z`))));
    const done = days.filter((_, index) => ended[index]?.code === 0);
    expect(done.length).toBeGreaterThan(0);
    for (const { code, err } of ended.filter((one) => one.code !== 0)) expect([code, err]).toEqual([2, expect.stringContaining('the record is in use by')]);
    const record = await readRecord(out);
    expect(record.runs().map(({ runId }) => runId)).toEqual(done.map((day) => `202611${day}T060000Z`));
    expect(await record.inspect()).toMatchObject({ damage: [], loose: [] });
  });

  it('reports written at once come out one after the other, in a site that is whole', async () => {
    const out = join(world.folder, 'two');
    const render = ['render', '--config', config, '--out', out, '--now', '2026-11-12T06:00:00Z'];
    const ended = await Promise.all(Array.from({ length: 4 }, () => program(world, render)));
    expect(ended.map(({ code, err }) => (code === 0 ? 0 : err))).toEqual([0, 0, 0, 0]);
    expect(manifestFaults(join(out, 'site'))).toEqual([]);
  });

  it('one that reads does not wait for one that writes', async () => {
    const out = join(world.folder, 'two');
    const writer = start(world, collect(out, '2026-11-12T06:00:00Z'));
    await writer.done('record');
    expect(await program(world, ['history', 'list', '--config', config, '--out', out])).toMatchObject({ code: 0, out: expect.stringContaining('20261110T060000Z') });
    expect(await writer.ended).toMatchObject({ code: 0 });
  });
});
