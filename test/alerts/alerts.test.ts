import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertsSchema, type Alert, type Alerts } from '../../src/domain/alerts.ts';
import { undelivered, type Config, type GateConfig } from '../../src/domain/config.ts';
import { day, hour } from '../../src/emulator/tenants/instants.ts';
import { buildAlerts } from '../../src/report/alerts.ts';
import { startCollector, type Collector } from '../tenant/collector.ts';
import { handmadeWorld, type HandmadeTenant } from '../tenant/handmade.ts';
import { recorded } from '../tenant/recorded.ts';

/** Gates over runs of the local Azure: a tenant in which one thing happens, a run a day. */

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

const open: GateConfig = { minimumPercent: null, maximumDrop: null, runsInARow: 1, ignoredCauses: [], scopes: [], groups: [] };
const first = Date.parse('2026-09-01T08:00:00Z');
const scopes = [{ name: 'pay-prod' }, { name: 'pay-stage' }, { name: 'shop' }];
const resources = { vm: 5, storage: 7, virtualNetwork: 4 };
const days = (from: number, count: number): string[] => Array.from({ length: count }, (_, index) => new Date(from + index * day).toISOString());

async function alertsOf(gates: Partial<GateConfig>, runs: readonly string[], tenant: Partial<HandmadeTenant> = {}): Promise<Alerts> {
  const inputs = await recorded(collector, handmadeWorld({ seed: 3, scopes, resources, ...tenant }), runs);
  const config: Config = {
    ...collector.config, title: 'Contoso', gates: { ...open, ...gates },
    groups: [{ name: 'Payments', target: null, ...undelivered, match: { managementGroup: null, subscriptions: ['pay-*'], tags: {}, environment: null, connector: null } }],
    report: { ...collector.config.report, period: 'day' },
  };
  const alerts = await buildAlerts(config, inputs);
  expect(alertsSchema.parse(JSON.parse(JSON.stringify(alerts)))).toEqual(alerts);
  return alerts;
}
const short = ({ alerts }: Alerts): readonly string[] => alerts.map(({ subject, rule, status, runs }: Alert) => `${status} ${rule} ${subject.name} ${runs}`);

/** Half of what passes fails from a run on, the third unless it is said. */
const regressing = (run = 3): Partial<HandmadeTenant> => ({ story: ({ state, draw }) => (state === 'Healthy' && draw < 0.5 ? [{ at: first + (run - 1) * day - hour, code: 'Unhealthy' }] : []) });
const regression = regressing();
/** From the fifth run on, mended a day later. */
const flip: Partial<HandmadeTenant> = {
  story: ({ state, draw }) => (state === 'Healthy' && draw < 0.5 ? [{ at: first + 4 * day - hour, code: 'Unhealthy' }, { at: first + 5 * day - hour, code: 'Healthy' }] : []),
};

