import type { Row } from '../../tenant.ts';
import { stamp } from '../instants.ts';
import type { ConnectorDetails, ScopePlan } from '../model.ts';
import { graphRow } from './envelope.ts';

/** Row of a security connector in the `resources` table. */
export function connectorRow(tenantId: string, plan: ScopePlan, connector: ConnectorDetails, createdAt: number): Row {
  const by = { createdAt: stamp(createdAt), createdBy: 'cloud-security@contoso.com', createdByType: 'User' };
  return graphRow({
    id: plan.id, name: plan.name, type: 'microsoft.security/securityconnectors', tenantId, location: connector.location,
    resourceGroup: connector.resourceGroup, subscriptionId: plan.subscriptionId, tags: plan.tags,
    properties: {
      hierarchyIdentifier: connector.hierarchyIdentifier,
      environmentName: connector.environmentName,
      environmentData: environmentOf(connector, plan.name),
      offerings: offeringsOf(connector),
      systemData: { ...by, lastModifiedAt: by.createdAt, lastModifiedBy: by.createdBy, lastModifiedByType: 'User' },
    },
  });
}

function environmentOf(connector: ConnectorDetails, name: string): object {
  const { environmentType, hierarchyIdentifier, projectId } = connector;
  if (environmentType === 'AwsAccount') return { environmentType, accountName: name, scanInterval: 4 };
  if (environmentType !== 'GcpProject') return { environmentType };
  return { environmentType, projectDetails: { projectId, projectNumber: hierarchyIdentifier, projectName: name }, scanInterval: 4 };
}

function offeringsOf({ environmentName, hierarchyIdentifier, projectId }: ConnectorDetails): readonly object[] {
  if (environmentName === 'AWS') {
    return [{ offeringType: 'CspmMonitorAws', nativeCloudConnection: { cloudRoleArn: `arn:aws:iam::${hierarchyIdentifier}:role/CspmMonitorAws` } }];
  }
  if (environmentName === 'GCP') {
    const serviceAccountEmailAddress = `microsoft-defender-cspm@${projectId ?? ''}.iam.gserviceaccount.com`;
    return [{ offeringType: 'CspmMonitorGcp', nativeCloudConnection: { serviceAccountEmailAddress, workloadIdentityProviderId: 'cspm' } }];
  }
  return [{ offeringType: environmentName === 'Github' ? 'CspmMonitorGithub' : 'CspmMonitorAzureDevOps' }];
}
