import type { Config } from '../domain/config.ts';
import type { EmailConfig } from '../domain/delivery.ts';
import type { Clock } from '../domain/ports.ts';
import type { Mail, Mailer } from './email/mail.ts';
import type { TaggedScope } from './email/tagRecipients.ts';
import type { Ledger, RunDeliveries } from './ledger.ts';
import { explain } from './outcomes.ts';
import { planPublish, type BlockedStep, type DeliveryPlan, type MailStep, type PublishStep } from './plan.ts';
import { planMail, type MailSources } from './prepareMail.ts';
import type { Publisher } from './publish/publisher.ts';
import type { Site } from './site.ts';

/** A group as far as its delivery goes. */
export interface DeliveredGroup {
  /** As in config: what plans and the ledger call it. */
  readonly name: string;
  /** What it is called in its report and mail: another name where names are masked. */
  readonly shownName: string;
  /** What ids of its steps begin with: `groups[0].`, as config counts. */
  readonly key: string;
  readonly recipients: readonly string[];
  /** Tag with more recipients; null: none. */
  readonly recipientsTag: string | null;
  /** The group's scopes in this run; null: the run is not on record, so that nobody knows. */
  readonly scopes: readonly TaggedScope[] | null;
  /** Where its own site is shown; null: nowhere that is known. */
  readonly siteUrl: string | null;
}

/** One report to deliver: that on everything, or that of a group, which holds nothing of the others. */
export interface ReportToDeliver {
  /** Null: the report on everything. */
  readonly group: DeliveredGroup | null;
  /** Targets in config's order; null: it is not published. */
  readonly publish: { readonly site: Site; readonly publishers: readonly Publisher[] } | null;
  /** Null: nobody is written to. */
  readonly email: MailSources | null;
  /** Mail goes out also to those who have had it. */
  readonly again: boolean;
}

export interface DeliveryRequest {
  readonly runId: string;
  /** ISO 8601. */
  readonly takenAt: string;
  /** That on everything first, then groups in config's order. */
  readonly reports: readonly ReportToDeliver[];
  /** Reports that should be delivered and cannot be. */
  readonly blocked: readonly BlockedStep[];
  readonly notes: readonly string[];
}

/** A mail with what sending it needs. */
export interface PreparedMail {
  readonly step: MailStep;
  readonly mail: Mail;
  readonly raw: Uint8Array;
  readonly mailer: Mailer;
}

/** A plan with what acting on it needs. */
export interface Prepared {
  readonly plan: DeliveryPlan;
  readonly publishing: readonly { readonly step: PublishStep; readonly publisher: Publisher; readonly site: Site }[];
  readonly mails: readonly PreparedMail[];
  readonly blocked: readonly BlockedStep[];
}

/** Looks at every target and composes the mails; changes nothing anywhere. One target that cannot be looked at, or one mail that cannot be made, blocks itself only. */
export async function prepare(config: Config, request: DeliveryRequest, { ledger, clock }: { readonly ledger: Ledger; readonly clock: Clock }): Promise<Prepared> {
  const notes = [...request.notes];
  const blocked = [...request.blocked];
  const publishing: Prepared['publishing'][number][] = [];
  const mails: PreparedMail[] = [];
  for (const { group, publish } of request.reports) {
    for (const [index, publisher] of (publish?.publishers ?? []).entries()) {
      if (publish === null) continue;
      const planned = await planOne({ id: `${group?.key ?? ''}publish[${index}]`, group: group?.name ?? null }, publisher, publish.site);
      if (planned.kind === 'blocked') blocked.push(planned);
      else publishing.push({ step: planned, publisher, site: publish.site });
    }
  }
  const written = once(() => ledger.readAll());
  for (const report of request.reports) {
    if (config.email === null || report.email === null) continue;
    const mail = await mailOrBlock(config, config.email, request, { ...report, email: report.email }, { deliveries: written, clock, notes });
    blocked.push(...mail.blocked);
    mails.push(...mail.prepared);
  }
  const steps = [...publishing.map(({ step }) => step), ...mails.map(({ step }) => step), ...blocked];
  return { plan: { runId: request.runId, steps, notes }, publishing, mails, blocked };
}

type Step = Pick<PublishStep, 'id' | 'group'>;

async function planOne(step: Step, publisher: Publisher, site: Site): Promise<PublishStep | BlockedStep> {
  try {
    const state = await publisher.inspect(site);
    return planPublish({ ...step, target: publisher.target, publicAllowed: publisher.publicAllowed, siteId: site.id, files: site.files }, state);
  } catch (error) {
    const { message, fix } = explain(error);
    return { ...step, kind: 'blocked', part: 'publish', decision: 'failed', target: publisher.target, why: message, fix };
  }
}

interface MailWorld {
  readonly deliveries: () => Promise<readonly RunDeliveries[]>;
  readonly clock: Clock;
  readonly notes: string[];
}

/** A report's mail, and what about it was refused; a fault in making it is the one step of it. */
async function mailOrBlock(config: Config, email: EmailConfig, run: DeliveryRequest, report: ReportToDeliver & { readonly email: MailSources }, { deliveries, clock, notes }: MailWorld): Promise<{ readonly prepared: readonly PreparedMail[]; readonly blocked: readonly BlockedStep[] }> {
  const step: Step = { id: `${report.group?.key ?? ''}email`, group: report.group?.name ?? null };
  try {
    return await planMail({ config, email, run, report, step }, await deliveries(), clock, notes);
  } catch (error) {
    const { message, fix } = explain(error);
    return { prepared: [], blocked: [{ ...step, kind: 'blocked', part: 'email', decision: 'failed', target: report.email.mailer.target, why: message, fix }] };
  }
}

function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let done: Promise<Result> | null = null;
  return () => (done ??= work());
}
