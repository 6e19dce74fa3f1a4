/** Host of each cloud's portal. */
export const portalHosts = { AzurePublic: 'portal.azure.com', AzureGovernment: 'portal.azure.us', AzureChina: 'portal.azure.cn' } as const;

/**
 * https link to a resource (full ARM id) in the portal of a cloud, e.g. `https://portal.azure.com/#@tenant/resource/subscriptions/…`;
 * it names the tenant where there is one, so that it opens there and not in the one the reader used last. Null for a cloud without a known portal.
 */
export function resourcePortalUrl(cloud: string, tenantIds: readonly string[], resourceId: string): string | null {
  const host = hostOf(cloud);
  if (host === undefined || !resourceId.startsWith('/subscriptions/')) return null;
  return `https://${host}/#${tenantPlace(tenantIds)}resource${encodeURI(resourceId)}`;
}

/** https link to a recommendation (assessment key) in the portal of a cloud; null for a cloud without a known portal, or a key that is none. */
export function recommendationPortalUrl(cloud: string, tenantIds: readonly string[], key: string): string | null {
  const host = hostOf(cloud);
  if (host === undefined || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key)) return null;
  return `https://${host}/#${tenantPlace(tenantIds)}view/Microsoft_Azure_Security/GenericRecommendationDetailsBlade/assessmentKey/${key}`;
}

function hostOf(cloud: string): string | undefined {
  return Object.entries(portalHosts).find(([name]) => name === cloud)?.[1];
}

/** Of several tenants it is not known which is meant: then the link opens in the one the reader used last. */
function tenantPlace(tenantIds: readonly string[]): string {
  const [tenant] = tenantIds;
  return tenant === undefined || tenantIds.length > 1 ? '' : `@${encodeURIComponent(tenant)}/`;
}
