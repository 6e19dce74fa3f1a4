import { basename } from 'node:path';
import type { Problem } from '../domain/errors.ts';
import { UserError } from '../domain/errors.ts';
import type { DayRange, History, HistoryPoint, KnownStates } from '../domain/history.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { appendSnapshot } from './append.ts';
import { createArchive } from './archive.ts';
import { readCheckpoints } from './checkpoint.ts';
import { compactClosedMonths } from './compact.ts';
import type { PointHeader } from './documents.ts';
import type { Durability, DurableWriter } from './durable.ts';
import { createDurableWriter, refusedBySystem } from './durable.ts';
import type { Cell, ExportKind } from './exportColumns.ts';
import { exportRows } from './exportRows.ts';
import type { FileSystem } from './fileSystem.ts';
import { nodeFileSystem } from './fileSystem.ts';
import { createHistory, datedEntry, historyPoint } from './history.ts';
import type { Entry, Inventory, SegmentRef } from './inventory.ts';
import { readInventory, segmentEntries } from './inventory.ts';
import type { Inspection } from './inspect.ts';
import { inspectRecord } from './inspect.ts';
import { extension, paths } from './layout.ts';
import type { Processes } from './lock.ts';
import { realProcesses, takeLock } from './lock.ts';
import { recover } from './recover.ts';
import { createStateLog } from './stateLog.ts';
import { verifyRecord } from './verify.ts';

export interface RecordOptions {
  /** IANA name; days are counted in it. */
  readonly timeZone: string;
  /** Take the lock at once; otherwise the first append takes it. Default false. */
  readonly write?: boolean;
  /** `bulk` waits for the disk once, at close: only for filling a record from something that is still there. Default `each`. */
  readonly durability?: Durability;
  readonly fileSystem?: FileSystem;
  /** Processes of this machine, to judge locks; default the real ones. */
  readonly processes?: Processes;
}

/** The score history in a folder. */
export interface HistoryRecord {
  /** Puts a run on record; durable when it returns. A run of the same id is replaced, nothing else. UserError when another process writes. */
  append(snapshot: Snapshot, options?: { readonly source?: PointHeader['source'] }): Promise<void>;
  /** The last run; null when there is none. UserError naming the file when it is damaged. */
  latest(): Promise<Snapshot | null>;
  /** A run as it was appended; 90 days later without governance and signatures. Null when unknown; UserError naming the file when damaged. */
  snapshot(runId: string): Promise<Snapshot | null>;
  /** True when governance and signatures of the run were rolled up. */
  rolledUp(runId: string): boolean;
  /** All runs, oldest first. */
  runs(): readonly HistoryPoint[];
  /** The history up to a run, as it stood when that was the last; without one, all. UserError when there is no such run. */
  history(asOf?: string): History;
  /** States on record; `before` leaves that run and later ones out, for running it again. A view that holds until the next append. */
  knownStates(options?: { readonly before?: string }): Promise<KnownStates>;
  /** Damage met so far: files that could not be read and were left out. */
  problems(): readonly Problem[];
  /** Reads every file in full; everything that is wrong, named. */
  verify(): Promise<readonly Problem[]>;
  /** The same with what each damaged file takes with it, and with the files nothing refers to. */
  inspect(): Promise<Inspection>;
  /** Rows of an export, a cell for each of `exportColumns`, made while they are read; what is damaged is left out and then in {@link problems}. */
  rows(what: ExportKind, range?: Partial<DayRange>): Iterable<readonly Cell[]>;
  /** Waits for the disk where that was put off, and gives the lock back. */
  close(): Promise<void>;
}

/** Opens the record in a folder, which need not exist yet. UserError when it was written by a newer version, or for `write` when it is in use. */
export async function openRecord(root: string, options: RecordOptions): Promise<HistoryRecord> {
  const state = openState(root, options);
  if (options.write === true) state.lock();
  const find = (runId: string): Entry | undefined => state.inventory().entries.find((entry) => entry.header.runId === runId);
  return {
    append: async (snapshot, { source = 'live' } = {}) => state.append(snapshot, source),
    latest: async () => {
      const last = state.inventory().entries.at(-1);
      refuseDamagedRun(state.inventory(), (runId) => last === undefined || runId > last.header.runId);
      return last === undefined ? null : state.archive.snapshot(last);
    },
    snapshot: async (runId) => {
      const entry = find(runId);
      if (entry !== undefined) return state.archive.snapshot(entry);
      refuseDamagedRun(state.inventory(), (damaged) => damaged === runId);
      refuseDamagedMonth(state.inventory(), root, runId);
      return null;
    },
    rolledUp: (runId) => {
      const entry = find(runId);
      return entry !== undefined && state.archive.rolledUp(entry);
    },
    runs: () => state.inventory().entries.map((entry) => historyPoint(datedEntry(entry, options.timeZone))),
    history: (asOf) => createHistory(entriesUpTo(state.inventory().entries, asOf), state.sources),
    knownStates: async ({ before } = {}) => state.log.known(entriesBefore(state.inventory().entries, before)),
    problems: () => state.problems(),
    verify: async () => verifyRecord(readInventory(state.fileSystem, root), state.archive),
    inspect: async () => inspectRecord(state.fileSystem, root, readInventory(state.fileSystem, root), state.archive),
    rows: (what, range = {}) => exportRows(what, state.inventory().entries, range, state.exportSources),
    close: async () => state.close(),
  };
}

