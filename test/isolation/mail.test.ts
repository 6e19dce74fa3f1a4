import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/config/index.ts';
import { openLedger, type Mail } from '../../src/deliver/index.ts';
import type { GroupConfig } from '../../src/domain/config.ts';
import type { EmailConfig } from '../../src/domain/delivery.ts';
import { reportModelSchema, type ReportModel } from '../../src/domain/report.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { openRecord } from '../../src/history/index.ts';
import { realStages } from '../../src/pipeline/realStages.ts';
import { run } from '../../src/pipeline/run.ts';
import { silentSteps } from '../../src/pipeline/steps.ts';
import { folderOfName } from '../../src/render/site.ts';
import { filesBelow, readable } from './bytes.ts';
import { readMail, type ReadMail } from './mime.ts';
import { groups as marks, marked, snapshotOf } from './tenant.ts';

const days = ['2026-11-06', '2026-11-13', '2026-11-17', '2026-11-20'];
const ownerOf = (canary: string): string => `owner-${canary}@contoso.com`;

/** Every scope names its owner in a tag: an address of its own, with its canary in it. */
function tagged(snapshot: Snapshot): Snapshot {
  const canaryOf = (scope: Snapshot['scopes'][number]): string => marked.find(({ canary }) => scope.name.endsWith(canary))?.canary ?? '';
  return { ...snapshot, scopes: snapshot.scopes.map((scope) => ({ ...scope, tags: { ...scope.tags, Owner: ownerOf(canaryOf(scope)) } })) };
}

const email: EmailConfig = {
  transport: { type: 'graph', endpoint: 'https://graph.microsoft.com' }, from: { address: 'score@contoso.com', name: null }, to: ['ciso@contoso.com'], cc: [], bcc: [],
  allowedDomains: ['contoso.com'], subject: '{score} on {day}', attach: ['pdf', 'xlsx'], maximumBytes: 10_000_000, siteUrl: 'https://whole.contoso.com',
};

let outDir = '';
const sent: { readonly mail: Mail; readonly raw: Uint8Array }[] = [];

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'secure-score-isolation-'));
  const groups = marks.map(({ letters, ...group }): GroupConfig => ({ ...group, recipientsTag: 'owner', publish: [{ type: 'directory', path: join(outDir, '../', `${outDir.split('/').at(-1) ?? ''}-www`, letters) }], siteUrl: letters === 'pq' ? 'https://pq.contoso.com' : null }));
  const config = { ...defaultConfig(outDir), outDir, title: 'Whole tenant', groups, email };
  const record = await openRecord(join(outDir, 'data'), { timeZone: config.timeZone, write: true, durability: 'bulk' });
  for (const [day, name] of days.entries()) await record.append(tagged(snapshotOf(`${name}T06:00:00.000Z`, day, () => 0)));
  await record.close();
  const stages: typeof realStages = {
    ...realStages,
    openDelivery: async (own, inputs) => ({
      ...(await realStages.openDelivery(own, inputs)),
      mailer: { target: 'test', largestBytes: null, mostRecipients: null, examine: async () => [], send: async (mail, raw) => { sent.push({ mail, raw }); return { accepted: [...mail.to, ...mail.cc, ...mail.bcc], refused: [] }; } },
    }),
  };
  const outcome = await run(config, { collect: false, runId: null, formats: ['html', 'pdf', 'xlsx', 'csv', 'json'], deliver: { publish: true, email: true, again: false, dryRun: false } }, { clock: { now: () => new Date('2026-11-20T07:00:00Z') }, steps: silentSteps, stages, env: {}, signal: new AbortController().signal });
  expect([outcome.failures, outcome.undelivered]).toEqual([[], []]);
}, 120_000);

afterAll(() => Promise.all([outDir, `${outDir}-www`].map((folder) => rm(folder, { recursive: true, force: true }))));

function mailTo(address: string): { readonly read: ReadMail; readonly raw: Uint8Array; readonly mail: Mail } {
  const found = sent.filter(({ mail }) => mail.to.includes(address));
  expect(found).toHaveLength(1);
  const [{ mail, raw } = { mail: null, raw: null }] = found;
  if (mail === null) throw new Error(`no mail to ${address}`);
  return { mail, raw, read: readMail(raw) };
}

/** Everything that can be read in a message by any means, its name in the outbox included. */
async function everythingIn(address: string): Promise<string> {
  const { raw, read } = mailTo(address);
  const copy = readdirSync(join(outDir, 'outbox')).find((name) => readFileSync(join(outDir, 'outbox', name)).equals(Buffer.from(raw)));
  expect(copy).toBeDefined();
  const parts = await Promise.all(read.parts.map(({ fileName, bytes }) => readable(fileName ?? 'body', bytes)));
  return [copy ?? '', ...[...read.headers.values()], await readable('message.eml', raw), ...parts].join('\n').toLowerCase();
}

