import { randomUUID } from 'node:crypto';
import { KqlError } from '../../kql/errors.ts';
import { resourceGraphSchemas } from '../../schemas.ts';
import type { Row, TableName, Tenant } from '../../tenant.ts';
import type { TypedTenant } from '../../tenants/index.ts';
import type { FaultKind } from '../faults.ts';
import { ServiceError, withHeaders, type Answer, type HttpRequest } from '../http.ts';
import type { Evaluation, QueryEngine, ReadRows } from '../queryEngine.ts';
import { quotaHeaders, secondsUntilReset, type QuotaState } from '../quota.ts';
import { queryText } from '../queryText.ts';
import { answerPage, type GraphAnswer } from './answer.ts';
import { payloadTooLarge, queryError, rateLimited, type RequestTrace } from './errors.ts';
import { hierarchyOf, type Hierarchy } from './hierarchy.ts';
import { damagePage } from './pageFaults.ts';
import { pageToken, pageWindow, type PageWindow } from './paging.ts';
import { readGraphRequest, type GraphRequest } from './request.ts';
import { resolveScope, withGroupsAbove, type Denied, type QueryScope } from './scope.ts';
import { bySubscription, byType, type ViewOf } from './view.ts';

/** What the query operation needs. */
export interface GraphService {
  readonly tenant: Tenant;
  readonly engine: QueryEngine;
  readonly viewOf: ViewOf;
  readonly denied: Denied;
  readonly limits: { readonly payloadBytes: number; readonly subscriptions: number };
  readonly takeQuota: (principal: string) => QuotaState;
}

/** One request on its way: who asks, at what moment of the tenant, and what is to go wrong. */
export interface GraphCall {
  readonly principal: string;
  readonly now: Date;
  readonly faults: readonly FaultKind[];
}

/** Path of the query operation, compared without case. */
export const resourcesPath = '/providers/microsoft.resourcegraph/resources';

const tables: readonly TableName[] = ['securityresources', 'resources', 'resourcecontainers', 'policyresources'];
const noRows: readonly Row[] = [];

/** Answers POST /providers/Microsoft.ResourceGraph/resources. Errors are answers too: every one of them carries the quota and trace headers. */
export function queryResources(request: HttpRequest, call: GraphCall, service: GraphService): Answer {
  const trace: RequestTrace = { at: call.now, correlationId: randomUUID() };
  const quota = service.takeQuota(call.principal);
  const headers = { ...quotaHeaders(quota), ...traceHeaders(request, trace) };
  try {
    if (!quota.granted) throw rateLimited(secondsUntilReset(quota), trace, {});
    return withHeaders(answerQuery(request, call, service, trace), headers);
  } catch (error) {
    if (error instanceof KqlError) return withHeaders(queryError(error, queryText(request) ?? '', trace).answer, headers);
    if (error instanceof ServiceError) return withHeaders(error.answer, headers);
    throw error;
  }
}

function answerQuery(request: HttpRequest, call: GraphCall, service: GraphService, trace: RequestTrace): Answer {
  const asked = readGraphRequest(request, trace);
  const hierarchy = containersOf(service.tenant, call.now);
  const scope = resolveScope(asked, hierarchy, service.denied, service.limits.subscriptions, trace);
  const window = pageWindow(asked, scope.key, trace);
  const evaluation = evaluateQuery(asked, { scope, policies: asked.above ? withGroupsAbove(scope, hierarchy, service.denied) : scope }, call.now, service);
  const body = makeBody(asked, evaluation, window, scope, call.faults);
  const text = JSON.stringify(body);
  const size = Buffer.byteLength(text);
  if (size > service.limits.payloadBytes) throw payloadTooLarge(size, service.limits.payloadBytes, trace);
  const limitHit: Record<string, string> = scope.subscriptionLimitHit ? { 'x-ms-tenant-subscription-limit-hit': 'true' } : {};
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache', ...limitHit }, body: text };
}

function makeBody(asked: GraphRequest, evaluation: Evaluation, window: PageWindow, scope: QueryScope, faults: readonly FaultKind[]): GraphAnswer {
  const answer = answerPage(asked, evaluation, window, scope.key);
  if (faults.length === 0) return answer;
  return damagePage(answer, faults, () => asked.skipToken ?? pageToken(window, asked.query, scope.key));
}

/** What a query sees, and what it sees of the tables on policy. */
interface Sight {
  readonly scope: QueryScope;
  readonly policies: QueryScope;
}

function evaluateQuery(asked: GraphRequest, sight: Sight, now: Date, service: GraphService): Evaluation {
  const read: ReadRows = (name, type) => {
    const table = tables.find((known) => known === name.toLowerCase());
    if (table === undefined) return [];
    const scope = table === 'policyresources' ? sight.policies : sight.scope;
    if (type === null) return service.viewOf(service.tenant.rows(table, now), scope);
    if (table === 'securityresources' && isTyped(service.tenant)) return service.viewOf(service.tenant.securityRows(type, now), scope);
    return byType(service.viewOf(service.tenant.rows(table, now), scope)).get(type) ?? noRows;
  };
  return service.engine.evaluate({ query: asked.query, dialect: 'resourceGraph', schemas: resourceGraphSchemas, scopeKey: sight.policies.key, read, now });
}

/** Some tenants can give rows of one type without building the others. */
function isTyped(tenant: Tenant): tenant is TypedTenant {
  return 'securityRows' in tenant;
}

/** The tenant's containers. A tenant of which no container rows are known has the subscriptions its other rows name. */
function containersOf(tenant: Tenant, now: Date): Hierarchy {
  const hierarchy = hierarchyOf(tenant.rows('resourcecontainers', now));
  if (hierarchy.subscriptions.size > 0) return hierarchy;
  const named = tables.flatMap((table) => [...bySubscription(tenant.rows(table, now)).keys()]).filter((id) => id !== '');
  return { ...hierarchy, subscriptions: new Set(named) };
}

function traceHeaders(request: HttpRequest, trace: RequestTrace): Record<string, string> {
  const asked = request.headers['x-ms-client-request-id'];
  return {
    'x-ms-request-id': randomUUID(),
    'x-ms-correlation-request-id': trace.correlationId,
    ...(typeof asked === 'string' ? { 'x-ms-client-request-id': asked } : {}),
  };
}
