import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/config/index.ts';
import { directoryPublisher, openLedger, readSite, type Mail, type Mailer, type Publisher } from '../../src/deliver/index.ts';
import { DeliveryError } from '../../src/deliver/outcomes.ts';
import type { Config } from '../../src/domain/config.ts';
import { runIdOf } from '../../src/domain/snapshot.ts';
import { openRecord } from '../../src/history/index.ts';
import { scope, snapshot } from '../../src/history/testSnapshots.ts';
import { realStages } from '../../src/pipeline/realStages.ts';
import { run, type Ports } from '../../src/pipeline/run.ts';
import { silentSteps } from '../../src/pipeline/steps.ts';

/**
 * Sixty weeks of a weekly job, with what happens to weekly jobs: they are missed, fail, are killed in the middle, and are
 * started again by somebody who saw them fail. The record, the site, the ledger and the reports are the real ones.
 */

const day = 86_400_000;
const firstMonday = Date.parse('2025-10-06T04:00:00Z');
const people = ['ciso@contoso.com', 'team@contoso.com', 'audit@contoso.com'];
/** In the group by config, by a tag of its scope, and somebody who has both reports. */
const groupPeople = ['pay@contoso.com', 'owner@contoso.com', 'ciso@contoso.com'];

/** What goes wrong in a week. */
type Trouble = 'missed' | 'azureDown' | 'mailFails' | 'mailUncertain' | 'killedAfterSending' | 'startedTwice' | 'targetFails' | 'oneRefused' | 'groupFails' | 'badTag' | 'atAnotherHour';
const troubles: Readonly<Record<number, Trouble>> = {
  5: 'missed', 9: 'mailFails', 14: 'mailUncertain', 18: 'killedAfterSending', 20: 'startedTwice', 22: 'groupFails', 25: 'targetFails', 31: 'oneRefused', 33: 'badTag', 36: 'atAnotherHour', 40: 'azureDown', 47: 'missed', 48: 'missed', 52: 'startedTwice', 55: 'mailFails',
};

interface World {
  readonly config: Config;
  readonly arrived: { readonly at: number; readonly address: string; readonly mail: Mail }[];
  now: number;
  trouble: Trouble | null;
}

function makeWorld(): World {
  const outDir = mkdtempSync(join(tmpdir(), 'secure-score-weeks-'));
  const base = defaultConfig(outDir);
  const email: Config['email'] = {
    transport: { type: 'graph', endpoint: 'https://graph.microsoft.com' }, from: { address: 'score@contoso.com', name: null }, to: people.slice(0, 1), cc: people.slice(1, 2), bcc: people.slice(2),
    allowedDomains: ['contoso.com'], subject: '{title}: {score}', attach: [], maximumBytes: 10_000_000, siteUrl: null,
  };
  const group: Config['groups'][number] = { name: 'Payments', match: { managementGroup: null, subscriptions: ['a'], tags: {}, environment: null, connector: null }, target: null, recipients: ['pay@contoso.com', 'ciso@contoso.com'], recipientsTag: 'owner', publish: [{ type: 'directory', path: join(outDir, 'pay') }], siteUrl: null };
  return { config: { ...base, outDir: join(outDir, 'reports'), timeZone: 'Europe/Berlin', email, groups: [group], publish: [{ type: 'directory', path: join(outDir, 'www') }] }, arrived: [], now: firstMonday, trouble: null };
}

function mailerOf(world: World, stop: AbortController): Mailer {
  return {
    target: 'test', largestBytes: null, mostRecipients: null,
    send: async (mail) => {
      const all = [...mail.to, ...mail.cc, ...mail.bcc];
      const take = (addresses: readonly string[]): void => { for (const address of addresses) world.arrived.push({ at: world.now, address, mail }); };
      const ofGroup = mail.to.includes('pay@contoso.com');
      if (world.trouble === 'mailFails' || (world.trouble === 'groupFails' && ofGroup)) throw new DeliveryError('no route to the server', { fix: 'Wait.' });
      if (world.trouble === 'oneRefused') {
        take(all.filter((address) => address !== people[1]));
        return { accepted: [], refused: all.filter((address) => address === people[1]).map((address) => ({ address, why: 'mailbox full' })) };
      }
      take(all);
      if (world.trouble === 'mailUncertain') throw new DeliveryError('connection lost', { certainty: 'uncertain', fix: 'Ask.' });
      if (world.trouble !== 'killedAfterSending') return { accepted: all, refused: [] };
      stop.abort(new Error('killed'));
      return new Promise(() => {});
    },
    examine: async () => [],
  };
}

function publisherOf(world: World, target: Config['publish'][number] | undefined): Publisher {
  if (target?.type !== 'directory') throw new Error('no directory');
  const real = directoryPublisher(target, world.config.outDir);
  return { ...real, publish: async (step, site) => (world.trouble === 'targetFails' ? Promise.reject(new DeliveryError('disk full', { fix: 'Make room.' })) : real.publish(step, site)) };
}