describe('gates', () => {
  it('say nothing where nothing is broken, and how many limits were judged', async () => {
    expect(await alertsOf({ minimumPercent: 5, maximumDrop: 1 }, days(first, 2))).toMatchObject({ status: 'ok', limits: 2, alerts: [] });
    expect(await alertsOf({}, days(first, 2))).toMatchObject({ status: 'ok', limits: 0, alerts: [] });
  });

  it('alarm at once, with the causes of a fall', async () => {
    const alerts = await alertsOf({ minimumPercent: 90, maximumDrop: 2 }, days(first, 3), regression);
    expect(alerts.status).toBe('alarm');
    expect(short(alerts)).toEqual(['alarm minimum Contoso 1', 'alarm maximumDrop Contoso 1']);
    const [, fall] = alerts.alerts;
    expect(fall).toMatchObject({ since: '2026-09-02', causes: [{ cause: 'regressed' }], ignored: 0 });
    expect(fall?.message).toMatch(/^The score changed by −\d+\.\d\spp since 2 Sept? 2026; at most −2\.0\spp is allowed\.$/);
    expect(fall?.change).toBeCloseTo((fall?.score ?? 0) - (fall?.from ?? 0), 12);
  });

  it('wait for as many runs in a row as config asks for', async () => {
    const gates = { maximumDrop: 2, minimumPercent: 35, runsInARow: 3 };
    const after = async (runs: number, tenant: Partial<HandmadeTenant>): Promise<readonly string[]> => short(await alertsOf(gates, days(first, runs), tenant));
    expect(await after(4, regressing(5))).toEqual([]);
    expect(await after(5, regressing(5))).toEqual(['pending minimum Contoso 1', 'pending maximumDrop Contoso 1']);
    expect(await after(6, regressing(5))).toEqual(['pending minimum Contoso 2', 'pending maximumDrop Contoso 2']);
    expect(await after(7, regressing(5))).toEqual(['alarm minimum Contoso 3', 'alarm maximumDrop Contoso 3']);
    expect(await after(5, flip)).toEqual(['pending minimum Contoso 1', 'pending maximumDrop Contoso 1']);
    expect(await after(6, flip)).toEqual([]);
  });

  it('leave out what causes that are no alarm made of a fall', async () => {
    const runs = days(first, 3);
    const ignored = await alertsOf({ maximumDrop: 2, ignoredCauses: ['regressed', 'catalogue'] }, runs, regression);
    expect([ignored.status, ...short(ignored)]).toEqual(['ok', 'ignored maximumDrop Contoso 0']);
    expect(ignored.alerts[0]?.ignored).toBeCloseTo(ignored.alerts[0]?.change ?? 0, 3);
    expect(ignored.alerts[0]?.message).toContain('Causes that are no alarm made −');
    expect(short(await alertsOf({ maximumDrop: 2, ignoredCauses: ['catalogue', 'scopesLeft'] }, runs, regression))).toEqual(['alarm maximumDrop Contoso 1']);
    // A scope joins at a low score while others regress: without the joining the rest of the fall is an alarm by itself, or not.
    const mixed = { ...regression, scopes: [...scopes, { name: 'joining', from: first + 2 * day - hour }] };
    expect(short(await alertsOf({ maximumDrop: 2, ignoredCauses: ['scopesJoined'] }, runs, mixed))).toEqual(['alarm maximumDrop Contoso 1']);
    expect(short(await alertsOf({ maximumDrop: 2, ignoredCauses: ['scopesJoined', 'regressed'] }, runs, mixed))).toEqual(['ignored maximumDrop Contoso 0']);
  });

  it('judge scopes and groups by limits of their own', async () => {
    const only = (scope: string): Partial<HandmadeTenant> => ({ ...regression, scopes: scopes.map((one) => ({ ...one, calm: one.name !== scope })) });
    const gates = { scopes: [{ match: 'pay-*', minimumPercent: null, maximumDrop: 3 }, { match: 'SHOP', minimumPercent: 99, maximumDrop: null }], groups: [{ name: 'payments', minimumPercent: 99, maximumDrop: 2 }] };
    const alerts = await alertsOf(gates, days(first, 3), only('pay-stage'));
    expect(alerts.limits).toBe(5);
    expect(short(alerts).toSorted()).toEqual(['alarm maximumDrop Payments 1', 'alarm maximumDrop pay-stage 1', 'alarm minimum Payments 1', 'alarm minimum shop 1']);
    expect(alerts.alerts.find(({ subject }) => subject.name === 'pay-stage')).toMatchObject({ subject: { kind: 'scope', id: expect.stringMatching(/^\/subscriptions\//) }, causes: [{ cause: 'regressed' }] });
  });

  it('have nothing to compare a first run with, and fail a group without a score', async () => {
    expect(short(await alertsOf({ maximumDrop: 0 }, days(first, 1)))).toEqual([]);
    const empty = await alertsOf({ groups: [{ name: 'Payments', minimumPercent: 1, maximumDrop: null }] }, days(first, 1), { scopes: [{ name: 'shop' }] });
    expect(empty.alerts).toMatchObject([{ status: 'alarm', score: null, message: 'Payments: There is no score to hold against the minimum of 1.0\u00a0%.' }]);
  });
});
