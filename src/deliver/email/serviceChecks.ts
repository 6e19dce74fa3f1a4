import { z } from 'zod';
import { fine, missing, warning, type DeliveryCheck } from '../checks.ts';
import { explain } from '../outcomes.ts';
import type { ServiceWorld } from './graph.ts';
import { ask, refusal, type HttpOutcome } from './https.ts';

/** The token, or what is missing for one. */
async function tokenOf(service: string, { token }: ServiceWorld): Promise<string | DeliveryCheck> {
  try {
    return await token();
  } catch (error) {
    const { message } = explain(error);
    return missing(`no token for ${service}: ${message}`, 'Check azure.credential, and that the identity exists in the tenant.');
  }
}

function asked(url: string, token: string, world: ServiceWorld): Promise<HttpOutcome> {
  return ask({ method: 'GET', url, headers: { authorization: `Bearer ${token}` }, body: null }, world);
}

const claims = z.object({ roles: z.array(z.string()).default([]), scp: z.string().default('') });

/** Permissions that a token of Entra's carries; null: not to be read from it. */
function permissionsOf(token: string): readonly string[] | null {
  try {
    const { roles, scp } = claims.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
    return [...roles, ...scp.split(' ').filter((name) => name !== '')];
  } catch {
    return null;
  }
}

/** What sending through Microsoft Graph needs: an answer, a token, the permission in it. Which mailboxes it is for is seen only when a mail is sent. */
export async function graphChecks(endpoint: string, largestBytes: number, world: ServiceWorld): Promise<readonly DeliveryCheck[]> {
  const token = await tokenOf('Microsoft Graph', world);
  if (typeof token !== 'string') return [token];
  const answer = await asked(`${endpoint}/v1.0/$metadata`, token, world);
  if (answer.kind === 'broken') return [checkOf(refusal('Microsoft Graph', answer, false))];
  const permissions = permissionsOf(token);
  const limited = 'limit it to the mailbox with an application access policy or RBAC for Applications';
  if (permissions === null || permissions.length === 0) return [fine('reached, and gives a token'), warning('whether the token may send is not to be seen in it', `Grant the application permission Mail.Send, and ${limited}.`)];
  if (!permissions.includes('Mail.Send')) return [missing('the token may not send mail', `Grant the application permission Mail.Send, and ${limited}.`)];
  const large = largestBytes > largestInOneRequest && !permissions.includes('Mail.ReadWrite');
  return [fine('reached, and the token may send'), ...(large ? [warning('messages over 3 MB cannot be sent: the token lacks Mail.ReadWrite', 'Grant it, or set email.maximumMegabytes to 2.')] : [])];
}

const largestInOneRequest = 3 * 1024 * 1024;

/** What sending through Azure Communication Services needs: asked for an operation that does not exist, it says so to those who may send, and nothing to others. */
export async function communicationServicesChecks(endpoint: string, version: string, world: ServiceWorld): Promise<readonly DeliveryCheck[]> {
  const service = 'Azure Communication Services';
  const token = await tokenOf(service, world);
  if (typeof token !== 'string') return [token];
  const answer = await asked(`${endpoint}/emails/operations/00000000-0000-4000-8000-000000000000?api-version=${version}`, token, world);
  if (answer.kind === 'answer' && [200, 404].includes(answer.status)) return [fine('reached, and the token is accepted')];
  return [checkOf(refusal(service, answer, false))];
}

function checkOf(error: unknown): DeliveryCheck {
  const { message, fix } = explain(error);
  return missing(message, fix);
}
