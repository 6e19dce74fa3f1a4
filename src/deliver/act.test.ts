import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Mail, Mailer } from './email/mail.ts';
import { act } from './act.ts';
import { fromConfig, planAddressees, sameReport, type Addressees } from './email/mailPlan.ts';
import { openLedger, type RunDeliveries } from './ledger.ts';
import { DeliveryError, needsAttention } from './outcomes.ts';
import { planLines, planPublish, type BlockedStep, type MailStep, type TargetState } from './plan.ts';
import type { Prepared } from './prepare.ts';
import type { Publisher } from './publish/publisher.ts';
import type { SiteFile } from './site.ts';
import { siteId, testFolder, testSite } from './testSite.ts';

const run = { runId: '20261121T060000Z', takenAt: '2026-11-21T06:00:00.000Z', period: 'week', weekStart: 'monday', timeZone: 'Europe/Berlin' } as const;
const lists = { to: ['a@contoso.com'], cc: ['b@contoso.com'], bcc: [] as readonly string[] };

interface Rules {
  readonly again?: boolean;
  readonly group?: string | null;
  readonly allowedDomains?: readonly string[] | null;
}

function addressees({ to, cc, bcc }: typeof lists | { readonly to: readonly string[]; readonly cc: readonly string[]; readonly bcc: readonly string[] }, deliveries: readonly RunDeliveries[], rules: Rules = {}): Addressees {
  return planAddressees({ to: fromConfig(to, 'email.to'), cc: fromConfig(cc, 'email.cc'), bcc: fromConfig(bcc, 'email.bcc') }, run, deliveries, { again: false, group: null, allowedDomains: null, ...rules });
}

function delivered(runId: string, takenAt: string, state: 'accepted' | 'refused' | 'unknown', entry: 'done' | 'sending' | 'failed' = 'done', address = 'a@contoso.com', group: string | null = null): RunDeliveries {
  return { schema: 'secure-score/deliveries', version: 2, runId, takenAt, entries: [{ id: 'email', kind: 'email', group, planned: null, target: 't', at: takenAt, state: entry, attempt: '8fea92b0-04e5-4dc6-8df7-60e37568a732', message: '', recipients: [{ address, state, why: null }], subject: null, contentHash: null, messageId: null, files: null }] };
}

