import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeliveryPlan, Prepared, Site, StepOutcome } from '../deliver/index.ts';
import type { Config } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import { reportModelSchema, type ReportModel } from '../domain/report.ts';
import { exitCodeOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { reportPaths } from './paths.ts';
import type { Ports } from './run.ts';
import type { DeliveryMeans } from './stages.ts';

/** What of a delivery to do. */
export interface DeliveryParts {
  readonly publish: boolean;
  readonly email: boolean;
  /** Mail goes out also to those who have had it. */
  readonly again: boolean;
  /** The plan only; the mail is put into the outbox to be looked at. */
  readonly dryRun: boolean;
}

/** What was planned and what became of it. */
export interface Delivered {
  readonly plan: DeliveryPlan;
  /** One a step; empty for a dry run. */
  readonly outcomes: readonly StepOutcome[];
}

/** The run to deliver: `model` null: as its report.json on disk has it; `runId` null: the site's newest. */
export interface DeliverableRun {
  readonly runId: string | null;
  readonly model: ReportModel | null;
}

/** Publishes the site and mails a run, as config says. Who calls holds the record, so that nobody delivers beside it. */
export async function deliverRun(config: Config, run: DeliverableRun, parts: DeliveryParts, ports: Ports): Promise<Delivered> {
  const { act, openLedger, prepare, readSite } = await import('../deliver/index.ts');
  const { clock, env, stages, steps, signal } = ports;
  const paths = reportPaths(config.outDir, config.report.mask);
  const ledger = openLedger(paths.data);
  const site = await readSite(paths.site);
  const listed = runOf(site, run.runId ?? site.latest, paths.site);
  const means = await stages.openDelivery(config, { env, clock });
  try {
    const prepared = await steps.step('delivery plan', async (progress) => {
      const email = parts.email && means.mailer !== null ? await mailSources(means, listed, run.model, paths.site) : null;
      const made = await prepare(config, { ...listed, again: parts.again, publish: parts.publish ? { site, publishers: means.publishers } : null, email }, { ledger, clock });
      for (const note of made.plan.notes) progress.warn(note);
      progress.update(`${made.plan.steps.length} ${made.plan.steps.length === 1 ? 'step' : 'steps'}`);
      return made;
    });
    if (parts.dryRun) {
      await previewMail(prepared, paths.outbox);
      return { plan: prepared.plan, outcomes: [] };
    }
    const outcomes = await steps.step('deliver', async (progress) => {
      const done = await act(prepared, listed, { ledger, clock, signal, keep: (name, raw) => keepMail(paths.outbox, name, raw) });
      progress.update(done.map(({ id, status }) => `${id} ${status}`).join(', '));
      return done;
    });
    return { plan: prepared.plan, outcomes };
  } finally {
    await Promise.all(means.publishers.map((publisher) => publisher.close()));
  }
}

/** Delivers a run whose report is made: nothing that goes wrong here takes the report back. */
export async function deliverAfter(outcome: Outcome, config: Config, run: DeliverableRun, parts: DeliveryParts, ports: Ports): Promise<Outcome> {
  try {
    return withDeliveries(outcome, await deliverRun(config, run, parts, ports));
  } catch (error) {
    ports.signal.throwIfAborted();
    const failed = { ...outcome, undelivered: [...outcome.undelivered, { part: 'delivery', error }] };
    return { ...failed, exitCode: exitCodeOf(failed) };
  }
}

/** A run's outcome with that of its delivery: what did not arrive is told, and counts for the exit code. */
function withDeliveries(outcome: Outcome, { outcomes }: Delivered): Outcome {
  const undelivered = [...outcome.undelivered, ...outcomes.filter(needsTelling).map((step) => ({ part: `${step.id} ${step.target}`, error: stepError(step) }))];
  const both = { ...outcome, undelivered };
  return { ...both, exitCode: exitCodeOf(both) };
}

function needsTelling({ status }: StepOutcome): boolean {
  return status !== 'done' && status !== 'nothing';
}

/** A step's outcome as the error that the command line tells. */
export function stepError({ status, message, fix }: StepOutcome): UserError {
  return new UserError({ message: `${status}: ${message}`, ...(fix === null ? {} : { fix }) });
}

function runOf(site: Site, runId: string, folder: string): Site['runs'][number] {
  const found = site.runs.find((run) => run.runId === runId);
  if (found === undefined) throw new UserError({ message: `the site in ${folder} has no run ${JSON.stringify(runId)}`, fix: `Write it with "secure-score render --run ${runId}".` });
  return { ...found, takenAt: new Date(found.takenAt).toISOString() };
}

async function mailSources({ mailer, chart, templatesDir }: DeliveryMeans, { folder, runId }: Site['runs'][number], known: ReportModel | null, siteFolder: string) {
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

/** What would be mailed, for looking at; the next plan replaces it. */
async function previewMail({ plan, mail }: Prepared, outbox: string): Promise<void> {
  if (mail !== null) await keepMail(outbox, `${plan.runId}-dry-run.eml`, mail.raw);
}

async function keepMail(outbox: string, name: string, raw: Uint8Array): Promise<void> {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*\.eml$/.test(name)) throw new Error(`not a name for the outbox: ${name}`);
  await mkdir(outbox, { recursive: true });
  const unfinished = join(outbox, `.${name}.${randomUUID().slice(0, 8)}.tmp`);
  const file = await open(unfinished, 'wx', 0o600);
  await file.writeFile(raw).then(() => file.sync()).finally(() => file.close());
  await rename(unfinished, join(outbox, name));
}
