import { readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configFile, durableWorld, program, type DurableWorld, type Ended } from './world.ts';

const runId = '20261028T060000Z';
const madeAt = '2026-10-28T06:00:00Z';

let world: DurableWorld;
let config: string;
let out: string;

beforeAll(async () => {
  world = await durableWorld();
  config = configFile(world, 'report: { target: 80 }');
  out = join(world.folder, 'reports');
  for (const now of ['2026-10-20T06:00:00Z', madeAt]) done(await secureScore(now, ['run', '--only', now === madeAt ? 'collect,html,pdf,xlsx,csv,json' : 'collect']));
});
afterAll(() => world.close());

function secureScore(now: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  world.azure.setNow(new Date(now));
  return program({ ...world, env: { ...world.env, ...env } }, [...args, '--config', config, '--out', out, ...('SOURCE_DATE_EPOCH' in env ? [] : ['--now', now])]);
}

function done({ code, err }: Ended): void {
  if (code !== 0) throw new Error(`it ended with ${code}\n${err}`);
}

/** SHA-256 of every file of the run. */
function filesOfRun(): Readonly<Record<string, string>> {
  const folder = join(out, 'site/runs', runId);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), createHash('sha256').update(readFileSync(path)).digest('hex')]));
}

function reportOfRun(): Readonly<Record<string, unknown>> {
  return Object(JSON.parse(readFileSync(join(out, 'site/runs', runId, 'report.json'), 'utf8')));
}

describe('a report made again', () => {
  it('of the same run at the same time is the same byte for byte, in every format', async () => {
    const first = filesOfRun();
    expect(Object.keys(first)).toEqual(expect.arrayContaining(['report.html', 'report.pdf', 'report.xlsx', 'report.json', 'csv/scopes.csv']));
    done(await secureScore(madeAt, ['render', '--run', runId]));
    expect(filesOfRun()).toEqual(first);
    done(await secureScore(madeAt, ['render', '--run', runId], { SOURCE_DATE_EPOCH: String(Date.parse(madeAt) / 1000) }));
    expect(filesOfRun()).toEqual(first);
  });

  it('from a record that has gone on since, over the end of a month, says what it said then', async () => {
    const { generatedAt: then, ...before } = reportOfRun();
    for (const now of ['2026-10-28T18:00:00Z', '2026-10-30T06:00:00Z', '2026-11-02T06:00:00Z', '2026-11-19T06:00:00Z']) done(await secureScore(now, ['collect']));
    done(await secureScore('2026-11-20T06:00:00Z', ['render', '--run', runId]));
    const { generatedAt: now, ...after } = reportOfRun();
    expect([then, now]).toEqual(['2026-10-28T06:00:00.000Z', '2026-11-20T06:00:00.000Z']);
    expect(after).toEqual(before);
  });
});
