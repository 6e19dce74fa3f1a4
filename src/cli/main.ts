#!/usr/bin/env node
import { once } from 'node:events';
import { exitCodes } from '../domain/errors.ts';
import { nodeIsEnough, oldestNode } from '../pipeline/nodeVersion.ts';
import { Interrupted } from './interrupt.ts';
import { reportCrash, runCommandLine } from './program.ts';
import type { Terminal } from './terminal.ts';

const stop = new AbortController();

/** Longest time for tidying up after a stop, ms: closing what is open must not keep the user waiting. */
const tidyingTime = 3000;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    const interrupted = new Interrupted(signal);
    // The second time somebody is in earnest: no more tidying.
    if (stop.signal.aborted) process.exit(interrupted.exitCode);
    setTimeout(() => process.exit(interrupted.exitCode), tidyingTime).unref();
    stop.abort(interrupted);
  });
}

// A reader that has seen enough (`secure-score schema | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const terminal: Terminal = {
  out: (text) => { process.stdout.write(text); },
  drained: async () => { if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain'); },
  err: (text) => { process.stderr.write(text); },
  interactive: process.stderr.isTTY === true && !process.env['CI'],
  colors: process.stderr.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb',
  env: process.env,
  cwd: process.cwd(),
  now: () => new Date(),
};

process.on('uncaughtException', (error) => process.exit(reportCrash(error, terminal)));

// Said before anything that an older Node cannot even load; `doctor` would not come to say it.
if (!nodeIsEnough(process.versions.node)) {
  process.stderr.write(`secure-score needs Node ${oldestNode} or newer, and this is ${process.versions.node}. Install a newer one (https://nodejs.org), then run it again.\n`);
  process.exit(exitCodes.usage);
}

const code = await runCommandLine(process.argv.slice(2), terminal, stop.signal);
// Connections kept alive must not keep the program alive; what was written must still arrive.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
