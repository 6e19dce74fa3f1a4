import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/config/index.ts';
import { directoryPublisher, openLedger, type Mail, type Publisher } from '../../src/deliver/index.ts';
import { DeliveryError } from '../../src/deliver/outcomes.ts';
import { undelivered, type Config, type GroupConfig } from '../../src/domain/config.ts';
import { openRecord } from '../../src/history/index.ts';
import { scope, score, snapshot } from '../../src/history/testSnapshots.ts';
import { deliverRun, type Delivered, type DeliveryParts } from '../../src/pipeline/deliver.ts';
import type { Outcome } from '../../src/pipeline/outcome.ts';
import { realStages } from '../../src/pipeline/realStages.ts';
import { run, type Ports } from '../../src/pipeline/run.ts';
import { withSiteLock } from '../../src/pipeline/siteLock.ts';
import { silentSteps } from '../../src/pipeline/steps.ts';

const match = { managementGroup: null, subscriptions: [], tags: {}, environment: null, connector: null };
const whole: DeliveryParts = { publish: true, email: true, again: false, dryRun: false };

interface World {
  readonly config: Config;
  readonly ports: Ports;
  readonly arrived: Mail[];
  /** What happens when a site is published there, or a mail handed over. */
  readonly meanwhile: { publish: (path: string) => Promise<void>; send: () => Promise<void>; mostRecipients: number | null };
}

/** A small tenant, the real record, site, ledger and directories; mail that arrives here. */
function world(groups: readonly Partial<GroupConfig>[], tags: Readonly<Record<string, string>>[], report: Partial<Config['report']> = {}): World {
  const outDir = join(mkdtempSync(join(tmpdir(), 'secure-score-groups-')), 'reports');
  const names = tags.map((_, index) => 'abcdefgh'[index] ?? '');
  const base = defaultConfig(outDir);
  const config: Config = {
    ...base, outDir, groups: groups.map((group, index) => ({ name: `G${index}`, match: { ...match, subscriptions: ['*'] }, target: null, ...undelivered, ...group })), report: { ...base.report, ...report },
    email: { transport: { type: 'graph', endpoint: 'https://graph.microsoft.com' }, from: { address: 'score@contoso.com', name: null }, to: ['ciso@contoso.com'], cc: [], bcc: [], allowedDomains: ['contoso.com'], subject: '{title}: {score}', attach: [], maximumBytes: 10_000_000, siteUrl: null },
  };
  const arrived: Mail[] = [];
  const meanwhile: World['meanwhile'] = { publish: async () => {}, send: async () => {}, mostRecipients: null };
  const publisher = (path: string): Publisher => {
    const real = directoryPublisher({ type: 'directory', path }, outDir);
    return { ...real, publish: async (step, site) => { await meanwhile.publish(path); return real.publish(step, site); } };
  };
  const paths = (targets: Config['publish']): readonly Publisher[] => targets.flatMap((target) => (target.type === 'directory' ? [publisher(target.path)] : []));
  const stages: Ports['stages'] = {
    ...realStages,
    collect: async (_config, { clock }) => snapshot(clock.now().toISOString(), { scopes: tags.map((own, index) => scope(names[index] ?? '', { name: `Scope ${names[index]}`, tags: own })), scores: names.map((name, index) => score(name, 3 + index)) }),
    renderHtml: async ({ runId }) => [{ path: 'report.html', content: `page ${runId}` }],
    renderScopePages: async () => new Map(),
    openDelivery: async (own, inputs) => ({
      ...(await realStages.openDelivery(own, inputs)), chart: async () => null,
      publishers: paths(own.publish), groupPublishers: new Map(own.groups.map(({ name, publish }) => [name, paths(publish)])),
      mailer: { target: 'test', largestBytes: null, mostRecipients: meanwhile.mostRecipients, examine: async () => [], send: async (mail) => { await meanwhile.send(); arrived.push(mail); return { accepted: [...mail.to, ...mail.cc, ...mail.bcc], refused: [] }; } },
    }),
  };
  return { config, arrived, meanwhile, ports: { clock: { now: () => new Date('2026-11-21T06:00:00Z') }, steps: silentSteps, stages, env: {}, signal: new AbortController().signal } };
}

function runOf({ config, ports }: World, deliver: DeliveryParts | null = whole): Promise<Outcome> {
  return run(config, { collect: true, runId: null, formats: ['html', 'json'], ...(deliver === null ? {} : { deliver }) }, ports);
}

