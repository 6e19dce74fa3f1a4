/** Process exit codes, a stable contract with pipelines (DESIGN: command line). */
export const exitCodes = {
  done: 0,
  bug: 1,
  usage: 2,
  gateFailed: 3,
  incomplete: 4,
  deliveryFailed: 5,
} as const;

/** Where in a user's file or command line a problem is; lines and columns start at 1. */
export interface Position {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Dotted path of the key, e.g. `scopes.include[0]`. */
  readonly path?: string;
}

/** One thing a user got wrong and can mend. */
export interface Problem {
  /** What is wrong: lower-case fact plus the value. */
  readonly message: string;
  readonly position?: Position;
  /** What to do about it, as an instruction. */
  readonly fix?: string;
}

/** A fault the reader can mend: printed without a stack. Everything else that is thrown is our bug. */
export class UserError extends Error {
  readonly problems: readonly Problem[];
  readonly exitCode: number;

  constructor(problems: Problem | readonly Problem[], options: { readonly exitCode?: number; readonly cause?: unknown } = {}) {
    const all = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(all.map(problemLine).join('\n'), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.problems = all;
    this.exitCode = options.exitCode ?? exitCodes.usage;
  }
}

/** `config.yaml:7:3 scopes.include[0]: message. Fix.` on one line. */
export function problemLine(problem: Problem): string {
  const { file, line, column, path } = problem.position ?? {};
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const where = [place, path].filter((part) => part !== undefined && part !== '').join(' ');
  const text = problem.fix === undefined ? problem.message : `${problem.message}. ${problem.fix}`;
  return where === '' ? text : `${where}: ${text}`;
}
