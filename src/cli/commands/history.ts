import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../../domain/config.ts';
import { exitCodes, problemLine, UserError } from '../../domain/errors.ts';
import { formatFor } from '../../domain/format.ts';
import type { Format } from '../../domain/format.ts';
import type { Day } from '../../domain/history.ts';
import { exportColumns, openRecord } from '../../history/index.ts';
import type { ExportKind, HistoryRecord, Inspection } from '../../history/index.ts';
import { exportText } from '../../pipeline/historyExport.ts';
import type { ExportFormat } from '../../pipeline/historyExport.ts';
import { openEngine } from '../../pipeline/engine.ts';
import { reportPaths } from '../../pipeline/paths.ts';
import { realStages } from '../../pipeline/realStages.ts';
import { listRuns } from '../../pipeline/runList.ts';
import type { ListedRun } from '../../pipeline/runList.ts';
import { columns } from '../columns.ts';
import { sessionConfig } from '../session.ts';
import type { Session } from '../session.ts';

export type RangeFlags = { readonly from?: Day; readonly to?: Day };
export type ExportFlags = RangeFlags & { readonly format: ExportFormat; readonly what: ExportKind; readonly file: string };

/** `history verify`: every file read in full; 2 when one is damaged. */
export async function verify(session: Session): Promise<number> {
  return withRecord(session, async (record, { config, folder }) => {
    const found = await session.log.steps.step('verify', async (progress) => {
      const inspected = await inspectSettled(record, config, folder);
      progress.update(`${inspected.files} files`);
      return inspected;
    });
    session.log.result(verdict(found, folder), { folder, ...found });
    return found.damage.length > 0 ? exitCodes.usage : exitCodes.done;
  }, ' A check that finds nothing to check has not passed, hence exit code 2.');
}

/** A run under way moves files from its month's folder into one: what seems damaged is looked at once more before it is called so. */
async function inspectSettled(record: HistoryRecord, { timeZone }: Config, folder: string): Promise<Inspection> {
  const first = await record.inspect();
  if (first.damage.length === 0) return first;
  const again = await openRecord(folder, { timeZone });
  return again.inspect().finally(() => again.close());
}

function verdict({ runs, files, damage, loose }: Inspection, folder: string): string {
  const whole = damage.length === 0 ? `${folder}: ${runs} runs, ${files} files, all whole.` : `${folder}: ${damage.length} of ${files} files damaged; ${runs} runs can be read.`;
  const told = damage.flatMap(({ file, why, lost, fix }) => [`${file}: ${why}`, `  lost: ${lost}.`, `  to do: ${fix}.`]);
  const notes = loose.map((file) => `${file}: nothing refers to it; harmless.`);
  return [whole, ...told, ...notes].join('\n');
}

/** `history list`: the runs of the series that reports read, each with its score. */
export async function list(session: Session, flags: RangeFlags): Promise<number> {
  return withRecord(session, async (record, { config, folder }) => {
    checkRange(flags);
    const engine = await openEngine(config, record, { stages: realStages, env: session.terminal.env, progress: { update: () => {}, warn: (message) => session.log.warn(message) } });
    const runs = await listRuns(engine, flags);
    const format = formatFor(config.report.locale, config.timeZone);
    const head = ['run', 'day', 'score', 'coverage', 'complete', 'source'];
    const lines = columns([head, ...runs.map((run) => listRow(run, format))], ['left', 'left', 'right', 'right', 'left', 'left']);
    session.log.result(lines.join('\n'), { folder, runs });
    return warned(session, record);
  });
}

/** An export does not say which scopes there should be, so it has no coverage. */
function listRow({ runId, day, score, coverage, complete, source }: ListedRun, format: Format): readonly string[] {
  return [runId, day, format.percent(score), source === 'continuousExport' ? '' : format.percent(coverage), complete ? 'yes' : 'no', source];
}

/** `history export`: rows as they are read, to stdout or a file; 4 when damage left some out. */
export async function exportHistory(session: Session, flags: ExportFlags): Promise<number> {
  return withRecord(session, async (record, { config }) => {
    checkRange(flags);
    const toStdout = flags.file === '-';
    const csv = toStdout ? { ...config.report.csv, bom: false } : config.report.csv;
    const text = exportText(flags.format, exportColumns[flags.what], record.rows(flags.what, flags), csv);
    if (toStdout) await print(session, text);
    else await save(session, text, resolve(session.terminal.cwd, flags.file));
    return warned(session, record);
  });
}

async function print({ terminal, signal }: Session, text: Iterable<string>): Promise<void> {
  for (const part of text) {
    signal.throwIfAborted();
    terminal.out(part);
    await terminal.drained?.();
  }
}

/** Beside the file first, then renamed over it: an export that was stopped is no file. */
async function save({ terminal, log, signal }: Session, text: Iterable<string>, file: string): Promise<void> {
  const unfinished = `${file}.unfinished-${process.pid}`;
  try {
    await pipeline(Readable.from(text), createWriteStream(unfinished, { flags: 'wx' }), { signal });
    await rename(unfinished, file);
  } catch (cause) {
    await rm(unfinished, { force: true });
    signal.throwIfAborted();
    if (!(cause instanceof Error) || !('syscall' in cause)) throw cause;
    throw new UserError({ message: `cannot be written: ${cause.message}`, position: { file }, fix: 'Name a file that can be written to, or - for stdout.' }, { cause });
  }
  log.note(`Wrote ${relative(terminal.cwd, file)}.`);
}

/** 4 when damaged files left something out, each told. */
function warned({ log }: Session, record: HistoryRecord): number {
  const problems = record.problems();
  for (const problem of problems) log.warn(`left out: ${problemLine(problem)}`);
  return problems.length > 0 ? exitCodes.incomplete : exitCodes.done;
}

function checkRange({ from, to }: RangeFlags): void {
  if (from !== undefined && to !== undefined && from > to) throw new UserError({ message: `--from ${from} is after --to ${to}`, fix: 'Give the earlier day as --from.' });
}

/** Reads the record without holding it: another process may run meanwhile. */
async function withRecord(session: Session, use: (record: HistoryRecord, at: { readonly config: Config; readonly folder: string }) => Promise<number>, hint = ''): Promise<number> {
  const config = await sessionConfig(session);
  const folder = reportPaths(config.outDir).data;
  if (!existsSync(folder)) throw new UserError({ message: `no record in ${folder}`, fix: `Collect one with "secure-score run", or name the right folder with --out.${hint}` });
  const record = await openRecord(folder, { timeZone: config.timeZone });
  try {
    return await use(record, { config, folder });
  } finally {
    await record.close();
  }
}
