import { json, type Answer, type HttpRequest, type ServiceError } from '../http.ts';
import { checkAssertion, equalText, type AssertionCredentials } from './assertion.ts';
import { audienceOf, type Audience } from './audiences.ts';
import {
  entraError, missingCredential, missingParameter, unknownClient, unknownResource, unknownTenant, unsupportedGrant, wrongScope, wrongSecret,
  type EntraFailure,
} from './entraErrors.ts';
import type { TokenStore } from './tokens.ts';

/** The one application of the emulated tenant. */
export interface Application extends AssertionCredentials {
  readonly tenantId: string;
  readonly clientSecret: string;
  /** Seconds for which a token is good. */
  readonly tokenLifetime: number;
}

/** What the sign-in endpoints need. */
export interface Authority {
  readonly application: Application;
  readonly tokens: TokenStore;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

/** Answers the sign-in service's paths; null when the path is none of them. */
export function signIn(request: HttpRequest, authority: Authority): Answer | null {
  if (request.path === '/common/discovery/instance') return json(200, instanceMetadata(request));
  const [, tenant, ...rest] = request.path.split('/');
  if (tenant === undefined) return null;
  switch (rest.join('/')) {
    case 'v2.0/.well-known/openid-configuration':
      requireTenant(tenant, authority, 'invalid_tenant');
      return json(200, openIdConfiguration(origin(request), tenant));
    case 'discovery/v2.0/keys':
      return json(200, { keys: [] });
    case 'oauth2/v2.0/token':
      return request.method === 'POST' ? answerToken(request, tenant, authority) : null;
    default:
      return null;
  }
}

function answerToken(request: HttpRequest, tenant: string, authority: Authority): Answer {
  const form = new URLSearchParams(request.body);
  requireTenant(tenant, authority, 'invalid_request');
  const grant = required(form, 'grant_type', authority);
  if (grant !== 'client_credentials') throw failure(unsupportedGrant(grant), authority);
  checkClient(form, authority);
  const audience = requestedAudience(form, authority);
  const { tenantId, clientId, tokenLifetime } = authority.application;
  const token = authority.tokens.issue({
    tenantId, principal: clientId, audience, issuedAt: authority.wallClock(), lifetimeSeconds: tokenLifetime,
  });
  return json(200, { token_type: 'Bearer', expires_in: tokenLifetime, ext_expires_in: tokenLifetime, access_token: token }, { 'cache-control': 'no-store, no-cache' });
}

function checkClient(form: URLSearchParams, authority: Authority): void {
  const { application } = authority;
  const clientId = required(form, 'client_id', authority);
  if (clientId.toLowerCase() !== application.clientId.toLowerCase()) throw failure(unknownClient(clientId, application.tenantId), authority);
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  if (secret !== null) {
    if (!equalText(secret, application.clientSecret)) throw failure(wrongSecret(clientId), authority);
    return;
  }
  if (assertion === null) throw failure(missingCredential, authority);
  const fault = checkAssertion(assertion, application, authority.wallClock());
  if (fault !== null) throw failure(fault, authority);
}

function requestedAudience(form: URLSearchParams, authority: Authority): Audience {
  const scope = required(form, 'scope', authority).trim().split(/\s+/).find((one) => one.includes('/')) ?? '';
  if (!scope.endsWith('/.default')) throw failure(wrongScope(scope), authority);
  const audience = audienceOf(scope);
  if (audience === null) throw failure(unknownResource(scope.replace(/\/\.default$/, ''), authority.application.tenantId), authority);
  return audience;
}

function requireTenant(tenant: string, authority: Authority, error: string): void {
  if (tenant.toLowerCase() !== authority.application.tenantId.toLowerCase()) throw failure(unknownTenant(tenant, error), authority);
}

function required(form: URLSearchParams, name: string, authority: Authority): string {
  const value = form.get(name);
  if (value === null || value === '') throw failure(missingParameter(name), authority);
  return value;
}

function failure(reason: EntraFailure, authority: Authority): ServiceError {
  return entraError(reason, authority.wallClock());
}

/** Clients compare the issuer with the host they called, so it is made from that host. */
function origin(request: HttpRequest): string {
  return `https://${request.headers.host ?? 'localhost'}`;
}

function openIdConfiguration(base: string, tenant: string): Record<string, unknown> {
  return {
    issuer: `${base}/${tenant}/v2.0`,
    authorization_endpoint: `${base}/${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/${tenant}/oauth2/v2.0/token`,
    jwks_uri: `${base}/${tenant}/discovery/v2.0/keys`,
    end_session_endpoint: `${base}/${tenant}/oauth2/v2.0/logout`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    response_types_supported: ['code', 'id_token'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    tenant_region_scope: 'EU',
    cloud_instance_name: 'microsoftonline.com',
  };
}

function instanceMetadata(request: HttpRequest): Record<string, unknown> {
  const host = request.headers.host ?? 'localhost';
  const asked = request.search.get('authorization_endpoint') ?? '';
  const tenant = URL.canParse(asked) ? new URL(asked).pathname.split('/')[1] : 'common';
  return {
    tenant_discovery_endpoint: `${origin(request)}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
