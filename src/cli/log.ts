import { problemLine } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import type { Steps } from '../pipeline/steps.ts';
import { printable } from './redact.ts';
import { styled } from './terminal.ts';
import type { Terminal } from './terminal.ts';

export type Level = 'info' | 'warning' | 'error';

export interface LogOptions {
  readonly format: 'text' | 'json';
  /** Results and errors only. */
  readonly quiet: boolean;
  /** Every progress message, and the causes of errors. */
  readonly verbose: boolean;
  readonly colors: boolean;
  /** Steps are redrawn in place instead of written line by line. */
  readonly interactive: boolean;
}

/** What commands say and where it goes: results to stdout, everything else to stderr; secrets never. */
export interface Log {
  readonly options: LogOptions;
  readonly steps: Steps;
  /** The command's result: text for people, or with --log-format json the value on one line. */
  result(text: string, value: unknown): void;
  note(message: string): void;
  warn(message: string): void;
  problem(problem: Problem): void;
  /** A fault of ours, with its stack. */
  bug(text: string): void;
}

/** Writes one JSON line, or text in the colour of its level. */
export type Writer = (level: Level, text: string, fields?: Readonly<Record<string, unknown>>) => void;

export function writerOf(terminal: Terminal, options: Pick<LogOptions, 'format' | 'colors'>): Writer {
  return (level, text, fields = {}) => {
    if (options.format === 'json') {
      terminal.err(`${JSON.stringify({ time: terminal.now().toISOString(), level, message: text, ...fields })}\n`);
      return;
    }
    const safe = printable(text);
    const painted = level === 'info' ? safe : styled(level === 'error' ? 'red' : 'yellow', safe, options.colors);
    terminal.err(`${painted}\n`);
  };
}

/** The log of a session; `steps` shows the work in progress. */
export function logOf(terminal: Terminal, options: LogOptions, steps: Steps): Log {
  const write = writerOf(terminal, options);
  return {
    options, steps,
    result: (text, value) => terminal.out(options.format === 'json' ? `${JSON.stringify(value)}\n` : `${printable(text)}\n`),
    note: (message) => { if (!options.quiet) write('info', message); },
    warn: (message) => { if (!options.quiet) write('warning', options.format === 'json' ? message : `warning: ${message}`); },
    problem: (problem) => write('error', oneLine(options.format === 'json' ? problem.message : problemLine(problem)), { ...problem.position, ...(problem.fix === undefined ? {} : { fix: problem.fix }) }),
    bug: (text) => write('error', text),
  };
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}
