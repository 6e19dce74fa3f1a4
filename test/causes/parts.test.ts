import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { undelivered, type Config } from '../../src/domain/config.ts';
import type { ReportModel } from '../../src/domain/report.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { hour } from '../../src/emulator/tenants/instants.ts';
import { buildReport } from '../../src/report/index.ts';
import { startCollector, type Collector } from '../tenant/collector.ts';
import { handmadeWorld, type HandmadeTenant } from '../tenant/handmade.ts';
import { recorded } from '../tenant/recorded.ts';

/** What a report says of its parts, through the local Azure, the collection and the record: each accounted for, each figure beside the service's. */

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

const [from, to] = ['2026-09-03T08:00:00Z', '2026-09-10T10:20:00Z'] as const;
const during = Date.parse('2026-09-07T11:20:00Z');
const tenant: Omit<HandmadeTenant, 'seed'> = {
  scopes: [{ name: 'pay-prod' }, { name: 'pay-stage' }, { name: 'shop' }, { name: 'new one', from: during }], resources: { vm: 5, storage: 7, virtualNetwork: 4 },
  story: ({ profile, state, draw }) => {
    if (profile === 'vm' && state === 'Unhealthy' && draw < 0.3) return [{ at: during, code: 'NotApplicable', cause: 'Exempt', description: 'Waiver: accepted' }];
    return draw < 0.3 ? [{ at: draw < 0.15 ? during : Date.parse(to) - hour, code: state === 'Healthy' ? 'Unhealthy' : 'Healthy' }] : [];
  },
};

async function reportOf(seed: number, change: (snapshot: Snapshot) => Snapshot = (same) => same): Promise<ReportModel> {
  const inputs = await recorded(collector, handmadeWorld({ ...tenant, seed }), [from, to]);
  const match = { managementGroup: null, subscriptions: ['pay-*'], tags: {}, environment: null, connector: null };
  const config: Config = { ...collector.config, groups: [{ name: 'Payments', target: 90, ...undelivered, match }], report: { ...collector.config.report, target: 95 } };
  return buildReport(config, { ...inputs, snapshot: change(inputs.snapshot) });
}

const seeds = [1, 2, 3];
const sum = (parts: readonly { readonly change: number }[]): number => parts.reduce((total, { change }) => total + change, 0);

describe('each scope, group and environment', () => {
  it('has causes that sum to its own change', async () => {
    for (const seed of seeds) {
      const { scopes, groups, environments } = await reportOf(seed);
      for (const row of [...scopes, ...groups, ...environments]) {
        const account = row.changeAccount;
        expect(account === null).toBe(row.over7Days.change === null);
        if (account !== null) expect(Math.abs(sum(account.parts) - (row.over7Days.change ?? Number.NaN)), row.over7Days.since ?? '').toBeLessThan(1e-12);
      }
      expect(scopes.find(({ name }) => name === 'new one')?.changeAccount).toBeNull();
    }
  });

  it('has a target and a reason where there is no forecast', async () => {
    const { scopes, groups } = await reportOf(1);
    expect(groups[0]?.outlook).toMatchObject({ target: 0.9, reaches: null, pace: null, refused: '1 weekly change is on record; a forecast needs 8' });
    expect(scopes.map(({ outlook }) => outlook.target)).toEqual(scopes.map(() => 0.95));
  });
});

describe('the service\'s figures', () => {
  it('equal ours, or it is shown why not: what changed within eight hours of a run', async () => {
    const causes = new Set<string>();
    for (const seed of seeds) {
      const { reconciliation } = (await reportOf(seed)).quality;
      expect(reconciliation.unexplained, JSON.stringify(reconciliation.differences[0])).toBe(0);
      expect(reconciliation.equal + reconciliation.explained).toBe(reconciliation.compared);
      expect(reconciliation.rows).toHaveLength(reconciliation.rowTotal);
      for (const { causes: own } of reconciliation.differences) for (const cause of own) causes.add(cause);
    }
    expect([...causes]).toEqual(['olderControl']);
  });

  it('are listed first where nothing explains them', async () => {
    const planted = await reportOf(2, (snapshot) => ({
      ...snapshot,
      scores: snapshot.scores.map((score, index) => (index > 0 ? score : { ...score, controls: score.controls.map((control, at) => (at > 0 ? control : { ...control, healthy: control.healthy + 40 })) })),
    }));
    const { differences, unexplained } = planted.quality.reconciliation;
    expect(unexplained).toBeGreaterThan(0);
    expect(differences.slice(0, unexplained).every(({ causes }) => causes.length === 0)).toBe(true);
    expect(differences.slice(0, unexplained).map(({ figure }) => figure)).toContain('healthy');
    expect(differences.slice(unexplained).every(({ causes }) => causes.length > 0)).toBe(true);
  });
});
