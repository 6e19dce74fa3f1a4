import { recommendationAt, recommendationsFor } from '../../src/emulator/tenants/catalogue/catalogue.ts';
import { day, type Instant } from '../../src/emulator/tenants/instants.ts';
import type { Assessment, Change, ScopePlan, StateCode, World } from '../../src/emulator/tenants/model.ts';
import { guidOf, shareOf } from '../../src/emulator/tenants/random.ts';
import { resourceOf } from '../../src/emulator/tenants/resources.ts';

/** A subscription that can be seen in a span of time. */
export interface HandmadeScope {
  readonly name: string;
  readonly from?: Instant;
  readonly until?: Instant;
  /** True: nothing of the story happens here. */
  readonly calm?: boolean;
}

/** One assessment, and what happens to it. */
export interface Place {
  readonly profile: string;
  readonly resource: string;
  readonly key: string;
  /** State before anything happens. */
  readonly state: StateCode;
  /** A number in [0, 1) of this assessment's own. */
  readonly draw: number;
}

export interface HandmadeTenant {
  readonly seed: number;
  readonly scopes: readonly HandmadeScope[];
  /** Resources of every scope by profile, and how many there are. */
  readonly resources: Readonly<Record<string, number>>;
  /** Resources by the beginning of their names: when they are made, when they are gone. */
  readonly lives?: (resource: string) => { readonly born: Instant; readonly dies: Instant };
  /** What happens to an assessment; nothing unless it is said. */
  readonly story?: (place: Place) => readonly Change[];
}

const root = 'handmade-root';
const always = { born: -Infinity, dies: Infinity };
const longAgo = Date.parse('2025-01-01T00:00:00Z');

/** A world in which nothing happens but what its story says: every assessment has one state, drawn from the seed. */
export function handmadeWorld(tenant: HandmadeTenant): World {
  const plans = tenant.scopes.map((scope) => planOf(scope, tenant.seed));
  return {
    tenantId: guidOf(`handmade ${tenant.seed}`), workspaceId: guidOf('handmade workspace'), start: longAgo, defaultNow: longAgo + 365 * day,
    groups: [{ name: root, displayName: 'Root', parent: null, readable: true }], scopes: plans, rules: [], keepsHistories: true,
    history: (index) => {
      const plan = plans[index];
      if (plan === undefined) throw new RangeError(`the tenant has no scope ${index}`);
      return { plan, assessments: Object.entries(tenant.resources).flatMap(([profile, count]) => Array.from({ length: count }, (_, place) => assessmentsOf(tenant.scopes[index]?.calm === true ? { ...tenant, story: () => [] } : tenant, plan, profile, place)).flat()) };
    },
  };
}

function planOf({ name, from = -Infinity, until = Infinity }: HandmadeScope, seed: number): ScopePlan {
  const subscriptionId = guidOf(`handmade ${seed} ${name}`);
  return {
    kind: 'subscription', id: `/subscriptions/${subscriptionId}`, name, subscriptionId, environment: 'Azure', managementGroup: root, tags: null,
    from, until, disabledFrom: Infinity, hasScore: true, hasRisk: false, connector: null,
  };
}

function assessmentsOf({ seed, lives = () => always, story = () => [] }: HandmadeTenant, plan: ScopePlan, profile: string, place: number): readonly Assessment[] {
  const name = `${profile.toLowerCase()}${place + 1}`;
  const { born, dies } = lives(name);
  const resource = resourceOf(plan, { profile, name, resourceGroup: 'rg', region: 'westeurope', born, dies });
  return recommendationsFor(profile).map((index): Assessment => {
    const { key, since, until: removed } = recommendationAt(index);
    const draw = (topic: string): number => shareOf(topic, seed, plan.name, name, key);
    const state: StateCode = draw('state') < 0.35 ? 'Unhealthy' : draw('state') < 0.42 && profile === 'vm' ? 'NotApplicable' : 'Healthy';
    const from = Math.max(longAgo, born, since);
    const until = Math.min(dies, removed);
    const changes: Change[] = [{ at: from, code: state }, ...story({ profile, resource: name, key, state, draw: draw('story') })].filter(({ at }) => at < until);
    return { resource, recommendation: index, firstEvaluation: from, assignments: [], changes: Number.isFinite(until) ? [...changes, { at: until, code: null }] : changes };
  });
}
