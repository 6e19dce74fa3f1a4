import type { Row } from '../../tenant.ts';
import type { Instant } from '../instants.ts';
import type { ManagementGroup, ScopePlan, World } from '../model.ts';
import { graphRow } from './envelope.ts';

interface Ancestor {
  readonly displayName: string;
  readonly name: string;
}

/** Management groups that the identity can read, then the subscriptions visible at a moment. */
export function containerRows(world: World, now: Instant): readonly Row[] {
  const groups = world.groups.filter((group) => group.readable).map((group) => groupRow(world, group));
  const subscriptions = world.scopes.filter((plan) => plan.kind === 'subscription' && plan.from <= now && now < plan.until);
  return [...groups, ...subscriptions.map((plan) => subscriptionRow(world, plan, now))];
}

/** Groups from the given one up to the tenant root, whether or not they can be read. */
export function ancestorsOf(groups: readonly ManagementGroup[], name: string | null): readonly Ancestor[] {
  const group = groups.find((candidate) => candidate.name === name);
  if (group === undefined) return [];
  return [{ displayName: group.displayName, name: group.name }, ...ancestorsOf(groups, group.parent)];
}

function subscriptionRow(world: World, plan: ScopePlan, now: Instant): Row {
  const properties = {
    managedByTenants: [],
    managementGroupAncestorsChain: ancestorsOf(world.groups, plan.managementGroup),
    state: now < plan.disabledFrom ? 'Enabled' : 'Disabled',
    subscriptionPolicies: { locationPlacementId: 'Public_2014-09-01', quotaId: 'EnterpriseAgreement_2014-09-01', spendingLimit: 'Off' },
  };
  const { id, name, subscriptionId, tags } = plan;
  return graphRow({ id, name, type: 'microsoft.resources/subscriptions', tenantId: world.tenantId, subscriptionId, tags, properties });
}

function groupRow(world: World, group: ManagementGroup): Row {
  const chain = ancestorsOf(world.groups, group.parent);
  const parent = chain[0];
  const details = {
    version: 1,
    managementGroupAncestorsChain: chain,
    ...(parent === undefined ? {} : { parent: { displayName: parent.displayName, id: groupId(parent.name), name: parent.name } }),
  };
  return graphRow({
    id: groupId(group.name), name: group.name, type: 'microsoft.management/managementgroups', tenantId: world.tenantId, subscriptionId: '',
    properties: { tenantId: world.tenantId, displayName: group.displayName, details },
  });
}

/** ARM id of a management group. */
export function groupId(name: string): string {
  return `/providers/Microsoft.Management/managementGroups/${name}`;
}
