import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { fileURLToPath } from 'node:url';
import { exitCodes } from '../../domain/errors.ts';
import { Interrupted } from '../interrupt.ts';

/** One run of this program in a process of its own: no memory, environment or browser is shared with another. */
export interface ProgramRun {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Its stdout and stderr, as they come. */
  out(text: string): void;
  err(text: string): void;
}

const main = fileURLToPath(new URL(`../main${import.meta.url.slice(-3)}`, import.meta.url));

/** Runs this program; its exit code. A stop is passed on, and waited for. */
export function runProgram({ args, env, cwd, signal, out, err }: ProgramRun): Promise<number> {
  return new Promise((resolve, reject) => {
    // A group of its own: Ctrl-C must reach it once, through us, or it would not tidy up.
    const child = spawn(process.execPath, [...process.execArgv, main, ...args], { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' });
    const stop = (): void => { child.kill(signal.reason instanceof Interrupted && signal.reason.exitCode === 130 ? 'SIGINT' : 'SIGTERM'); };
    for (const [stream, tell] of [[child.stdout, out], [child.stderr, err]] as const) {
      const decoder = new StringDecoder('utf8');
      stream.on('data', (bytes: Buffer) => tell(decoder.write(bytes)));
      stream.on('end', () => tell(decoder.end()));
    }
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      signal.removeEventListener('abort', stop);
      if (code === null) err(`\nkilled by ${killedBy ?? 'an unknown signal'}\n`);
      resolve(code ?? exitCodes.bug);
    });
  });
}
