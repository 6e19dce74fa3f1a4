import { isAbsolute, relative } from 'node:path';
import { UserError } from '../../domain/errors.ts';
import type { Outcome, PartFailure } from '../../pipeline/outcome.ts';
import { reportFailure } from '../failure.ts';
import type { Session } from '../session.ts';

/** Gaps told one by one; the report lists all. */
const gapsTold = 8;

/** Tells what a run came to: what failed and what is missing to stderr, the score and the files to stdout. */
export function tellOutcome({ log, terminal }: Session, outcome: Outcome): void {
  for (const { part, error } of outcome.failures) {
    log.warn(`${part} could not be written; the other parts of the report are there.`);
    reportFailure(error, log);
  }
  for (const { part, error } of outcome.undelivered) {
    log.warn(`${part}: not delivered; the report is there.`);
    reportFailure(error, log);
  }
  for (const failure of outcome.gate.failures) log.problem({ message: `gate failed: ${failure}` });
  const missing = outcome.gaps.filter(({ affectsScore }) => affectsScore);
  for (const { what, advice } of missing.slice(0, gapsTold)) log.warn(`incomplete: ${what}. ${advice}`);
  if (missing.length > gapsTold) log.warn(`incomplete: ${missing.length - gapsTold} more gaps; the report lists them all.`);
  const harmless = outcome.gaps.length - missing.length;
  if (harmless > 0) log.note(`${harmless} ${harmless === 1 ? 'gap' : 'gaps'} without effect on a figure; see data quality in the report.`);

  const shown = (path: string): string => {
    const short = relative(terminal.cwd, path);
    return short.startsWith('..') || isAbsolute(short) ? path : short;
  };
  log.result([...outcome.headline, ...outcome.files.map((path) => `  ${shown(path)}`)].join('\n') || `Run ${outcome.runId} is on record.`, {
    ...outcome,
    failures: outcome.failures.map(toldFailure),
    undelivered: outcome.undelivered.map(toldFailure),
  });
}

function toldFailure({ part, error }: PartFailure): object {
  return { part, message: error instanceof Error ? error.message : String(error), mendable: error instanceof UserError };
}
