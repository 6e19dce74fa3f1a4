import { z } from 'zod';
import type { Row } from '../../tenant.ts';

/** Which subscriptions and management groups lie below a management group. */
export interface GroupMembers {
  /** Subscription ids, lower case, in the order of the rows. */
  readonly subscriptions: ReadonlySet<string>;
  /** Names of the group itself and of the groups below it, lower case. */
  readonly groups: ReadonlySet<string>;
}

/** The containers of a tenant. */
export interface Hierarchy {
  /** All subscription ids, lower case, in the order of the rows. */
  readonly subscriptions: ReadonlySet<string>;
  /** By group name, lower case: groups with a row of their own and those named in an ancestors chain. */
  readonly groups: ReadonlyMap<string, GroupMembers>;
}

const chainShape = z.array(z.object({ name: z.string() })).catch([]);
const containerShape = z.object({
  type: z.string(),
  name: z.string(),
  subscriptionId: z.string().nullish(),
  properties: z.object({
    managementGroupAncestorsChain: chainShape.optional(),
    details: z.object({ managementGroupAncestorsChain: chainShape.optional() }).nullish().catch(null),
  }).nullish().catch(null),
});

type Members = { readonly subscriptions: Set<string>; readonly groups: Set<string> };
const known = new WeakMap<readonly Row[], Hierarchy>();

/** Reads the tenant's containers; the result is kept as long as the array of rows. */
export function hierarchyOf(containers: readonly Row[]): Hierarchy {
  let hierarchy = known.get(containers);
  if (hierarchy === undefined) {
    hierarchy = readHierarchy(containers);
    known.set(containers, hierarchy);
  }
  return hierarchy;
}

function readHierarchy(containers: readonly Row[]): Hierarchy {
  const subscriptions = new Set<string>();
  const groups = new Map<string, Members>();
  for (const row of containers) {
    const container = containerShape.safeParse(row);
    if (!container.success) continue;
    const { type, name, subscriptionId, properties } = container.data;
    if (/^microsoft\.resources\/subscriptions$/i.test(type) && subscriptionId) {
      const id = subscriptionId.toLowerCase();
      subscriptions.add(id);
      for (const ancestor of properties?.managementGroupAncestorsChain ?? []) membersOf(groups, ancestor.name).subscriptions.add(id);
    } else if (/^microsoft\.management\/managementgroups$/i.test(type)) {
      const lower = name.toLowerCase();
      membersOf(groups, lower);
      for (const ancestor of properties?.details?.managementGroupAncestorsChain ?? []) membersOf(groups, ancestor.name).groups.add(lower);
    }
  }
  return { subscriptions, groups };
}

function membersOf(groups: Map<string, Members>, name: string): Members {
  const lower = name.toLowerCase();
  let members = groups.get(lower);
  if (members === undefined) {
    members = { subscriptions: new Set(), groups: new Set([lower]) };
    groups.set(lower, members);
  }
  return members;
}
