import { styleText } from 'node:util';
import { redactor } from './redact.ts';

/** The world as the command line sees it; main.ts gives the real one, tests their own. */
export interface Terminal {
  /** Results. Text ends with a newline. */
  out(text: string): void;
  /** Resolves when what was written is taken: for results too long to wait in memory. Absent: they never wait. */
  drained?(): Promise<void>;
  /** Progress, warnings and errors. */
  err(text: string): void;
  /** True when a person watches stderr, so that progress may be redrawn. */
  readonly interactive: boolean;
  /** True when stderr takes colours; NO_COLOR and --no-color switch them off. */
  readonly colors: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Wall clock for log lines; runs take theirs from --now first. */
  now(): Date;
}

export type Style = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

/** Text in a style; unchanged where colours are off. */
export function styled(style: Style, text: string, colors: boolean): string {
  return colors ? styleText(style, text, { validateStream: false }) : text;
}

/** A terminal on which no secret can appear. */
export interface SafeTerminal extends Terminal {
  /** Takes the secrets out of a text that is shown by other means. */
  redact(text: string): string;
  /** From now on these are secrets, too. */
  hide(values: readonly string[]): void;
}

/** The same terminal, on which no secret of the environment can appear, whoever writes. */
export function withoutSecrets(terminal: Terminal): SafeTerminal {
  const hidden = new Set<string>();
  let redact = redactor(terminal.env);
  return {
    ...terminal,
    out: (text) => terminal.out(redact(text)), err: (text) => terminal.err(redact(text)), now: () => terminal.now(),
    redact: (text) => redact(text),
    hide: (values) => {
      for (const value of values) hidden.add(value);
      redact = redactor(terminal.env, [...hidden]);
    },
  };
}
