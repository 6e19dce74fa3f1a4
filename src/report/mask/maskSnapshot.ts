import type { DefenderPlan, Grant } from '../../domain/circumstances.ts';
import type { Gap } from '../../domain/gap.ts';
import { message, told } from '../../domain/told.ts';
import type { ManagementGroup, Scope, ScopeId } from '../../domain/scope.ts';
import type { Assessment, Governance, Recommendation, ScopeScore, Snapshot } from '../../domain/snapshot.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** What is known of scopes while they are masked. */
export interface MaskedScopes {
  readonly names: Pseudonyms;
  /** Places of a scope in config's groups; a group is then told by a tag, since names and tags are gone. */
  groupsOf(id: ScopeId): readonly number[];
}

/** Free text of others: that there is one is told, what it says is not. */
const hiddenText = '•••';

export const groupTag = (place: number): string => `group-${place + 1}`;
export const groupTagValue = 'member';

/** A scope without any name of its tenant. */
export function maskScope(scope: Scope, { names, groupsOf }: MaskedScopes): Scope {
  return {
    id: names.path(scope.id),
    kind: scope.kind,
    name: scopeName(scope, names),
    environment: scope.environment,
    subscriptionId: names.guid(scope.subscriptionId),
    hierarchyIdentifier: scope.hierarchyIdentifier === null ? null : names.code('account', scope.hierarchyIdentifier),
    ancestors: scope.ancestors.map(({ name }) => ({ name: managementGroupId(name, names), displayName: managementGroupName(name, names) })),
    tags: Object.fromEntries(groupsOf(scope.id).map((place) => [groupTag(place), groupTagValue])),
    state: scope.state,
  };
}

function scopeName({ id, kind, environment }: Scope, names: Pseudonyms): string {
  return `${kind === 'subscription' ? 'Subscription' : `${environment} connector`} ${names.code('scope', id)}`;
}

const managementGroupId = (name: string, names: Pseudonyms): string => `mg-${names.code('mg', name).toLowerCase()}`;
const managementGroupName = (name: string, names: Pseudonyms): string => `Management group ${names.code('mg', name)}`;

