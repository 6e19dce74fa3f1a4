import { createHash } from 'node:crypto';
import { dayOf, weekStartOf } from '../../domain/calendar.ts';
import type { ReportConfig } from '../../domain/config.ts';
import type { RunDeliveries } from '../ledger.ts';
import { explain } from '../outcomes.ts';
import { mailboxKey, parseRecipient, type AddressSource } from './recipients.ts';

/** Who is to get the mail of a run, after looking at who has had it. */
export interface Addressees {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** `certain`: has had it; else may have. */
  readonly leftOut: readonly { readonly address: string; readonly why: string; readonly certain: boolean }[];
  readonly decision: 'send' | 'sentBefore' | 'uncertain' | 'refused';
  readonly why: string;
  readonly fix: string | null;
}

/** An address as it was found. */
export interface Sourced {
  readonly text: string;
  readonly source: AddressSource;
}

/** Whom config and tags name, before anybody has looked at it. */
export type Wanted = Readonly<Record<'to' | 'cc' | 'bcc', readonly Sourced[]>>;

/** Addresses of a list in config. */
export function fromConfig(list: readonly string[], key: string): readonly Sourced[] {
  return list.map((text, index) => ({ text, source: { kind: 'config', key: `${key}[${index}]` } }));
}

export interface MailRules {
  /** Lower case; null: only addresses written in the config itself are taken. */
  readonly allowedDomains: readonly string[] | null;
  /** Whose report it is, as the ledger knows it; null: that of everything. */
  readonly group: string | null;
  /** Also to those who have had it. */
  readonly again: boolean;
}

export interface RunOfMail {
  readonly runId: string;
  /** ISO 8601. */
  readonly takenAt: string;
  readonly period: ReportConfig['period'];
  readonly weekStart: ReportConfig['weekStart'];
  /** IANA name. */
  readonly timeZone: string;
}

const day = 86_400_000;

/** How far a schedule may waver, ms. */
const wavering: Readonly<Record<ReportConfig['period'], number>> = { day: day / 14, week: day / 2, month: day / 2 };

/**
 * Whether two runs are the same report: of one calendar day, week or month, as when runs are more frequent than reports or a
 * pipeline is started again. A schedule that wavers around midnight makes two exceptions: runs almost a period apart
 * are two reports, runs a moment apart are one, whatever the calendar says.
 */
export function sameReport(one: string, run: RunOfMail): boolean {
  const [earlier = one] = [one, run.takenAt].toSorted();
  const apart = Math.abs(Date.parse(one) - Date.parse(run.takenAt));
  const margin = wavering[run.period];
  return apart < margin || (apart < lengthOf(earlier, run) - margin && periodOf(one, run) === periodOf(run.takenAt, run));
}

/** Length of the period an instant is in, ms. */
function lengthOf(instant: string, { period, timeZone }: RunOfMail): number {
  const [year = 0, month = 0] = dayOf(instant, timeZone).split('-').map(Number);
  return { day, week: 7 * day, month: new Date(Date.UTC(year, month, 0)).getUTCDate() * day }[period];
}

function periodOf(instant: string, { period, weekStart, timeZone }: RunOfMail): string {
  const date = dayOf(instant, timeZone);
  return period === 'day' ? date : period === 'week' ? weekStartOf(date, weekStart) : date.slice(0, 7);
}

/**
 * Nobody gets a report twice: who has had the mail of this run, or of another of the same period, is left out; so is
 * whoever may have had it, until somebody says otherwise (`again`). Reports of groups are counted each on its own: somebody
 * who is in two groups gets both.
 */