/** What an open record holds on to. */
function openState(root: string, { timeZone, durability = 'each', fileSystem = nodeFileSystem, processes }: RecordOptions) {
  let inventory = readInventory(fileSystem, root);
  const seen = new Set<string>();
  const { onDamage, met } = damageLog();
  const archive = createArchive(fileSystem, root, (month) => inventory.segments.get(month));
  const log = createStateLog({ rows: archive.rows, checkpoints: () => readCheckpoints(fileSystem, root), onDamage });
  let held: { readonly release: () => void; readonly writer: DurableWriter } | null = null;

  const lock = (): DurableWriter => {
    if (held !== null) return held.writer;
    const now = new Date();
    try {
      const writer = createDurableWriter(fileSystem, root, durability);
      held = { writer, release: takeLock(fileSystem, paths.lock(root), processes ?? realProcesses(now), now) };
    } catch (error) {
      throw refusedBySystem(error, root);
    }
    inventory = readInventory(fileSystem, root); // another process may have written since
    recover(fileSystem, root, inventory);
    return held.writer;
  };
  return {
    fileSystem, archive, log, lock,
    inventory: () => inventory,
    problems: () => [...inventory.problems, ...met()],
    sources: {
      timeZone,
      scopes: (entries: readonly Entry[]) => archive.scopes(entries, onDamage),
      catalogue: archive.catalogue,
      governance: (entry: Entry) => archive.notes(entry)?.governance ?? null,
      stateChanges: log.changes,
      onDamage,
    },
    exportSources: {
      timeZone, onDamage, rows: archive.rows, catalogue: archive.catalogue, estate: archive.estate,
      checkpoints: () => readCheckpoints(fileSystem, root),
      afresh: (entries: readonly Entry[]) => afresh(entries, inventory, (segment) => segmentEntries(fileSystem, root, segment)),
    },
    append: (snapshot: Snapshot, source: PointHeader['source']) => {
      const writer = lock();
      inventory = appendSnapshot({ fileSystem, writer, root, inventory, seen }, snapshot, source);
      // Only the newest run closes months: a back-fill would otherwise fold its month again with every run.
      const newest = inventory.entries.at(-1)?.header.runId === snapshot.runId;
      if (newest) inventory = compactClosedMonths({ fileSystem, writer, root, inventory, archive, onDamage });
    },
    close: () => {
      const { release, writer } = held ?? { release: () => {}, writer: null };
      held = null;
      try {
        writer?.flush();
      } finally {
        release();
      }
    },
  };
}

/** Damage met while something was answered without it, told once. */
function damageLog() {
  const met = new Map<string, Problem>();
  const onDamage = (error: unknown): void => {
    if (!(error instanceof UserError)) throw error;
    for (const problem of error.problems) met.set(`${problem.position?.file ?? ''} ${problem.message}`, problem);
  };
  return {
    onDamage,
    met: (): readonly Problem[] => [...met.values()],
  };
}

/** The same runs, those of closed months with blocks that nothing else holds on to. */
function* afresh(entries: readonly Entry[], { segments }: Inventory, read: (segment: SegmentRef) => readonly Entry[]): Iterable<Entry> {
  let [month, own]: [string, readonly Entry[]] = ['', []];
  for (const entry of entries) {
    const segment = entry.file === null ? segments.get(entry.month) : undefined;
    if (segment !== undefined && entry.month !== month) [month, own] = [entry.month, read(segment)];
    yield segment === undefined ? entry : (own.find(({ header }) => header.runId === entry.header.runId) ?? entry);
  }
}

function entriesUpTo(entries: readonly Entry[], asOf: string | undefined): readonly Entry[] {
  return asOf === undefined ? entries : entries.slice(0, placeOf(entries, asOf) + 1);
}

/** Runs before the given one, which need not be on record: run ids sort by time. */
function entriesBefore(entries: readonly Entry[], before: string | undefined): readonly Entry[] {
  const place = before === undefined ? -1 : entries.findIndex((entry) => entry.header.runId >= before);
  return place < 0 ? entries : entries.slice(0, place);
}

function placeOf(entries: readonly Entry[], runId: string): number {
  const place = entries.findIndex((entry) => entry.header.runId === runId);
  if (place < 0) throw new UserError({ message: `no run ${JSON.stringify(runId)} on record`, fix: `The last is ${entries.at(-1)?.header.runId ?? 'not there: nothing is on record'}` });
  return place;
}

/** Refuses when a damaged run file has such a run id. */
function refuseDamagedRun({ damagedRuns, problems }: Inventory, concerns: (runId: string) => boolean): void {
  const path = damagedRuns.find((one) => concerns(basename(one, extension)));
  if (path !== undefined) throw new UserError(problems.filter((problem) => problem.position?.file === path));
}

/** A damaged segment may have held any run of its month. */
function refuseDamagedMonth({ damagedMonths, problems }: Inventory, root: string, runId: string): void {
  const month = `${runId.slice(0, 4)}-${runId.slice(4, 6)}`;
  if (damagedMonths.has(month)) throw new UserError(problems.filter((problem) => problem.position?.file === paths.segment(root, month)));
}
