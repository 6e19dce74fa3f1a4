import { randomUUID } from 'node:crypto';
import { UserError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import { everyone } from './email/mail.ts';
import { plannedOf, type Ledger, type LedgerEntry } from './ledger.ts';
import { DeliveryError, explain, type StepOutcome } from './outcomes.ts';
import type { MailStep, PublishStep } from './plan.ts';
import type { Prepared, PreparedMail } from './prepare.ts';

export interface ActWorld {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Keeps a copy of a message; `name` is safe as a file name. */
  keep(name: string, raw: Uint8Array): Promise<void>;
  /** Aborted when the user stops: steps not begun are left, one under way is ended. */
  readonly signal: AbortSignal;
}

type Run = { readonly runId: string; readonly takenAt: string };

/**
 * Does one part of what was planned, step by step. A step that fails becomes its outcome, and the others go on; each outcome is on
 * record before the next begins. The site is read while publishing, and not any more when mail goes out.
 */
export async function act(prepared: Prepared, run: Run, world: ActWorld, part: 'publish' | 'email'): Promise<readonly StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  const works = part === 'publish' ? prepared.publishing.map((one) => () => publishOne(one, run, world)) : prepared.mails.map((one) => () => mailOne(one, run, world));
  for (const work of works) {
    world.signal.throwIfAborted();
    outcomes.push(await work());
  }
  for (const { id, group, target, decision, why, fix } of prepared.blocked.filter((step) => step.part === part)) {
    const outcome: StepOutcome = { id, kind: part, group, target, status: decision, message: why, fix };
    outcomes.push(await recorded(outcome, entryOf(outcome, null, world), run, world));
  }
  // As the plan counts them, that of everything first.
  return outcomes.toSorted((one, other) => Number(one.group !== null) - Number(other.group !== null) || one.id.localeCompare(other.id, 'en', { numeric: true }));
}

async function publishOne({ step, publisher, site }: Prepared['publishing'][number], run: Run, world: ActWorld): Promise<StepOutcome> {
  const { id, group, target, decision, why, fix } = step;
  const base = { id, kind: 'publish', group, target } as const;
  const files = { uploaded: 0, removed: 0, kept: step.kept };
  if (decision === 'refused') return finish({ ...base, status: 'refused', message: why, fix }, files);
  if (decision === 'unchanged') return finish({ ...base, status: 'nothing', message: why, fix: null }, files);
  try {
    const message = await publisher.publish(step, site);
    return await finish({ ...base, status: 'done', message, fix: null }, { uploaded: step.upload.length, removed: step.remove.length, kept: step.kept });
  } catch (error) {
    const { certainty, message, fix: mend } = explain(error);
    return finish({ ...base, status: certainty, message, fix: mend }, null);
  }

  function finish(outcome: StepOutcome, counts: LedgerEntry['files']): Promise<StepOutcome> {
    return recorded(outcome, { ...entryOf(outcome, step, world), files: counts }, run, world);
  }
}

/** Writes down that a mail is about to go out before it does, so that a process that dies in between leaves a question and not a second mail. */
async function mailOne({ step, mail, raw, mailer }: PreparedMail, run: Run, world: ActWorld): Promise<StepOutcome> {
  const base = { id: step.id, kind: 'email', group: step.group, target: step.target } as const;
  const idle = { sentBefore: 'nothing', uncertain: 'uncertain', refused: 'refused' } as const;
  const attempt = randomUUID();
  const common = { attempt, subject: step.subject, contentHash: step.contentHash, messageId: step.messageId };
  if (step.decision !== 'send') {
    const outcome: StepOutcome = { ...base, status: idle[step.decision], message: step.why, fix: step.fix };
    return recorded(outcome, { ...entryOf(outcome, step, world), ...common }, run, world);
  }
  const all = everyone(mail);
  const each = (state: 'accepted' | 'unknown' | 'refused', why: string | null = null): LedgerEntry['recipients'] => all.map((address) => ({ address, state, why }));
  const begun: StepOutcome = { ...base, status: 'uncertain', message: 'begun', fix: null };
  await world.ledger.add(run, { ...entryOf(begun, step, world), ...common, state: 'sending', recipients: each('unknown') });
  const end = (outcome: StepOutcome, recipients: LedgerEntry['recipients']): Promise<StepOutcome> => recorded(outcome, { ...entryOf(outcome, step, world), ...common, recipients }, run, world);
  const copied = await world.keep(`${run.runId}-${step.messageId.slice(1, 13)}.eml`, raw).then(() => null, (error: unknown) => explain(error).message);
  if (copied !== null) return end({ ...base, status: 'failed', message: `no copy could be kept in the outbox: ${copied}`, fix: 'Mend that; then run "secure-score email".' }, each('refused', 'not sent'));
  try {
    const { refused } = await mailer.send(mail, raw);
    const refusedBy = new Map(refused.map(({ address, why }) => [address.toLowerCase(), why]));
    const recipients = all.map((address) => ({ address, state: refusedBy.has(address.toLowerCase()) ? 'refused' as const : 'accepted' as const, why: refusedBy.get(address.toLowerCase()) ?? null }));
    return await end(sentOutcome(base, recipients), recipients);
  } catch (error) {
    const { message, fix, ...told } = explain(error);
    // A fault of ours may have come after the message had left.
    const certainty = error instanceof DeliveryError || error instanceof UserError ? told.certainty : 'uncertain';
    return end({ ...base, status: certainty, message, fix }, each(certainty === 'uncertain' ? 'unknown' : 'refused', message));
  }
}

function sentOutcome(base: Pick<StepOutcome, 'id' | 'kind' | 'group' | 'target'>, recipients: LedgerEntry['recipients']): StepOutcome {
  const refused = recipients.filter(({ state }) => state === 'refused');
  const accepted = recipients.length - refused.length;
  const people = `${accepted} ${accepted === 1 ? 'recipient' : 'recipients'}`;
  if (refused.length === 0) return { ...base, status: 'done', message: `handed over for ${people}`, fix: null };
  const who = refused.map(({ address, why }) => `${address} (${why ?? 'no reason given'})`).join(', ');
  const fix = 'Correct or remove the address; the next "secure-score email" writes only to those who were refused.';
  return accepted === 0 ? { ...base, status: 'failed', message: `every recipient was refused: ${who}`, fix } : { ...base, status: 'partly', message: `handed over for ${people}; refused: ${who}`, fix };
}

function entryOf({ id, kind, group, target, status, message }: StepOutcome, step: PublishStep | MailStep | null, { clock }: ActWorld): LedgerEntry {
  return { id, kind, group, planned: step === null ? null : plannedOf(step), target, at: clock.now().toISOString(), state: status, attempt: randomUUID(), message, recipients: [], subject: null, contentHash: null, messageId: null, files: null };
}

/** Puts an outcome on record. A ledger that cannot be written does not undo what was done, but somebody must know. */
async function recorded(outcome: StepOutcome, entry: LedgerEntry, run: Run, { ledger }: ActWorld): Promise<StepOutcome> {
  try {
    await ledger.add(run, entry);
    return outcome;
  } catch (error) {
    return { ...outcome, status: outcome.status === 'done' || outcome.status === 'nothing' ? 'uncertain' : outcome.status, message: `${outcome.message}; what was done could not be recorded: ${explain(error).message}`, fix: 'Mend that before the next run.' };
  }
}
