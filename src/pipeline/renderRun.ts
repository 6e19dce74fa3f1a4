import type { Config, ReportFormat } from '../domain/config.ts';
import type { History } from '../domain/history.ts';
import type { ReportModel } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { attempt } from './attempt.ts';
import { renderFormats, renderScopePages } from './formats.ts';
import { gateOf } from './gates.ts';
import { renderGroups, type RenderedGroup } from './groups.ts';
import { reportOutcome } from './outcome.ts';
import type { Outcome, PartFailure } from './outcome.ts';
import { reportPaths } from './paths.ts';
import { statesAt } from './recordedRuns.ts';
import type { Ports } from './run.ts';
import { writeSite } from './siteFiles.ts';
import type { OpenRecord } from './stages.ts';
import { counted } from './words.ts';

export interface RenderRequest {
  readonly snapshot: Snapshot;
  readonly record: OpenRecord;
  readonly formats: readonly ReportFormat[];
  readonly groupFormats: readonly ReportFormat[];
  /** True: alarms are posted to config's webhook. A run told once is not told again when it is rendered anew. */
  readonly tell: boolean;
}

/** A report that was made, and what making it came to. */
export interface RenderedRun {
  readonly model: ReportModel;
  /** Reports of config's groups, each on its own scopes alone. */
  readonly groups: readonly RenderedGroup[];
  readonly outcome: Outcome;
}

/** The report of one run on record, in every format asked for, and the site with it: steps 4 to 7 of a run. */
export async function renderRun(given: Config, { snapshot, record, formats, groupFormats, tell }: RenderRequest, ports: Ports): Promise<RenderedRun> {
  const { clock, stages, steps } = ports;
  const history = await historyOf(given, snapshot, record, ports);
  const named = { snapshot, history, states: await statesAt(record, snapshot.runId), now: clock.now() };
  const { config, inputs } = given.report.mask ? await stages.mask(given, named) : { config: given, inputs: named };
  const model = await steps.step('report', () => stages.buildReport(config, inputs));
  const failures: PartFailure[] = [];
  const { site } = reportPaths(config.outDir, config.report.mask);
  const charts = await attempt('charts', failures, ports, () => stages.renderCharts(model));
  for (const [chart, message] of charts?.failures ?? []) failures.push({ part: `chart ${chart}`, error: new Error(message) });
  const alerts = await stages.buildAlerts(config, inputs);
  const scopePages = await renderScopePages(config, { inputs, formats }, failures, ports);
  const [files, groups] = await (stages.keepPrinter ?? ((work) => work()))(async () => [
    await renderFormats({ formats, csv: config.report.csv, pdfSections: config.report.pdfSections, scopePages }, model, charts, failures, ports),
    await renderGroups(config, { inputs, formats: groupFormats }, failures, ports),
  ] as const);
  const withAlerts = new Map([...files, [alertsFile, Buffer.from(`${JSON.stringify(alerts, null, 2)}\n`)]]);
  const written = files.size === 0 ? null : await attempt('site', failures, ports, (progress) => writeSite({ site, lock: site }, model, { files: withAlerts, formats, keepScopePages: config.report.keepScopePages }, stages, progress));
  const undelivered: PartFailure[] = [];
  const { webhook } = config.alerts;
  if (tell && webhook !== null && alerts.status === 'alarm') await attempt('webhook', undelivered, ports, () => stages.postAlarms(config, webhook, alerts, ports.env));
  return { model, groups, outcome: reportOutcome(model, { files: written ?? [], failures, undelivered, gate: gateOf(alerts) }) };
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
