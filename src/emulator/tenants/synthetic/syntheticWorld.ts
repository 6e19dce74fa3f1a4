import { recommendationAt, recommendationsFor } from '../catalogue/catalogue.ts';
import { day, type Instant, instantOf, scorePeriod } from '../instants.ts';
import type { Assessment, Change, ScopeHistory, ScopePlan, World } from '../model.ts';
import { guidOf, hashOf, type Random, randomFrom } from '../random.ts';
import { resourceOf } from '../resources.ts';
import type { SyntheticSpec } from '../spec.ts';
import { randomChanges } from '../timeline.ts';
import { syntheticGroups, syntheticScopes } from './organisation.ts';

/** Above this many assessments a scope's history is made anew whenever it is asked for. */
const mostKept = 300_000;

/** A tenant of any size. Everything happens at the recomputation ticks, so a tick identifies a state of the tenant. */
export function syntheticWorld(size: SyntheticSpec, mostAssessmentsKept: number = mostKept): World {
  const defaultNow = instantOf('2026-11-20T06:00:00Z');
  const start = defaultNow - size.days * day;
  const horizon = defaultNow + 31 * day;
  const tenantId = guidOf(`synthetic tenant ${size.seed}`);
  const scopes = syntheticScopes(size);
  const keepsHistories = size.scopes * size.assessments <= mostAssessmentsKept;
  const kept = new Map<number, ScopeHistory>();
  return {
    tenantId, workspaceId: guidOf(`synthetic workspace ${size.seed}`), start, defaultNow, scopes, rules: [], keepsHistories,
    groups: syntheticGroups(size, tenantId),
    history: (index) => {
      const history = kept.get(index) ?? historyOf(scopes, index, size, start, horizon);
      if (keepsHistories) kept.set(index, history);
      return history;
    },
  };
}

const azureProfiles = ['vm', 'storage', 'keyVault', 'webApp', 'sqlServer', 'sqlDatabase', 'functionApp', 'eventHub', 'redis', 'virtualNetwork'];
const awsProfiles = ['ec2Instance', 's3Bucket', 'rdsInstance', 'awsUser', 'awsLoadBalancer', 'sqsQueue'];
const gcpProfiles = ['gceInstance', 'gcpNetwork', 'cloudSql', 'gcpLoadBalancer'];

function historyOf(scopes: readonly ScopePlan[], index: number, size: SyntheticSpec, start: Instant, horizon: Instant): ScopeHistory {
  const plan = scopes[index];
  if (plan === undefined) throw new RangeError(`the tenant has no scope ${index}`);
  const random = randomFrom(hashOf('scope', size.seed, index));
  const slack = 0.3 + random() * 1.4;
  // A scope is rich in machines (few resources, many assessments each) or not: that spreads the weights.
  const machineShare = random();
  const assessments: Assessment[] = [];
  const room = (): number => size.assessments - assessments.length;
  if (plan.kind === 'subscription') assessments.push(...judged(plan, 'subscription', plan.name, random, slack * 0.7, start, horizon).slice(0, room()));
  for (let number = 1; room() > 0; number++) {
    const profile = profileFor(plan, random, machineShare);
    assessments.push(...judged(plan, profile, nameOf(profile, index, number), random, slack, start, horizon).slice(0, room()));
  }
  return { plan, assessments };
}

function profileFor(plan: ScopePlan, random: Random, machineShare: number): string {
  const profiles = plan.environment === 'AWS' ? awsProfiles : plan.environment === 'GCP' ? gcpProfiles : azureProfiles;
  const draw = random();
  const first = draw < machineShare ? 0 : Math.floor(random() * profiles.length);
  return profiles[first] ?? 'vm';
}

/** Resources below another need both names; storage account names have no dashes. */
function nameOf(profile: string, scope: number, number: number): string {
  if (profile === 'sqlDatabase') return `sql-${scope}-01/sqldb-${number}`;
  if (profile === 'storage') return `st${scope}x${String(number).padStart(3, '0')}`;
  return `${profile.toLowerCase()}-${scope}-${String(number).padStart(3, '0')}`;
}

function judged(plan: ScopePlan, profile: string, name: string, random: Random, slack: number, start: Instant, horizon: Instant): readonly Assessment[] {
  const region = plan.environment === 'AWS' ? 'eu-central-1' : plan.environment === 'GCP' ? 'europe-west3' : 'westeurope';
  const resource = resourceOf(plan, { profile, name, region, resourceGroup: `rg-${1 + (hashOf(name) % 5)}`, born: -Infinity, dies: Infinity });
  return recommendationsFor(profile).flatMap((index) => {
    const recommendation = recommendationAt(index);
    const from = Math.max(start - Math.floor(random() * 400) * day, recommendation.since);
    const until = Math.min(horizon, recommendation.until);
    // Too old to be in the history at all: it would take the place of an assessment that can be seen.
    if (until <= start) return [];
    const unhealthy = Math.min(0.9, recommendation.unhealthyShare * slack);
    const free = randomChanges(random, { from, until }, { unhealthy, notApplicable: recommendation.notApplicableShare, mendRate: 0.8, flipShare: 0.2 });
    return [{ resource, recommendation: index, firstEvaluation: from, changes: atTicks(free, recommendation.until), assignments: [] }];
  });
}

/** Each change moved to the next recomputation; of several before one recomputation the last counts. */
function atTicks(changes: readonly Change[], until: Instant): readonly Change[] {
  const moved: Change[] = [];
  for (const change of changes) {
    const at = Math.ceil(change.at / scorePeriod) * scorePeriod;
    if (moved.at(-1)?.at === at) moved.pop();
    if (moved.at(-1)?.code !== change.code) moved.push({ at, code: change.code, ...(change.code === 'NotApplicable' ? switchedOff : {}) });
  }
  return Number.isFinite(until) ? [...moved.filter((change) => change.at < until), { at: until, code: null }] : moved;
}

const switchedOff = { cause: 'OffByPolicy', description: 'The effective policy for the assessment was evaluated to off' };