function modelOf(folder: string): ReportModel {
  return reportModelSchema.parse(JSON.parse(readFileSync(join(outDir, 'site', folder, 'latest/report.json'), 'utf8')));
}

describe.each(marks)('the mail of $name', ({ name, letters, recipients }) => {
  const own = marked.filter(({ letter }) => letters.includes(letter));
  const others = marked.filter(({ letter }) => !letters.includes(letter));
  const people = [...recipients, ...own.map(({ canary }) => ownerOf(canary))];

  it('goes to its recipients and to whom its scopes\' tags name, and to nobody else', () => {
    expect(mailTo(people[0] ?? '').mail).toMatchObject({ to: people, cc: [], bcc: [] });
  });

  it('has the group\'s own figures, files and name', () => {
    const { read, mail } = mailTo(people[0] ?? '');
    const model = modelOf(`groups/${folderOfName(name)}`);
    const percent = `${((model.headline.score.ratio ?? 0) * 100).toFixed(1)}\u00a0%`;
    expect(read.headers.get('subject')).toBe(`${name}: ${percent} on 20 Nov 2026`);
    const text = read.parts.find(({ contentType }) => contentType === 'text/plain')?.bytes.toString('utf8') ?? '';
    expect(text).toContain(percent);
    const folder = join(outDir, 'site/groups', folderOfName(name), 'latest');
    expect(mail.attachments.map(({ name: file }) => file.replace(/.*\./, ''))).toEqual(['pdf', 'xlsx']);
    for (const { name: file, bytes } of mail.attachments) expect(Buffer.from(bytes).equals(readFileSync(join(folder, `report.${file.replace(/.*\./, '')}`)))).toBe(true);
    expect(mail.pictures).toHaveLength(1);
  });

  it('links its own site where that is known, and never the whole one', async () => {
    const all = await everythingIn(people[0] ?? '');
    expect(all.includes('https://pq.contoso.com/runs/20261120t060000z/report.html')).toBe(letters === 'pq');
    expect(all).not.toContain('whole.contoso.com');
  });

  it('holds in no byte a name, id, tag, address, resource, owner, rule or group of another scope', async () => {
    const all = await everythingIn(people[0] ?? '');
    const shared = new Set(own.map(({ guid }) => guid));
    const above = new Set(own.flatMap((one) => one.above));
    const foreign = [
      ...others.flatMap(({ canary, guid }) => (shared.has(guid) ? [canary] : [canary, guid])), ...others.flatMap((one) => one.above).filter((group) => !above.has(group)),
      ...marks.filter((group) => group.name !== name).flatMap((group) => [group.name.toLowerCase().split(' ')[0] ?? '', ...group.recipients.filter((address) => !people.includes(address))]), 'ciso@contoso.com',
    ];
    for (const word of foreign) expect(all.includes(word), word).toBe(false);
    for (const { canary } of own) expect(all).toContain(canary);
  });

  it('its site alone is in its target', async () => {
    const files = await filesBelow(join(`${outDir}-www`, `${letters}/`));
    const site = await filesBelow(join(outDir, 'site/groups', folderOfName(name)));
    expect([...files.keys()]).toEqual([...site.keys()]);
    for (const [path, bytes] of files) expect(Buffer.from(bytes).equals(Buffer.from(site.get(path) ?? '')), path).toBe(true);
  });
});

it('what arrived is what was planned and put on record', async () => {
  const [deliveries] = await openLedger(join(outDir, 'data')).readAll();
  const done = deliveries?.entries.filter(({ kind, state }) => kind === 'email' && state === 'done') ?? [];
  expect(done.map(({ group }) => group)).toEqual([null, ...marks.map(({ name }) => name)]);
  for (const [index, { planned, recipients, subject, messageId }] of done.entries()) {
    const { mail, raw } = sent[index] ?? { mail: null, raw: Buffer.from('') };
    const { headers, parts } = readMail(raw);
    expect({ subject: headers.get('subject'), id: headers.get('message-id'), to: headers.get('to')?.split(', ') }).toEqual({ subject, id: messageId, to: recipients.map(({ address }) => address) });
    expect(mail?.to).toEqual(recipients.map(({ address }) => address));
    expect(parts.filter(({ contentType }) => /pdf|sheet/.test(contentType)).map(({ fileName, bytes }) => ({ name: fileName, bytes: bytes.length }))).toEqual(planned?.attachments);
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect([...headers.keys()].filter((name) => name.startsWith('list-') || name === 'bcc')).toEqual([]);
  }
});

it('the mail on everything stays with those that config names for it', () => {
  const { mail, read } = mailTo('ciso@contoso.com');
  expect(mail).toMatchObject({ to: ['ciso@contoso.com'], cc: [], bcc: [] });
  expect(read.headers.get('subject')).toMatch(/^\d/);
  expect(sent).toHaveLength(marks.length + 1);
  expect(JSON.stringify(read.parts.map(({ bytes }) => bytes.toString('utf8')))).toContain('https://whole.contoso.com/runs/');
});
