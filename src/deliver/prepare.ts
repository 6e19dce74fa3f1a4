import type { Config } from '../domain/config.ts';
import type { EmailConfig } from '../domain/delivery.ts';
import type { Clock } from '../domain/ports.ts';
import type { ReportModel } from '../domain/report.ts';
import { compose, type Composed } from './email/compose.ts';
import { everyone, type Mail, type Mailer } from './email/mail.ts';
import { messageIdOf, planAddressees } from './email/mailPlan.ts';
import { mimeOf } from './email/mime.ts';
import type { ChartPicture } from './email/view.ts';
import type { Ledger } from './ledger.ts';
import { explain } from './outcomes.ts';
import { planPublish, type BlockedStep, type DeliveryPlan, type MailStep, type PublishStep } from './plan.ts';
import type { Publisher } from './publish/publisher.ts';
import type { Site } from './site.ts';

/** What the mail of a run is made from. */
export interface MailSources {
  readonly model: ReportModel;
  /** Draws the chart; null: there is none. */
  chart(): Promise<ChartPicture | null>;
  /** Files of the run's folder by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly templatesDir: string;
  readonly mailer: Mailer;
}

export interface DeliveryRequest {
  readonly runId: string;
  /** ISO 8601. */
  readonly takenAt: string;
  /** Targets in config's order; null: nothing is published. */
  readonly publish: { readonly site: Site; readonly publishers: readonly Publisher[] } | null;
  /** Null: nobody is written to. */
  readonly email: MailSources | null;
  /** Mail goes out also to those who have had it. */
  readonly again: boolean;
}

const periodDays: Readonly<Record<Config['report']['period'], number>> = { day: 1, week: 7, month: 31 };

/** A plan with what acting on it needs. */
export interface Prepared {
  readonly plan: DeliveryPlan;
  readonly publishing: readonly { readonly step: PublishStep; readonly publisher: Publisher; readonly site: Site }[];
  readonly mail: { readonly step: MailStep; readonly mail: Mail; readonly raw: Uint8Array; readonly mailer: Mailer } | null;
}

/** Looks at every target and composes the mail; changes nothing anywhere. One target that cannot be looked at blocks itself only. */
export async function prepare(config: Config, request: DeliveryRequest, { ledger, clock }: { readonly ledger: Ledger; readonly clock: Clock }): Promise<Prepared> {
  const notes: string[] = [];
  const blocked: BlockedStep[] = [];
  const publishing: Prepared['publishing'][number][] = [];
  for (const [index, publisher] of (request.publish?.publishers ?? []).entries()) {
    const id = `publish[${index}]`;
    const planned = request.publish === null ? null : await planOne(id, publisher, request.publish.site);
    if (planned === null) continue;
    if (planned.kind === 'blocked') blocked.push(planned);
    else publishing.push({ step: planned, publisher, site: request.publish?.site ?? fail() });
  }
  const mail = config.email === null || request.email === null ? null : await planMail(config, config.email, request, request.email, { ledger, clock }, notes).catch((error: unknown) => {
    const { message, fix } = explain(error);
    blocked.push({ kind: 'blocked', id: 'email', target: request.email?.mailer.target ?? 'mail', why: message, fix });
    return null;
  });
  if (request.email !== null) notes.push(...groupNotes(config));
  const steps = [...publishing.map(({ step }) => step), ...(mail === null ? [] : [mail.step]), ...blocked];
  return { plan: { runId: request.runId, steps, notes }, publishing, mail };
}

async function planOne(id: string, publisher: Publisher, site: Site): Promise<PublishStep | BlockedStep> {
  try {
    const state = await publisher.inspect(site);
    return planPublish({ id, target: publisher.target, publicAllowed: publisher.publicAllowed, siteId: site.id, files: site.files }, state);
  } catch (error) {
    const { message, fix } = explain(error);
    return { kind: 'blocked', id, target: publisher.target, why: message, fix };
  }
}

/** Groups are compared in the one report; until each has its own, its people get nothing, since a report of everything is not theirs to see. */
function groupNotes({ groups }: Config): readonly string[] {
  return groups.filter((group) => group.recipients.length > 0).map(({ name, recipients }) => `group ${JSON.stringify(name)}: ${recipients.length} ${recipients.length === 1 ? 'recipient gets' : 'recipients get'} nothing, since this version makes no report for a group`);
}

async function planMail(config: Config, email: EmailConfig, request: DeliveryRequest, sources: MailSources, { ledger, clock }: { readonly ledger: Ledger; readonly clock: Clock }, notes: string[]): Promise<NonNullable<Prepared['mail']>> {
  const { model, mailer } = sources;
  const deliveries = await ledger.readAll();
  const addressees = planAddressees(email, { runId: request.runId, takenAt: request.takenAt, period: config.report.period, weekStart: config.report.weekStart, timeZone: config.timeZone }, deliveries, request.again);
  if (addressees.decision === 'send') notes.push(...addressees.leftOut.filter(({ certain }) => !certain).map(({ address, why }) => `${address} ${why}; ask there, and run "secure-score email --again" if it did not arrive`));
  // A browser is not started for a mail that nobody gets.
  const chart = addressees.decision !== 'send' ? null : await sources.chart().catch((error: unknown) => {
    notes.push(`the mail has no chart: ${explain(error).message}`);
    return null;
  });
  const largestBytes = Math.min(email.maximumBytes, mailer.largestBytes ?? email.maximumBytes);
  const composed = await compose(email, { model, chart, files: sources.files, largestBytes, templatesDir: sources.templatesDir, periodDays: periodDays[config.report.period] });
  // A message that may have arrived keeps its id when it is sent again, so that servers can still tell; one that did arrive gets a new one.
  const earlier = request.again ? deliveries.find(({ runId }) => runId === request.runId)?.entries.filter((entry) => entry.kind === 'email' && ['done', 'partly'].includes(entry.state)).length ?? 0 : 0;
  const messageId = messageIdOf(request.runId, composed.contentHash, everyone(addressees), email.from.address, earlier);
  const mail: Mail = { ...contentOf(composed), messageId, date: clock.now(), from: email.from, to: addressees.to, cc: addressees.cc, bcc: addressees.bcc };
  const raw = await mimeOf(mail);
  const { decision, why, fix, leftOut, to, cc, bcc } = addressees;
  const tooLarge = raw.length > largestBytes && decision === 'send';
  const step: MailStep = {
    kind: 'email', id: 'email', target: mailer.target, leftOut, to, cc, bcc, messageId,
    ...(tooLarge ? { decision: 'refused', why: 'the message is larger than allowed even without attachments', fix: 'Raise email.maximumMegabytes.' } : { decision, why, fix }),
    subject: composed.subject, from: email.from.address,
    attachments: composed.attachments.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
    withoutAttachments: composed.withoutAttachments, bytes: raw.length, contentHash: composed.contentHash,
  };
  return { step, mail, raw, mailer };
}

function contentOf({ subject, html, text, pictures, attachments }: Composed): Composed | Pick<Mail, 'subject' | 'html' | 'text' | 'pictures' | 'attachments'> {
  return { subject, html, text, pictures, attachments };
}

function fail(): never {
  throw new Error('a step to publish without a site');
}
