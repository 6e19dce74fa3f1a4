import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoWorld } from '../../src/emulator/tenants/demo/demoWorld.ts';
import { day, hour } from '../../src/emulator/tenants/instants.ts';
import type { Assessment, Change, World } from '../../src/emulator/tenants/model.ts';
import { shareOf } from '../../src/emulator/tenants/random.ts';
import { syntheticWorld } from '../../src/emulator/tenants/synthetic/syntheticWorld.ts';
import { exemptionsSchema } from '../../src/domain/exemptions.ts';
import { expiryIn } from '../../src/report/exemptionRows.ts';
import { exemptionsOf } from '../../src/report/exemptions.ts';
import { startCollector, type Collector } from '../tenant/collector.ts';
import { recorded } from '../tenant/recorded.ts';
import { overallRatio } from '../tenant/states.ts';
import { tenantOfWorld, worldWith } from '../tenant/worlds.ts';

/** The raw score is what the local Azure shows of the same tenant without its exemptions. */

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

const moment = '2026-11-20T08:00:00Z';
const granted = Date.parse(moment) - 3 * day;

/** Some failing assessments exempted, some others in grace, in every second tenant. */
function withExemptions(world: World, seed: number): World {
  return worldWith(world, (assessment) => {
    const draw = (topic: string): number => shareOf(topic, seed, assessment.resource.id, assessment.recommendation);
    const graced: Assessment = seed % 2 === 0 || draw('grace') > 0.3 ? assessment : {
      ...assessment, assignments: [{ id: `task-${draw('task')}`, from: granted - day, due: granted + 30 * day, isGracePeriod: true, owner: '', eta: null, ticket: null }],
    };
    if (draw('exempt') > 0.35 || graced !== assessment || assessment.changes.findLast(({ at }) => at <= granted)?.code !== 'Unhealthy') return graced;
    const exempt: Change = { at: granted, code: 'NotApplicable', cause: 'Exempt', description: 'Waiver: vendor; expires 2026-12-01' };
    return { ...assessment, changes: [...assessment.changes.filter(({ at }) => at < granted), exempt] };
  });
}

/** The same tenant in which what is exempt fails instead. */
function withoutExemptions(world: World): World {
  return worldWith(world, (assessment) => ({ ...assessment, changes: assessment.changes.map((change) => (change.cause === 'Exempt' ? { at: change.at, code: 'Unhealthy' } : change)) }));
}

describe('exemptions', () => {
  it('contribute what the score loses without them, in 40 random tenants', async () => {
    let contributing = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const world = withExemptions(syntheticWorld({ scopes: 4, assessments: 40, days: 20, seed }), seed);
      const { snapshot, states } = await recorded(collector, world, [moment]);
      const exemptions = exemptionsOf(snapshot, states, 'UTC');
      if (exemptions === null) throw new Error('there are no exemptions');
      const raw = overallRatio(await collector.collect(tenantOfWorld(withoutExemptions(world)), new Date(moment)));
      expect(exemptions.accepted).toBe(overallRatio(snapshot));
      expect(Math.abs(exemptions.raw - (raw ?? Number.NaN)), `seed ${seed}`).toBeLessThan(1e-9);
      if (exemptions.accepted > exemptions.raw) contributing += 1;
      expect(exemptionsSchema.parse(exemptions)).toEqual(exemptions);
    }
    expect(contributing).toBeGreaterThan(30);
  });

  it('are listed with reason, category and expiry, those that need a look first: the demo', async () => {
    const { snapshot, states } = await recorded(collector, demoWorld(), [moment]);
    const exemptions = exemptionsOf(snapshot, states, 'UTC');
    expect(exemptions?.raw).toBeLessThan(exemptions?.accepted ?? 0);
    expect(exemptions?.rows.map(({ scopeName, category, expiresOn, status, createdBy, reason }) => [scopeName, category, expiresOn, status, createdBy, reason])).toEqual([
      ['data-analytics-prod', 'waiver', '2026-09-30', 'lapsed', 'data-platform@contoso.com', 'Ingestion partners still send over HTTP'],
      ['corp-erp-prod', 'waiver', '2027-03-31', 'active', 'erp-betrieb@contoso.com', 'Encrypted by the storage array, vendor note 2538863'],
      ['online-shop-prod', 'mitigated', '2027-01-31', 'active', 'shop-platform@contoso.com', 'Azure Front Door absorbs volumetric attacks'],
    ]);
    expect(exemptions?.rows.every(({ source, portalUrl, title }) => source === 'policyExemption' && portalUrl?.startsWith('https://portal.azure.com/#@') === true && title !== null)).toBe(true);
    // Grace periods run in two subscriptions: without them the score would be lower, by the service's own figure.
    expect(exemptions?.inGrace).toBeGreaterThan(0);
    expect(exemptions?.withoutGrace).toBeLessThan(exemptions?.accepted ?? 0);
    const raw = overallRatio(await collector.collect(tenantOfWorld(withoutExemptions(demoWorld())), new Date(moment)));
    expect(exemptions?.raw).toBeCloseTo(raw ?? Number.NaN, 9);
  });

  it('say what the assessments say where no exemption is on record: runs of older versions, tables that may not be read', async () => {
    const { snapshot: { grants, ...older }, states } = await recorded(collector, demoWorld(), [moment]);
    expect(grants).toHaveLength(3);
    expect(exemptionsOf(older, states, 'UTC')?.rows.map(({ scopeName, category, expiresOn, status, createdBy, source }) => [scopeName, category, expiresOn, status, createdBy, source])).toEqual([
      ['corp-erp-prod', 'waiver', '2027-03-31', 'active', null, 'assessment'], ['online-shop-prod', 'mitigated', '2027-01-31', 'active', null, 'assessment'],
    ]);
  });

  it('are expired, unjustified or ending soon by what their reason says', async () => {
    const reasons = ['Waiver: vendor; expires 2026-11-19', '', 'accepted until 2026-12-10', 'expires 2027-12-31'];
    const world = worldWith(syntheticWorld({ scopes: 3, assessments: 40, days: 20, seed: 9 }), (assessment) => ({
      ...assessment, changes: [{ at: granted - hour, code: 'NotApplicable' as const, cause: 'Exempt', description: reasons[Math.floor(shareOf('reason', assessment.resource.id, assessment.recommendation) * 4)] ?? '' }],
    }));
    const { snapshot, states } = await recorded(collector, world, [moment]);
    // Everything is exempt, so that there is no score at all.
    expect(exemptionsOf(snapshot, states, 'UTC')).toBeNull();
    const some = worldWith(world, (assessment) => (shareOf('some', assessment.resource.id, assessment.recommendation) < 0.5 ? { ...assessment, changes: [{ at: granted, code: 'Healthy' as const }] } : assessment));
    const mixed = await recorded(collector, some, [moment]);
    const statuses = exemptionsOf(mixed.snapshot, mixed.states, 'UTC')?.rows.map(({ status }) => status) ?? [];
    expect([...new Set(statuses)]).toEqual(['expired', 'unjustified', 'endsSoon', 'active']);
  });
});

describe('expiryIn', () => {
  it.each([
    ['expires 2027-03-31', '2027-03-31'], ['valid until: 2026-01-02 (CAB-7)', '2026-01-02'], ['Expiry date 2026-02-28.', '2026-02-28'],
    ['approved 2026-01-02', null], ['expires 2026-02-30', null], ['expires soon', null], ['', null],
  ])('%s', (reason, expected) => {
    expect(expiryIn(reason)).toBe(expected);
  });
});
