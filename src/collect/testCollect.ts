import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAzure, type AzureClients } from '../azure/index.ts';
import { impatientTime } from '../azure/testTime.ts';
import type { AzureConfig, ScopeSelector } from '../domain/config.ts';
import type { KnownStates } from '../domain/history.ts';
import { silentProgress } from '../domain/ports.ts';
import { snapshotSchema, type Snapshot, type StateCounts } from '../domain/snapshot.ts';
// oxlint-disable-next-line no-restricted-imports -- only tests import this file
import { startEmulator, type Emulator, type EmulatorOptions, type Row, type Tenant } from '../emulator/index.ts';
import { collect } from './index.ts';

/** For tests: a record that keeps nothing but states. */
export interface StatesRecord extends KnownStates {
  add(snapshot: Pick<Snapshot, 'assessments' | 'takenAt'>): void;
  /** `scope key resource` → state. */
  all(): ReadonlyMap<string, string>;
}

/** For tests: an empty record. */
export function statesRecord(): StatesRecord {
  let since: string | null = null;
  const states = new Map<string, Map<string, Map<string, string>>>();
  const keysOf = (scopeId: string): Map<string, Map<string, string>> => states.get(scopeId) ?? new Map<string, Map<string, string>>();
  return {
    get since() {
      return since;
    },
    state: ({ scopeId, key, resourceId }) => states.get(scopeId)?.get(key)?.get(resourceId) ?? null,
    resources: (scopeId, key) => states.get(scopeId)?.get(key) ?? new Map<string, string>(),
    counts: () => new Map([...states].map(([scopeId, keys]) => [scopeId, new Map([...keys].map(([key, resources]) => [key, countsOf([...resources.values()])]))])),
    add: ({ assessments, takenAt }) => {
      for (const { scopeId, key, resourceId, state } of assessments.rows) {
        const keys = keysOf(scopeId);
        states.set(scopeId, keys.set(key, (keys.get(key) ?? new Map<string, string>()).set(resourceId, state)));
      }
      for (const { scopeId, key, resourceId } of assessments.deleted) states.get(scopeId)?.get(key)?.delete(resourceId);
      since = takenAt;
    },
    all: () => new Map([...states].flatMap(([scopeId, keys]) => [...keys].flatMap(([key, resources]) => [...resources].map(([id, state]) => [`${scopeId} ${key} ${id}`, state] as const)))),
  };
}

function countsOf(states: readonly string[]): StateCounts {
  const count = (state: string): number => states.filter((one) => one === state).length;
  return { healthy: count('Healthy'), unhealthy: count('Unhealthy'), notApplicable: count('NotApplicable') };
}

/** For tests: a local Azure and a client on it. */
export interface TestAzure {
  readonly emulator: Emulator;
  readonly azure: AzureClients;
  collect(options?: CollectOptions): Promise<Snapshot>;
  close(): Promise<void>;
}

export interface CollectOptions {
  readonly include?: readonly ScopeSelector[];
  readonly exclude?: readonly ScopeSelector[];
  readonly known?: KnownStates;
  readonly previous?: Snapshot | null;
  readonly now?: Date;
}

