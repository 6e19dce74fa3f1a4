import { runCommandLine } from './program.ts';
import type { Terminal } from './terminal.ts';

/** What a command came to. */
export interface Finished {
  /** Exit code, as on the command line. */
  readonly code: number;
  /** Results; secrets of the environment are taken out. */
  readonly out: string;
  /** Progress, warnings and errors. */
  readonly err: string;
}

export interface EmbeddedOptions {
  /** Where paths start; default: this process's. */
  readonly cwd?: string;
  /** Where credentials and secrets come from; default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Stops the command when aborted. */
  readonly signal?: AbortSignal;
}

/** Runs one command in this process: `await secureScore(['run', '--config', 'a.yaml'])`. Never ends the process, never throws for what the exit code says. */
export async function secureScore(args: readonly string[], { cwd = process.cwd(), env = process.env, signal = new AbortController().signal }: EmbeddedOptions = {}): Promise<Finished> {
  const said = { out: '', err: '' };
  const terminal: Terminal = {
    out: (text) => { said.out += text; }, err: (text) => { said.err += text; },
    interactive: false, colors: false, env, cwd, now: () => new Date(),
  };
  return { code: await runCommandLine(args, terminal, signal), ...said };
}
