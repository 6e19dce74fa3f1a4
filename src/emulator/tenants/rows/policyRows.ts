import type { Row } from '../../tenant.ts';
import { recommendations } from '../catalogue/catalogue.ts';
import { stamp } from '../instants.ts';
import type { PolicyExemption, World } from '../model.ts';
import { guidOf } from '../random.ts';
import { graphRow } from './envelope.ts';

/** The built-in initiative "Microsoft cloud security benchmark". */
const initiativeId = '/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8';

/** Name of a recommendation's policy inside the initiative. */
export function referenceOf(key: string): string {
  return `${key.slice(0, 8)}Monitoring`;
}

/** The initiative, its assignment at the top of the tenant, and the exemptions from it; rows of the `policyresources` table. */
export function policyRows(world: World): readonly { readonly from: number; readonly until: number; readonly row: Row }[] {
  const exemptions = world.exemptions ?? [];
  if (exemptions.length === 0) return [];
  const top = world.groups.find(({ parent }) => parent === world.tenantId)?.name ?? world.tenantId;
  const assignmentId = `/providers/Microsoft.Management/managementGroups/${top}/providers/Microsoft.Authorization/policyAssignments/${guidOf(`benchmark ${world.tenantId}`).slice(0, 24)}`;
  const always = { from: -Infinity, until: Infinity };
  return [
    { ...always, row: policyRow(world.tenantId, initiativeId, 'policysetdefinitions', { displayName: 'Microsoft cloud security benchmark', policyType: 'BuiltIn', policyDefinitions: definitions() }) },
    { ...always, row: policyRow(world.tenantId, assignmentId, 'policyassignments', { displayName: 'Microsoft cloud security benchmark', policyDefinitionId: initiativeId, enforcementMode: 'Default' }) },
    ...exemptions.map((one) => ({ from: one.from, until: Infinity, row: exemptionRow(world.tenantId, one, assignmentId) })),
  ];
}

/** An exemption whose time is up stays where it is, as in Azure; it is honoured no more. */
function exemptionRow(tenantId: string, { scopeId, name, keys, category, reason, expires, by, from }: PolicyExemption, policyAssignmentId: string): Row {
  const id = `${scopeId}/providers/Microsoft.Authorization/policyExemptions/${guidOf(`exemption ${scopeId} ${name}`)}`;
  return policyRow(tenantId, id, 'policyexemptions', {
    policyAssignmentId, policyDefinitionReferenceIds: keys.map(referenceOf), exemptionCategory: category, displayName: name, description: reason,
    ...(expires === null ? {} : { expiresOn: new Date(expires).toISOString() }),
    metadata: { createdBy: by, createdOn: stamp(from) },
  });
}

function definitions(): readonly object[] {
  return recommendations.flatMap(({ key, policyDefinitionId }) => (policyDefinitionId === null ? [] : { policyDefinitionReferenceId: referenceOf(key), policyDefinitionId, parameters: {} }));
}

function policyRow(tenantId: string, id: string, type: string, properties: object): Row {
  const subscriptionId = /^\/subscriptions\/([^/]+)/.exec(id)?.[1] ?? '';
  return graphRow({ id, name: id.split('/').at(-1) ?? '', type: `microsoft.authorization/${type}`, tenantId, subscriptionId, properties });
}
