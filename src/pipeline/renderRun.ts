import { join } from 'node:path';
import type { Charts } from '../charts/index.ts';
import type { Config, CsvConfig, ReportFormat } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { History } from '../domain/history.ts';
import type { Progress } from '../domain/ports.ts';
import type { ReportModel } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { refusalOf } from '../history/index.ts';
import { earlierFiles } from './earlierFiles.ts';
import { gateOf } from './gates.ts';
import { reportOutcome } from './outcome.ts';
import type { Outcome, PartFailure } from './outcome.ts';
import { entryOf, reportPaths } from './paths.ts';
import { statesAt } from './recordedRuns.ts';
import type { Ports } from './run.ts';
import { withSiteLock } from './siteLock.ts';
import type { OpenRecord, RunFile, Stages } from './stages.ts';
import { counted } from './words.ts';

export interface RenderRequest {
  readonly snapshot: Snapshot;
  readonly record: OpenRecord;
  readonly formats: readonly ReportFormat[];
  /** True: alarms are posted to config's webhook. A run told once is not told again when it is rendered anew. */
  readonly tell: boolean;
}

/** A report that was made, and what making it came to. */
export interface RenderedRun {
  readonly model: ReportModel;
  readonly outcome: Outcome;
}

/** The report of one run on record, in every format asked for, and the site with it: steps 4 to 7 of a run. */
export async function renderRun(config: Config, { snapshot, record, formats, tell }: RenderRequest, ports: Ports): Promise<RenderedRun> {
  const { clock, stages, steps } = ports;
  const history = await historyOf(config, snapshot, record, ports);
  const inputs = { snapshot, history, states: await statesAt(record, snapshot.runId), now: clock.now() };
  const model = await steps.step('report', async (progress) => {
    if (config.groups.length > 0) progress.warn('groups are configured; this version compares them, but writes no report of its own for each');
    return stages.buildReport(config, inputs);
  });
  const failures: PartFailure[] = [];
  const charts = await attempt('charts', failures, ports, () => stages.renderCharts(model));
  for (const [chart, message] of charts?.failures ?? []) failures.push({ part: `chart ${chart}`, error: new Error(message) });
  const alerts = await stages.buildAlerts(config, inputs);
  const files = await renderFormats({ formats, csv: config.report.csv }, model, charts, failures, ports);
  const withAlerts = new Map([...files, [alertsFile, Buffer.from(`${JSON.stringify(alerts, null, 2)}\n`)]]);
  const written = files.size === 0 ? null : await attempt('site', failures, ports, (progress) => writeSite(config, model, { files: withAlerts, formats }, stages, progress));
  const undelivered: PartFailure[] = [];
  const { webhook } = config.alerts;
  if (tell && webhook !== null && alerts.status === 'alarm') await attempt('webhook', undelivered, ports, () => stages.postAlarms(config, webhook, alerts));
  return { model, outcome: reportOutcome(model, { files: written ?? [], failures, undelivered, gate: gateOf(alerts) }) };
}

/** What the gates said, in the run's folder. */
const alertsFile = 'alerts.json';

/** The series the report reads: the record's own, or continuous export with this run as its end. */
async function historyOf(config: Config, snapshot: Snapshot, record: OpenRecord, { stages, steps, env }: Ports): Promise<History> {
  if (config.history.source === 'local') return record.history(snapshot.runId);
  return steps.step('history', async (progress) => {
    const history = await stages.workspaceHistory(config, { env, snapshot, progress });
    progress.update(`${counted(history.points.length, 'point')} from Log Analytics`);
    return history;
  });
}

/** Every format on its own: one that fails is a failed part, the others are made. */
async function renderFormats({ formats, csv }: { readonly formats: readonly ReportFormat[]; readonly csv: CsvConfig }, model: ReportModel, charts: Charts | null, failures: PartFailure[], ports: Ports): Promise<ReadonlyMap<string, Uint8Array>> {
  const html = once(async () => {
    if (charts === null) throw new UserError({ message: 'the page needs the charts, which failed' });
    return ports.stages.renderHtml(model, charts);
  });
  const files = new Map<string, Uint8Array>();
  for (const format of formats) {
    await attempt(format, failures, ports, async (progress) => {
      const made = await renderFormat(format, { model, csv, html, stages: ports.stages, progress });
      const bytes = made.map(({ path, content }) => [path, typeof content === 'string' ? Buffer.from(content) : content] as const);
      for (const [path, content] of bytes) files.set(path, content);
      progress.update(`${entryOf(format)}, ${Math.ceil(bytes.reduce((sum, [, { byteLength }]) => sum + byteLength, 0) / 1024)} KiB`);
    });
  }
  return files;
}

interface FormatInputs {
  readonly model: ReportModel;
  readonly csv: CsvConfig;
  readonly html: () => Promise<readonly RunFile[]>;
  readonly stages: Stages;
  readonly progress: Progress;
}

async function renderFormat(format: ReportFormat, { model, csv, html, stages, progress }: FormatInputs): Promise<readonly RunFile[]> {
  if (format === 'json') return stages.renderJson(model);
  if (format === 'html') return html();
  if (format === 'pdf') return stages.renderPdf(model, await html(), progress);
  return format === 'xlsx' ? stages.renderXlsx(model) : stages.renderCsv(model, csv);
}

/** Puts the run's files into the site; paths of what a reader opens, the index first. */
async function writeSite(config: Config, model: ReportModel, { files, formats }: { readonly files: ReadonlyMap<string, Uint8Array>; readonly formats: readonly ReportFormat[] }, stages: Stages, progress: Progress): Promise<readonly string[]> {
  const { site } = reportPaths(config.outDir);
  const { index, runFolder, runs, unreadable } = await withSiteLock(site, async () => {
    const earlier = await earlierFiles(join(site, 'runs', model.runId), formats);
    return stages.writeSite(site, { model, files: new Map([...earlier, ...files]) });
  }).catch((error: unknown) => { throw refusedSite(error, site); });
  for (const { folder, fault } of unreadable) progress.warn(`runs/${folder} is left out of the index: ${fault}`);
  progress.update(`${counted(runs, 'run')} in ${site}`);
  return [index, ...formats.map(entryOf).filter((name) => [...files.keys()].some((path) => path === name || path.startsWith(`${name}/`))).map((name) => join(runFolder, name))];
}

/** A full disk is not our bug. The site is the old one or, up to some page, the new one, and writing it again mends that. */
function refusedSite(cause: unknown, site: string): unknown {
  const why = refusalOf(cause);
  return why === null ? cause : new UserError({ message: `cannot write the site: ${why}`, position: { file: site }, fix: 'Mend that, then "secure-score render": the run is on record' }, { cause });
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

/** The page is both a format and what the PDF is printed from: made once, whichever asks first. */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | null = null;
  return () => (made ??= make());
}
