import type { Column, KustoType, TableSchemas } from './kql/types.ts';

/** Columns every Resource Graph row has. */
const envelope: Readonly<Record<string, KustoType>> = {
  id: 'string', name: 'string', type: 'string', tenantId: 'string', kind: 'string', location: 'string', resourceGroup: 'string',
  subscriptionId: 'string', managedBy: 'string', sku: 'dynamic', plan: 'dynamic', properties: 'dynamic', tags: 'dynamic', identity: 'dynamic',
  zones: 'dynamic', extendedLocation: 'dynamic',
};

/** Columns every Log Analytics table has. */
const standard: Readonly<Record<string, KustoType>> = { TimeGenerated: 'datetime', Type: 'string', _BilledSize: 'real', _IsBillable: 'string' };

const workspaceColumns: Readonly<Record<string, KustoType>> = {
  ...standard, _ResourceId: 'string', _SubscriptionId: 'string', SourceSystem: 'string', TenantId: 'string',
};

const scoreColumns: Readonly<Record<string, KustoType>> = {
  AssessedResourceId: 'string', CurrentScore: 'real', Environment: 'string', IsSnapshot: 'bool', MaxScore: 'int', PercentageScore: 'real',
  Properties: 'dynamic', ResourceProviderType: 'string', SecureScoresSubscriptionId: 'string', Weight: 'long',
};

/** The tables of Resource Graph that the emulator holds. */
export const resourceGraphSchemas: TableSchemas = {
  securityresources: columns(envelope),
  resources: columns(envelope),
  resourcecontainers: columns(envelope),
  policyresources: columns(envelope),
};

/** The continuous-export tables, as the Azure Monitor table reference of July 2026 lists them. */
export const logAnalyticsSchemas: TableSchemas = {
  SecureScores: columns({ ...scoreColumns, DisplayName: 'string', ...workspaceColumns }),
  SecureScoreControls: columns({
    ...scoreColumns, ControlId: 'string', ControlName: 'string', ControlType: 'string', Description: 'string', HealthyResources: 'int',
    NotApplicableResources: 'int', RecommendationResourceIds: 'dynamic', UnhealthyResources: 'int', ...workspaceColumns,
  }),
  SecurityRecommendation: columns({
    AssessedResourceId: 'string', Description: 'string', DeviceId: 'string', DiscoveredTimeUTC: 'datetime', Environment: 'string',
    FirstEvaluationDate: 'datetime', IsSnapshot: 'bool', PolicyDefinitionId: 'string', Properties: 'dynamic', ProviderName: 'string',
    RecommendationAdditionalData: 'dynamic', RecommendationDisplayName: 'string', RecommendationId: 'string', RecommendationName: 'string',
    RecommendationSeverity: 'string', RecommendationState: 'string', ResolvedTimeUTC: 'datetime', ResourceRegion: 'string',
    StatusChangeDate: 'datetime', ...standard,
    // Not in the reference of July 2026, but the Secure Score Over Time workbook reads them.
    RecommendationLink: 'string', NotApplicableReason: 'string',
  }),
};

function columns(types: Readonly<Record<string, KustoType>>): readonly Column[] {
  return Object.entries(types).map(([name, type]) => ({ name, type }));
}
