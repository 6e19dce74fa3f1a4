/**
 * The portal link of a row as an https URL on the cloud's portal that opens in the right tenant; null for anything else.
 * Rows carry no scheme (`portal.azure.com/#blade/…`); a text with another scheme, host, port or with a user is not a portal link.
 */
export function portalUrlOf(link: string, portalHost: string, tenantId: string | null): string | null {
  if (!/^[\w.-]+(?:[/?#]|$)/.test(link) && !/^https:\/\//i.test(link)) return null;
  const address = /^https:\/\//i.test(link) ? link : `https://${link}`;
  if (/[\u0000-\u0020\\\u007f]/.test(address) || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return null;
  if (url.hostname !== portalHost && !url.hostname.endsWith(`.${portalHost}`)) return null;
  // `#@tenant/blade/…` opens the blade in that tenant; without it, in the one the reader used last.
  if (tenantId !== null && /^#(?:blade|view|resource)\//.test(url.hash)) url.hash = `#@${encodeURIComponent(tenantId)}/${url.hash.slice(1)}`;
  return url.href;
}
