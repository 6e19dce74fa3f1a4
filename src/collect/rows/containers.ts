import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import { environmentName, knownEnvironments } from '../../domain/environment.ts';
import { knownNames, type DriftLog } from '../drift.ts';
import { decodeRows, textOrNull } from './decode.ts';

const ancestorShape = z.object({ name: z.string(), displayName: z.string().nullish() });

const containerShape = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  tenantId: z.string().nullish(),
  subscriptionId: z.string().nullish(),
  tags: z.record(z.string(), z.unknown()).nullish(),
  displayName: z.string().nullish(),
  state: z.string().nullish(),
  chain: z.array(ancestorShape).nullish(),
  parent: z.string().nullish(),
  environmentName: z.string().nullish(),
  hierarchyIdentifier: z.string().nullish(),
  projectId: z.string().nullish(),
  fields: z.array(z.string()).nullish(),
});

type ContainerRow = z.infer<typeof containerShape>;

/** A group as a chain names it, nearest first. */
export interface ChainLink {
  readonly name: string;
  readonly displayName: string;
}

export interface SubscriptionRow {
  /** Lower case. */
  readonly id: string;
  readonly name: string;
  readonly subscriptionId: string;
  readonly tenantId: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly state: string;
  readonly chain: readonly ChainLink[];
}

export interface ConnectorRow {
  /** Lower case. */
  readonly id: string;
  readonly name: string;
  /** Of the subscription that hosts it. */
  readonly subscriptionId: string;
  readonly tenantId: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly environment: string;
  readonly hierarchyIdentifier: string | null;
  /** GCP's project id, beside the project number that is the hierarchyIdentifier. */
  readonly projectId: string | null;
}

export interface GroupRow {
  readonly name: string;
  readonly displayName: string;
  readonly parent: string | null;
  readonly chain: readonly ChainLink[];
}

/** What the containers query found. */
export interface Containers {
  readonly subscriptions: readonly SubscriptionRow[];
  readonly groups: readonly GroupRow[];
  readonly connectors: readonly ConnectorRow[];
}

const types = { subscription: 'microsoft.resources/subscriptions', group: 'microsoft.management/managementgroups', connector: 'microsoft.security/securityconnectors' };
const states = knownNames('Enabled', 'Disabled', 'Warned', 'PastDue', 'Deleted');
const environments = knownNames(...knownEnvironments);
const fieldsOf: Readonly<Record<string, ReadonlySet<string>>> = {
  [types.subscription]: knownNames('state', 'managementGroupAncestorsChain', 'subscriptionPolicies', 'managedByTenants'),
  [types.group]: knownNames('tenantId', 'displayName', 'details'),
  [types.connector]: knownNames('environmentData', 'environmentName', 'hierarchyIdentifier', 'hierarchyIdentifierTrialEndDate', 'offerings', 'systemData'),
};

/** Subscriptions, management groups and connectors from their common query. */
export function decodeContainers(rows: readonly WireRow[], drift: DriftLog): Containers {
  const decoded = decodeRows(rows, containerShape, 'resourcecontainers', drift);
  for (const row of decoded) drift.fields(`${row.type} properties`, row.fields ?? [], fieldsOf[row.type] ?? new Set());
  // One scope, however often and in whatever spelling it is listed.
  const distinct = [...new Map(decoded.map((row) => [row.id.toLowerCase(), row])).values()];
  const ofType = (type: string): readonly ContainerRow[] => distinct.filter((row) => row.type === type);
  return {
    subscriptions: ofType(types.subscription).map((row) => subscriptionOf(row, drift)),
    groups: ofType(types.group).map(groupOf),
    connectors: ofType(types.connector).map((row) => connectorOf(row, drift)),
  };
}

function subscriptionOf(row: ContainerRow, drift: DriftLog): SubscriptionRow {
  drift.value(`${types.subscription} properties.state`, row.state ?? '', states);
  return {
    id: row.id.toLowerCase(), name: row.name, subscriptionId: subscriptionIdOf(row), tenantId: textOrNull(row.tenantId ?? ''), tags: tagsOf(row),
    state: textOrNull(row.state ?? '') ?? 'Unknown', chain: chainOf(row),
  };
}

function groupOf(row: ContainerRow): GroupRow {
  const chain = chainOf(row);
  return { name: row.name, displayName: textOrNull(row.displayName ?? '') ?? row.name, parent: textOrNull(row.parent ?? '') ?? chain[0]?.name ?? null, chain };
}

function connectorOf(row: ContainerRow, drift: DriftLog): ConnectorRow {
  const environment = textOrNull(row.environmentName ?? '') ?? 'Unknown';
  drift.value(`${types.connector} properties.environmentName`, environment, environments);
  return {
    id: row.id.toLowerCase(), name: row.name, subscriptionId: subscriptionIdOf(row), tenantId: textOrNull(row.tenantId ?? ''), tags: tagsOf(row),
    environment: environmentName(environment), hierarchyIdentifier: textOrNull(row.hierarchyIdentifier ?? ''), projectId: textOrNull(row.projectId ?? ''),
  };
}

function subscriptionIdOf(row: ContainerRow): string {
  const named = row.subscriptionId ?? '';
  return (named === '' ? /^\/subscriptions\/([^/]+)/i.exec(row.id)?.[1] ?? '' : named).toLowerCase();
}

function chainOf(row: ContainerRow): readonly ChainLink[] {
  return (row.chain ?? []).map(({ name, displayName }) => ({ name, displayName: textOrNull(displayName ?? '') ?? name }));
}

/** Tag values are texts; what is not has been written by something else and is shown as JSON. */
function tagsOf(row: ContainerRow): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(row.tags ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value) ?? '']));
}
