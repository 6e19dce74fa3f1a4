import { json, ServiceError, type HttpRequest } from '../http.ts';
import { acceptedResources, type Service } from './audiences.ts';
import type { Authority } from './tokenEndpoint.ts';
import type { IssuedToken } from './tokens.ts';

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/**
 * Who sends a request, once its token has been checked.
 * @throws ServiceError with the service's own envelope: Resource Manager answers 401 throughout, Log Analytics 403 to tokens that are no good to it.
 */
export function authorize(request: HttpRequest, service: Service, authority: Authority): string {
  const header = request.headers.authorization;
  if (header === undefined) throw refuse(missingHeader(service), authority);
  const token = /^Bearer (\S+)$/i.exec(header)?.[1];
  const known = token === undefined ? undefined : authority.tokens.find(token);
  if (known === undefined) throw refuse(invalidToken(service), authority);
  if (known.expiresAt <= authority.wallClock()) throw refuse(expiredToken(known, authority.wallClock()), authority);
  if (known.audience.service !== service) throw refuse(wrongAudience(known, service), authority);
  return known.principal;
}

function missingHeader(service: Service): Refusal {
  const message = service === 'logAnalytics'
    ? "Authentication failed. The 'Authorization' header is missing."
    : "Authentication failed. The 'Authorization' header is missing or the access token is invalid.";
  return { status: 401, code: 'AuthenticationFailed', message };
}

function invalidToken(service: Service): Refusal {
  return { status: service === 'logAnalytics' ? 403 : 401, code: 'InvalidAuthenticationToken', message: 'The access token is invalid.' };
}

function expiredToken(token: IssuedToken, at: number): Refusal {
  const message = `The access token expiry UTC time '${clockText(token.expiresAt)}' is earlier than current UTC time '${clockText(at)}'.`;
  return { status: 401, code: 'ExpiredAuthenticationToken', message };
}

function wrongAudience(token: IssuedToken, service: Service): Refusal {
  const accepted = acceptedResources(service).map((resource) => `'${resource}/'`).join(',');
  const message = `The access token has been obtained for wrong audience or resource '${token.audience.resource}'. It should exactly match with one of the allowed audiences ${accepted}.`;
  return { status: service === 'logAnalytics' ? 403 : 401, code: 'InvalidAuthenticationTokenAudience', message };
}

function refuse(refusal: Refusal, authority: Authority): ServiceError {
  const challenge = `Bearer authorization_uri="https://login.windows.net/${authority.application.tenantId}", error="invalid_token", error_description="${refusal.message}"`;
  const headers = refusal.status === 401 ? { 'www-authenticate': challenge } : {};
  return new ServiceError(json(refusal.status, { error: { code: refusal.code, message: refusal.message } }, headers));
}

/** `7/31/2026 11:31:00 PM`, as Resource Manager writes times in this message. */
function clockText(at: number): string {
  return new Date(at).toLocaleString('en-US', { timeZone: 'UTC' }).replace(',', '').replaceAll('\u202f', ' ');
}
