import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runIdOf } from '../../src/domain/snapshot.ts';
import { manifestFaults, tornFiles } from './siteFaults.ts';
import { configFile, durableWorld, figuresOf, program, readRecord, seeded, start, stepsDone, type DurableWorld, type Ended } from './world.ts';

/** Kills in one test run; DURABILITY_KILLS=200 is the full measure, DURABILITY_SEED other moments. */
const kills = Number(process.env['DURABILITY_KILLS'] ?? 25);
const random = seeded(Number(process.env['DURABILITY_SEED'] ?? 1));
/** After so many kills a run is left to end. */
const endEvery = kills > 25 ? 2 : 5;
const formats = kills > 25 ? 'html, pdf, xlsx, csv, json' : 'html, csv, json';

let world: DurableWorld;
let out: string;
let config: string;

beforeAll(async () => {
  world = await durableWorld();
  out = join(world.folder, 'reports');
  config = configFile(world, `report: { formats: [${formats}] }`);
});
afterAll(() => world.close());

/** Runs lie 36 hours apart: months close, and are killed while they do. */
function moment(index: number): Date {
  return new Date(Date.parse('2025-12-01T06:00:00Z') + index * 36 * 3_600_000);
}

function argsOf(now: Date): readonly string[] {
  world.azure.setNow(now);
  return ['run', '--config', config, '--out', out, '--now', now.toISOString(), '--log-format', 'json'];
}

it(`a run killed at ${kills} random moments leaves nothing torn, loses nothing it told as done, and the next run is fine`, { timeout: kills * 15_000 + 60_000 }, async () => {
  /** Figures of every run that was told to be on record. */
  const told = new Map<string, string>();
  const reached = new Map<string, number>();
  let index = 0;
  let duration = 0;
  // The first run collects every assessment; those after it are what is killed, so the second is timed.
  for (; index < 2; index += 1) {
    const began = performance.now();
    expectDone(await program(world, argsOf(moment(index))));
    duration = performance.now() - began;
    await remember(told, moment(index));
  }

  for (let kill = 1; kill <= kills; kill += 1) {
    const now = moment(index);
    index += 1;
    const running = start(world, argsOf(now));
    await Promise.race([wait(random(Math.ceil(duration * 1.1))), running.ended]);
    running.kill('SIGKILL');
    const ended = await running.ended;
    const steps = stepsDone(ended.err);
    const where = `kill ${kill}, after ${steps.at(-1) ?? 'nothing'}`;
    if (ended.signal === null) expectDone(ended); // it was faster
    reached.set(steps.at(-1) ?? 'start', (reached.get(steps.at(-1) ?? 'start') ?? 0) + 1);
    if (steps.includes('append')) await remember(told, now);
    expect(await faults(told), where).toEqual([]);
    expect(tornFiles(join(out, 'site')), where).toEqual([]);
    if (steps.includes('site')) expect(existsSync(join(out, 'site/runs', runIdOf(now))), where).toBe(true);
    if (kill % endEvery === 0 || kill === kills) {
      expectDone(await program(world, argsOf(moment(index))));
      await remember(told, moment(index));
      index += 1;
      expect(manifestFaults(join(out, 'site')), where).toEqual([]);
    }
  }
  const verified = await program(world, ['history', 'verify', '--config', config, '--out', out, '--log-format', 'json']);
  expect(JSON.parse(verified.out), verified.err).toMatchObject({ damage: [], loose: [] });
  expect(verified.code).toBe(0);
  expect(await faults(told)).toEqual([]);
  process.stdout.write(`${kills} kills over ${duration.toFixed(0)} ms, by the last step that was done: ${[...reached].map(([step, count]) => `${step} ${count}`).join(', ')}; ${told.size} runs told as done, all there\n`);
});

function expectDone({ code, err }: Ended): void {
  if (code !== 0 && code !== 4) throw new Error(`the run ended with ${code}\n${err}`);
}

async function remember(told: Map<string, string>, now: Date): Promise<void> {
  const record = await readRecord(out);
  told.set(runIdOf(now), await figuresOf(record, runIdOf(now)));
}

/** Damaged files, and runs whose figures are not those they were told with. */
async function faults(told: ReadonlyMap<string, string>): Promise<readonly string[]> {
  if (!existsSync(join(out, 'data'))) return [];
  const record = await readRecord(out);
  const { damage } = await record.inspect();
  const changed: string[] = [];
  for (const [runId, figures] of told) if ((await figuresOf(record, runId)) !== figures) changed.push(runId);
  return [...damage.map(({ file, why }) => `${file}: ${why}`), ...changed.map((runId) => `${runId} is not what it was`)];
}