/** A snapshot without any name of its tenant. Field by field: the compiler asks here for each that is added to snapshots. */
export function maskSnapshot(snapshot: Snapshot, masked: MaskedScopes): Snapshot {
  const { names } = masked;
  const scopes = snapshot.scopes.map((scope) => maskScope(scope, masked));
  return {
    schema: snapshot.schema, version: snapshot.version,
    runId: snapshot.runId, takenAt: snapshot.takenAt, finishedAt: snapshot.finishedAt,
    toolVersion: snapshot.toolVersion, model: snapshot.model, formula: snapshot.formula, cloud: snapshot.cloud,
    tenantIds: [],
    catalogueHash: '',
    scopes: scopes.toSorted((a, b) => compare(a.id, b.id)),
    managementGroups: snapshot.managementGroups.map((group) => maskManagementGroup(group, names)),
    scores: snapshot.scores.map((score) => maskScore(score, names)).toSorted((a, b) => compare(a.scopeId, b.scopeId)),
    controls: snapshot.controls,
    recommendations: snapshot.recommendations.map((one) => maskRecommendation(one, names)),
    assessments: {
      since: snapshot.assessments.since,
      rows: snapshot.assessments.rows.map((row) => maskAssessment(row, names)),
      deleted: snapshot.assessments.deleted.map(({ scopeId, key, resourceId }) => ({ scopeId: names.path(scopeId), key, resourceId: names.path(resourceId) })),
    },
    governance: snapshot.governance.map((one) => maskGovernance(one, names)),
    ...maskedCircumstances(snapshot, names),
    gaps: snapshot.gaps.map((gap) => maskGap(gap, snapshot.scopes, names)),
    drift: snapshot.drift.map(({ subject, kind, count }) => ({ subject, kind, count, example: hiddenText })),
    requests: snapshot.requests,
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function maskManagementGroup({ name, parent, restricted }: ManagementGroup, names: Pseudonyms): ManagementGroup {
  return { name: managementGroupId(name, names), displayName: managementGroupName(name, names), parent: parent === null ? null : managementGroupId(parent, names), restricted };
}

function maskScore({ scopeId, ...figures }: ScopeScore, names: Pseudonyms): ScopeScore {
  return { scopeId: names.path(scopeId), ...figures };
}

/** Microsoft's own recommendations are the same everywhere; what a tenant wrote itself may name anything. */
export function maskRecommendation(one: Recommendation, names: Pseudonyms): Recommendation {
  if (one.assessmentType === 'BuiltIn') return one;
  return { ...one, name: `Own recommendation ${names.code('recommendation', one.key)}`, remediation: one.remediation === null ? null : hiddenText, categories: [] };
}

/** An assessment, or a change of one, without names. */
export function maskAssessment<Row extends Assessment>(row: Row, names: Pseudonyms): Row {
  return {
    ...row,
    scopeId: names.path(row.scopeId),
    resourceId: names.path(row.resourceId),
    resourceName: names.resource(row.resourceId),
    cause: row.cause === null || documentedCauses.has(row.cause) ? row.cause : hiddenText,
    reason: row.reason === null ? null : hiddenText,
    portalUrl: null,
  };
}

/** Codes of the service, as documented; anything else may be a tenant's own text. */
const documentedCauses: ReadonlySet<string> = new Set(['Exempt', 'OffByPolicy', 'NotApplicable', 'Unknown', 'ProviderNotRegistered', 'ExemptByPolicy']);

export function maskGovernance({ scopeId, key, resourceId, owner, dueAt, gracePeriod, ticket }: Governance, names: Pseudonyms): Governance {
  return {
    scopeId: names.path(scopeId), key, resourceId: names.path(resourceId),
    owner: owner === null ? null : `Owner ${names.code('person', owner)}`,
    dueAt, gracePeriod, ticket: ticket === null ? null : hiddenText,
  };
}

function maskedCircumstances({ grants, risks, plans }: Snapshot, names: Pseudonyms): Pick<Snapshot, 'grants' | 'risks' | 'plans'> {
  return {
    ...(grants === undefined ? {} : { grants: grants.map((grant) => maskGrant(grant, names)) }),
    ...(risks === undefined ? {} : { risks: risks.map(({ scopeId, ...counts }) => ({ scopeId: names.path(scopeId), ...counts })) }),
    ...(plans === undefined ? {} : { plans: plans.map(({ scopeId, plan, enabled, subPlan }): DefenderPlan => ({ scopeId: names.path(scopeId), plan, enabled, subPlan })) }),
  };
}

/** What an exemption was granted on: management groups are named as above scopes, so that it still holds below them. */
function maskGranted(scope: string, names: Pseudonyms): string {
  const [, place, group] = /^(\/providers\/microsoft\.management\/managementgroups\/)([^/]+)$/.exec(scope) ?? [];
  return place === undefined || group === undefined ? names.path(scope) : `${place}${managementGroupId(group, names)}`;
}

function maskGrant({ id, source, scope, keys, name, reason, category, expiresAt, createdBy, createdAt }: Grant, names: Pseudonyms): Grant {
  return {
    id: names.path(id), source, scope: maskGranted(scope, names), keys,
    name: name === null ? null : `Exemption ${names.code('path', id)}`,
    reason: reason === null ? null : hiddenText,
    category: category === null || ['waiver', 'mitigated'].includes(category.toLowerCase()) ? category : hiddenText,
    expiresAt, createdBy: createdBy === null ? null : `Person ${names.code('person', createdBy)}`, createdAt,
  };
}

/** Why something is missing, in words that name nothing. */
function maskGap({ cause, scopeId, affectsScore }: Gap, scopes: readonly Scope[], names: Pseudonyms): Gap {
  const scope = scopes.find(({ id }) => id === scopeId);
  const what = message('gap.masked', { cause, known: scope === undefined ? 'no' : 'yes', name: scope === undefined ? '' : scopeName(scope, names) });
  return { cause, scopeId: scopeId === null ? null : names.path(scopeId), affectsScore, ...told(what, message('gapAdvice.masked')) };
}
