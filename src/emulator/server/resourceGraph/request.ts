import { z } from 'zod';
import { json, ServiceError, type HttpRequest } from '../http.ts';
import { badRequest, emulatorUnsupported, type RequestTrace } from './errors.ts';

/** Versions of the query operation, oldest first. */
const apiVersions = ['2018-09-01-preview', '2019-04-01', '2020-04-01-preview', '2020-09-01-preview', '2021-03-01', '2021-06-01-preview', '2022-10-01', '2024-04-01'];

const optionsShape = z.object({
  $top: z.number().int().optional(),
  $skip: z.number().int().optional(),
  $skipToken: z.string().optional(),
  resultFormat: z.enum(['table', 'objectArray']).optional(),
  allowPartialScopes: z.boolean().optional(),
  authorizationScopeFilter: z.enum(['AtScopeAndBelow', 'AtScopeAndAbove', 'AtScopeAboveAndBelow', 'AtScopeExact']).optional(),
});

const bodyShape = z.object({
  query: z.string(),
  subscriptions: z.array(z.string()).nullish(),
  managementGroups: z.array(z.string()).nullish(),
  options: optionsShape.nullish(),
  facets: z.array(z.unknown()).nullish(),
});

/** A query request, checked. */
export interface GraphRequest {
  readonly query: string;
  /** Lower case; empty when the request is not limited to subscriptions. */
  readonly subscriptions: readonly string[];
  /** Lower case; empty when the request is not limited to management groups. */
  readonly managementGroups: readonly string[];
  readonly top: number | null;
  readonly skip: number | null;
  readonly skipToken: string | null;
  readonly table: boolean;
  readonly allowPartialScopes: boolean;
  /** Rows of the management groups above the scope count as well, in the tables on policy. */
  readonly above: boolean;
}

/** Reads a query request. @throws ServiceError with the service's answer to what is wrong. */
export function readGraphRequest(request: HttpRequest, trace: RequestTrace): GraphRequest {
  checkApiVersion(request.search.get('api-version'));
  checkContentType(request.headers['content-type'], trace);
  const body = bodyShape.safeParse(request.json());
  if (!body.success) throw badRequest('InvalidRequestBody', `The request body is invalid. ${z.prettifyError(body.error)}`, trace);
  const { query, subscriptions, managementGroups, options, facets } = body.data;
  if ((facets?.length ?? 0) > 0) throw emulatorUnsupported('facets', 'ask for the same figures with summarize');
  const checked: GraphRequest = {
    query,
    subscriptions: distinctLowerCase(subscriptions),
    managementGroups: distinctLowerCase(managementGroups),
    top: options?.$top ?? null,
    skip: options?.$skip ?? null,
    skipToken: options?.$skipToken ?? null,
    table: options?.resultFormat === 'table',
    allowPartialScopes: options?.allowPartialScopes ?? false,
    above: /Above/.test(options?.authorizationScopeFilter ?? ''),
  };
  checkRanges(checked, trace);
  return checked;
}

function checkRanges(request: GraphRequest, trace: RequestTrace): void {
  if (request.query.trim() === '') throw badRequest('EmptyQuery', 'The query must not be empty.', trace);
  if (request.subscriptions.length > 0 && request.managementGroups.length > 0) {
    throw badRequest('InvalidScopes', 'Only one of subscriptions and managementGroups may be given.', trace);
  }
  if (request.top !== null && (request.top < 1 || request.top > 1000)) {
    throw badRequest('InvalidTop', `The $top option must be between 1 and 1000. Given: ${request.top}.`, trace);
  }
  if (request.skip !== null && request.skip < 0) {
    throw badRequest('InvalidSkip', `The $skip option must not be negative. Given: ${request.skip}.`, trace);
  }
}

function checkApiVersion(version: string | null): void {
  if (version === null || version === '') {
    throw versionError(400, 'MissingApiVersionParameter', 'The api-version query parameter (?api-version=) is required for all requests.');
  }
  if (apiVersions.includes(version)) return;
  const supported = apiVersions.join(',');
  if (!/^\d{4}-\d{2}-\d{2}(-[a-z]+)?$/i.test(version)) {
    throw versionError(400, 'InvalidApiVersionParameter', `The api-version '${version}' is invalid. The supported versions are '${supported}'.`);
  }
  throw versionError(404, 'InvalidResourceType', `The resource type 'resources' could not be found in the namespace 'Microsoft.ResourceGraph' for api version '${version}'. The supported api-versions are '${supported}'.`);
}

function versionError(status: number, code: string, message: string): ServiceError {
  return new ServiceError(json(status, { error: { code, message } }));
}

/** The service has been seen to answer 500, not 415. */
function checkContentType(contentType: string | undefined, trace: RequestTrace): void {
  if (/^application\/json\b/i.test(contentType ?? '')) return;
  const message = `An unexpected error occurred: content type '${contentType ?? ''}'. correlationId = ${trace.correlationId}.`;
  throw new ServiceError(json(500, { error: { code: 'InternalServerError', message } }));
}

function distinctLowerCase(names: readonly string[] | null | undefined): readonly string[] {
  return [...new Set((names ?? []).map((name) => name.toLowerCase()))];
}
