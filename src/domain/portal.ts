/** Host of each cloud's portal. */
export const portalHosts = { AzurePublic: 'portal.azure.com', AzureGovernment: 'portal.azure.us', AzureChina: 'portal.azure.cn' } as const;

/**
 * https link to a resource (full ARM id) in the portal of a cloud, e.g. `https://portal.azure.com/#@tenant/resource/subscriptions/…`;
 * it names the tenant where there is one, so that it opens there and not in the one the reader used last. Null for a cloud without a known portal.
 */
export function resourcePortalUrl(cloud: string, tenantIds: readonly string[], resourceId: string): string | null {
  const host = Object.entries(portalHosts).find(([name]) => name === cloud)?.[1];
  const [tenant] = tenantIds;
  if (host === undefined || !resourceId.startsWith('/subscriptions/')) return null;
  const place = tenant === undefined || tenantIds.length > 1 ? '' : `@${encodeURIComponent(tenant)}/`;
  return `https://${host}/#${place}resource${encodeURI(resourceId)}`;
}
