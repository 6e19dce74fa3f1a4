import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogAnalytics } from '../azure/logAnalytics.ts';
import { addDays, dayOf } from '../domain/calendar.ts';
import type { Config } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { Day } from '../domain/history.ts';
import type { Clock, Progress } from '../domain/ports.ts';
import { backfill, exportTables, fileSource, lookBackDays, workspaceSource } from '../history/export/index.ts';
import type { BackfillResult, ExportFile, ExportSource } from '../history/export/index.ts';
import type { HistoryRecord, RecordOptions } from '../history/index.ts';
import { reportPaths } from './paths.ts';
import type { Steps } from './steps.ts';
import { toolVersion } from './version.ts';
import { counted } from './words.ts';

/** Which days, and from where: a folder of files, or else workspaces. */
export interface BackfillRequest {
  /** Default {@link lookBackDays} before today. */
  readonly from?: Day;
  /** Default yesterday: the export of a day that is not over is not complete. */
  readonly to?: Day;
  /** Folder with `<table>.ndjson` or `.json` files, absolute; null: the workspaces. */
  readonly files: string | null;
  readonly workspaceIds: readonly string[];
}

export interface BackfillPorts {
  readonly clock: Clock;
  readonly steps: Steps;
  readonly signal: AbortSignal;
  openRecord(folder: string, options: RecordOptions): Promise<Pick<HistoryRecord, 'append' | 'runs' | 'close'>>;
  openLogAnalytics(config: Config): Promise<LogAnalytics>;
}

/** What came before the first day still stands on it (DESIGN §9.6), so that much more is read. */
const readBefore = 14;

/** Puts an export on record: 1 open the record → 2 read the export and append its points. Repeating it changes nothing. */
export async function runBackfill(config: Config, request: BackfillRequest, ports: BackfillPorts): Promise<BackfillResult> {
  const { clock, steps, signal } = ports;
  const today = dayOf(clock.now(), config.timeZone);
  const range = rangeOf(request, today);
  if (request.files === null && request.workspaceIds.length === 0) {
    throw new UserError({ message: 'no workspace to read', fix: 'Name its id with --workspace or in config (history.workspaceIds), or give a folder of files with --files.' });
  }
  const folder = reportPaths(config.outDir).data;
  // Bulk: what a power cut loses here is still in the export.
  const record = await steps.step('record', () => ports.openRecord(folder, { timeZone: config.timeZone, write: true, durability: 'bulk' }));
  try {
    return await steps.step('backfill', async (progress) => {
      if (request.to !== undefined && request.to >= today) progress.warn(`${today} is not over: its export gives no point yet`);
      const source = beginningOn(range.from, await openSource(config, request, range, ports, progress));
      const stoppable = { runs: record.runs, append: (...run: Parameters<typeof record.append>) => { signal.throwIfAborted(); return record.append(...run); } };
      const result = await backfill(stoppable, source, { timeZone: config.timeZone, toolVersion: toolVersion(), cloud: config.azure.cloud, today: addDays(range.to, 1) });
      progress.update(summary(result));
      return result;
    });
  } finally {
    await record.close();
  }
}

interface Range {
  readonly from: Day;
  readonly to: Day;
}

function rangeOf({ from, to }: BackfillRequest, today: Day): Range {
  const yesterday = addDays(today, -1);
  const range = { from: from ?? addDays(today, -lookBackDays), to: to === undefined || to > yesterday ? yesterday : to };
  if (range.from > range.to) throw new UserError({ message: `no day from ${range.from} to ${range.to}`, fix: 'Give --from and --to as days that are over, the earlier one first.' });
  return range;
}

async function openSource(config: Config, { files, workspaceIds }: BackfillRequest, { from, to }: Range, ports: BackfillPorts, progress: Progress): Promise<ExportSource> {
  if (files !== null) return fileSource(await exportFiles(files), config.timeZone);
  return workspaceSource(await ports.openLogAnalytics(config), workspaceIds, { from: addDays(from, -readBefore), to, timeZone: config.timeZone }, progress);
}

/** The same export, with no point before a day. */
function beginningOn(from: Day, source: ExportSource): ExportSource {
  return {
    scores: async () => {
      const all = await source.scores();
      return { ...all, days: all.days.filter(({ day }) => day >= from) };
    },
    details: () => source.details(),
  };
}

/** Files of a folder whose name begins with a table's, or that hold rows with a column `Type`. */
async function exportFiles(folder: string): Promise<readonly ExportFile[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new UserError({ message: 'no folder of files', position: { file: folder }, fix: `Name a folder with ${exportTables.map((table) => `${table}.ndjson`).join(', ')}.` }, { cause });
  });
  const wanted = names.filter((name) => /\.(ndjson|jsonl|json)$/i.test(name)).sort();
  if (wanted.length === 0) throw new UserError({ message: 'no .ndjson or .json file in it', position: { file: folder }, fix: `Name a folder with ${exportTables.map((table) => `${table}.ndjson`).join(', ')}.` });
  return Promise.all(wanted.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })));
}

function summary({ points, first, last, keptDays, unreadableRows }: BackfillResult): string {
  const span = first === null ? '' : `, ${first} to ${last ?? first}`;
  const kept = keptDays === 0 ? '' : `; ${counted(keptDays, 'day')} kept the run on record`;
  const left = unreadableRows === 0 ? '' : `; ${counted(unreadableRows, 'row')} left out, which name no scope or cannot be read`;
  return `${counted(points, 'day')}${span}${kept}${left}`;
}
