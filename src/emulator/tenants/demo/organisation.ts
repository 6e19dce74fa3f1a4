import { instantOf } from '../instants.ts';
import type { ConnectorDetails, ManagementGroup, ScopePlan } from '../model.ts';
import { guidOf } from '../random.ts';

/** Entra tenant of the demo company. */
export const demoTenantId = guidOf('contoso retail tenant');

/** Management groups of Contoso Retail: an enterprise-scale tree, with one group that the identity may not read. */
export const demoGroups: readonly ManagementGroup[] = [
  group(demoTenantId, 'Tenant Root Group', null),
  group('contoso', 'Contoso Retail', demoTenantId),
  group('contoso-platform', 'Platform', 'contoso'),
  group('contoso-identity', 'Identity', 'contoso-platform'),
  group('contoso-connectivity', 'Connectivity', 'contoso-platform'),
  group('contoso-management', 'Management', 'contoso-platform'),
  group('contoso-landingzones', 'Landing zones', 'contoso'),
  group('contoso-corp', 'Corp', 'contoso-landingzones'),
  group('contoso-online', 'Online', 'contoso-landingzones'),
  group('contoso-payments', 'Payments & Billing', 'contoso-landingzones'),
  { ...group('contoso-acquisitions', 'Acquisitions', 'contoso'), readable: false },
  group('contoso-sandbox', 'Sandbox', 'contoso'),
  group('contoso-decommissioned', 'Decommissioned', 'contoso'),
];

/** How a scope of the demo behaves, beside what its rows say. */
export interface DemoScope {
  /** Short name that the estate and the story use. */
  readonly slug: string;
  readonly plan: ScopePlan;
  /** Factor on every recommendation's unhealthy share: below 1 a tidy team, above 1 an untidy one. */
  readonly slack: number;
  /** Day (YYYY-MM-DD) from which MFA is required of everybody; `always` or `never`. */
  readonly mfa: string;
}

const environmentTypes: Readonly<Record<string, string>> = { AWS: 'AwsAccount', GCP: 'GcpProject', AzureDevOps: 'AzureDevOpsScope', Github: 'GithubScope' };

/** Subscriptions and connectors; the order is the order of the rows. */
export const demoScopes: readonly DemoScope[] = [
  subscription('platform-identity', 'platform-identity', 'contoso-identity', tags('identity', 'CC-1010', 'identity'), { slack: 0.45, mfa: 'always' }),
  subscription('platform-connectivity', 'platform-connectivity', 'contoso-connectivity', tags('network', 'CC-1020', 'network'), { slack: 0.55, mfa: 'always' }),
  subscription('platform-management', 'platform-management', 'contoso-management', tags('cloud-platform', 'CC-1030', 'cloud-platform'), { slack: 0.6, mfa: 'always' }),
  subscription('corp-erp-prod', 'corp-erp-prod', 'contoso-corp', tags('erp', 'CC-2040', 'erp-betrieb'), { slack: 1.3, mfa: 'always', hasRisk: true }),
  subscription('corp-stores', 'corp-filialen-köln', 'contoso-corp', { ...tags('stores', 'CC-2110', 'jörg.müller'), region: 'Köln/Düsseldorf' }, { slack: 1.45, mfa: 'never' }),
  subscription('data-analytics', 'data-analytics-prod', 'contoso-corp', tags('data', 'CC-2300', 'data-platform'), { slack: 1.1, mfa: 'always' }),
  subscription('shop-prod', 'online-shop-prod', 'contoso-online', { ...tags('shop', 'CC-3100', 'shop-platform'), nickname: '🛒 Webshop' }, { slack: 1.2, mfa: 'always', hasRisk: true }),
  subscription('shop-dev', 'online-shop-dev', 'contoso-online', tags('shop', 'CC-3110', 'shop-platform'), { slack: 1.5, mfa: 'never' }),
  subscription('loyalty', 'online-loyalty', 'contoso-online', tags('loyalty', 'CC-3200', 'loyalty'), { slack: 0.75, mfa: 'always', from: '2026-03-09T10:20:00Z' }),
  subscription('pay-prod', 'pay-prod', 'contoso-payments', tags('payments', 'CC-4100', 'pay-leads'), { slack: 1, mfa: '2026-04-22', hasRisk: true }),
  subscription('pay-stage', 'pay-stage', 'contoso-payments', tags('payments', 'CC-4110', 'pay-leads'), { slack: 1.05, mfa: '2026-05-12' }),
  subscription('nordwind', 'nordwind-logistik', 'contoso-acquisitions', tags('nordwind', 'CC-9000', 'it@nordwind-logistik.example'), { slack: 2.7, mfa: 'never' }),
  subscription('sandbox', 'sandbox-lab', 'contoso-sandbox', null, { slack: 1, mfa: 'never', hasScore: false }),
  subscription('warehouse', 'legacy-warehouse', 'contoso-decommissioned', tags('warehouse', 'CC-2900', 'warehouse-it'), {
    slack: 2, mfa: 'never', disabledFrom: '2026-08-10T09:00:00Z', until: '2026-08-24T09:00:00Z',
  }),
  connector('aws-shop', 'aws-contoso-shop', 'shop-prod', 'AWS', '123456789012', { slack: 1.3, team: 'shop' }),
  connector('aws-payments', 'aws-contoso-payments', 'platform-management', 'AWS', '210987654321', { slack: 0.85, team: 'payments' }),
  connector('aws-analytics', 'aws-contoso-analytics', 'platform-management', 'AWS', '345678901234', { slack: 1.3, team: 'data' }),
  connector('gcp-ml', 'gcp-contoso-ml', 'platform-management', 'GCP', '480012345678', { slack: 1.2, team: 'data', projectId: 'contoso-ml-prod' }),
  connector('ado', 'ado-contoso-retail', 'platform-management', 'AzureDevOps', 'contoso-retail', { slack: 1, team: 'cloud-platform' }),
  connector('github', 'gh-contoso-retail', 'platform-management', 'Github', 'contoso-retail', { slack: 1, team: 'shop', hasScore: false }),
];