describe('who gets a mail', () => {
  it('is everybody once: nobody who had this run, or another of the same week', () => {
    const decide = (...deliveries: readonly RunDeliveries[]): readonly string[] => { const { to, cc } = addressees(lists, deliveries); return [...to, ...cc]; };
    expect(decide()).toEqual(['a@contoso.com', 'b@contoso.com']);
    expect(decide(delivered('20261121T060000Z', run.takenAt, 'accepted'))).toEqual(['b@contoso.com']);
    expect(decide(delivered('20261119T060000Z', '2026-11-19T06:00:00.000Z', 'accepted', 'done', 'A@contoso.com'))).toEqual(['b@contoso.com']);
    expect(decide(delivered('20261115T060000Z', '2026-11-15T06:00:00.000Z', 'accepted'))).toEqual(['a@contoso.com', 'b@contoso.com']);
    expect(decide(delivered('20261121T060000Z', run.takenAt, 'refused', 'failed'))).toEqual(['a@contoso.com', 'b@contoso.com']);
    expect(addressees(lists, [delivered('20261121T060000Z', run.takenAt, 'accepted')], { again: true }).to).toEqual(['a@contoso.com']);
  });

  it('is counted for each group alone: who is in two gets two reports, each once', () => {
    const had = (group: string | null) => delivered('20261121T060000Z', run.takenAt, 'accepted', 'done', 'a@contoso.com', group);
    const to = (group: string | null, ...deliveries: readonly RunDeliveries[]) => addressees({ ...lists, cc: [] }, deliveries, { group }).to;
    expect(to(null, had('Payments'))).toEqual(['a@contoso.com']);
    expect(to('Payments', had(null))).toEqual(['a@contoso.com']);
    expect(to('Payments', had('Landing zones'))).toEqual(['a@contoso.com']);
    expect(to('PAYMENTS', had('Payments'))).toEqual([]);
    const uncertain = addressees({ ...lists, cc: [] }, [delivered('20261121T060000Z', run.takenAt, 'unknown', 'sending', 'a@contoso.com', 'Payments')], { group: 'Payments' });
    expect(uncertain).toMatchObject({ decision: 'uncertain', fix: 'Ask a recipient; if it did not arrive, run secure-score email --again --group "Payments".' });
  });

  it('is once a period however often there are runs, and a schedule that wavers loses none', () => {
    const mailed = (runs: readonly string[], period: 'day' | 'week' | 'month'): readonly string[] => {
      const had: string[] = [];
      for (const takenAt of runs) if (!had.some((one) => sameReport(one, { ...run, takenAt, period }))) had.push(takenAt);
      return had;
    };
    const daily = Array.from({ length: 35 }, (_, index) => new Date(Date.parse('2026-11-02T05:00:00Z') + index * 86_400_000).toISOString());
    expect(mailed(daily, 'week').map((at) => at.slice(0, 10))).toEqual(['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23', '2026-11-30']);
    expect(mailed(daily, 'day')).toEqual(daily);
    expect(mailed(daily, 'month').map((at) => at.slice(0, 10))).toEqual(['2026-11-02', '2026-12-01']);
    // Monday 00:02, Sunday 23:58, Monday 00:05 in Berlin; then the last started again after 20 minutes, and a late Wednesday.
    const wavering = ['2026-11-01T23:02:00Z', '2026-11-08T22:58:00Z', '2026-11-15T23:05:00Z', '2026-11-15T23:25:00Z', '2026-11-25T09:00:00Z', '2026-11-29T23:02:00Z'];
    expect(mailed(wavering, 'week')).toEqual(wavering.filter((at) => at !== '2026-11-15T23:25:00Z'));
    expect(mailed(['2026-11-08T22:50:00Z', '2026-11-08T23:10:00Z'], 'week')).toHaveLength(1);
  });

  it('waits for somebody\'s word where an attempt has no known end', () => {
    const alone = { ...lists, cc: [] };
    expect(addressees(alone, [delivered('20261121T060000Z', run.takenAt, 'unknown', 'sending')])).toMatchObject({ decision: 'uncertain', to: [], fix: expect.stringContaining('--again') });
    expect(addressees(alone, [delivered('20261121T060000Z', run.takenAt, 'accepted')])).toMatchObject({ decision: 'sentBefore' });
  });

  it('refuses an address of another domain, and takes each mailbox once', () => {
    expect(addressees(lists, [], { allowedDomains: ['fabrikam.com'] })).toMatchObject({ decision: 'refused', why: expect.stringContaining('email.to[0]: contoso.com is not among') });
    expect(addressees({ ...lists, cc: ['A@CONTOSO.com'], bcc: ['b@contoso.com', 'B@contoso.com'] }, [])).toMatchObject({ to: ['a@contoso.com'], cc: [], bcc: ['b@contoso.com'] });
  });
});

const mail: Mail = { messageId: '<0123456789abcdef@contoso.com>', date: new Date(run.takenAt), from: { address: 's@contoso.com', name: null }, to: lists.to, cc: lists.cc, bcc: [], subject: 's', html: '', text: '', pictures: [], attachments: [] };
const step: MailStep = { kind: 'email', id: 'email', group: null, target: 'SMTP', decision: 'send', why: 'w', fix: null, subject: 's', from: 's@contoso.com', to: mail.to, cc: mail.cc, bcc: [], leftOut: [], attachments: [], withoutAttachments: [], bytes: 3, contentHash: 'h', messageId: mail.messageId };
const state: TargetState = { files: new Map(), siteId: null, exposure: 'private', exposureReason: 'private' };

