import type { Recommendation } from '../catalogue/recommendation.ts';
import { day, instantOf } from '../instants.ts';
import type { Assignment, Change, GovernanceRule, Resource } from '../model.ts';
import { guidOf, shareOf } from '../random.ts';
import { moments } from './calendar.ts';
import { type DemoScope, subscriptionIdOf } from './organisation.ts';

interface DemoRule extends GovernanceRule {
  readonly slug: string;
}

const demoRules: readonly DemoRule[] = [
  rule('corp-erp-prod', 'ERP: high severity within 45 days', 45, true, ['High'], '', moments.graceBegins),
  rule('shop-prod', 'Shop: high severity within 45 days', 45, true, ['High'], '', moments.graceBegins + day / 12),
  rule('pay-prod', 'Payments: high and medium severity within 14 days', 14, false, ['High', 'Medium'], 'pay-leads@contoso.com', instantOf('2026-03-02T09:00:00Z')),
];

/** The governance rules of the demo; two of them have a grace period. */
export const demoGovernanceRules: readonly GovernanceRule[] = demoRules;

const assignedShare = 0.5;

/** Assignments of an assessment: one for each time it is unhealthy under a rule, from the rule's or the state's beginning. */
export function assignmentsOf(scope: DemoScope, resource: Resource, recommendation: Recommendation, changes: readonly Change[]): readonly Assignment[] {
  const found = demoRules.find(({ slug, severities }) => slug === scope.slug && severities.includes(recommendation.severity));
  if (found === undefined || recommendation.preview || shareOf('assigned', resource.id, recommendation.key) > assignedShare) return [];
  return changes.flatMap((change, index) => {
    const end = changes[index + 1]?.at ?? Infinity;
    const from = Math.max(change.at, found.from);
    return change.code === 'Unhealthy' && from < end ? [assignmentOf(scope, found, resource, recommendation, from)] : [];
  });
}

function assignmentOf(scope: DemoScope, found: DemoRule, resource: Resource, recommendation: Recommendation, from: number): Assignment {
  const draw = (topic: string): number => shareOf(topic, resource.id, recommendation.key, from);
  const due = from + found.days * day;
  const owner = found.owner === '' ? (scope.plan.tags?.['owner'] ?? '') : found.owner;
  return {
    id: guidOf(`assignment ${resource.id} ${recommendation.key} ${from}`), from, due, isGracePeriod: found.isGracePeriod,
    owner: draw('no owner') < 0.06 ? '' : owner,
    eta: draw('eta') < 0.25 ? { at: due - 3 * day, justification: 'Planned for the next maintenance window' } : null,
    ticket: draw('ticket') < 0.4 ? 20_000 + Math.floor(draw('ticket number') * 9_000) : null,
  };
}

function rule(slug: string, displayName: string, days: number, isGracePeriod: boolean, severities: readonly string[], owner: string, from: number): DemoRule {
  return { slug, id: guidOf(`rule ${slug}`), displayName, scopeId: `/subscriptions/${subscriptionIdOf(slug)}`, priority: 200, days, isGracePeriod, severities, owner, from };
}