/** As `publish` and `email` do it: from what is on disk. */
async function deliver({ config, ports }: World, parts: Partial<DeliveryParts> = {}): Promise<Delivered> {
  const record = await openRecord(join(config.outDir, 'data'), { timeZone: config.timeZone });
  try {
    return await deliverRun(config, { runId: null, model: null, groups: [], snapshot: (id) => record.snapshot(id) }, { ...whole, publish: false, ...parts }, ports);
  } finally {
    await record.close();
  }
}

function told({ outcomes }: Delivered): readonly string[] {
  return outcomes.map(({ id, group, status, message }) => `${id} ${group ?? ''} ${status}: ${message}`);
}

describe('recipients from tags', () => {
  const tags = [{ Owner: 'anna@contoso.com' }, { owner: 'bo@contoso.com\nBcc: eve@evil.example' }, { OWNER: 'eve@evil.example' }, {}, { owner: 'ANNA@contoso.com' }, { owner: 'x@cont\u00f6so.com' }];

  it('are written to where they are one plain address of an allowed domain; the others are refused, each with its scope and tag', async () => {
    const at = world([{ name: 'Pay', recipients: ['lead@contoso.com'], recipientsTag: 'owner' }], tags);
    const { undelivered: faults, exitCode } = await runOf(at);
    expect(at.arrived.map(({ to, cc, bcc }) => [...to, ...cc, ...bcc])).toEqual([['ciso@contoso.com'], ['lead@contoso.com', 'anna@contoso.com']]);
    expect(exitCode).toBe(5);
    expect(faults.map(({ part, error }) => `${part}: ${String(error)}`)).toEqual([
      expect.stringContaining('groups[0].recipientsTag test for "Pay": UserError: refused: tag "owner" of "Scope b": not one plain mail address: "bo@contoso.com\\nBcc: eve@evil.example"'),
      expect.stringContaining('refused: tag "owner" of "Scope c": evil.example is not among email.allowedDomains'),
      expect.stringContaining('refused: tag "owner" of "Scope f": not one plain mail address: "x@cont\\u00f6so.com"'),
    ]);
    const again = await deliver(at);
    expect(again.plan.notes).toEqual(['1 of 6 scopes of "Pay" have no tag "owner"']);
    expect(told(again).filter((line) => !line.includes('refused'))).toEqual(['email  nothing: everyone has had it', 'groups[0].email Pay nothing: everyone has had it']);
    expect(at.arrived).toHaveLength(2);
  });

  it('reach only the report of their own group', async () => {
    const at = world([{ name: 'One', match: { ...match, subscriptions: ['Scope a'] }, recipientsTag: 'owner' }, { name: 'Two', match: { ...match, subscriptions: ['Scope b'] }, recipientsTag: 'owner' }], [{ owner: 'anna@contoso.com' }, { owner: 'bo@contoso.com' }]);
    expect((await runOf(at)).exitCode).toBe(0);
    expect(at.arrived.map(({ subject, to }) => [subject.split(':')[0], to])).toEqual([['Secure score', ['ciso@contoso.com']], ['One', ['anna@contoso.com']], ['Two', ['bo@contoso.com']]]);
  });

  it('leave nobody to write to: that is told, and the others get their mail', async () => {
    const at = world([{ name: 'Pay', recipientsTag: 'owner' }], [{ owner: 'eve@evil.example' }]);
    await runOf(at, null);
    expect(told(await deliver(at))).toEqual([
      'email  done: handed over for 1 recipient', 'groups[0].email Pay refused: nobody is left to write to', expect.stringContaining('groups[0].recipientsTag Pay refused: tag "owner" of "Scope a"'),
    ]);
  });
});

