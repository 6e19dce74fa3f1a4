import type { Config } from '../domain/config.ts';
import { problemLine, UserError } from '../domain/errors.ts';
import { matchesGlob } from '../domain/glob.ts';
import type { HistoryPoint, KnownStates } from '../domain/history.ts';
import type { Scope } from '../domain/scope.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { reportPaths } from './paths.ts';
import type { OpenRecord, Stages } from './stages.ts';

/** What reading the record needs of the world. */
export interface RecordPorts {
  readonly stages: Pick<Stages, 'openRecord'>;
  /** Told what is damaged. */
  warn(message: string): void;
}

/** Opens the record for reading, and closes it whatever happens. */
export async function withRecord<Result>({ outDir, timeZone }: Config, { stages, warn }: RecordPorts, use: (record: OpenRecord, folder: string) => Promise<Result>): Promise<Result> {
  const folder = reportPaths(outDir).data;
  const record = await stages.openRecord(folder, { timeZone, write: false });
  try {
    for (const problem of record.problems()) warn(problemLine(problem));
    return await use(record, folder);
  } finally {
    await record.close();
  }
}

/**
 * The run that a text means: a run id or the beginning of one that fits a single run, `latest`, `previous` (the last but one), or a day
 * (its last run). UserError when there is none.
 */
export function findRun(runs: readonly HistoryPoint[], text: string, folder: string): HistoryPoint {
  if (runs.length === 0) throw new UserError({ message: `no run on record in ${folder}`, fix: 'Collect one with "secure-score run", or name the right folder with --out.' });
  if (text === 'latest') return runs.at(-1) as HistoryPoint;
  if (text === 'previous') return orRefuse(runs.at(-2), 'there is only one run on record', runs);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return orRefuse(runs.findLast((run) => run.day === text), `no run on ${text}`, runs);
  const fitting = runs.filter((run) => run.runId.startsWith(text.toUpperCase()));
  if (fitting.length > 1) throw new UserError({ message: `${fitting.length} runs begin with ${JSON.stringify(text)}`, fix: `Write more of the id, e.g. ${fitting[0]?.runId ?? ''}.` });
  return orRefuse(text === '' ? undefined : fitting[0], `no run ${JSON.stringify(text)} on record in ${folder}`, runs);
}

function orRefuse(run: HistoryPoint | undefined, message: string, runs: readonly HistoryPoint[]): HistoryPoint {
  if (run !== undefined) return run;
  throw new UserError({ message, fix: `There ${runs.length === 1 ? 'is one' : `are ${runs.length}`}, from ${runs[0]?.runId ?? ''} to ${runs.at(-1)?.runId ?? ''}; a day (2026-11-20), "latest" and "previous" name one too.` });
}

/** True when a pattern, `*` for any characters, is a scope's name or one of its ids. */
export function isCalled(scope: Scope, pattern: string): boolean {
  const own = scope.kind === 'subscription' ? [scope.subscriptionId] : [];
  return [scope.name, scope.id, ...own, ...(scope.hierarchyIdentifier === null ? [] : [scope.hierarchyIdentifier])].some((name) => matchesGlob(pattern, name));
}

/** The snapshot of a run on record. */
export async function snapshotOf(record: OpenRecord, { runId }: HistoryPoint): Promise<Snapshot> {
  const snapshot = await record.snapshot(runId);
  if (snapshot === null) throw new Error(`the run ${runId} is listed, but not on record`);
  return snapshot;
}

/** The states on record after a run: those before the next one. */
export function statesAt(record: OpenRecord, runId: string): Promise<KnownStates> {
  const next = record.runs().find((point) => point.runId > runId);
  return record.knownStates(next === undefined ? {} : { before: next.runId });
}
