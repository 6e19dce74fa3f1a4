import type { Hierarchy } from './hierarchy.ts';
import { accessDenied, badRequest, type RequestTrace } from './errors.ts';
import type { GraphRequest } from './request.ts';

/** What the caller may not read: subscription ids and management group names, lower case. */
export type Denied = ReadonlySet<string>;

/** The part of a tenant that a query sees. */
export interface QueryScope {
  /** The same text for the same scope. */
  readonly key: string;
  /** Lower case; null: rows of every subscription, listed or not. */
  readonly subscriptions: ReadonlySet<string> | null;
  /** Lower case; null: every group. Rows of management groups are seen by tenant and group queries only. */
  readonly groups: ReadonlySet<string> | null;
  /** True: what belongs to the tenant as a whole, such as built-in policies, is seen as well. */
  readonly tenantRows?: boolean;
  /** More subscriptions were in scope than the service looks at. */
  readonly subscriptionLimitHit: boolean;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const groupName = /^[\p{L}\p{N}_().-]{1,90}$/u;

/** Finds what a request covers. `limit` is the largest number of subscriptions of a tenant or group query. @throws ServiceError as the service does. */
export function resolveScope(request: GraphRequest, hierarchy: Hierarchy, denied: Denied, limit: number, trace: RequestTrace): QueryScope {
  if (request.subscriptions.length > 0) return ofSubscriptions(request.subscriptions, hierarchy, denied, trace);
  if (request.managementGroups.length > 0) return ofGroups(request, hierarchy, denied, limit, trace);
  if (hierarchy.subscriptions.size <= limit && denied.size === 0) return { key: 'tenant', subscriptions: null, groups: null, subscriptionLimitHit: false };
  return limited('tenant', readable(hierarchy.subscriptions, denied), null, limit);
}

/** Subscriptions the caller cannot read are left out without a word, unless none is left. */
function ofSubscriptions(asked: readonly string[], hierarchy: Hierarchy, denied: Denied, trace: RequestTrace): QueryScope {
  const malformed = asked.filter((id) => !guid.test(id));
  if (malformed.length > 0) {
    throw badRequest('SubscriptionsContainInvalidGuids', `The provided subscriptions must be valid Guids. Given: '${malformed.join("','")}'.`, trace);
  }
  const eligible = asked.filter((id) => hierarchy.subscriptions.has(id) && !denied.has(id));
  if (eligible.length === 0) {
    throw badRequest(
      'NoValidSubscriptionsInQueryRequest',
      `There must be at least one subscription that is eligible to contain resources. Given: '${asked.join("','")}'.`,
      trace,
    );
  }
  return { key: `subscriptions:${eligible.toSorted().join()}`, subscriptions: new Set(eligible), groups: new Set(), subscriptionLimitHit: false };
}

function ofGroups(request: GraphRequest, hierarchy: Hierarchy, denied: Denied, limit: number, trace: RequestTrace): QueryScope {
  const malformed = request.managementGroups.filter((name) => !groupName.test(name));
  if (malformed.length > 0) {
    throw badRequest('ManagementGroupsContainInvalidIds', `The provided management groups must be valid. Given: '${malformed.join("','")}'.`, trace);
  }
  const open = request.managementGroups.filter((name) => hierarchy.groups.has(name) && !denied.has(name));
  const partial = request.allowPartialScopes && open.length > 0;
  if (open.length < request.managementGroups.length && !partial) throw accessDenied(trace);
  const members = open.flatMap((name) => hierarchy.groups.get(name) ?? []);
  const subscriptions = new Set(members.flatMap((member) => [...member.subscriptions]));
  const groups = new Set(members.flatMap((member) => [...member.groups]));
  return limited(`groups:${open.toSorted().join()}`, readable(subscriptions, denied), groups, limit);
}

function limited(key: string, subscriptions: ReadonlySet<string>, groups: ReadonlySet<string> | null, limit: number): QueryScope {
  if (subscriptions.size <= limit) return { key, subscriptions, groups, subscriptionLimitHit: false };
  return { key, subscriptions: new Set([...subscriptions].slice(0, limit)), groups, subscriptionLimitHit: true };
}

function readable(subscriptions: ReadonlySet<string>, denied: Denied): ReadonlySet<string> {
  return denied.size === 0 ? subscriptions : new Set([...subscriptions].filter((id) => !denied.has(id)));
}

/** The same scope with the management groups above it, whose rows the tables on policy show when they are asked for. */
export function withGroupsAbove(scope: QueryScope, hierarchy: Hierarchy, denied: Denied): QueryScope {
  const { subscriptions, groups } = scope;
  if (subscriptions === null || groups === null) return scope;
  const above = [...hierarchy.groups].flatMap(([name, members]) => (!denied.has(name) && !members.subscriptions.isDisjointFrom(subscriptions) ? name : []));
  return { ...scope, key: `${scope.key}+above`, groups: new Set([...groups, ...above]), tenantRows: true };
}
