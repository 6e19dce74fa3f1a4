import { json, ServiceError } from '../http.ts';
import type { KqlError } from '../../kql/errors.ts';

/** One entry of the envelope's `details`; more fields where the service has them. */
export interface ErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** What every Resource Graph error message names, so that support can find the request. */
export interface RequestTrace {
  readonly at: Date;
  readonly correlationId: string;
}

/** The service's envelope: the outer message is always the same, the cause is in `details`. */
export function graphError(status: number, code: string, details: readonly ErrorDetail[], trace: RequestTrace, headers: Record<string, string> = {}): ServiceError {
  const timestamp = trace.at.toISOString().replace('Z', '0000Z');
  const message = `Please provide below info when asking for support: timestamp = ${timestamp}, correlationId = ${trace.correlationId}.`;
  return new ServiceError(json(status, { error: { code, message, details } }, headers));
}

/** 400 with one cause. */
export function badRequest(code: string, message: string, trace: RequestTrace): ServiceError {
  return graphError(400, 'BadRequest', [{ code, message }], trace);
}

/** 400: the answer would be larger than the service sends. Sizes in bytes. */
export function payloadTooLarge(size: number, limit: number, trace: RequestTrace): ServiceError {
  return badRequest(
    'ResponsePayloadTooLarge',
    `Response payload size is ${size}, and has exceeded the limit of ${limit}. Please consider querying less data at a time and make paginated call if needed.`,
    trace,
  );
}

/** 429: over the quota. */
export function rateLimited(retryAfterSeconds: number, trace: RequestTrace, headers: Record<string, string>): ServiceError {
  const detail = {
    code: 'RateLimiting',
    message: 'Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. Please see https://aka.ms/resourcegraph-throttling for help.',
  };
  return graphError(429, 'RateLimiting', [detail], trace, { ...headers, 'retry-after': String(retryAfterSeconds) });
}

/** 403: none of what was asked for may be read. */
export function accessDenied(trace: RequestTrace): ServiceError {
  const detail = { code: 'AccessDenied', message: 'Access is denied to the requested resource. The user might not have enough permission.' };
  return graphError(403, 'AccessDenied', [detail], trace);
}

/** A query that cannot be answered. What this engine cannot execute although Resource Graph could is a 501, never a wrong answer. */
export function queryError(error: KqlError, query: string, trace: RequestTrace): ServiceError {
  if (error.code === 'unsupported' || error.code === 'limit') return emulatorUnsupported(error.construct ?? 'this query', error.message);
  const invalid = { code: 'InvalidQuery', message: 'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.' };
  return graphError(400, 'BadRequest', [invalid, queryErrorDetail(error, query)], trace);
}

function queryErrorDetail(error: KqlError, query: string): ErrorDetail {
  const place = { line: error.line, characterPositionInLine: error.column - 1 };
  if (error.code === 'syntax') return { code: 'ParserFailure', message: 'ParserFailure', ...place, token: offendingToken(error, query), expectedToken: '' };
  const code = error.code === 'refused' ? 'UnsupportedQueryConstruct' : 'SemanticError';
  return { code, message: error.message, ...place, ...(error.token === undefined ? {} : { token: error.token }) };
}

/** Where something is missing there is no token to blame: the service names the one that comes instead. */
function offendingToken(error: KqlError, query: string): string {
  if (error.token !== undefined && error.token !== '') return error.token;
  const [line = '', ...below] = query.split(/\r\n|\r|\n/).slice(error.line - 1);
  const rest = [line.slice(error.column - 1), ...below].join(' ').trim();
  return rest === '' ? '<EOF>' : (/^\w+|^\W/.exec(rest)?.[0] ?? '<EOF>');
}

/** 501: the service does this and the emulator does not. */
export function emulatorUnsupported(construct: string, message: string): ServiceError {
  return new ServiceError(json(501, { error: { code: 'EmulatorUnsupported', message: `The emulator does not support ${construct}: ${message}` } }));
}
