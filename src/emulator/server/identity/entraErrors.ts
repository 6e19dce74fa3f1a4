import { randomUUID } from 'node:crypto';
import { json, ServiceError } from '../http.ts';

/** What Entra says about one failure; `code` is the number after AADSTS. */
export interface EntraFailure {
  readonly status: number;
  readonly error: string;
  readonly code: number;
  readonly message: string;
}

/** The token endpoint's error envelope. `at` is milliseconds since the epoch. */
export function entraError(failure: EntraFailure, at: number): ServiceError {
  const traceId = randomUUID();
  const correlationId = randomUUID();
  const timestamp = `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const description = `AADSTS${failure.code}: ${failure.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`;
  return new ServiceError(json(failure.status, {
    error: failure.error,
    error_description: description,
    error_codes: [failure.code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${failure.code}`,
  }));
}

/** 400: no such tenant. */
export function unknownTenant(tenant: string, error = 'invalid_request'): EntraFailure {
  return {
    status: 400, error, code: 90002,
    message: `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
  };
}

/** 400: no such application in the tenant. */
export function unknownClient(clientId: string, tenantId: string): EntraFailure {
  return {
    status: 400, error: 'unauthorized_client', code: 700016,
    message: `Application with identifier '${clientId}' was not found in the directory '${tenantId}'. You may have sent your authentication request to the wrong tenant.`,
  };
}

/** 401: the secret is not the application's. */
export function wrongSecret(clientId: string): EntraFailure {
  return {
    status: 401, error: 'invalid_client', code: 7000215,
    message: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
  };
}

/** 401: neither secret nor assertion. */
export const missingCredential: EntraFailure = {
  status: 401, error: 'invalid_client', code: 7000218,
  message: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
};

/** 401: the assertion is not a JSON web token. */
export const malformedAssertion: EntraFailure = {
  status: 401, error: 'invalid_client', code: 50027,
  message: 'JWT token is invalid or malformed.',
};

/** 401: a well-formed assertion that no federated credential matches. */
export function unmatchedAssertion(subject: string): EntraFailure {
  return {
    status: 401, error: 'invalid_client', code: 700213,
    message: `No matching federated identity record found for presented assertion subject '${subject}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.`,
  };
}

/** 401: an assertion signed with a certificate that is not the application's, or with stale or wrong claims. */
export function wrongCertificate(reason: string): EntraFailure {
  return { status: 401, error: 'invalid_client', code: 700027, message: `Client assertion failed signature validation. [Reason - ${reason}]` };
}

/** 400: a parameter is not there. */
export function missingParameter(name: string): EntraFailure {
  return { status: 400, error: 'invalid_request', code: 900144, message: `The request body must contain the following parameter: '${name}'.` };
}

/** 400: a grant other than client credentials. */
export function unsupportedGrant(grant: string): EntraFailure {
  return { status: 400, error: 'unsupported_grant_type', code: 70003, message: `The app requested an unsupported grant type '${grant}'.` };
}

/** 400: a client-credentials scope that does not end in `/.default`. */
export function wrongScope(scope: string): EntraFailure {
  return {
    status: 400, error: 'invalid_scope', code: 1002012,
    message: `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  };
}

/** 400: a resource that is not in the tenant. */
export function unknownResource(resource: string, tenantId: string): EntraFailure {
  return {
    status: 400, error: 'invalid_resource', code: 500011,
    message: `The resource principal named ${resource} was not found in the tenant named ${tenantId}. You might have sent your authentication request to the wrong tenant.`,
  };
}
