import { UserError } from '../domain/errors.ts';
import type { KnownStates, StateChange } from '../domain/history.ts';
import { flagsAt } from './block.ts';
import type { RunRows } from './detail.ts';
import type { Entry } from './inventory.ts';
import { compareText, flag } from './numbers.ts';
import type { Replay, ReplayedRun, ReplayStart } from './states.ts';
import { createReplay } from './states.ts';
import { sha256 } from './storedFile.ts';

/** States after a number of runs, kept so that a replay need not begin at the first. */
export interface Checkpoint {
  readonly runs: number;
  /** {@link fingerprintOf} those runs. */
  readonly fingerprint: string;
  /** RangeError when its columns are damaged. */
  readonly state: () => ReplayStart;
}

/** The states of all assessments and their changes, replayed from the rows of the runs and kept in step with them. */
export interface StateLog {
  known(entries: readonly Entry[]): KnownStates;
  changes(entries: readonly Entry[], from: string, to: string): readonly StateChange[];
}

/** How far the log has got. */
interface Progress {
  readonly replay: Replay;
  /** Number of runs the replay began after: their changes are not in the log. */
  readonly begins: number;
  readonly runs: string[];
  readonly changes: { readonly run: number; readonly change: StateChange }[];
}

export interface StateLogSources {
  rows(entry: Entry): RunRows;
  /** Kept states, latest first; unreadable ones left out. */
  checkpoints(): Iterable<Checkpoint>;
  onDamage(error: unknown): void;
}

export function createStateLog(sources: StateLogSources): StateLog {
  let progress: Progress | null = null;

  /** Replays what is missing; begins anew when the runs on record are others, or the log begins too late. */
  const upTo = (entries: readonly Entry[], begins: number): Progress => {
    const current = progress !== null && progress.begins <= begins && agrees(progress.runs, entries) ? progress : begin(entries, begins, sources.checkpoints());
    progress = current;
    for (const entry of entries.slice(current.runs.length)) {
      const run = current.runs.push(identityOf(entry)) - 1;
      for (const change of current.replay.apply(replayedRun(entry, sources))) current.changes.push({ run, change });
    }
    return current;
  };
  return {
    known: (entries) => {
      if (progress !== null && progress.runs.length > entries.length) progress = null;
      return upTo(entries, monthBefore(entries)).replay.known();
    },
    changes: (entries, from, to) => {
      const [after, until] = [Date.parse(from), Date.parse(to)];
      const first = entries.findIndex((entry) => Date.parse(entry.header.finishedAt) > after);
      if (first < 0) return [];
      const found = upTo(entries, first).changes.filter(({ run, change }) => {
        const at = Date.parse(change.at);
        return run < entries.length && at > after && at <= until;
      });
      return found.map(({ change }) => change).sort(compareChanges);
    },
  };
}

/** Number of runs more than 35 days before the last: who asks for states asks for the last weeks' changes as well, from the same replay. */
function monthBefore(entries: readonly Entry[]): number {
  const start = (entries.at(-1)?.at ?? 0) - 35 * 86_400_000;
  return entries.findLastIndex((entry) => entry.at < start) + 1;
}

/** SHA-256 over runs and the contents of their details. */
export function fingerprintOf(entries: readonly Entry[]): string {
  return sha256(entries.map(identityOf).join('\n'));
}

/** A run as the replay sees it; damage is reported and taken as "unknown". */
export function replayedRun(entry: Entry, sources: Pick<StateLogSources, 'rows' | 'onDamage'>): ReplayedRun {
  const { header, block, index } = entry;
  const scopeIds = block.scopeIds.filter((_, scope) => (flagsAt(block, scope, index) & flag.listed) !== 0);
  try {
    return { header, rows: sources.rows(entry), scopeIds };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    sources.onDamage(error);
    return { header, rows: null, scopeIds };
  }
}

/** Latest usable checkpoint that covers at most `begins` of these runs, or the beginning. */
export function begin(entries: readonly Entry[], begins: number, checkpoints: Iterable<Checkpoint>): Progress {
  for (const { runs, fingerprint, state } of checkpoints) {
    if (runs > begins || fingerprint !== fingerprintOf(entries.slice(0, runs))) continue;
    const start = startOf(state);
    if (start !== null) return { replay: createReplay(start), begins: runs, runs: entries.slice(0, runs).map(identityOf), changes: [] };
  }
  return { replay: createReplay(), begins: 0, runs: [], changes: [] };
}

/** A checkpoint is derived: one that cannot be decoded is passed over. */
function startOf(state: () => ReplayStart): ReplayStart | null {
  try {
    return state();
  } catch {
    return null;
  }
}

function identityOf({ header }: Entry): string {
  return `${header.runId} ${header.detail}`;
}

/** True when the runs already replayed and the asked ones are the same as far as both go. */
function agrees(runs: readonly string[], entries: readonly Entry[]): boolean {
  return entries.every((entry, index) => index >= runs.length || runs[index] === identityOf(entry));
}

function compareChanges(a: StateChange, b: StateChange): number {
  return Date.parse(a.at) - Date.parse(b.at) || compareText(a.scopeId, b.scopeId) || compareText(a.key, b.key) || compareText(a.resourceId, b.resourceId);
}
