import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSite, type BlockedStep, type DeliveredGroup, type DeliveryRequest, type MailSources, type ReportToDeliver, type Site } from '../deliver/index.ts';
import type { Config, GroupConfig } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import { reportModelSchema, type ReportModel } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { DeliverableRun, DeliveryParts } from './deliver.ts';
import { reportPaths } from './paths.ts';
import type { DeliveryMeans } from './stages.ts';

/** What the reports of a run are found by. */
export interface ReportSources {
  readonly config: Config;
  readonly run: DeliverableRun;
  readonly parts: DeliveryParts;
  readonly means: DeliveryMeans;
}

/** The reports of a run that config wants delivered: that on everything, then those of groups; a group's comes from its own site, in which there is nothing of the others. */
export async function reportsOf(sources: ReportSources): Promise<DeliveryRequest> {
  const { config, run, parts, means } = sources;
  const folder = reportPaths(config.outDir, config.report.mask).site;
  const site = await readSite(folder);
  const listed = runIn(site, run.runId ?? site.latest, folder);
  const reports: ReportToDeliver[] = [];
  if (parts.group === undefined) reports.push(await wholeReport(sources, { folder, site }, listed));
  const [blocked, notes]: [BlockedStep[], string[]] = [[], []];
  const snapshot = once(() => run.snapshot(listed.runId));
  for (const [index, group] of config.groups.entries()) {
    const wants = { publish: parts.publish && group.publish.length > 0, email: parts.email && means.mailer !== null && (group.recipients.length > 0 || group.recipientsTag !== null) };
    const meant = parts.group === undefined || parts.group.toLowerCase() === group.name.toLowerCase();
    if (!meant || !(wants.publish || wants.email)) continue;
    try {
      const made = await groupReport(sources, { group, index, wants, runId: listed.runId, snapshot: await snapshot() });
      if (made === null) notes.push(`no scope of this run belongs to ${JSON.stringify(group.name)}: it has no report to deliver`);
      else reports.push(made);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const [problem] = error.problems;
      const step = { kind: 'blocked', decision: 'failed', group: group.name, why: problem?.message ?? error.message, fix: problem?.fix ?? null } as const;
      if (wants.publish) blocked.push({ ...step, part: 'publish', id: `groups[${index}].publish`, target: 'its site' });
      if (wants.email) blocked.push({ ...step, part: 'email', id: `groups[${index}].email`, target: means.mailer?.target ?? 'mail' });
    }
  }
  return { runId: listed.runId, takenAt: listed.takenAt, reports, blocked, notes };
}

interface SiteThere {
  readonly folder: string;
  readonly site: Site;
}

async function wholeReport({ config: { email }, run, parts, means }: ReportSources, there: SiteThere, listed: Site['runs'][number]): Promise<ReportToDeliver> {
  const wanted = parts.email && email !== null && email.to.length + email.cc.length + email.bcc.length > 0;
  return {
    group: null, again: parts.again,
    publish: parts.publish ? { site: there.site, publishers: means.publishers } : null,
    email: wanted ? await mailSources(means, there, listed, run.model) : null,
  };
}

interface GroupRequest {
  readonly group: GroupConfig;
  readonly index: number;
  readonly wants: { readonly publish: boolean; readonly email: boolean };
  readonly runId: string;
  readonly snapshot: Snapshot | null;
}

/** A group's report; null where the run has no scope of it. @throws UserError where it should be there and is not. */
async function groupReport({ config, run, parts, means }: ReportSources, { group, index, wants, runId, snapshot }: GroupRequest): Promise<ReportToDeliver | null> {
  const [{ belongsTo, maskedGroupName }, { folderOfName }] = await Promise.all([import('../report/index.ts'), import('../render/site.ts')]);
  // What the group is called in its report, which is not its name where names are masked.
  const shownName = config.report.mask ? maskedGroupName(index) : group.name;
  const scopes = snapshot?.scopes.filter((scope) => belongsTo(group.match, scope)) ?? null;
  if (scopes?.length === 0) return null;
  const folder = join(reportPaths(config.outDir, config.report.mask).site, 'groups', folderOfName(shownName));
  const site = await readSite(folder);
  const listed = runIn(site, runId, folder);
  const { name, recipients, recipientsTag, siteUrl } = group;
  const delivered: DeliveredGroup = { name, shownName, recipients, recipientsTag, siteUrl, key: `groups[${index}].`, scopes };
  const model = run.groups.find((one) => one.name === shownName)?.model ?? null;
  return {
    group: delivered,
    // A second mail to everyone is for the report that somebody asked it for.
    again: parts.again && parts.group !== undefined,
    publish: wants.publish ? { site, publishers: means.groupPublishers.get(name) ?? [] } : null,
    email: wants.email ? await mailSources(means, { folder, site }, listed, model) : null,
  };
}

function runIn(site: Site, runId: string, folder: string): Site['runs'][number] {
  const found = site.runs.find((run) => run.runId === runId);
  if (found === undefined) throw new UserError({ message: `the site in ${folder} has no run ${JSON.stringify(runId)}`, fix: `Write it with "secure-score render --run ${runId}".` });
  return { ...found, takenAt: new Date(found.takenAt).toISOString() };
}

async function mailSources({ mailer, chart, templatesDir }: DeliveryMeans, { folder: siteFolder }: SiteThere, { folder, runId }: Site['runs'][number], known: ReportModel | null): Promise<MailSources> {
  if (mailer === null) throw new Error('no mail service');
  const model = known ?? (await readModel(join(siteFolder, folder, 'report.json'), runId));
  const files = new Map<string, Uint8Array>();
  for (const name of ['report.pdf', 'report.xlsx']) {
    const bytes = await readFile(join(siteFolder, folder, name)).catch(() => null);
    if (bytes !== null) files.set(name, bytes);
  }
  return { model, files, templatesDir, mailer, chart: () => chart(model) };
}

/** The figures of a report that was made before. */
async function readModel(path: string, runId: string): Promise<ReportModel> {
  const refuse = (message: string, cause: unknown): UserError => new UserError({ message, position: { file: path }, fix: `Write it with report.formats holding json: "secure-score render --run ${runId}".` }, { cause });
  const text = await readFile(path, 'utf8').catch((cause: unknown) => { throw refuse('the run has no report.json, which the mail is written from', cause); });
  try {
    return reportModelSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw refuse('not a report.json of this version', cause);
  }
}

function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let done: Promise<Result> | null = null;
  return () => (done ??= work());
}
