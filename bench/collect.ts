import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openAzure } from '../src/azure/index.ts';
import { collect } from '../src/collect/index.ts';
import { readConfig } from '../src/config/index.ts';
import type { KnownStates } from '../src/domain/history.ts';
import { silentProgress } from '../src/domain/ports.ts';
import { isScored, type Snapshot } from '../src/domain/snapshot.ts';

/**
 * A collection from a tenant of many scopes behind Azure's quota of 15 requests in 5 s: requests beside the least possible, wall
 * time beside the quota's floor, peak memory. The local Azure is a process of its own, and so is each collection.
 * `node bench/collect.ts [scopes…]`, usually 1000 10000.
 */

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const self = fileURLToPath(import.meta.url);
/** Assessments of each scope; 10,000 scopes have 200,000, which are all read in a baseline. */
const assessments = 20;
const quota = { requests: 15, windowMs: 5_000 };
const page = 1_000;

interface Measured {
  readonly scopes: number;
  readonly scored: number;
  readonly rows: number;
  readonly requests: number;
  readonly throttled: number;
  readonly least: number;
  readonly seconds: number;
  /** What the quota allows at best, were every answer there at once. */
  readonly floorSeconds: number;
  readonly peakMegabytes: number;
  readonly gaps: number;
}

/** In the collecting process: prints one line of JSON. */
async function measure(configFile: string): Promise<void> {
  const config = readConfig(configFile, process.env, process.cwd());
  const { resourceGraph } = await openAzure(config.azure, process.env);
  const counts = new Map<string, { rows: number; name: string }>();
  const counting: typeof resourceGraph = {
    query: async (request) => {
      const answer = await resourceGraph.query(request);
      counts.set(`${request.name} ${counts.size}`, { rows: answer.rows.length, name: request.name });
      return answer;
    },
  };
  const now = new Date();
  const start = performance.now();
  const snapshot = await collect(config, { resourceGraph: counting, clock: { now: () => now }, progress: silentProgress, known: emptyRecord, previous: null });
  const seconds = (performance.now() - start) / 1000;
  const least = [...counts.values()].reduce((sum, { rows }) => sum + Math.max(1, Math.ceil(rows / page)), 0);
  const line: Measured = {
    scopes: snapshot.scopes.length, scored: snapshot.scores.filter(isScored).length, rows: snapshot.requests.rows, requests: snapshot.requests.sent, throttled: snapshot.requests.throttled, least,
    seconds, floorSeconds: floorOf(least), peakMegabytes: process.resourceUsage().maxRSS / 1024, gaps: wrongGaps(snapshot),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Requests go out in bursts of a window each: the last burst leaves when all windows before it are over. */
function floorOf(requests: number): number {
  return ((Math.ceil(requests / quota.requests) - 1) * quota.windowMs) / 1000;
}

/** Gaps that a whole tenant may not have. */
function wrongGaps({ gaps }: Snapshot): number {
  return gaps.filter(({ affectsScore }) => affectsScore).length;
}

/** Nothing is on record: the run reads every assessment. */
const emptyRecord: KnownStates = { since: null, state: () => null, resources: () => new Map<string, string>(), counts: () => new Map() };

async function emulated(scopes: number, use: (configFile: string, env: Readonly<Record<string, string>>) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-collect-'));
  const readyFile = join(folder, 'ready.json');
  const server: ChildProcess = spawn(process.execPath, ['--max-old-space-size=8192', main, 'emulate', '--tenant', `synthetic:scopes=${scopes},assessments=${assessments},days=2,seed=7`, '--ready-file', readyFile, '--quiet'], { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    while (!existsSync(readyFile)) {
      if (server.exitCode !== null) throw new Error(`the local Azure ended with ${server.exitCode}`);
      await wait(50);
    }
    const { configFile, env } = JSON.parse(readFileSync(readyFile, 'utf8')) as { configFile: string; env: Record<string, string> };
    await use(configFile, env);
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'close');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inOwnProcess(configFile: string, env: Readonly<Record<string, string>>): Promise<Measured> {
  const child = spawn(process.execPath, [self, '--measure', configFile], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (part: Buffer) => { text += part.toString(); });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the collection ended with ${code}`);
  return JSON.parse(text) as Measured;
}

const [flag, configFile] = process.argv.slice(2);
if (flag === '--measure' && configFile !== undefined) await measure(configFile);
else {
  const sizes = process.argv.slice(2).map(Number);
  const results: Measured[] = [];
  for (const scopes of sizes.length === 0 ? [1_000, 10_000] : sizes) {
    await emulated(scopes, async (file, env) => {
      await inOwnProcess(file, env); // the local Azure makes the tenant's rows and compiles the queries on first use
      await wait(quota.windowMs);
      const one = await inOwnProcess(file, env);
      results.push(one);
      const two = (value: number): string => value.toFixed(1).padStart(8);
      process.stdout.write(`baseline of ${one.scopes} scopes (${one.scored} scored, ${one.rows} rows): ${one.requests} requests (least ${one.least}), ${one.throttled} × 429, ${one.gaps} gaps,${two(one.seconds)} s (floor${two(one.floorSeconds)} s), peak${two(one.peakMegabytes)} MB\n`);
    });
  }
  const [first, last] = [results[0], results.at(-1)];
  if (first !== undefined && last !== undefined && first !== last) process.stdout.write(`peak memory of ${last.scopes} scopes ÷ that of ${first.scopes}: ${(last.peakMegabytes / first.peakMegabytes).toFixed(2)}\n`);
}
