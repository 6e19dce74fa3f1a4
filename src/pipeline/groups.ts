import { join } from 'node:path';
import type { Config, GroupConfig, ReportFormat } from '../domain/config.ts';
import type { Progress } from '../domain/ports.ts';
import type { ReportModel } from '../domain/report.ts';
import type { ReportInputs } from '../report/index.ts';
import { attempt } from './attempt.ts';
import { renderFormats, renderScopePages } from './formats.ts';
import type { PartFailure } from './outcome.ts';
import { reportPaths } from './paths.ts';
import type { Ports } from './run.ts';
import { writeSite } from './siteFiles.ts';
import type { GroupWorlds } from './stages.ts';
import { silentSteps } from './steps.ts';

/** The report of one group. */
export interface RenderedGroup {
  readonly name: string;
  readonly model: ReportModel;
  /** Absolute path of its site: nothing in it is of a scope outside the group. */
  readonly site: string;
}

interface GroupRequest {
  readonly inputs: ReportInputs;
  readonly formats: readonly ReportFormat[];
}

/** Groups made at a time: while one is printed the next is drawn. */
const atOnce = 2;

/** A report for each of config's groups, as a site of its own below groups/; each from a world in which there are only the group's scopes. */
export async function renderGroups(config: Config, { inputs, formats }: GroupRequest, failures: PartFailure[], ports: Ports): Promise<readonly RenderedGroup[]> {
  if (config.groups.length === 0 || formats.length === 0) return [];
  const rendered = await attempt('groups', failures, ports, async (progress) => {
    const worlds = await ports.stages.groupWorlds(inputs);
    const waiting = [...config.groups];
    const done: RenderedGroup[] = [];
    const work = async (): Promise<void> => {
      for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
        const own = await renderGroup(config, group, { worlds, formats, now: inputs.now }, failures, { ...ports, steps: silentSteps }, progress);
        if (own !== null) done.push(own);
        progress.update(`${config.groups.length - waiting.length} of ${config.groups.length}`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    progress.update(`${done.length} of ${config.groups.length}`);
    return config.groups.flatMap(({ name }) => done.find((one) => one.name === name) ?? []);
  });
  return rendered ?? [];
}

interface GroupInputs {
  readonly worlds: GroupWorlds;
  readonly formats: readonly ReportFormat[];
  readonly now: Date;
}

/** One group's report; null where it has no scope, or could not be made, which is then a failure of this group alone. */
async function renderGroup(config: Config, group: GroupConfig, { worlds, formats, now }: GroupInputs, failures: PartFailure[], ports: Ports, progress: Progress): Promise<RenderedGroup | null> {
  const { stages } = ports;
  const { site: whole } = reportPaths(config.outDir, config.report.mask);
  const own: PartFailure[] = [];
  const rendered = await attempt('report', own, ports, async (): Promise<RenderedGroup | null> => {
    const world = await worlds.of(group);
    if (world.snapshot.scopes.length === 0) {
      progress.warn(`no scope belongs to group ${JSON.stringify(group.name)}: it gets no report`);
      return null;
    }
    const narrowed = worlds.config(config, group);
    const model = await stages.buildReport(narrowed, { ...world, now });
    const charts = await attempt('charts', own, ports, () => stages.renderCharts(model));
    for (const [chart, message] of charts?.failures ?? []) own.push({ part: `chart ${chart}`, error: new Error(message) });
    const scopePages = await renderScopePages(narrowed, { inputs: { ...world, now }, formats }, own, ports);
    const files = await renderFormats({ formats, csv: narrowed.report.csv, pdfSections: narrowed.report.pdfSections, scopePages }, model, charts, own, ports);
    const site = join(whole, 'groups', worlds.folder(group));
    if (files.size === 0 || (await attempt('site', own, ports, (quiet) => writeSite({ site, lock: whole }, model, { files, formats, keepScopePages: narrowed.report.keepScopePages }, stages, quiet))) === null) return null;
    return { name: group.name, model, site };
  });
  failures.push(...own.map(({ part, error }) => ({ part: `group ${group.name}: ${part}`, error })));
  return rendered;
}
