import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config, ReportFormat } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { Progress } from '../domain/ports.ts';
import type { ReportModel } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { judgeGates } from './gates.ts';
import { reportOutcome } from './outcome.ts';
import type { Outcome, PartFailure } from './outcome.ts';
import { mirrorFolder, reportPaths, writeAtomically } from './paths.ts';
import type { Ports } from './run.ts';
import type { OpenRecord, RunFile, Stages } from './stages.ts';

export interface RenderRequest {
  readonly snapshot: Snapshot;
  readonly record: OpenRecord;
  readonly formats: readonly ReportFormat[];
}

/** The report of one run on record, in every format asked for, and the pages over all runs. */
export async function renderRun(config: Config, { snapshot, record, formats }: RenderRequest, ports: Ports): Promise<Outcome> {
  const { clock, stages, steps } = ports;
  const paths = reportPaths(config.outDir);
  const folder = paths.run(snapshot.runId);
  const model = await steps.step('report', async (progress) => {
    if (config.groups.length > 0) progress.warn(`${config.groups.length} groups are configured; this version writes no report of their own for them`);
    return stages.buildReport(config, { snapshot, history: record.history(snapshot.runId), states: await statesAt(record, snapshot.runId), now: clock.now() });
  });
  const failures: PartFailure[] = [];
  const charts = await attempt('charts', failures, ports, () => stages.renderCharts(model));
  for (const [chart, message] of charts?.failures ?? []) failures.push({ part: `chart ${chart}`, error: new Error(message) });
  const html = once(async () => {
    if (charts === null) throw new UserError({ message: 'the page needs the charts, which failed' });
    return stages.renderHtml(model, charts);
  });
  const written: string[] = [];
  for (const format of formats) {
    const files = await attempt(format, failures, ports, (progress) => writeFormat(format, folder, { model, html, stages, progress }));
    // What an earlier rendering left must not pass for this one's.
    if (files === null) await rm(join(folder, reportFile(format)), { force: true });
    else written.push(...files);
  }
  const isLatest = record.runs().at(-1)?.runId === snapshot.runId;
  const index = await attempt('site', failures, ports, async () => {
    if (isLatest) await mirrorFolder(folder, paths.latest);
    return stages.writeSite(config, paths.site, record);
  });
  return reportOutcome(model, { files: [...(index ?? []), ...written], failures, gate: judgeGates(config.gates, model) });
}

/** Does a part of the run; when it fails the failure is kept and the run goes on. A stop by the user is no failure. */
async function attempt<Result>(part: string, failures: PartFailure[], { steps, signal }: Ports, work: (progress: Progress) => Promise<Result>): Promise<Result | null> {
  try {
    return await steps.step(part, work);
  } catch (error) {
    signal.throwIfAborted();
    failures.push({ part, error });
    return null;
  }
}

interface FormatInputs {
  readonly model: ReportModel;
  readonly html: () => Promise<readonly RunFile[]>;
  readonly stages: Stages;
  readonly progress: Progress;
}

async function writeFormat(format: ReportFormat, folder: string, inputs: FormatInputs): Promise<readonly string[]> {
  const files = await renderFormat(format, inputs);
  for (const { path, content } of files) await writeAtomically(join(folder, path), content);
  const bytes = files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  inputs.progress.update(`${reportFile(format)}, ${Math.ceil(bytes / 1024)} KiB`);
  return files.map(({ path }) => join(folder, path));
}

async function renderFormat(format: ReportFormat, { model, html, stages, progress }: FormatInputs): Promise<readonly RunFile[]> {
  if (format === 'json') return stages.renderJson(model);
  if (format === 'html') return html();
  if (format === 'pdf') return stages.renderPdf(model, await html(), progress);
  throw new Error(`no renderer for ${format}`);
}

function reportFile(format: ReportFormat): string {
  return `report.${format}`;
}

/** The states on record after a run: those before the next one. */
function statesAt(record: OpenRecord, runId: string): ReturnType<OpenRecord['knownStates']> {
  const next = record.runs().find((point) => point.runId > runId);
  return record.knownStates(next === undefined ? {} : { before: next.runId });
}

/** The page is both a format and what the PDF is printed from: made once, whichever asks first. */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | null = null;
  return () => (made ??= make());
}
