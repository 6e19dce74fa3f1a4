import { exitCodes, UserError } from '../domain/errors.ts';
import { Interrupted } from './interrupt.ts';
import type { Log } from './log.ts';

/** Tells what went wrong and gives the exit code. What the reader can mend comes without a stack; our bugs with one. */
export function reportFailure(error: unknown, log: Pick<Log, 'problem' | 'note' | 'bug' | 'options'>): number {
  if (error instanceof Interrupted) {
    log.note(`${error.message}`);
    return error.exitCode;
  }
  if (error instanceof UserError) {
    for (const problem of error.problems) log.problem(problem);
    if (log.options.verbose && error.cause !== undefined) log.bug(`cause: ${trace(error.cause)}`);
    return error.exitCode;
  }
  log.bug(`This is a bug in secure-score. Please report it with what follows.\n${trace(error)}`);
  return exitCodes.bug;
}

/** An error with its stack and the errors behind it. */
function trace(error: unknown): string {
  const lines: string[] = [];
  for (let current: unknown = error; current !== undefined && lines.length < 5; current = current instanceof Error ? current.cause : undefined) {
    lines.push(current instanceof Error ? (current.stack ?? current.message) : String(current));
  }
  return lines.join('\ncaused by: ');
}