/** One start of the job; the exit code, or null when it was killed. */
async function start(world: World, trouble: Trouble | null): Promise<number | null> {
  world.trouble = trouble;
  const stop = new AbortController();
  const ports: Ports = {
    clock: { now: () => new Date(world.now) }, steps: silentSteps, env: {}, signal: stop.signal,
    stages: {
      ...realStages,
      collect: async (_config, { clock }) => (trouble === 'azureDown' ? Promise.reject(new DeliveryError('Azure is down', { fix: 'Wait.' })) : snapshot(clock.now().toISOString(), { scopes: [scope('a', { tags: { Owner: trouble === 'badTag' ? 'owner@evil.example' : 'owner@contoso.com' } }), scope('b')] })),
      renderHtml: async ({ runId }) => [{ path: 'report.html', content: `page ${runId}` }],
      renderScopePages: async () => new Map(),
      openDelivery: async ({ publish, groups }) => ({
        publishers: publish.map((target) => publisherOf(world, target)), groupPublishers: new Map(groups.map(({ name, publish: own }) => [name, own.map((target) => publisherOf(world, target))])), keepBrowser: (work) => work(),
        mailer: mailerOf(world, stop), templatesDir: fileURLToPath(new URL('../../templates/', import.meta.url)), chart: async () => null,
      }),
    },
  };
  try {
    const { exitCode } = await run(world.config, { collect: true, runId: null, formats: ['html', 'json'], deliver: { publish: true, email: true, again: false, dryRun: false } }, ports);
    return exitCode;
  } catch (error) {
    if (stop.signal.aborted || trouble === 'azureDown') return null;
    throw error;
  }
}

describe('a weekly job over sixty weeks', () => {
  it('writes to nobody twice, loses no point and shows the runs that were missed', { timeout: 240_000 }, async () => {
    const world = makeWorld();
    const points: string[] = [];
    const codes: Record<number, (number | null)[]> = {};
    for (let week = 0; week < 60; week += 1) {
      const trouble = troubles[week] ?? null;
      if (trouble === 'missed') continue;
      // A pipeline's schedule wavers by minutes, once by hours.
      world.now = firstMonday + week * 7 * day + (week % 7) * 4 * 60_000 - (trouble === 'atAnotherHour' ? 10 * 3_600_000 : 0);
      const codesOfWeek = [await start(world, trouble)];
      if (trouble !== 'azureDown') points.push(runIdOf(new Date(world.now)));
      if (trouble !== null && trouble !== 'atAnotherHour') {
        world.now += 45 * 60_000;
        codesOfWeek.push(await start(world, null));
        points.push(runIdOf(new Date(world.now)));
      }
      codes[week] = codesOfWeek;
    }

    const ran = Array.from({ length: 60 }, (_, week) => week).filter((week) => troubles[week] !== 'missed');
    const weeksOf = (address: string, group: boolean): readonly number[] => world.arrived.filter((one) => one.address === address && one.mail.subject.startsWith('Payments: ') === group).map(({ at }) => Math.round((at - firstMonday) / (7 * day)));
    for (const address of people) expect(weeksOf(address, false)).toEqual(ran);
    // The process that was killed after the mail on everything never came to the group's; the next start did.
    for (const address of groupPeople) expect(weeksOf(address, true)).toEqual(ran);
    expect(world.arrived.every(({ address, mail }) => (mail.subject.startsWith('Payments: ') ? groupPeople : people).includes(address))).toBe(true);
    const record = await openRecord(join(world.config.outDir, 'data'), { timeZone: 'Europe/Berlin' });
    expect(record.runs().map(({ runId }) => runId)).toEqual(points);
    expect(record.problems()).toEqual([]);
    await record.close();

    expect([codes[9], codes[14], codes[18], codes[20], codes[22], codes[25], codes[31], codes[33], codes[40]]).toEqual([[5, 0], [5, 5], [null, 5], [0, 0], [5, 0], [5, 0], [5, 0], [5, 0], [null, 0]]);
    const late = world.arrived.filter(({ mail }) => mail.text.includes('No run for')).map(({ at }) => Math.round((at - firstMonday) / (7 * day)));
    expect([...new Set(late)]).toEqual([6, 49]);
    expect(world.arrived.find(({ mail }) => mail.text.includes('No run for 21 days'))?.mail.text).toContain('the last was 24 Aug 2026');

    for (const [folder, target] of [['site', 'www'], ['site/groups/payments', 'pay']] as const) {
      const site = await readSite(join(world.config.outDir, folder));
      expect(site.runs).toHaveLength(points.length);
      for (const file of site.files) expect(readFileSync(join(world.config.outDir, '..', target, file.path)).length).toBe(file.bytes);
    }
    const deliveries = await openLedger(join(world.config.outDir, 'data')).readAll();
    expect(deliveries.map(({ runId }) => runId)).toEqual(points);
    expect(readdirSync(join(world.config.outDir, 'outbox')).every((name) => /^\d{8}T\d{6}Z-[0-9a-f]{12}\.eml$/.test(name))).toBe(true);
  });
});
