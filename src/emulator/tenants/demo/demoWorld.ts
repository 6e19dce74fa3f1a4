import { recommendationAt, recommendationsFor } from '../catalogue/catalogue.ts';
import type { Recommendation } from '../catalogue/recommendation.ts';
import { day, hour, year } from '../instants.ts';
import type { Assessment, Change, Resource, ScopeHistory, World } from '../model.ts';
import { guidOf, hashOf, randomFrom, shareOf } from '../random.ts';
import { resourceOf, type ResourceSeed } from '../resources.ts';
import { changesOf, randomChanges, type Span, type Temper } from '../timeline.ts';
import { demoHorizon, demoNow, demoStart, moments } from './calendar.ts';
import { type EstateLine, estate, steadyProfiles } from './estate.ts';
import { demoExemptions } from './exemptions.ts';
import { assignmentsOf, demoGovernanceRules } from './governance.ts';
import { demoGroups, type DemoScope, demoScopes, demoTenantId } from './organisation.ts';
import { forcedChanges } from './story.ts';

/** Contoso Retail: 13 subscriptions, six connectors and a year of posture. */
export function demoWorld(): World {
  const histories = new Map<number, ScopeHistory>();
  return {
    tenantId: demoTenantId, workspaceId: guidOf('contoso workspace'), start: demoStart, defaultNow: demoNow,
    groups: demoGroups, scopes: demoScopes.map(({ plan }) => plan), rules: demoGovernanceRules, exemptions: demoExemptions, keepsHistories: true,
    history: (index) => {
      const history = histories.get(index) ?? historyOf(index);
      histories.set(index, history);
      return history;
    },
  };
}

function historyOf(index: number): ScopeHistory {
  const scope = demoScopes[index];
  if (scope === undefined) throw new RangeError(`the demo has no scope ${index}`);
  const resources = seedsOf(scope).map((seed) => resourceOf(scope.plan, seed));
  return { plan: scope.plan, assessments: resources.flatMap((resource) => assessmentsOf(scope, resource)) };
}

const regions: Readonly<Record<string, string>> = { AWS: 'eu-central-1', GCP: 'europe-west3' };

function seedsOf(scope: DemoScope): readonly ResourceSeed[] {
  const region = regions[scope.plan.environment] ?? 'westeurope';
  const self: readonly EstateLine[] = scope.plan.kind === 'subscription' ? [['subscription', scope.plan.name, 0, '']] : [];
  const own = self.map(([profile, name, , resourceGroup]) => ({ profile, name, resourceGroup, region, born: -Infinity, dies: Infinity }));
  const lines = estate[scope.slug] ?? [];
  return [...own, ...lines.flatMap((line) => linesSeeds(scope, line, region)), ...(scope.slug === 'pay-prod' ? deploymentSeeds(region) : [])];
}

/** The resources of one line: those there from the start, and those made during the year; some are deleted again. */
function linesSeeds(scope: DemoScope, [profile, name, count, resourceGroup]: EstateLine, region: string): readonly ResourceSeed[] {
  const random = randomFrom(hashOf('estate', scope.slug, profile, name));
  const steady = steadyProfiles.has(profile);
  const made = steady ? 0 : Math.round(count * (scope.slug.endsWith('-dev') ? 0.9 : 0.3) + random() * 0.6);
  const begin = Math.max(demoStart, scope.plan.from);
  return Array.from({ length: count + made }, (_, index) => {
    const born = index < count ? -Infinity : Math.round(begin + random() * (demoHorizon - begin));
    const life = (steady ? Infinity : 0.15 + random() * 5.5) * year;
    const number = String(index + 1).padStart(2, '0');
    const numbered = profile === 'awsAccount' ? name : `${name}${number}`;
    return { profile, name: numbered, resourceGroup, region, born, dies: Math.round(Math.max(born, begin) + life) };
  });
}

/** 12 machines and 22 storage accounts that appear within a few hours. */
function deploymentSeeds(region: string): readonly ResourceSeed[] {
  const line = (profile: string, name: string, count: number): readonly ResourceSeed[] => Array.from({ length: count }, (_, index) => ({
    profile, name: `${name}${String(index + 1).padStart(2, '0')}`, resourceGroup: 'rg-pay-edge-prod', region,
    born: moments.deployment + index * 9 * 60_000, dies: Infinity,
  }));
  return [...line('vm', 'vm-pay-edge-', 12), ...line('storage', 'stpayedge', 22)];
}

function assessmentsOf(scope: DemoScope, resource: Resource): readonly Assessment[] {
  return recommendationsFor(resource.profile).flatMap((index) => {
    const recommendation = recommendationAt(index);
    const span = spanOf(scope, resource, recommendation);
    const random = randomFrom(hashOf('life', resource.id, recommendation.key));
    const free = randomChanges(random, { from: span.from, until: Math.min(span.until, demoHorizon) }, temperOf(scope, resource, index));
    const changes = changesOf(free, forcedChanges(scope, resource, recommendation), span).map((change) => withCause(change, resource, index));
    if (changes.length === 0) return [];
    const assignments = assignmentsOf(scope, resource, recommendation, changes);
    return [{ resource, recommendation: index, firstEvaluation: span.from, changes, assignments }];
  });
}

/** When the assessment exists: from up to two years before the history, or some hours after its resource or rule is new. */
function spanOf(scope: DemoScope, resource: Resource, { key, since, until }: Recommendation): Span {
  const born = Math.max(scope.plan.from, resource.born, since);
  const draw = shareOf('first', resource.id, born > demoStart ? '' : key);
  const from = born > demoStart ? born + (0.2 + draw * 5) * hour : demoStart - (1 + draw * 700) * day;
  return { from: Math.round(from), until: Math.min(resource.dies, until, scope.plan.until) };
}

/** A tidy or an untidy resource: recommendations fail together more often than chance would have it. */
function temperOf(scope: DemoScope, resource: Resource, index: number): Temper {
  const recommendation = recommendationAt(index);
  const untidy = shareOf('untidy', resource.id) < 0.22;
  const base = recommendation.unhealthyShare * scope.slack;
  const steady = resource.profile === 'subscription' || resource.profile === 'awsAccount';
  return {
    unhealthy: Math.min(0.93, steady ? base : base * (untidy ? 2 : 0.7)),
    notApplicable: recommendation.notApplicableShare,
    mendRate: steady ? 0.12 : 0.55,
    flipShare: steady ? 0 : 0.2,
  };
}

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  Networking: ['NonInternetFacingVms', 'This recommendation is relevant only for machines that face the internet'],
  Compute: ['MissingDataOrUnsupported', 'The operating system is not supported, or there is not enough information yet'],
  Data: ['OffByPolicy', 'The effective policy for the assessment was evaluated to off'],
};

/** The service gives a reason with most states that are not plain healthy or unhealthy. */
function withCause(change: Change, resource: Resource, index: number): Change {
  const recommendation = recommendationAt(index);
  if (change.cause !== undefined) return change;
  if (change.code === 'NotApplicable') {
    const [cause, description] = reasons[recommendation.categories.at(-1) ?? ''] ?? ['MissingDataOrUnsupported', 'There is not enough information yet'];
    return { ...change, cause, description };
  }
  const isPorts = recommendation.displayName.startsWith('Management ports should be closed');
  if (change.code !== 'Unhealthy' || !isPorts || shareOf('port', resource.id) < 0.4) return change;
  return { ...change, cause: 'ManagementPortsAreOpenToAllSources', description: 'Management ports on your network security group are open to all sources.' };
}
