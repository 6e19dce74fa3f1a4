import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertsSchema, type Alerts } from '../../src/domain/alerts.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { makeCertificate } from '../../src/emulator/server/certificate.ts';
import { day, hour } from '../../src/emulator/tenants/instants.ts';
import { openRecord } from '../../src/history/index.ts';
import { startCollector } from '../tenant/collector.ts';
import { handmadeWorld } from '../tenant/handmade.ts';
import { tenantOfWorld } from '../tenant/worlds.ts';
import { secureScore, withEmulator } from './program.ts';

/** Gates as pipelines meet them: the exit code of the program, alerts.json beside the report, and the post to a webhook. */

let root: string;
const first = Date.parse('2026-09-01T08:00:00Z');

/** A record of four daily runs; half of what passes in pay-stage fails from the third on. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'secure-score-gates-'));
  const collector = await startCollector();
  const record = await openRecord(join(root, 'record/data'), { timeZone: 'UTC', write: true, durability: 'bulk' });
  const tenant = tenantOfWorld(handmadeWorld({
    seed: 3, scopes: [{ name: 'pay-prod', calm: true }, { name: 'pay-stage' }, { name: 'shop', calm: true }], resources: { vm: 5, storage: 7, virtualNetwork: 4 },
    story: ({ state, draw }) => (state === 'Healthy' && draw < 0.5 ? [{ at: first + 2 * day - hour, code: 'Unhealthy' }] : []),
  }));
  let previous: Snapshot | null = null;
  for (let run = 0; run < 4; run += 1) {
    previous = await collector.collect(tenant, new Date(first + run * day), { previous, known: await record.knownStates() });
    await record.append(previous);
  }
  await record.close();
  await collector.close();
});
afterAll(() => rm(root, { recursive: true }));

let number = 0;

/** `render` of a run, with gates of config: its exit code, what it says and what it leaves beside the report. */
async function judged(gates: string, run = '20260903T080000Z'): Promise<{ readonly code: number | null; readonly said: string; readonly alerts: Alerts }> {
  const out = join(root, `case${String(number += 1)}`);
  await cp(join(root, 'record'), out, { recursive: true });
  const config = join(out, 'config.yaml');
  await writeFile(config, `title: Contoso\ngroups: [{ name: Payments, match: { subscriptions: ["pay-*"] } }]\nreport: { period: day, formats: [json] }\ngates: ${gates}\n`);
  const { code, out: told, err } = await secureScore(['render', '--run', run, '--config', config, '--out', out]);
  return { code, said: told + err, alerts: alertsSchema.parse(JSON.parse(await readFile(join(out, 'site/runs', run, 'alerts.json'), 'utf8'))) };
}

const short = ({ alerts }: Alerts): readonly string[] => alerts.map(({ subject, rule, status }) => `${status} ${rule} ${subject.kind} ${subject.name}`).toSorted();

describe('the exit code', () => {
  it.each<[string, string, number, readonly string[]]>([
    ['nothing broken', '{ minimumPercent: 5, maximumDrop: 60 }', 0, []],
    ['the whole score', '{ minimumPercent: 95, maximumDrop: 1 }', 3, ['alarm maximumDrop overall Contoso', 'alarm minimum overall Contoso']],
    ['scopes', '{ scopes: [{ match: "pay-*", maximumDrop: 3 }, { match: shop, minimumPercent: 99 }] }', 3, ['alarm maximumDrop scope pay-stage', 'alarm minimum scope shop']],
    ['groups', '{ groups: [{ name: payments, minimumPercent: 99, maximumDrop: 1 }] }', 3, ['alarm maximumDrop group Payments', 'alarm minimum group Payments']],
    ['a cause that is no alarm', '{ maximumDrop: 1, ignoredCauses: [regressed] }', 0, ['ignored maximumDrop overall Contoso']],
    ['another cause', '{ maximumDrop: 1, ignoredCauses: [catalogue] }', 3, ['alarm maximumDrop overall Contoso']],
    ['not in enough runs yet', '{ maximumDrop: 1, runsInARow: 2 }', 0, ['pending maximumDrop overall Contoso']],
  ])('%s', async (_name, gates, code, expected) => {
    const found = await judged(gates);
    expect(short(found.alerts)).toEqual(expected);
    expect(found.code, found.said).toBe(code);
    expect(found.alerts.status).toBe(code === 3 ? 'alarm' : 'ok');
    for (const { status, message } of found.alerts.alerts) expect(found.said.includes(message)).toBe(status === 'alarm');
  });

  it('is 3 once a limit is broken in as many runs as asked for', async () => {
    const found = await judged('{ maximumDrop: 1, runsInARow: 2 }', '20260904T080000Z');
    expect([found.code, ...short(found.alerts)]).toEqual([3, 'alarm maximumDrop overall Contoso']);
    expect(found.alerts.alerts[0]).toMatchObject({ runs: 2, runsInARow: 2, since: '2026-09-02' });
  });
});

describe('the webhook', () => {
  it('gets the alarm of a run once, and of a report made again nothing', async () => {
    const { certificatePem, keyPem } = await makeCertificate('webhook');
    const posts: { readonly url: string; readonly body: string }[] = [];
    const server = createServer({ cert: certificatePem, key: keyPem }, (incoming, response) => {
      let body = '';
      incoming.on('data', (part) => { body += String(part); });
      incoming.on('end', () => { posts.push({ url: incoming.url ?? '', body }); response.writeHead(202).end(); });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const hook = `https://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}/workflows/hunter2`;
    try {
      await withEmulator(['--data', join(import.meta.dirname, '../fixtures/two-weights')], async ({ configFile, caFile, env }, folder) => {
        const trusted = join(folder, 'trusted.pem');
        await writeFile(trusted, `${await readFile(caFile, 'utf8')}\n${certificatePem}`);
        const config = join(folder, 'gated.yaml');
        const plain = (await readFile(configFile, 'utf8')).replace(/caFile:.*/, `caFile: ${JSON.stringify(trusted)}`);
        await writeFile(config, `${plain}\nreport: { formats: [json] }\ngates: { minimumPercent: 99 }\nalerts: { webhook: "\${HOOK}" }\n`);
        const flags = ['--config', config, '--out', join(folder, 'out'), '--now', '2026-11-21T06:00:00Z'];
        const ran = await secureScore(['run', ...flags], { ...env, HOOK: hook });
        expect(ran.code, ran.err + ran.out).toBe(3);
        expect(posts, ran.err + ran.out).toHaveLength(1);
        expect(posts[0]?.url).toBe('/workflows/hunter2');
        expect(posts[0]?.body).toContain('AdaptiveCard');
        const again = await secureScore(['render', ...flags], { ...env, HOOK: hook });
        expect(again.code, again.err + again.out).toBe(3);
        expect(posts).toHaveLength(1);
        expect(ran.err + ran.out + again.err + again.out).not.toContain('hunter2');
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }, 60_000);
});
