import type { Row } from '../../tenant.ts';
import type { QueryScope } from './scope.ts';

/** Views kept for one array of rows; a run over many single subscriptions does not come near it. */
const largestNumberOfViews = 512;

const partitions = new WeakMap<readonly Row[], ReadonlyMap<string, readonly Row[]>>();
const types = new WeakMap<readonly Row[], ReadonlyMap<string, readonly Row[]>>();

/** Picks the rows a scope sees, in table order. The same array comes back for the same rows and scope. */
export type ViewOf = (rows: readonly Row[], scope: QueryScope) => readonly Row[];

/** A memory of views. Each emulator has its own: what a scope's key stands for depends on what the caller may read. */
export function createViews(): ViewOf {
  const views = new WeakMap<readonly Row[], Map<string, readonly Row[]>>();
  return (rows, scope) => {
    if (scope.subscriptions === null && scope.groups === null) return rows;
    let byScope = views.get(rows);
    if (byScope === undefined || byScope.size >= largestNumberOfViews) {
      byScope = new Map();
      views.set(rows, byScope);
    }
    let view = byScope.get(scope.key);
    if (view === undefined) {
      view = selectRows(rows, scope);
      byScope.set(scope.key, view);
    }
    return view;
  };
}

function selectRows(rows: readonly Row[], scope: QueryScope): readonly Row[] {
  const [only] = scope.subscriptions ?? [];
  if (only !== undefined && scope.subscriptions?.size === 1 && scope.groups?.size === 0) return bySubscription(rows).get(only) ?? [];
  return rows.filter((row) => isVisible(row, scope));
}

function isVisible(row: Row, scope: QueryScope): boolean {
  const subscription = subscriptionOf(row);
  if (subscription !== '') return scope.subscriptions === null || scope.subscriptions.has(subscription);
  if (scope.groups === null) return true;
  const group = /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)/i.exec(String(row['id'] ?? ''))?.[1];
  return group === undefined ? scope.tenantRows === true : scope.groups.has(group.toLowerCase());
}

/** Rows by subscription id, lower case; rows of no subscription under ''. */
export function bySubscription(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return remembered(partitions, rows, subscriptionOf);
}

/** Rows by type, lower case. */
export function byType(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return remembered(types, rows, (row) => lowerText(row['type']));
}

function remembered(
  memory: WeakMap<readonly Row[], ReadonlyMap<string, readonly Row[]>>,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): ReadonlyMap<string, readonly Row[]> {
  let groups = memory.get(rows);
  if (groups === undefined) {
    groups = Map.groupBy(rows, keyOf);
    memory.set(rows, groups);
  }
  return groups;
}

function subscriptionOf(row: Row): string {
  return lowerText(row['subscriptionId']);
}

function lowerText(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}
