import type { ManagementGroup, ScopePlan } from '../model.ts';
import { guidOf, hashOf } from '../random.ts';
import type { SyntheticSpec } from '../spec.ts';

/** One scope in ten is a connector, hosted by the subscription before it. */
const connectorEvery = 10;

interface GroupCounts {
  readonly divisions: number;
  readonly unitsEach: number;
}

/** Tenant root, divisions below it, and units below those. */
export function syntheticGroups(size: SyntheticSpec, tenantId: string): readonly ManagementGroup[] {
  const { divisions, unitsEach } = groupCounts(size);
  const groups: ManagementGroup[] = [{ name: tenantId, displayName: 'Tenant Root Group', parent: null, readable: true }];
  for (let division = 0; division < divisions; division++) {
    groups.push({ name: `division-${division + 1}`, displayName: `Division ${division + 1}`, parent: tenantId, readable: true });
    for (let unit = 0; unit < unitsEach; unit++) {
      groups.push({ name: unitName(division, unit), displayName: `Unit ${division + 1}.${unit + 1}`, parent: `division-${division + 1}`, readable: true });
    }
  }
  return groups;
}

/** The scopes in order: nine subscriptions, then a connector to AWS (every third to GCP), and so on. */
export function syntheticScopes(size: SyntheticSpec): readonly ScopePlan[] {
  const counts = groupCounts(size);
  const planOf = (index: number): ScopePlan => ((index + 1) % connectorEvery === 0 ? connectorPlan(size, index) : subscriptionPlan(size, index, counts));
  return Array.from({ length: size.scopes }, (_, index) => planOf(index));
}

const always = { from: -Infinity, until: Infinity, disabledFrom: Infinity, hasScore: true } as const;

function subscriptionPlan(size: SyntheticSpec, index: number, { divisions, unitsEach }: GroupCounts): ScopePlan {
  const subscriptionId = subscriptionIdOf(size, index);
  const draw = hashOf('unit', size.seed, index);
  const team = `team-${1 + (draw % Math.max(1, Math.ceil(size.scopes / 20)))}`;
  return {
    ...always, kind: 'subscription', id: `/subscriptions/${subscriptionId}`, name: `synthetic-${String(index + 1).padStart(5, '0')}`, subscriptionId, environment: 'Azure',
    managementGroup: unitName(draw % divisions, (draw >>> 8) % unitsEach), tags: { team, costCenter: `CC-${1000 + (draw % 900)}`, owner: `${team}@example.com` },
    hasRisk: draw % 4 === 0, connector: null,
  };
}

function connectorPlan(size: SyntheticSpec, index: number): ScopePlan {
  const subscriptionId = subscriptionIdOf(size, index - 1);
  const environment = ((index + 1) / connectorEvery) % 3 === 0 ? 'GCP' : 'AWS';
  const name = `${environment.toLowerCase()}-${String(index + 1).padStart(5, '0')}`;
  const hierarchyIdentifier = String(100_000_000_000 + hashOf('account', size.seed, index));
  return {
    ...always, kind: 'securityConnector', id: `/subscriptions/${subscriptionId}/resourceGroups/rg-connectors/providers/Microsoft.Security/securityConnectors/${name}`,
    name, subscriptionId, environment, managementGroup: '', tags: null, hasRisk: false,
    connector: {
      location: 'westeurope', hierarchyIdentifier, environmentName: environment, resourceGroup: 'rg-connectors',
      environmentType: environment === 'GCP' ? 'GcpProject' : 'AwsAccount', projectId: environment === 'GCP' ? name : null,
    },
  };
}

function groupCounts({ scopes }: SyntheticSpec): GroupCounts {
  return { divisions: Math.min(8, Math.ceil(scopes / 50)), unitsEach: Math.min(10, Math.ceil(scopes / 100)) };
}

function unitName(division: number, unit: number): string {
  return `unit-${division + 1}-${unit + 1}`;
}

function subscriptionIdOf(size: SyntheticSpec, index: number): string {
  return guidOf(`synthetic ${size.seed} ${index}`);
}