async function acted(send: Mailer['send'], publish: Publisher['publish'] = async () => 'done', keep: () => Promise<void> = async () => {}) {
  const folder = testFolder();
  const site = await testSite(folder, { 'index.html': 'x' });
  const ledger = openLedger(join(folder, 'data'));
  const planned = planPublish({ id: 'publish[0]', group: null, target: 'directory', publicAllowed: false, siteId, files: site.files }, state);
  const publisher: Publisher = { target: 'directory', publicAllowed: false, inspect: async () => state, publish, examine: async () => [], close: async () => {} };
  const blocked: readonly BlockedStep[] = [
    { kind: 'blocked', part: 'publish', decision: 'failed', id: 'publish[1]', group: null, target: 'git', why: 'no network', fix: 'Plug it in.' },
    { kind: 'blocked', part: 'email', decision: 'refused', id: 'groups[0].recipientsTag', group: 'Payments', target: 'SMTP', why: 'tag "owner" of "Pay": no', fix: null },
  ];
  const mailer: Mailer = { target: 'SMTP', largestBytes: null, mostRecipients: null, send, examine: async () => [] };
  const prepared: Prepared = { plan: { runId: run.runId, steps: [planned, step, ...blocked], notes: ['n'] }, publishing: [{ step: planned, publisher, site }], mails: [{ step, mail, raw: Buffer.from('raw'), mailer }], blocked };
  const world = { ledger, clock: { now: () => new Date(run.takenAt) }, keep, signal: new AbortController().signal };
  const outcomes = [...(await act(prepared, run, world, 'publish')), ...(await act(prepared, run, world, 'email'))];
  return { outcomes, prepared, entries: (await ledger.readAll())[0]?.entries ?? [], file: join(folder, 'data/deliveries', `${run.runId}.json`), ledger };
}

describe('acting on a plan', () => {
  it('does every step although others fail, and puts each outcome on record', async () => {
    const { outcomes, entries } = await acted(async () => ({ accepted: ['a@contoso.com'], refused: [{ address: 'b@contoso.com', why: 'full' }] }), async () => { throw new DeliveryError('disk full', { fix: 'Make room.' }); });
    expect(outcomes.map(({ id, status }) => [id, status])).toEqual([['publish[0]', 'failed'], ['publish[1]', 'failed'], ['email', 'partly'], ['groups[0].recipientsTag', 'refused']]);
    expect(outcomes.every(needsAttention)).toBe(true);
    expect(entries.map(({ id, state: told }) => [id, told])).toEqual([['publish[0]', 'failed'], ['publish[1]', 'failed'], ['email', 'sending'], ['email', 'partly'], ['groups[0].recipientsTag', 'refused']]);
    expect(entries[3]?.planned).toMatchObject({ decision: 'send', why: 'w' });
    expect(entries[0]?.planned).toMatchObject({ decision: 'publish', upload: { count: 2, paths: ['index.html', 'manifest.json'] } });
    expect(entries[3]?.recipients).toEqual([{ address: 'a@contoso.com', state: 'accepted', why: null }, { address: 'b@contoso.com', state: 'refused', why: 'full' }]);
  });

  it('has written down that a mail goes out before it does', async () => {
    let seen: string | null = null;
    const { entries } = await acted(async () => { seen = 'sent'; return { accepted: [...mail.to, ...mail.cc], refused: [] }; }, async () => 'done', async () => { expect(seen).toBeNull(); });
    expect(entries.filter(({ id }) => id === 'email').map(({ state: told }) => told)).toEqual(['sending', 'done']);
  });

  it('counts a fault of ours in sending as a question, and a copy that cannot be kept as a mail not sent', async () => {
    const fault = await acted(async () => { throw new TypeError('x is undefined'); });
    expect(fault.outcomes.at(-2)).toMatchObject({ status: 'uncertain' });
    let sent = false;
    const unkept = await acted(async () => { sent = true; return { accepted: [], refused: [] }; }, async () => 'done', async () => { throw new Error('disk full'); });
    expect([unkept.outcomes.at(-2)?.status, sent]).toEqual(['failed', false]);
  });

  it('knows what a ledger of version 1 says, and adds to it', async () => {
    const data = testFolder();
    cpSync(fileURLToPath(new URL('../../test/stored/v1/deliveries', import.meta.url)), join(data, 'deliveries'), { recursive: true });
    const ledger = openLedger(data);
    const at = { ...run, runId: '20261116T040000Z', takenAt: '2026-11-16T04:00:00.000Z' };
    const wanted = { to: fromConfig(['ciso@contoso.com', 'team@contoso.com'], 'email.to'), cc: [], bcc: [] };
    const rules = { again: false, allowedDomains: null };
    expect(planAddressees(wanted, at, await ledger.readAll(), { ...rules, group: null })).toMatchObject({ to: ['team@contoso.com'], leftOut: [{ address: 'ciso@contoso.com' }] });
    expect(planAddressees(wanted, at, await ledger.readAll(), { ...rules, group: 'Payments' }).to).toEqual(['ciso@contoso.com', 'team@contoso.com']);
    const [before] = await ledger.readAll();
    await ledger.add(at, delivered('', '', 'accepted', 'done', 'ciso@contoso.com', 'Payments').entries.map((entry) => ({ ...entry, at: at.takenAt }))[0] ?? fail());
    const [after] = await ledger.readAll();
    expect([before?.version, after?.version, after?.entries.slice(0, 3)]).toEqual([1, 2, before?.entries]);
    expect(planAddressees(wanted, at, await ledger.readAll(), { ...rules, group: 'Payments' }).to).toEqual(['team@contoso.com']);
  });

  it('does not guess where the ledger is damaged or newer', async () => {
    const { file, ledger } = await acted(async () => ({ accepted: [], refused: [] }));
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.slice(0, 100));
    await expect(ledger.readAll()).rejects.toThrow('what was delivered cannot be read: it is damaged');
    writeFileSync(file, text.replace('"version": 2', '"version": 3'));
    await expect(ledger.readAll()).rejects.toThrow('written by a newer version');
    mkdirSync(join(file, '../other'));
  });
});

