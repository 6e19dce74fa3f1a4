import { largestPage, type QueryScope } from '../azure/index.ts';
import type { Scope } from '../domain/scope.ts';
import type { Estate } from './scopes.ts';

/** The service's recommendation: fewer than 300 subscriptions in a request. */
export const mostSubscriptions = 299;
/** A tenant or group query looks at so many subscriptions. */
export const subscriptionLimit = 10_000;
/** Management groups in one request. */
const mostGroups = 10;

/**
 * Where to ask, so that the selected scopes are covered with the fewest requests: the whole tenant, management groups whose
 * subscriptions are all selected, or lists of subscriptions. Rows of scopes that were not selected are dropped afterwards.
 * @param limit subscriptions that the service looks at in a tenant or group query.
 */
export function planReach(estate: Estate, selected: readonly Scope[], limit: number = subscriptionLimit): readonly QueryScope[] {
  const wanted = new Set(selected.map(({ subscriptionId }) => subscriptionId));
  const all = new Set(estate.scopes.map(({ subscriptionId }) => subscriptionId));
  if (wanted.size === 0) return [];
  const fits = all.size <= limit;
  const tenant: readonly QueryScope[] = [{ kind: 'tenant' }];
  if (fits && wanted.size === all.size) return tenant;
  const plans = [listsOf([...wanted]), coverOf(estate, wanted, limit)];
  // A tenant query travels with the rows of all others, so it has to be worth it.
  if (fits && wanted.size * 2 >= all.size) plans.push(tenant);
  return plans.reduce((best, plan) => (costOf(plan, estate) < costOf(best, estate) ? plan : best));
}

/** Requests that a query with one row a scope needs. */
function costOf(plan: readonly QueryScope[], estate: Estate): number {
  return plan.reduce((sum, scope) => sum + Math.max(1, Math.ceil(scopesIn(scope, estate) / largestPage)), 0);
}

function scopesIn(scope: QueryScope, estate: Estate): number {
  if (scope.kind === 'tenant') return estate.scopes.length;
  const ids = new Set(subscriptionsIn(scope, estate));
  return estate.scopes.filter(({ subscriptionId }) => ids.has(subscriptionId)).length;
}

/** Ids of the subscriptions that a query looks at, as far as they are known. */
export function subscriptionsIn(scope: QueryScope, estate: Estate): readonly string[] {
  if (scope.kind === 'subscriptions') return scope.ids;
  const names = scope.kind === 'tenant' ? null : new Set(scope.names.map((name) => name.toLowerCase()));
  const below = estate.scopes.filter(({ ancestors }) => names === null || ancestors.some(({ name }) => names.has(name.toLowerCase())));
  return [...new Set(below.map(({ subscriptionId }) => subscriptionId))];
}

/** Lists of subscriptions, each small enough for a request. */
export function listsOf(ids: readonly string[], size = mostSubscriptions): readonly QueryScope[] {
  const lists: QueryScope[] = [];
  for (let start = 0; start < ids.length; start += size) lists.push({ kind: 'subscriptions', ids: ids.slice(start, start + size) });
  return lists;
}

interface Node {
  readonly name: string;
  readonly readable: boolean;
  readonly children: string[];
  /** Subscriptions directly in the group. */
  readonly direct: string[];
}

/** Largest groups whose subscriptions are all wanted, packed into requests; what is left, as lists. */
function coverOf(estate: Estate, wanted: ReadonlySet<string>, limit: number): readonly QueryScope[] {
  const tree = treeOf(estate);
  const below = (name: string): readonly string[] => {
    const node = tree.get(name);
    return node === undefined ? [] : [...node.direct, ...node.children.flatMap(below)];
  };
  const units: { readonly name: string; readonly size: number }[] = [];
  const covered = new Set<string>();
  const descend = (name: string): void => {
    const node = tree.get(name);
    const subscriptions = below(name);
    if (node === undefined || subscriptions.length === 0) return;
    if (node.readable && subscriptions.length <= limit && subscriptions.every((id) => wanted.has(id))) {
      units.push({ name: node.name, size: subscriptions.length });
      for (const id of subscriptions) covered.add(id);
      return;
    }
    node.children.forEach(descend);
  };
  const isChild = new Set([...tree.values()].flatMap(({ children }) => children));
  for (const name of tree.keys()) if (!isChild.has(name)) descend(name);
  return [...packed(units, limit), ...listsOf([...wanted].filter((id) => !covered.has(id)))];
}

function treeOf(estate: Estate): ReadonlyMap<string, Node> {
  const tree = new Map<string, Node>(estate.groups.map(({ name, restricted }) => [name.toLowerCase(), { name, readable: !restricted, children: [], direct: [] }]));
  for (const { name, parent } of estate.groups) if (parent !== null && parent.toLowerCase() !== name.toLowerCase()) tree.get(parent.toLowerCase())?.children.push(name.toLowerCase());
  const seen = new Set<string>();
  for (const { subscriptionId, ancestors } of estate.scopes) {
    if (seen.has(subscriptionId)) continue;
    seen.add(subscriptionId);
    tree.get(ancestors[0]?.name.toLowerCase() ?? '')?.direct.push(subscriptionId);
  }
  return tree;
}

/** First fit: groups together in a request while their subscriptions stay under the limit. */
function packed(units: readonly { readonly name: string; readonly size: number }[], limit: number): readonly QueryScope[] {
  const bins: { names: string[]; size: number }[] = [];
  for (const { name, size } of units) {
    const bin = bins.find((one) => one.names.length < mostGroups && one.size + size <= limit);
    if (bin === undefined) bins.push({ names: [name], size });
    else {
      bin.names.push(name);
      bin.size += size;
    }
  }
  return bins.map(({ names }) => ({ kind: 'managementGroups', names }));
}
