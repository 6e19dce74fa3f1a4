import type { DeliveryPlan, Prepared, StepOutcome } from '../deliver/index.ts';
import type { Config } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { Progress } from '../domain/ports.ts';
import type { ReportModel } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { dressed } from './dressed.ts';
import type { RenderedGroup } from './groups.ts';
import { exitCodeOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { keepMail, previewMails } from './outbox.ts';
import { reportPaths } from './paths.ts';
import type { Ports } from './run.ts';
import { withSiteLock } from './siteLock.ts';
import type { DeliveryMeans } from './stages.ts';

/** What of a delivery to do. */
export interface DeliveryParts {
  readonly publish: boolean;
  readonly email: boolean;
  /** Mail goes out also to those who have had it: that of the named group, or else the one on everything. */
  readonly again: boolean;
  /** Name of the group whose report alone is delivered; left out: all reports. */
  readonly group?: string | undefined;
  /** The plan only; the mails are put into the outbox to be looked at. */
  readonly dryRun: boolean;
}

/** What was planned and what became of it. */
export interface Delivered {
  readonly plan: DeliveryPlan;
  /** One a step; empty for a dry run. */
  readonly outcomes: readonly StepOutcome[];
}

/** The run to deliver. */
export interface DeliverableRun {
  /** Null: the site's newest. */
  readonly runId: string | null;
  /** Null: as its report.json on disk has it. */
  readonly model: ReportModel | null;
  /** Reports of groups that were made just now, by the names they have there; the others are read from disk. */
  readonly groups: readonly Pick<RenderedGroup, 'name' | 'model'>[];
  /** A run on record, with the tags of its scopes; null: there is no such run. */
  snapshot(runId: string): Promise<Snapshot | null>;
}

/** Publishes the sites and mails the reports of a run, as config says. Who calls holds the record, so that nobody delivers beside it. */
export async function deliverRun(config: Config, run: DeliverableRun, parts: DeliveryParts, ports: Ports): Promise<Delivered> {
  refuseUnknownGroup(config, parts.group);
  return dressed(config, ports, async (own) => {
    const means = await own.stages.openDelivery(config, { env: own.env, clock: own.clock });
    try {
      return await deliverWith(means, config, { run, parts }, own);
    } finally {
      await Promise.all([...means.publishers, ...[...means.groupPublishers.values()].flat()].map((publisher) => publisher.close()));
    }
  });
}

interface Work {
  readonly run: DeliverableRun;
  readonly parts: DeliveryParts;
}

async function deliverWith(means: DeliveryMeans, config: Config, { run, parts }: Work, { clock, steps, signal }: Ports): Promise<Delivered> {
  const [{ act, openLedger, prepare }, { reportsOf }] = await Promise.all([import('../deliver/index.ts'), import('./deliveryReports.ts')]);
  const paths = reportPaths(config.outDir, config.report.mask);
  const ledger = openLedger(paths.data);
  const acted = (part: 'publish' | 'email', prepared: Prepared, takenAt: string): Promise<readonly StepOutcome[]> => steps.step(part, async (progress) => {
    const done = await act(prepared, { runId: prepared.plan.runId, takenAt }, { ledger, clock, signal, keep: (name, raw) => keepMail(paths.outbox, name, raw) }, part);
    progress.update(done.map(({ id, status }) => `${id} ${status}`).join(', '));
    return done;
  });
  // Nobody writes the site while it is read: what is published and mailed is one state of it.
  const { prepared, takenAt, published } = await withSiteLock(paths.site, async () => {
    const made = await steps.step('delivery plan', async (progress) => {
      const request = await reportsOf({ config, run, parts, means });
      const planned = await means.keepBrowser(() => prepare(config, request, { ledger, clock }));
      tellPlan(planned.plan, progress);
      return { prepared: planned, takenAt: request.takenAt };
    });
    return { ...made, published: parts.publish && !parts.dryRun ? await acted('publish', made.prepared, made.takenAt) : [] };
  });
  if (parts.dryRun) {
    await previewMails(prepared, paths.outbox);
    return { plan: prepared.plan, outcomes: [] };
  }
  return { plan: prepared.plan, outcomes: [...published, ...(parts.email ? await acted('email', prepared, takenAt) : [])] };
}

function tellPlan({ steps, notes }: DeliveryPlan, progress: Progress): void {
  for (const note of notes) progress.warn(note);
  progress.update(`${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`);
}

function refuseUnknownGroup({ groups }: Config, wanted: string | undefined): void {
  if (wanted === undefined || groups.some(({ name }) => name.toLowerCase() === wanted.toLowerCase())) return;
  throw new UserError({ message: `no group is called ${JSON.stringify(wanted)}`, fix: groups.length === 0 ? 'Add groups to config.' : `There are ${groups.map(({ name }) => JSON.stringify(name)).join(', ')}.` });
}

/** Delivers a run whose report is made: nothing that goes wrong here takes the report back. */
export async function deliverAfter(outcome: Outcome, config: Config, run: DeliverableRun, parts: DeliveryParts, ports: Ports): Promise<Outcome> {
  try {
    return await withDeliveries(outcome, await deliverRun(config, run, parts, ports));
  } catch (error) {
    ports.signal.throwIfAborted();
    const failed = { ...outcome, undelivered: [...outcome.undelivered, { part: 'delivery', error }] };
    return { ...failed, exitCode: exitCodeOf(failed) };
  }
}

/** A run's outcome with that of its delivery: what did not arrive is told, and counts for the exit code. */
async function withDeliveries(outcome: Outcome, { outcomes }: Delivered): Promise<Outcome> {
  const { needsAttention, stepName } = await import('../deliver/index.ts');
  const undelivered = [...outcome.undelivered, ...outcomes.filter(needsAttention).map((step) => ({ part: stepName(step), error: stepError(step) }))];
  const both = { ...outcome, undelivered };
  return { ...both, exitCode: exitCodeOf(both) };
}

/** A step's outcome as the error that the command line tells. */
export function stepError({ status, message, fix }: StepOutcome): UserError {
  return new UserError({ message: `${status}: ${message}`, ...(fix === null ? {} : { fix }) });
}
