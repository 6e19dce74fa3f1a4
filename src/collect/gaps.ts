import type { Gap } from '../domain/gap.ts';
import type { Scope } from '../domain/scope.ts';
import { message, told } from '../domain/told.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { FailedBatch } from './batches.ts';
import { besideSubjects, besideTheScore } from './circumstances.ts';
import type { DriftLog } from './drift.ts';
import { isEnabled } from './scopeGaps.ts';

/** What the reader calls what a query asks for. */
const subjects: Readonly<Record<string, string>> = {
  containers: 'subscriptions, management groups and connectors', scores: 'secure scores and controls', controlDefinitions: 'control definitions',
  recommendations: 'recommendations', recommendationCounts: 'numbers of resources by recommendation', signatures: 'sets of failed recommendations',
  assessments: 'changes of assessments', governance: 'governance assignments',
  exemptions: 'exemptions', exemptedPolicies: 'policies that exemptions name', risksAndPlans: 'risk levels and Defender plans',
};

/** Name of what a query asks for, in words. */
export function subjectOf(query: string): string {
  return subjects[query] ?? query;
}

/** So many batches of a query that fail alike are told one by one. */
const toldSingly = 3;

/** Queries that could not be answered in full. Many batches of a query that fail alike are one gap. `nameOf` gives a subscription's name. */
export function failedBatchGaps(failed: readonly FailedBatch[], nameOf: (subscriptionId: string) => string): readonly Gap[] {
  const alike = Map.groupBy(failed, ({ query, problem }) => `${query}\n${problem.kind}\n${problem.message}`);
  return [...alike.values()].flatMap((batches) => {
    const ids = batches.flatMap(({ scope }) => (scope.kind === 'subscriptions' ? scope.ids : []));
    const [first] = batches;
    const joined = first !== undefined && batches.length > toldSingly && batches.every(({ scope }) => scope.kind === 'subscriptions');
    return joined ? [failedBatchGap({ ...first, scope: { kind: 'subscriptions', ids } }, nameOf)] : batches.map((batch) => failedBatchGap(batch, nameOf));
  });
}

function failedBatchGap({ query, scope, problem }: FailedBatch, nameOf: (subscriptionId: string) => string): Gap {
  const single = scope.kind === 'subscriptions' && scope.ids.length === 1 ? scope.ids[0] : undefined;
  const where = scope.kind === 'tenant' ? 'tenant' : scope.kind === 'managementGroups' ? 'managementGroups' : single === undefined ? 'subscriptions' : 'subscription';
  const names = scope.kind === 'managementGroups' ? scope.names.join(', ') : single === undefined ? '' : nameOf(single);
  const count = scope.kind === 'subscriptions' ? scope.ids.length : 0;
  return {
    cause: problem.kind,
    scopeId: single === undefined ? null : `/subscriptions/${single}`,
    ...told(message('gap.batch', { query, name: subjectOf(query), where, names, count, message: problem.message }), message(`gapAdvice.${problem.kind}`)),
    affectsScore: !besideTheScore.has(query),
  };
}

/** A query that, against the plan, was over more subscriptions than the service looks at. */
export function subscriptionLimitGap(query: string): Gap {
  return {
    cause: 'subscriptionLimit', scopeId: null, affectsScore: true,
    ...told(message('gap.limit', { query, name: subjectOf(query) }), message('gapAdvice.nameGroups')),
  };
}

/** Scopes of the run before that the identity does not see any more: deleted, moved to another tenant, or not permitted. One that was disabled already is missed in no figure. */
export function lostScopeGaps(visible: readonly Scope[], isSelected: (scope: Scope) => boolean, previous: Snapshot | null): readonly Gap[] {
  const seen = new Set(visible.map(({ id }) => id));
  return (previous?.scopes ?? []).filter((scope) => !seen.has(scope.id) && isSelected(scope)).map((scope) => ({
    cause: 'notFound', scopeId: scope.id, affectsScore: isEnabled(scope),
    ...told(message('gap.lost', { kind: scope.kind, name: scope.name }), message('gapAdvice.readerAgain')),
  }));
}

/** Rows that could not be used and belong to no scope's own gap, by type. */
export function invalidRowGaps(drift: DriftLog): readonly Gap[] {
  return drift.untold().map(({ subject, example, count }) => ({
    cause: 'invalidRow', scopeId: null, affectsScore: !besideSubjects.has(subject),
    ...told(message('gap.invalidRows', { count, subject, example }), message('gapAdvice.newerVersion')),
  }));
}

/** What had rows in the last run, in scopes that config still means, and has none now. */
export function vanishedGaps(now: Rows, previous: Snapshot | null, isSelected: (scope: Scope) => boolean): readonly Gap[] {
  if (previous === null) return [];
  const scopes = previous.scopes.filter(isSelected);
  const meant = new Set(scopes.map(({ id }) => id));
  const ofMeant = <Row extends { readonly scopeId: string }>(rows: readonly Row[]): readonly Row[] => rows.filter(({ scopeId }) => meant.has(scopeId));
  const before: Rows = { scopes, scores: ofMeant(previous.scores), governance: ofMeant(previous.governance) };
  return rowTypes.filter(({ has }) => has(before) && !has(now)).map(({ type, affectsScore }) => ({
    cause: 'typeVanished', scopeId: null, affectsScore,
    ...told(message('gap.vanished', { type }), message('gapAdvice.checkRole')),
  }));
}

type Rows = { readonly [Part in 'scores' | 'governance' | 'scopes']: Readonly<Snapshot[Part]> };

const rowTypes: readonly { readonly type: string; readonly affectsScore: boolean; readonly has: (rows: Rows) => boolean }[] = [
  { type: 'microsoft.security/securescores', affectsScore: true, has: ({ scores }) => scores.some(({ secureScore }) => secureScore !== null) },
  { type: 'microsoft.security/securescores (scoreGraceExcluded)', affectsScore: false, has: ({ scores }) => scores.some(({ gracePeriod }) => gracePeriod !== null) },
  { type: 'microsoft.security/securescores/securescorecontrols', affectsScore: true, has: ({ scores }) => scores.some(({ controls }) => controls.length > 0) },
  { type: 'microsoft.security/assessments', affectsScore: true, has: ({ scores }) => scores.some(({ recommendations }) => recommendations.length > 0) },
  { type: 'microsoft.security/assessments/governanceassignments', affectsScore: false, has: ({ governance }) => governance.length > 0 },
  { type: 'microsoft.security/securityconnectors', affectsScore: true, has: ({ scopes }) => scopes.some(({ kind }) => kind === 'securityConnector') },
];
