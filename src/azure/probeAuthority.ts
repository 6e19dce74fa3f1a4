import { get, type Agent } from 'node:https';

/** How long the authority may take, milliseconds. */
const patience = 10_000;
/** More of an answer is not read. */
const longestAnswer = 20_000;

/** True for the identity library's errors that say only that the authority's endpoints could not be found, whatever the reason. */
export function hidesItsCause(error: unknown): boolean {
  return error instanceof Error && /endpoints_resolution_error|openid_config_error|network_error/.test(`${error.name} ${error.message}`);
}

/**
 * Asks the authority for a tenant's public description, as the identity library did, to learn why that failed: the error's text has the
 * service's words (`AADSTS90002 …`) or the network's code. Null when this works. Nothing secret is sent.
 */
export function probeAuthority(authority: string, tenantId: string, agent: Agent): Promise<Error | null> {
  const address = `${authority}/${encodeURIComponent(tenantId)}/v2.0/.well-known/openid-configuration`;
  return new Promise((resolve) => {
    const request = get(address, { timeout: patience, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        if (text.length < longestAnswer) text += part;
      });
      response.on('end', () => resolve(response.statusCode === 200 ? null : new Error(`HTTP ${response.statusCode ?? ''} ${text}`)));
      response.on('error', resolve);
    });
    request.on('timeout', () => request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    request.on('error', resolve);
  });
}