/** For tests: starts a local Azure without a quota, and a client that does not wait between attempts. Every snapshot is checked against its schema. */
export async function testAzure(tenant: Tenant, options: Partial<EmulatorOptions> = {}): Promise<TestAzure> {
  const folder = await mkdtemp(join(tmpdir(), 'collect-'));
  const emulator = await startEmulator({ tenant, quota: null, ...options });
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, emulator.caPem);
  const { resourceManager, authority } = emulator.endpoints;
  const config: AzureConfig = { cloud: 'AzurePublic', endpoints: { resourceManager, authority, logAnalytics: null }, caFile, credential: 'clientSecret', requestsPer5s: null };
  const azure = await openAzure(config, { ...emulator.env }, impatientTime());
  return {
    emulator, azure,
    collect: async ({ include = [], exclude = [], known = statesRecord(), previous = null, now = tenant.defaultNow } = {}) => {
      emulator.setNow(now);
      const snapshot = await collect({ azure: config, scopes: { include, exclude } }, { resourceGraph: azure.resourceGraph, clock: { now: () => now }, progress: silentProgress, known, previous });
      return snapshotSchema.parse(snapshot);
    },
    close: async () => {
      await emulator.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** For tests: id of the n-th subscription. */
export const guid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
/** For tests: scope id of the n-th subscription. */
export const subscription = (n: number): string => `/subscriptions/${guid(n)}`;

/** For tests: a subscription's container row. */
export function subscriptionRow(n: number, changes: { readonly name?: string; readonly state?: string; readonly chain?: readonly string[]; readonly tags?: object } = {}): Row {
  const { name = `sub-${n}`, state = 'Enabled', chain = ['root'], tags = null } = changes;
  const managementGroupAncestorsChain = chain.map((group) => ({ name: group, displayName: group.toUpperCase() }));
  return { id: subscription(n), name, type: 'microsoft.resources/subscriptions', tenantId: 'tenant-1', subscriptionId: guid(n), tags, properties: { state, managementGroupAncestorsChain } };
}

/** For tests: a management group's row, below others, nearest first. */
export function groupRow(name: string, chain: readonly string[] = [], displayName = name.toUpperCase()): Row {
  const managementGroupAncestorsChain = chain.map((group) => ({ name: group, displayName: group.toUpperCase() }));
  const details = { managementGroupAncestorsChain, ...(chain[0] === undefined ? {} : { parent: { name: chain[0] } }) };
  return { id: `/providers/Microsoft.Management/managementGroups/${name}`, name, type: 'microsoft.management/managementgroups', tenantId: 'tenant-1', subscriptionId: '', properties: { displayName, details } };
}

/** For tests: a connector's row in the n-th subscription. */
export function connectorRow(n: number, name: string, environmentName: string, hierarchyIdentifier: string): Row {
  const id = `${subscription(n)}/resourceGroups/RG/providers/Microsoft.Security/securityConnectors/${name}`;
  return { id, name, type: 'microsoft.security/securityconnectors', tenantId: 'tenant-1', subscriptionId: guid(n), tags: {}, properties: { environmentName, hierarchyIdentifier } };
}

/** For tests: the score row of a scope. */
export function scoreRow(scopeId: string, current: number, max: number, name = 'ascScore'): Row {
  const id = `${scopeId}/providers/Microsoft.Security/secureScores/${name}`;
  return { id, name, type: 'microsoft.security/securescores', subscriptionId: scopeId.split('/')[2], properties: { displayName: 'ASC score', score: { current, max, percentage: max === 0 ? 0 : current / max }, weight: 10 } };
}

/** For tests: the row of a control in a scope, with its definition. */
export function controlRow(scopeId: string, control: string): Row {
  const score = { current: 1, max: 2, percentage: 0.5 };
  const definition = { properties: { maxScore: 2, assessmentDefinitions: [{ id: '/providers/Microsoft.Security/assessmentMetadata/key0' }] } };
  return {
    id: `${scopeId}/providers/Microsoft.Security/secureScores/ascScore/secureScoreControls/${control}`, name: control, type: 'microsoft.security/securescores/securescorecontrols',
    subscriptionId: scopeId.split('/')[2], properties: { displayName: control, score, weight: 2, healthyResourceCount: 1, unhealthyResourceCount: 1, notApplicableResourceCount: 0, definition },
  };
}

/** For tests: an assessment row. */
export function assessmentRow(resourceId: string, key: string, code: string, changes: { readonly cause?: string; readonly link?: string; readonly properties?: object } = {}): Row {
  const id = `${resourceId}/providers/Microsoft.Security/assessments/${key}`;
  const status = { code, ...(changes.cause === undefined ? {} : { cause: changes.cause }), statusChangeDate: '2026-06-01T00:00:00.0000000Z', firstEvaluationDate: '2026-01-01T00:00:00.0000000Z' };
  const links = changes.link === undefined ? {} : { links: { azurePortal: changes.link } };
  return {
    id, name: key, type: 'microsoft.security/assessments', subscriptionId: resourceId.split('/')[2],
    properties: { displayName: `Rule ${key}`, status, resourceDetails: { Source: 'Azure', Id: resourceId }, metadata: { severity: 'High', assessmentType: 'BuiltIn', policyDefinitionId: policyOf(key) }, ...links, ...changes.properties },
  };
}

/** For tests: the row of a governance assignment. */
export function governanceRow(resourceId: string, key: string, owner: string): Row {
  const assessment = `${resourceId}/providers/Microsoft.Security/assessments/${key}`;
  return {
    id: `${assessment}/providers/Microsoft.Security/governanceAssignments/${key}`, name: key, type: 'microsoft.security/assessments/governanceassignments', subscriptionId: resourceId.split('/')[2],
    properties: { assignedResourceId: assessment, owner, remediationDueDate: '2026-07-31T00:00:00.0000000Z', isGracePeriod: false },
  };
}

/** For tests: a plan of the n-th subscription. */
export function pricingRow(n: number, plan: string, pricingTier: string, subPlan: string | null = null): Row {
  const id = `${subscription(n)}/providers/Microsoft.Security/pricings/${plan}`;
  return { id, name: plan, type: 'microsoft.security/pricings', tenantId: 'tenant-1', subscriptionId: guid(n), properties: { pricingTier, ...(subPlan === null ? {} : { subPlan }), freeTrialRemainingTime: 'PT0S' } };
}

/** For tests: an exemption of a security standard. */
export function standardExemptionRow(scope: string, key: string, changes: object = {}): Row {
  const properties = {
    displayName: 'Exempted', description: 'accepted', effect: 'Exempt', excludedScopes: [], exemptionData: { exemptionCategory: 'Waiver', assignedAssessment: { assessmentKey: key } },
    metadata: { createdBy: '64849255-9746-4dab-8abd-ffae09fd8b06', createdOn: '2026-05-06T12:44:46.4767143Z' }, ...changes,
  };
  return { id: `${scope}/providers/Microsoft.Security/standardAssignments/${key}`, name: key, type: 'microsoft.security/standardassignments', tenantId: 'tenant-1', subscriptionId: scope.split('/')[2] ?? '', properties };
}

/** For tests: id of the policy behind a recommendation, as its metadata names it. */
export const policyOf = (key: string): string => `/providers/Microsoft.Authorization/policyDefinitions/${key}`;

/** For tests: an exemption of one policy of an initiative, the initiative's assignment, and the initiative. */
export function policyExemptionRows(scope: string, key: string, changes: object = {}): readonly Row[] {
  const initiative = '/providers/Microsoft.Authorization/policySetDefinitions/benchmark';
  const assignment = `${/^\/subscriptions\/[^/]+/.exec(scope)?.[0] ?? scope}/providers/Microsoft.Authorization/policyAssignments/SecurityCenterBuiltIn`;
  const policyDefinitions = ['key0', 'key1', 'key2'].map((one) => ({ policyDefinitionReferenceId: `${one}Monitoring`, policyDefinitionId: policyOf(one), parameters: {} }));
  const row = (id: string, type: string, properties: object): Row => ({ id, name: id.split('/').at(-1), type: `microsoft.authorization/${type}`, tenantId: 'tenant-1', subscriptionId: /^\/subscriptions\/([^/]+)/.exec(id)?.[1] ?? '', properties });
  return [
    row(`${scope}/providers/Microsoft.Authorization/policyExemptions/exemption-${key}`, 'policyexemptions', {
      policyAssignmentId: assignment, policyDefinitionReferenceIds: [`${key}Monitoring`], exemptionCategory: 'Mitigated', displayName: 'Benchmark exemption', description: 'a proxy does it', expiresOn: '2027-01-31T23:00:00Z',
      metadata: { createdBy: 'anna@contoso.com', createdOn: '2026-02-17T08:00:00Z' }, ...changes,
    }),
    row(assignment, 'policyassignments', { policyDefinitionId: initiative, displayName: 'Benchmark' }),
    row(initiative, 'policysetdefinitions', { policyType: 'BuiltIn', policyDefinitions }),
  ];
}