export function planAddressees(wanted: Wanted, run: RunOfMail, deliveries: readonly RunDeliveries[], rules: MailRules): Addressees {
  const checked = checkedLists(wanted, rules.allowedDomains);
  if ('fault' in checked) return { to: [], cc: [], bcc: [], leftOut: [], decision: 'refused', why: checked.fault.message, fix: checked.fault.fix };
  const had = rules.again ? new Map<string, Had>() : alreadyHad(run, deliveries, rules.group);
  const leftOut: { address: string; why: string; certain: boolean }[] = [];
  const keep = (address: string): boolean => {
    const earlier = had.get(mailboxKey(address));
    if (earlier === undefined) return true;
    leftOut.push({ address, certain: earlier.certain, why: earlier.certain ? `has had it (run ${earlier.runId}, ${earlier.at})` : `may have had it: the attempt of ${earlier.at} (run ${earlier.runId}) has no known end` });
    return false;
  };
  const [to, cc, bcc] = [checked.to.filter(keep), checked.cc.filter(keep), checked.bcc.filter(keep)];
  const total = checked.to.length + checked.cc.length + checked.bcc.length;
  if (to.length + cc.length + bcc.length > 0) return { to, cc, bcc, leftOut, decision: 'send', why: leftOut.length === 0 ? `${total} ${total === 1 ? 'recipient has' : 'recipients have'} not had it` : `${total - leftOut.length} of ${total} recipients have not had it`, fix: null };
  if (leftOut.every(({ certain }) => certain)) return { to, cc, bcc, leftOut, decision: 'sentBefore', why: 'everyone has had it', fix: null };
  return { to, cc, bcc, leftOut, decision: 'uncertain', why: 'an earlier attempt has no known end', fix: `Ask a recipient; if it did not arrive, run ${againCommand(rules.group)}.` };
}

/** What sends a report again, to those who may have had it, too. */
export function againCommand(group: string | null): string {
  return group === null ? '"secure-score email --again"' : `secure-score email --again --group ${JSON.stringify(group)}`;
}

interface Had {
  readonly certain: boolean;
  readonly runId: string;
  readonly at: string;
}

/** By mailbox: the latest attempt that brought it this report or may have. */
function alreadyHad(current: RunOfMail, deliveries: readonly RunDeliveries[], group: string | null): ReadonlyMap<string, Had> {
  const had = new Map<string, Had>();
  for (const run of deliveries) {
    if (run.runId !== current.runId && !sameReport(run.takenAt, current)) continue;
    const ended = new Set(run.entries.filter((entry) => entry.state !== 'sending').map((entry) => entry.attempt));
    for (const entry of run.entries) {
      // The beginning of an attempt counts only while nothing is known of its end.
      if (entry.kind !== 'email' || !sameGroup(entry.group, group) || (entry.state === 'sending' && ended.has(entry.attempt))) continue;
      for (const { address, state } of entry.recipients) {
        const key = mailboxKey(address);
        if (state === 'refused' || had.get(key)?.certain === true) continue;
        had.set(key, { certain: state === 'accepted', runId: run.runId, at: entry.at });
      }
    }
  }
  return had;
}

/** Names of groups are compared without case, as in config. */
export function sameGroup(one: string | null, other: string | null): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

type Lists = Readonly<Record<'to' | 'cc' | 'bcc', readonly string[]>>;

/** Every address parsed strictly, each mailbox once, in the first list that names it. */
function checkedLists({ to, cc, bcc }: Wanted, allowedDomains: readonly string[] | null): Lists | { readonly fault: { readonly message: string; readonly fix: string | null } } {
  const seen = new Set<string>();
  const parse = (list: readonly Sourced[]): readonly string[] => list.map(({ text, source }) => parseRecipient(text, source, allowedDomains)).filter((address) => {
    const key = mailboxKey(address);
    return !seen.has(key) && seen.add(key).has(key);
  });
  try {
    return { to: parse(to), cc: parse(cc), bcc: parse(bcc) };
  } catch (error) {
    return { fault: explain(error) };
  }
}

/** Message-ID for this content (run, group, hash) to these people: the same when the same is sent again, which servers such as Exchange deliver once. */
export function messageIdOf(content: readonly string[], recipients: readonly string[], from: string, attempt: number): string {
  const hash = createHash('sha256').update(JSON.stringify([...content, recipients.map(mailboxKey).toSorted(), attempt])).digest('hex').slice(0, 32);
  return `<${hash}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}
