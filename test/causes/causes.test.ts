import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportModel } from '../../src/domain/report.ts';
import type { AccountPart } from '../../src/domain/reportPanels.ts';
import { day, hour } from '../../src/emulator/tenants/instants.ts';
import type { World } from '../../src/emulator/tenants/model.ts';
import { shareOf } from '../../src/emulator/tenants/random.ts';
import { buildReport } from '../../src/report/index.ts';
import { startCollector, type Collector } from '../tenant/collector.ts';
import { handmadeWorld, type HandmadeTenant } from '../tenant/handmade.ts';
import { recorded } from '../tenant/recorded.ts';
import { worldWith } from '../tenant/worlds.ts';

/**
 * A cause planted in a tenant is the one that the report names, through everything between them: the local Azure, the
 * collection, the record, the account of the change.
 */

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

/** Two collections, a week apart. */
interface Week {
  readonly from: string;
  readonly to: string;
}

const quietWeek: Week = { from: '2026-09-03T08:00:00Z', to: '2026-09-10T08:00:00Z' };
const during = Date.parse('2026-09-07T11:20:00Z');
const three = [{ name: 'one' }, { name: 'two' }, { name: 'three' }];
const resources = { vm: 5, storage: 7, virtualNetwork: 4 };

/** The report of the second of two collections. */
async function reportOf(world: World, { from, to }: Week): Promise<ReportModel> {
  const inputs = await recorded(collector, world, [from, to]);
  return buildReport(collector.config, inputs);
}

interface Planted extends Week {
  readonly cause: AccountPart['cause'];
  readonly tenant: Omit<HandmadeTenant, 'seed'>;
  /** A grace period that some failures of machines are in: from when, until when. */
  readonly grace?: readonly [from: number, due: number];
}

/** Some failures of machines under a governance rule with grace. */
function withGrace(world: World, seed: number, [from, due]: readonly [number, number]): World {
  return worldWith(world, (assessment) => {
    const draw = shareOf('grace', seed, assessment.resource.id, assessment.recommendation);
    if (assessment.resource.profile !== 'vm' || draw > 0.6) return assessment;
    return { ...assessment, assignments: [{ id: `task ${draw}`, from, due, isGracePeriod: true, owner: '', eta: null, ticket: null }] };
  });
}

/** What is new or gone is the same in every scope, and what is exempted is judged otherwise too: no scope gets heavier than another. */
const planted: Readonly<Record<string, Planted>> = {
  remediated: {
    ...quietWeek, cause: 'remediated',
    tenant: { scopes: three, resources, story: ({ state, draw }) => (state === 'Unhealthy' && draw < 0.5 ? [{ at: during, code: 'Healthy' }] : []) },
  },
  regressed: {
    ...quietWeek, cause: 'regressed',
    tenant: { scopes: three, resources, story: ({ state, draw }) => (state === 'Healthy' && draw < 0.3 ? [{ at: during, code: 'Unhealthy' }] : []) },
  },
  'new resources': {
    ...quietWeek, cause: 'newResources',
    tenant: { scopes: three, resources: { ...resources, vm: 7, storage: 10 }, lives: (name) => ({ born: /^(vm[67]|storage(8|9|10))$/.test(name) ? during : -Infinity, dies: Infinity }) },
  },
  'deleted resources': {
    ...quietWeek, cause: 'deletedResources',
    tenant: { scopes: three, resources: { ...resources, vm: 7, storage: 10 }, lives: (name) => ({ born: -Infinity, dies: /^(vm[67]|storage(8|9|10))$/.test(name) ? during : Infinity }) },
  },
  'a scope that joined': {
    ...quietWeek, cause: 'scopesJoined',
    tenant: { scopes: [...three, { name: 'joining', from: during }], resources },
  },
  'a scope that left': {
    ...quietWeek, cause: 'scopesLeft',
    tenant: { scopes: [...three, { name: 'leaving', until: during }], resources },
  },
  'a recommendation added to the catalogue': {
    from: '2026-04-09T08:00:00Z', to: '2026-04-16T08:00:00Z', cause: 'catalogue', tenant: { scopes: three, resources },
  },
  'a recommendation removed from the catalogue': {
    from: '2026-02-05T08:00:00Z', to: '2026-02-12T08:00:00Z', cause: 'catalogue', tenant: { scopes: three, resources },
  },
  'exemptions granted': {
    ...quietWeek, cause: 'exemptions',
    tenant: {
      scopes: three, resources,
      story: ({ profile, state, draw }) => (profile === 'vm' && state === 'Unhealthy' && draw < 0.6 ? [{ at: during - hour, code: 'NotApplicable', cause: 'Exempt', description: 'Waiver: accepted' }] : []),
    },
  },
};

const graced: Readonly<Record<string, Planted>> = {
  'grace periods that begin': { ...quietWeek, cause: 'gracePeriod', tenant: { scopes: three, resources }, grace: [during, during + 45 * day] },
  'grace periods that end': { ...quietWeek, cause: 'gracePeriod', tenant: { scopes: three, resources }, grace: [during - 30 * day, during] },
  'what is mended in its grace period': {
    ...quietWeek, cause: 'remediated', grace: [during - 30 * day, during + 15 * day],
    tenant: { scopes: three, resources, story: ({ profile, state }) => (profile === 'vm' && state === 'Unhealthy' ? [{ at: during, code: 'Healthy' }] : []) },
  },
};

const tenths = (shown: number): number => Math.round(shown * 10);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

describe('the account of a change', () => {
  it.each(Object.entries({ ...planted, ...graced }))('names the cause, and no other: %s', async (_name, { cause, tenant, grace, ...week }) => {
    let shows = 0;
    for (const seed of seeds) {
      const { account, headline } = await reportOf(grace === undefined ? handmadeWorld({ ...tenant, seed }) : withGrace(handmadeWorld({ ...tenant, seed }), seed, grace), week);
      if (account === null) throw new Error('there is no account');
      const others = account.parts.filter((part) => part.cause !== cause);
      for (const part of others) {
        expect(Math.abs(part.shown), `seed ${seed}: ${part.cause}`).toBe(0);
        expect(Math.abs(part.change), `seed ${seed}: ${part.cause}`).toBeLessThan(0.0005);
      }
      expect(account.parts.map((part) => part.cause), `seed ${seed}`).toContain(cause);
      expect(sum(account.parts.map(({ shown }) => tenths(shown)))).toBe(tenths(account.shownTo) - tenths(account.shownFrom));
      expect(Math.abs(sum(account.parts.map(({ change }) => change)) - (account.to - account.from))).toBeLessThan(1e-12);
      expect(headline.sinceLastReport.change).toBeCloseTo(account.to - account.from, 12);
      if (account.shownTo !== account.shownFrom) shows += 1;
    }
    // A planted cause that moved nothing would prove nothing.
    expect(shows).toBeGreaterThan(seeds.length / 2);
  });

  it('has nothing to say of a week in which nothing happened', async () => {
    const { account } = await reportOf(handmadeWorld({ seed: 1, scopes: three, resources }), quietWeek);
    expect(account?.parts).toEqual([]);
    expect(account?.shownTo).toBe(account?.shownFrom);
  });
});
