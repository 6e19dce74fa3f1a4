import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

/**
 * Runs the benchmarks of this folder, each in a process of its own: `npm run bench` all of them, `npm run bench -- history pdf` some, `npm run bench -- history 100 365`
 * one with its own arguments, `npm run bench -- --list` none. What they need beside npm ci is in docs/benchmarks.md.
 */
const benches = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && name !== 'run.ts').map((name) => name.slice(0, -3)).sort();

/** First sentence of the comment that tells what a bench measures. */
function about(name: string): string {
  const [, comment = ''] = /\/\*\*([^]*?)\*\//.exec(readFileSync(join(import.meta.dirname, `${name}.ts`), 'utf8')) ?? [];
  return /^.*?(?=\.\s|\.$|$)/s.exec(comment.replace(/^\s*\* ?/gm, '').replace(/\s+/g, ' ').trim())?.[0] ?? '';
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function run(name: string, args: readonly string[]): Promise<boolean> {
  say(`\n${name}: ${about(name)}`);
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...args], { stdio: 'inherit' });
  await once(child, 'close');
  if (child.exitCode !== 0) say(`${name} failed`);
  return child.exitCode === 0;
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--list')) {
    for (const name of benches) say(`${name.padEnd(10)} ${about(name)}`);
    return 0;
  }
  const names = args.filter((arg) => !/^\d/.test(arg));
  const unknown = names.filter((name) => !benches.includes(name));
  if (unknown.length > 0) {
    say(`no bench ${unknown.join(', ')}; there are ${benches.join(', ')}`);
    return 2;
  }
  say(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${loadavg().map((load) => load.toFixed(1)).join(' ')}`);
  // Numbers are for a bench that stands alone; all together each has its own defaults.
  const own = names.length === 1 ? args.filter((arg) => /^\d/.test(arg)) : [];
  let failed = 0;
  for (const name of names.length === 0 ? benches : names) if (!(await run(name, own))) failed += 1;
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
