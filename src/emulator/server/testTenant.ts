import type { Row, TableName, Tenant } from '../tenant.ts';

/** For tests: a tenant that never changes. */
export function tenantWith(tables: Partial<Record<TableName, readonly Row[]>>): Tenant {
  const empty: readonly Row[] = [];
  return {
    tenantId: '1a1a1a1a-1a1a-4a1a-8a1a-1a1a1a1a1a1a',
    defaultNow: new Date('2026-06-30T06:00:00Z'),
    rows: (table) => tables[table] ?? empty,
  };
}

/** For tests: id of the n-th subscription. */
export function subscriptionId(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** For tests: `count` virtual machines spread evenly over `subscriptions` subscriptions. */
export function machines(count: number, subscriptions = 1): readonly Row[] {
  return Array.from({ length: count }, (_, n) => {
    const subscription = subscriptionId(n % subscriptions);
    return {
      id: `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm${n}`,
      name: `vm${n}`, type: 'microsoft.compute/virtualmachines', subscriptionId: subscription, properties: { n },
    };
  });
}

/** For tests: the row of a subscription below management groups, the nearest first. */
export function subscriptionRow(n: number, ancestors: readonly string[]): Row {
  return {
    id: `/subscriptions/${subscriptionId(n)}`, name: `subscription ${n}`, type: 'microsoft.resources/subscriptions', subscriptionId: subscriptionId(n),
    properties: { state: 'Enabled', managementGroupAncestorsChain: ancestors.map((name) => ({ name, displayName: name })) },
  };
}

/** For tests: the row of a management group below others, the nearest first. */
export function groupRow(name: string, ancestors: readonly string[]): Row {
  return {
    id: `/providers/Microsoft.Management/managementGroups/${name}`, name, type: 'microsoft.management/managementgroups', subscriptionId: '',
    properties: { displayName: name, details: { managementGroupAncestorsChain: ancestors.map((ancestor) => ({ name: ancestor, displayName: ancestor })) } },
  };
}
