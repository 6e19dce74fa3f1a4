import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { emulate, type RunningEmulator } from '../../src/emulator/index.ts';
import { openRecord, type HistoryRecord } from '../../src/history/index.ts';

const root = resolve(import.meta.dirname, '../..');
const main = join(root, 'src/cli/main.ts');

/** For tests: the demo tenant behind a local Azure without a quota, a folder, and the program as a child process. */
export interface DurableWorld {
  readonly folder: string;
  readonly azure: RunningEmulator;
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function durableWorld(): Promise<DurableWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'secure-score-durability-'));
  const azure = await emulate({ tenant: 'demo', quota: null });
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name, value]) => value !== undefined && !name.startsWith('AZURE_'))) as Record<string, string>;
  return {
    folder, azure, env: { ...clean, NO_COLOR: '1', ...azure.ready.env },
    close: async () => {
      await azure.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** For tests: a config file with the local Azure and more keys. */
export function configFile({ folder, azure }: DurableWorld, more: string, name = 'config.yaml'): string {
  const { resourceManager, authority, logAnalytics } = azure.ready.endpoints;
  const file = join(folder, name);
  writeFileSync(file, `azure:\n  endpoints: { resourceManager: "${resourceManager}", authority: "${authority}", logAnalytics: "${logAnalytics}" }\n  caFile: ${JSON.stringify(azure.ready.caFile)}\n  credential: clientSecret\n${more}\n`);
  return file;
}

/** How a child process ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when its log tells that a step is done, or the process has ended. */
  done(step: string): Promise<void>;
}

/** For tests: starts the program; `limit` is the largest file it may write, in KiB. */
export function start({ env, folder }: DurableWorld, args: readonly string[], limit: number | null = null): Running {
  const command = [process.execPath, main, ...args];
  const child = limit === null
    ? spawn(command[0] ?? '', command.slice(1), { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn('bash', ['-c', `ulimit -f ${limit} && exec "$@"`, 'bash', ...command], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', (bytes: Buffer) => { said.out += String(bytes); });
  child.stderr.on('data', (bytes: Buffer) => { said.err += String(bytes); });
  const ended = once(child, 'close').then(([code, signal]: unknown[]): Ended => ({ code: typeof code === 'number' ? code : null, signal: typeof signal === 'string' ? (signal as NodeJS.Signals) : null, ...said }));
  return {
    pid: child.pid ?? 0, ended,
    kill: (signal) => { child.kill(signal); },
    done: async (step) => {
      const told = new Promise<void>((resolve) => {
        child.stderr.on('data', () => { if (stepsDone(said.err).includes(step)) resolve(); });
      });
      if (!stepsDone(said.err).includes(step)) await Promise.race([ended, told]);
    },
  };
}

export function program(world: DurableWorld, args: readonly string[], limit: number | null = null): Promise<Ended> {
  return start(world, args, limit).ended;
}

/** Steps that a JSON log tells as done. The last line may be cut: the process was killed. */
export function stepsDone(log: string): readonly string[] {
  return log.split('\n').flatMap((line) => {
    try {
      const { step, event }: { readonly step?: unknown; readonly event?: unknown } = Object(JSON.parse(line));
      return event === 'done' && typeof step === 'string' ? [step] : [];
    } catch {
      return [];
    }
  });
}

/** For tests: the record of an output folder, read by this process. */
export function readRecord(out: string): Promise<HistoryRecord> {
  return openRecord(join(out, 'data'), { timeZone: 'UTC' });
}

/** SHA-256 over the figures of a run: all it found, but what is kept for 90 days only. */
export async function figuresOf(record: HistoryRecord, runId: string): Promise<string> {
  const snapshot = await record.snapshot(runId);
  if (snapshot === null) return 'not on record';
  const { governance: _governance, scores, ...kept } = snapshot;
  return createHash('sha256').update(JSON.stringify([kept, scores.map(({ signatures: _signatures, ...score }) => score)])).digest('hex');
}

/** Whole numbers below a limit, the same for the same seed. */
export function seeded(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
