import { resolve } from 'node:path';
import type { Config } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import { logOf, writerOf } from './log.ts';
import type { Log, LogOptions } from './log.ts';
import type { GlobalOptions } from './options.ts';
import { printable } from './redact.ts';
import type { SafeTerminal, Terminal } from './terminal.ts';

/** What every command gets: the flags, the log, the clock and the signal to stop. */
export interface Session {
  readonly flags: GlobalOptions;
  readonly terminal: SafeTerminal;
  readonly log: Log;
  /** Fixed by --now or SOURCE_DATE_EPOCH, else the machine's. */
  readonly clock: Clock;
  /** When the clock is fixed; null when it runs. */
  readonly fixedNow: Date | null;
  readonly signal: AbortSignal;
}

/** A session from parsed flags. The drawing of steps is loaded only where somebody watches. */
export async function openSession(flags: GlobalOptions, terminal: SafeTerminal, signal: AbortSignal): Promise<Session> {
  const options = logOptions(flags, terminal);
  const fixedNow = flags.now ?? sourceDate(terminal.env);
  return { flags, terminal, signal, fixedNow, log: await openLog(options, terminal), clock: { now: () => fixedNow ?? terminal.now() } };
}

/** How to write, from flags alone: errors in the flags themselves are told this way too. */
export function logOptions(flags: Partial<GlobalOptions>, terminal: Terminal): LogOptions {
  const quiet = flags.quiet === true;
  const verbose = flags.verbose === true;
  const format = flags.logFormat ?? 'text';
  const colors = terminal.colors && flags.color !== false;
  return { format, quiet, verbose, colors, interactive: terminal.interactive && colors && format === 'text' && !quiet && !verbose };
}

async function openLog(options: LogOptions, terminal: SafeTerminal): Promise<Log> {
  const write = writerOf(terminal, options);
  if (!options.interactive) {
    const { stepLines } = await import('./stepLines.ts');
    return logOf(terminal, options, stepLines(write, options));
  }
  const { stepList } = await import('./stepList.ts');
  return logOf(terminal, options, stepList(process.stderr, (text) => printable(terminal.redact(text)), (message) => write('warning', `warning: ${message}`)));
}

/** The time that reproducible builds fix for every tool, in seconds since 1970; null when it is not set. */
function sourceDate(env: Terminal['env']): Date | null {
  const text = env['SOURCE_DATE_EPOCH'];
  if (text === undefined || text === '') return null;
  if (!/^\d{1,11}$/.test(text)) throw new UserError({ message: `SOURCE_DATE_EPOCH is ${JSON.stringify(text)}`, fix: 'Give whole seconds since 1970, or unset it.' });
  return new Date(Number(text) * 1000);
}

/** The config file with the flags put over it. */
export async function sessionConfig({ flags, terminal }: Session): Promise<Config> {
  const { readConfig } = await import('../config/index.ts');
  const config = readConfig(flags.config ?? null, terminal.env, terminal.cwd, ({ secrets }) => terminal.hide(secrets));
  const placed = flags.out === undefined ? config : { ...config, outDir: resolve(terminal.cwd, flags.out) };
  return flags.mask === true ? { ...placed, report: { ...placed.report, mask: true } } : placed;
}