describe('reports of groups', () => {
  const two = [{ name: 'One', recipients: ['one@contoso.com'] }, { name: 'Two', recipients: ['two@contoso.com', 'one@contoso.com'] }];

  it('go out once a period for each group, and a second time only for the group that is asked for', async () => {
    const at = world(two, [{}]);
    await runOf(at);
    await runOf(at);
    expect(at.arrived.map(({ to }) => to.join())).toEqual(['ciso@contoso.com', 'one@contoso.com', 'two@contoso.com,one@contoso.com']);
    expect(new Set(at.arrived.map(({ messageId }) => messageId)).size).toBe(3);
    expect(told(await deliver(at, { again: true, group: 'TWO' }))).toEqual(['groups[1].email Two done: handed over for 2 recipients']);
    await deliver(at, { again: true });
    expect(at.arrived.slice(3).map(({ to }) => to.join())).toEqual(['two@contoso.com,one@contoso.com', 'ciso@contoso.com']);
    await expect(deliver(at, { group: 'Three' })).rejects.toThrow('no group is called "Three". There are "One", "Two".');
  });

  it('go in several messages where a service takes few recipients; the part that failed goes again alone', async () => {
    const at = world([{ name: 'Many', recipients: ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@contoso.com`) }], [{}]);
    at.meanwhile.mostRecipients = 2;
    let attempts = 0;
    at.meanwhile.send = async () => { attempts += 1; if (attempts === 3) throw new DeliveryError('no route', { fix: 'Wait.' }); };
    const { undelivered: faults } = await runOf(at);
    expect(faults.map(({ part }) => part)).toEqual(['groups[0].email/2 test for "Many"']);
    expect(at.arrived.map(({ to }) => to.join())).toEqual(['ciso@contoso.com', 'a@contoso.com,b@contoso.com', 'e@contoso.com']);
    expect(told(await deliver(at)).at(-1)).toBe('groups[0].email Many done: handed over for 2 recipients');
    expect(at.arrived.at(-1)?.to).toEqual(['c@contoso.com', 'd@contoso.com']);
    expect(new Set(at.arrived.map(({ messageId }) => messageId)).size).toBe(4);
  });

  it('that fail are tried again alone', async () => {
    const at = world(two, [{}]);
    let attempts = 0;
    at.meanwhile.send = async () => { attempts += 1; if (attempts === 2) throw new DeliveryError('no route', { fix: 'Wait.' }); };
    expect((await runOf(at)).undelivered).toHaveLength(1);
    expect(at.arrived.map(({ to }) => to[0])).toEqual(['ciso@contoso.com', 'two@contoso.com']);
    expect(told(await deliver(at))).toEqual(['email  nothing: everyone has had it', 'groups[0].email One done: handed over for 1 recipient', 'groups[1].email Two nothing: everyone has had it']);
  });

  it('that are missing stop nothing: one without a scope is a note, one that was not rendered a failed step', async () => {
    const at = world([{ name: 'Empty', match: { ...match, subscriptions: ['nothing'] }, recipients: ['empty@contoso.com'] }, { name: 'One', recipients: ['one@contoso.com'] }], [{}]);
    expect((await runOf(at)).exitCode).toBe(0);
    const later = { ...at, config: { ...at.config, groups: [...at.config.groups, { name: 'New', match: { ...match, subscriptions: ['*'] }, target: null, ...undelivered, recipients: ['new@contoso.com'] }] } };
    const { plan, outcomes } = await deliver(later);
    expect(plan.notes).toEqual(['no scope of this run belongs to "Empty": it has no report to deliver']);
    expect(outcomes.at(-1)).toMatchObject({ id: 'groups[2].email', status: 'failed', message: expect.stringContaining('there is no site to publish'), fix: expect.stringContaining('secure-score render') });
    expect(at.arrived.map(({ to }) => to[0])).toEqual(['ciso@contoso.com', 'one@contoso.com']);
  });

  it('are published where their group says, on their own; one target that fails stops no other', async () => {
    const at = world([{ name: 'One', publish: [{ type: 'directory', path: '' }] }, { name: 'Two', publish: [{ type: 'directory', path: '' }] }], [{}]);
    const place = (name: string): string => join(at.config.outDir, '..', name);
    const config: Config = { ...at.config, publish: [{ type: 'directory', path: place('www') }], groups: at.config.groups.map((group) => ({ ...group, publish: [{ type: 'directory', path: place(group.name) }] })) };
    at.meanwhile.publish = async (path) => { if (path === place('One')) throw new DeliveryError('disk full', { fix: 'Make room.' }); };
    const { undelivered: faults } = await runOf({ ...at, config });
    expect(faults.map(({ part }) => part)).toEqual([`groups[0].publish[0] directory ${place('One')} for "One"`]);
    expect(readdirSync(place('Two'))).toContain('manifest.json');
    at.meanwhile.publish = async () => {};
    expect(told(await deliver({ ...at, config }, { publish: true, email: false })).map((line) => line.split(':')[0])).toEqual(['publish[0]  nothing', 'groups[0].publish[0] One done', 'groups[1].publish[0] Two nothing']);
    const own: unknown = JSON.parse(readFileSync(join(place('One'), 'manifest.json'), 'utf8'));
    expect(own).toMatchObject({ title: 'One: Secure score' });
    expect(readdirSync(place('One'))).not.toContain('groups');
    expect(readdirSync(join(place('www'), 'groups')).toSorted()).toEqual(['one', 'two']);
  });

  it('come from a site that nobody writes meanwhile; mail needs it no more', async () => {
    const at = world([{ name: 'One', recipients: ['one@contoso.com'] }], [{}]);
    const config: Config = { ...at.config, publish: [{ type: 'directory', path: join(at.config.outDir, '../www') }] };
    const free: boolean[] = [];
    const look = async (): Promise<void> => { free.push(await withSiteLock(join(config.outDir, 'site'), async () => true, { longest: 0, between: 1 }).catch(() => false)); };
    at.meanwhile.publish = look;
    at.meanwhile.send = look;
    expect((await runOf({ ...at, config })).exitCode).toBe(0);
    expect(free).toEqual([false, true, true]);
  });

  it('keep their names to themselves where reports are masked', async () => {
    const at = world([{ name: 'Payments', recipients: ['one@contoso.com'] }], [{}], { mask: true });
    expect((await runOf(at)).undelivered).toEqual([]);
    const mail = at.arrived.find(({ to }) => to[0] === 'one@contoso.com');
    expect(mail?.subject).toMatch(/^Group 1: /);
    expect(JSON.stringify([mail?.subject, mail?.html, mail?.text])).not.toContain('Payments');
    expect(told(await deliver(at))).toEqual(['email  nothing: everyone has had it', 'groups[0].email Payments nothing: everyone has had it']);
  });

  it('are published week by week from machines that keep the record alone: targets know them again, and earlier reports stay where mails link to them', async () => {
    const at = world([{ name: 'One', publish: [{ type: 'directory', path: '' }] }], [{}]);
    const place = (name: string): string => join(at.config.outDir, '..', name);
    const remote = place('remote.git');
    execFileSync('git', ['init', '--bare', '--quiet', remote]);
    const config: Config = {
      ...at.config, email: null, groups: at.config.groups.map((group) => ({ ...group, publish: [{ type: 'directory', path: place('one') }] })),
      publish: [{ type: 'directory', path: place('www') }, { type: 'git', remote, branch: 'reports', folder: '', author: { name: 'a', email: 'a@contoso.com' }, token: null, public: false }],
    };
    const weeks = ['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23'].map((day) => new Date(`${day}T06:00:00Z`));
    for (const now of weeks) {
      rmSync(join(config.outDir, 'site'), { recursive: true, force: true });
      const stages: Ports['stages'] = { ...at.ports.stages, openDelivery: async (own, inputs) => {
        const means = await realStages.openDelivery(own, inputs);
        return { ...means, mailer: null };
      } };
      const outcome = await runOf({ ...at, config, ports: { ...at.ports, stages, clock: { now: () => now } } });
      expect([outcome.failures, outcome.undelivered]).toEqual([[], []]);
    }
    const runs = ['20261102T060000Z', '20261109T060000Z', '20261116T060000Z', '20261123T060000Z'];
    const branch = execFileSync('git', ['-C', remote, 'ls-tree', '-r', '--name-only', 'reports'], { encoding: 'utf8' }).split('\n');
    for (const runId of runs) {
      for (const target of ['www', 'one']) expect(readFileSync(join(place(target), 'runs', runId, 'report.html'), 'utf8')).toBe(`page ${runId}`);
      expect(readFileSync(join(place('www'), 'groups/one/runs', runId, 'report.html'), 'utf8')).toBe(`page ${runId}`);
      expect(branch).toContain(`runs/${runId}/report.html`);
    }
    expect(readFileSync(join(place('www'), 'latest/report.html'), 'utf8')).toBe(`page ${runs.at(-1) ?? ''}`);
  });

  it('are planned one by one in a dry run, each mail to be looked at, and nothing is sent or on record', async () => {
    const at = world(two, [{}]);
    await runOf(at, null);
    const { plan, outcomes } = await deliver(at, { dryRun: true });
    expect(outcomes).toEqual([]);
    expect(plan.steps.map(({ id, group, why }) => [id, group, why])).toEqual([['email', null, '1 recipient has not had it'], ['groups[0].email', 'One', '1 recipient has not had it'], ['groups[1].email', 'Two', '2 recipients have not had it']]);
    expect(readdirSync(join(at.config.outDir, 'outbox')).toSorted()).toEqual(['', '-groups-0', '-groups-1'].map((end) => `20261121T060000Z-dry-run${end}.eml`).toSorted());
    expect([at.arrived, await openLedger(join(at.config.outDir, 'data')).readAll()]).toEqual([[], []]);
  });
});
