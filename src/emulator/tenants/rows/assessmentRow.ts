import type { Row } from '../../tenant.ts';
import { recommendationAt } from '../catalogue/catalogue.ts';
import { metadata } from '../catalogue/metadata.ts';
import { stamp } from '../instants.ts';
import type { Assessment, Change, Resource, ScopePlan } from '../model.ts';
import { profileOf } from '../profiles.ts';
import { hexOf, shareOf } from '../random.ts';
import { assessedId, assessmentId, portalLink } from './assessmentIds.ts';
import { graphRow } from './envelope.ts';

/** Type of these rows, as Resource Graph writes it. */
export const assessmentType = 'microsoft.security/assessments';

/** The row of an assessment in the state that a change put it into. */
export function assessmentRow(tenantId: string, plan: ScopePlan, assessment: Assessment, change: Change): Row {
  const { recommendation: index, resource } = assessment;
  const recommendation = recommendationAt(index);
  const risk = plan.hasRisk && change.code === 'Unhealthy' ? { risk: riskOf(assessment, recommendation.severity) } : {};
  return graphRow({
    id: assessmentId(assessment), name: recommendation.key, type: assessmentType, tenantId,
    resourceGroup: resource.resourceGroup, subscriptionId: plan.subscriptionId,
    properties: {
      resourceDetails: resourceDetails(plan, resource, assessedId(assessment)),
      displayName: recommendation.displayName,
      status: statusOf(assessment, change),
      metadata: metadata[index],
      links: { azurePortal: portalLink(assessment) },
      ...risk,
    },
  });
}

function statusOf(assessment: Assessment, change: Change): object {
  return {
    code: change.code,
    ...(change.cause === undefined ? {} : { cause: change.cause }),
    ...(change.description === undefined ? {} : { description: change.description }),
    firstEvaluationDate: stamp(assessment.firstEvaluation),
    statusChangeDate: stamp(change.at),
  };
}

/** Field names in the case that live rows have (`Source`, `Id`); what is in it depends on the cloud. */
function resourceDetails(plan: ScopePlan, resource: Resource, id: string): object {
  const { type, environment } = profileOf(resource.profile);
  const provider = type.split('/')[0];
  if (environment === 'Azure') {
    const ResourceType = type.slice((provider?.length ?? 0) + 1);
    return { Source: 'Azure', Id: id, ResourceName: resource.name, ResourceType, ResourceProvider: provider, NativeResourceId: id };
  }
  const cloud = environment === 'AWS' || environment === 'GCP';
  return {
    Source: cloud ? environment.toLowerCase() : environment === 'Github' ? 'GitHub' : environment,
    Id: id, ConnectorId: plan.id, ResourceName: resource.name,
    ResourceType: `microsoft.security/securityconnectors/${type}`, ResourceProvider: 'microsoft.security',
    ...(resource.nativeId === null ? {} : { NativeResourceId: resource.nativeId, ResourceId: resource.nativeId }),
    ...(cloud ? { Region: resource.region, HierarchyId: plan.connector?.hierarchyIdentifier ?? '' } : {}),
  };
}

const levels: Readonly<Record<string, readonly string[]>> = {
  High: ['Critical', 'High', 'Medium'], Medium: ['High', 'Medium', 'Low'], Low: ['Medium', 'Low', 'None'],
};
const factors = ['Exposure to the Internet', 'Sensitive Data', 'Critical Resource', 'Lateral Movement'];

function riskOf(assessment: Assessment, severity: string): object {
  const draw = shareOf('risk', assessment.resource.id, assessment.recommendation);
  const level = levels[severity]?.[draw < 0.15 ? 0 : draw < 0.55 ? 1 : 2] ?? 'None';
  const riskFactors = level === 'None' || level === 'Low' ? [] : factors.filter((factor) => shareOf(factor, assessment.resource.id) < 0.35);
  const node = hexOf(assessment.resource.id, 32);
  const paths = level === 'Critical' ? [{ id: node, nodes: [{ id: node, nodePropertiesLabel: ['exposedToInternet'] }], edges: [] }] : [];
  return { level, isContextualRisk: riskFactors.length > 0, riskFactors, attackPathsReferences: paths.map(({ id }) => `/subscriptions/${assessment.resource.id.split('/')[2] ?? ''}/providers/Microsoft.Security/attackPaths/${id}`), paths };
}