/** Id of a demo subscription. */
export function subscriptionIdOf(slug: string): string {
  return guidOf(`contoso subscription ${slug}`);
}

interface SubscriptionOptions {
  readonly slack: number;
  readonly mfa: string;
  readonly hasRisk?: boolean;
  readonly hasScore?: boolean;
  readonly from?: string;
  readonly until?: string;
  readonly disabledFrom?: string;
}

function subscription(slug: string, name: string, managementGroup: string, tagged: Readonly<Record<string, string>> | null, options: SubscriptionOptions): DemoScope {
  const subscriptionId = subscriptionIdOf(slug);
  const plan: ScopePlan = {
    kind: 'subscription', id: `/subscriptions/${subscriptionId}`, name, subscriptionId, environment: 'Azure', managementGroup, tags: tagged,
    from: options.from === undefined ? -Infinity : instantOf(options.from),
    until: options.until === undefined ? Infinity : instantOf(options.until),
    disabledFrom: options.disabledFrom === undefined ? Infinity : instantOf(options.disabledFrom),
    hasScore: options.hasScore ?? true, hasRisk: options.hasRisk ?? false, connector: null,
  };
  return { slug, plan, slack: options.slack, mfa: options.mfa };
}

interface ConnectorOptions {
  readonly slack: number;
  readonly team: string;
  readonly projectId?: string;
  readonly hasScore?: boolean;
}

/** Microsoft's reference says that DevOps recommendations never count: their connectors have a score of 0 out of 0, or none at all. */
function connector(slug: string, name: string, host: string, environmentName: string, hierarchyIdentifier: string, options: ConnectorOptions): DemoScope {
  const subscriptionId = subscriptionIdOf(host);
  const resourceGroup = 'rg-defender-connectors';
  const details: ConnectorDetails = {
    location: 'westeurope', hierarchyIdentifier, environmentName, resourceGroup,
    environmentType: environmentTypes[environmentName] ?? environmentName, projectId: options.projectId ?? null,
  };
  const plan: ScopePlan = {
    kind: 'securityConnector', name, subscriptionId, environment: environmentName, managementGroup: '', tags: { team: options.team },
    id: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Security/securityConnectors/${name}`,
    from: -Infinity, until: Infinity, disabledFrom: Infinity, hasScore: options.hasScore ?? true, hasRisk: false, connector: details,
  };
  return { slug, plan, slack: options.slack, mfa: 'never' };
}

function group(name: string, displayName: string, parent: string | null): ManagementGroup {
  return { name, displayName, parent, readable: true };
}

function tags(team: string, costCenter: string, owner: string): Readonly<Record<string, string>> {
  return { team, costCenter, owner: owner.includes('@') ? owner : `${owner}@contoso.com` };
}
