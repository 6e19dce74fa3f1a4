import type { Config } from '../domain/config.ts';
import type { EmailConfig } from '../domain/delivery.ts';
import type { Clock } from '../domain/ports.ts';
import type { ReportModel } from '../domain/report.ts';
import { compose, type Composed } from './email/compose.ts';
import { everyone, inParts, type Mail, type Mailer } from './email/mail.ts';
import { againCommand, fromConfig, messageIdOf, planAddressees, sameGroup, type Addressees, type Wanted } from './email/mailPlan.ts';
import { mimeOf } from './email/mime.ts';
import { tagRecipients } from './email/tagRecipients.ts';
import type { ChartPicture } from './email/view.ts';
import type { RunDeliveries } from './ledger.ts';
import { explain } from './outcomes.ts';
import type { BlockedStep, MailStep } from './plan.ts';
import type { DeliveredGroup, PreparedMail, ReportToDeliver } from './prepare.ts';

/** What the mail of a report is made from. */
export interface MailSources {
  readonly model: ReportModel;
  /** Draws the chart; null: there is none. */
  chart(): Promise<ChartPicture | null>;
  /** Files of the run's folder by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly templatesDir: string;
  readonly mailer: Mailer;
}

export interface MailRequest {
  readonly config: Config;
  readonly email: EmailConfig;
  readonly run: { readonly runId: string; readonly takenAt: string };
  readonly report: Pick<ReportToDeliver, 'group' | 'again'> & { readonly email: MailSources };
  readonly step: Pick<MailStep, 'id' | 'group'>;
}

/** A report's mail, in several messages where a service takes only so many recipients; none where nobody is to get it. What of its recipients was refused stands beside it. */
interface PlannedMail {
  readonly prepared: readonly PreparedMail[];
  readonly blocked: readonly BlockedStep[];
}

/** Composes the mail of a report for those who have not had it. */
export async function planMail(request: MailRequest, deliveries: readonly RunDeliveries[], clock: Clock, notes: string[]): Promise<PlannedMail> {
  const { config: { report, timeZone }, email, run, report: { group, again, email: { mailer } }, step } = request;
  const { wanted, blocked } = recipientsOf(request, notes);
  if (wanted.to.length + wanted.cc.length + wanted.bcc.length === 0) {
    const nobody: BlockedStep = { ...step, kind: 'blocked', part: 'email', decision: 'refused', target: mailer.target, why: 'nobody is left to write to', fix: 'Name recipients, or mend the tags.' };
    return { prepared: [], blocked: [...blocked, nobody] };
  }
  const addressees = planAddressees(wanted, { ...run, period: report.period, weekStart: report.weekStart, timeZone }, deliveries, { allowedDomains: email.allowedDomains, group: group?.name ?? null, again });
  if (addressees.decision === 'send') notes.push(...addressees.leftOut.filter(({ certain }) => !certain).map(({ address, why }) => `${address} ${why}; ask there, and run ${againCommand(group?.name ?? null)} if it did not arrive`));
  const earlier = again ? timesSent(run.runId, group, deliveries) : 0;
  return { prepared: await composed(request, addressees, { earlier, date: clock.now(), notes }), blocked };
}

/** Whom the report is for: those of config, and for a group those that its scopes' tags name. */
function recipientsOf({ email, report: { group, email: { mailer } }, step }: MailRequest, notes: string[]): { readonly wanted: Wanted; readonly blocked: readonly BlockedStep[] } {
  if (group === null) return { wanted: { to: fromConfig(email.to, 'email.to'), cc: fromConfig(email.cc, 'email.cc'), bcc: fromConfig(email.bcc, 'email.bcc') }, blocked: [] };
  const named = fromConfig(group.recipients, `${group.key}recipients`);
  const alone = (addresses: Wanted['to']): Wanted => ({ to: addresses, cc: [], bcc: [] });
  const refuse = (why: string, fix: string | null): BlockedStep => ({ ...step, id: `${group.key}recipientsTag`, kind: 'blocked', part: 'email', decision: 'refused', target: mailer.target, why, fix });
  if (group.recipientsTag === null) return { wanted: alone(named), blocked: [] };
  if (group.scopes === null) return { wanted: alone(named), blocked: [refuse('the tags of this run are not on record', 'Mail a run that is on record.')] };
  const { addresses, refused, without } = tagRecipients(group.recipientsTag, group.scopes, email.allowedDomains);
  if (without > 0) notes.push(`${without} of ${group.scopes.length} scopes of ${JSON.stringify(group.name)} have no tag ${JSON.stringify(group.recipientsTag)}`);
  const told = refused.slice(0, refusalsTold).map(({ why, fix }) => refuse(why, fix));
  const more = refused.length > told.length ? [refuse(`${refused.length - told.length} more tags ${JSON.stringify(group.recipientsTag)} hold no address that may be written to`, null)] : [];
  return { wanted: alone([...named, ...addresses]), blocked: [...told, ...more] };
}

/** Tags that are told one by one. */
const refusalsTold = 20;

const periodDays: Readonly<Record<Config['report']['period'], number>> = { day: 1, week: 7, month: 31 };

async function composed({ config: { report: { period } }, email, run, report: { group, email: sources }, step }: MailRequest, addressees: Addressees, { earlier, date, notes }: { readonly earlier: number; readonly date: Date; readonly notes: string[] }): Promise<readonly PreparedMail[]> {
  const { mailer } = sources;
  // A browser is not started for a mail that nobody gets.
  const chart = addressees.decision !== 'send' ? null : await sources.chart().catch((error: unknown) => {
    notes.push(`${group === null ? 'the mail' : `the mail of ${JSON.stringify(group.name)}`} has no chart: ${explain(error).message}`);
    return null;
  });
  const largestBytes = Math.min(email.maximumBytes, mailer.largestBytes ?? email.maximumBytes);
  const siteUrl = group === null ? email.siteUrl : group.siteUrl;
  const made = await compose({ ...email, siteUrl }, { model: sources.model, chart, files: sources.files, largestBytes, templatesDir: sources.templatesDir, periodDays: periodDays[period], group: group?.shownName ?? null });
  const content = [run.runId, ...(group === null ? [] : [group.name.toLowerCase()]), made.contentHash];
  return Promise.all(inParts(addressees, mailer.mostRecipients).map(async (people, part) => {
    const messageId = messageIdOf(content, everyone(people), email.from.address, earlier);
    const mail: Mail = { ...contentOf(made), messageId, date, from: email.from, ...people };
    const raw = await mimeOf(mail);
    const own = part === 0 ? { step, addressees: { ...addressees, ...people } } : { step: { ...step, id: `${step.id}/${part + 1}` }, addressees: { ...addressees, ...people, leftOut: [] } };
    return { step: stepOf(own.step, own.addressees, made, { mailer, mail, largestBytes, bytes: raw.length }), mail, raw, mailer };
  }));
}

interface Measured {
  readonly mailer: Mailer;
  readonly mail: Mail;
  readonly largestBytes: number;
  readonly bytes: number;
}

function stepOf(step: MailRequest['step'], { decision, why, fix, leftOut, to, cc, bcc }: Addressees, made: Composed, { mailer, mail, largestBytes, bytes }: Measured): MailStep {
  const tooLarge = bytes > largestBytes && decision === 'send';
  return {
    ...step, kind: 'email', target: mailer.target, leftOut: leftOut.map(({ address, why: reason }) => ({ address, why: reason })), to, cc, bcc, messageId: mail.messageId,
    ...(tooLarge ? { decision: 'refused', why: 'the message is larger than allowed even without attachments', fix: 'Raise email.maximumMegabytes.' } : { decision, why, fix }),
    subject: made.subject, from: mail.from.address,
    attachments: made.attachments.map(({ name, bytes: { length } }) => ({ name, bytes: length })),
    withoutAttachments: made.withoutAttachments, bytes, contentHash: made.contentHash,
  };
}

function contentOf({ subject, html, text, pictures, attachments }: Composed): Pick<Mail, 'subject' | 'html' | 'text' | 'pictures' | 'attachments'> {
  return { subject, html, text, pictures, attachments };
}

/** A message that may have arrived keeps its id when it is sent again, so that servers can still tell; one that did arrive gets a new one. */
function timesSent(runId: string, group: DeliveredGroup | null, deliveries: readonly RunDeliveries[]): number {
  const entries = deliveries.find((run) => run.runId === runId)?.entries ?? [];
  return entries.filter((entry) => entry.kind === 'email' && sameGroup(entry.group, group?.name ?? null) && ['done', 'partly'].includes(entry.state)).length;
}
