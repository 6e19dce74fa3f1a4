import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { reportModelSchema, type ReportModel } from '../../src/domain/report.ts';

/** The program as its users start it: a child process on the real command line. */

const root = resolve(import.meta.dirname, '../..');
const main = join(root, 'src/cli/main.ts');

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export async function secureScore(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  const child = start(args, env);
  const streams = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  const [out = '', err = ''] = await Promise.all(streams);
  return { code, out, err };
}

function start(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AZURE_')));
  return spawn(process.execPath, [main, ...args], { cwd: root, env: { ...clean, NO_COLOR: '1', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function text(stream: NodeJS.ReadableStream | null): Promise<string> {
  let all = '';
  for await (const chunk of stream ?? []) all += String(chunk);
  return all;
}

export interface Ready {
  readonly configFile: string;
  readonly caFile: string;
  readonly env: Readonly<Record<string, string>>;
}

/** `secure-score emulate …` until `use` is done. */
export async function withEmulator<Result>(args: readonly string[], use: (ready: Ready, folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'secure-score-program-'));
  const readyFile = join(folder, 'ready.json');
  const child = start(['emulate', ...args, '--ready-file', readyFile, '--quiet'], {});
  const said = text(child.stderr);
  try {
    while (!existsSync(readyFile)) {
      if (child.exitCode !== null) throw new Error(`emulate ended with ${child.exitCode}: ${await said}`);
      await wait(20);
    }
    return await use(JSON.parse(await readFile(readyFile, 'utf8')) as Ready, folder);
  } finally {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'close');
    }
    await rm(folder, { recursive: true, force: true });
  }
}

/** report.json of the newest run, checked against the published schema. */
export async function latestReport(out: string): Promise<ReportModel> {
  return reportModelSchema.parse(JSON.parse(await readFile(join(out, 'site/latest/report.json'), 'utf8')));
}