describe('a plan', () => {
  it('takes away what a site no longer has, but no run that it knows nothing of', () => {
    const file = (path: string): SiteFile => ({ path, bytes: 1, sha256: 'h' });
    const there = ['index.html', 'old.css', 'runs/a/report.html', 'runs/a/scopes/x.html', 'runs/b/report.html', 'groups/g/runs/a/report.html', 'groups/g/index.html', 'latest/report.pdf'];
    const step = planPublish({ id: 'publish[0]', group: null, target: 't', publicAllowed: false, siteId, files: [file('index.html'), file('runs/a/report.html'), file('groups/g/runs/c/report.html')] }, { ...state, siteId, files: new Map(there.map((path) => [path, 'h'])) });
    expect([step.remove, step.stay]).toEqual([['groups/g/index.html', 'latest/report.pdf', 'old.css', 'runs/a/scopes/x.html'], ['groups/g/runs/a/report.html', 'runs/b/report.html']]);
    expect(step.why).toBe('1 of 3 files are new or differ, 4 stale, 2 earlier runs stay; private');
  });

  it('is told line by line', async () => {
    const { prepared } = await acted(async () => ({ accepted: [], refused: [] }));
    const lines = planLines({ ...prepared.plan, steps: [...prepared.plan.steps, { ...step, leftOut: [{ address: 'c@contoso.com', why: 'has had it' }], attachments: [{ name: 'r.pdf', bytes: 355_000 }] }] });
    expect(lines).toEqual([
      'Delivery of run 20261121T060000Z:', 'publish[0] directory: would publish: 2 of 2 files are new or differ, 0 stale; private', '  + index.html', '  + manifest.json',
      'email SMTP: would mail: w', '  From s@contoso.com, subject: s', '  To a@contoso.com', '  Cc b@contoso.com', '  Message 1 KB', 'publish[1] git: cannot be planned: no network. Plug it in.',
      'groups[0].recipientsTag SMTP for "Payments": refused: tag "owner" of "Pay": no',
      'email SMTP: would mail: w', '  From s@contoso.com, subject: s', '  To a@contoso.com', '  Cc b@contoso.com', '  Not to c@contoso.com: has had it', '  Attached r.pdf, 347 KB', '  Message 1 KB', 'Note: n.',
    ]);
  });
});

function fail(): never {
  throw new Error('nothing to add');
}
