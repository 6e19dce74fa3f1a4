import { exitCodes, UserError } from '../../domain/errors.ts';
import { needsAttention, planLines, stepName, type StepOutcome } from '../../deliver/index.ts';
import { hasTargets } from '../../domain/config.ts';
import { deliverRun, stepError, type Delivered, type DeliveryParts } from '../../pipeline/deliver.ts';
import { reportPaths } from '../../pipeline/paths.ts';
import { reportFailure } from '../failure.ts';
import { sessionConfig } from '../session.ts';
import type { Session } from '../session.ts';
import { portsOf } from './run.ts';

export type PublishFlags = { readonly dryRun?: boolean };
export type EmailFlags = { readonly run?: string; readonly again?: boolean; readonly group?: string; readonly dryRun?: boolean };

/** `publish`: the site on disk to the targets of config. */
export async function publish(session: Session, flags: PublishFlags): Promise<number> {
  if (!hasTargets(await sessionConfig(session))) throw new UserError({ message: 'config names nowhere to publish to', fix: 'Add publish to config.' });
  return deliver(session, null, { publish: true, email: false, again: false, dryRun: flags.dryRun === true });
}

/** `email`: the mail of a run whose report is on disk. */
export async function email(session: Session, flags: EmailFlags): Promise<number> {
  if ((await sessionConfig(session)).email === null) throw new UserError({ message: 'config has no mail', fix: 'Add email to config.' });
  return deliver(session, flags.run ?? null, { publish: false, email: true, again: flags.again === true, group: flags.group, dryRun: flags.dryRun === true });
}

/** Holds the record meanwhile, so that no other run delivers at the same time. */
async function deliver(session: Session, runId: string | null, parts: DeliveryParts): Promise<number> {
  const config = await sessionConfig(session);
  const ports = portsOf(session);
  const record = await ports.stages.openRecord(reportPaths(config.outDir).data, { timeZone: config.timeZone, write: !parts.dryRun });
  try {
    return tell(session, await deliverRun(config, { runId, model: null, groups: [], snapshot: (id) => record.snapshot(id) }, parts, ports), parts.dryRun);
  } finally {
    await record.close();
  }
}

function tell({ log }: Session, { plan, outcomes }: Delivered, dryRun: boolean): number {
  for (const outcome of outcomes.filter(needsAttention)) {
    log.warn(`${stepName(outcome)}: not as planned.`);
    reportFailure(stepError(outcome), log);
  }
  const line = (outcome: StepOutcome): string => `${stepName(outcome)}: ${outcome.status}: ${outcome.message}`;
  log.result((dryRun ? planLines(plan) : outcomes.map(line)).join('\n'), { dryRun, plan, outcomes });
  return outcomes.some(needsAttention) ? exitCodes.deliveryFailed : exitCodes.done;
}
