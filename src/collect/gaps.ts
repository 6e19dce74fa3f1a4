import type { QueryProblem } from '../azure/index.ts';
import type { Gap } from '../domain/gap.ts';
import type { Scope } from '../domain/scope.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { FailedBatch } from './batches.ts';
import { besideSubjects, besideTheScore } from './circumstances.ts';
import type { DriftLog } from './drift.ts';
import { isEnabled } from './scopeGaps.ts';

const adviceOn: Readonly<Record<QueryProblem['kind'], string>> = {
  shortPage: 'Run again; if it stays, the service is losing rows: open a support case with the query\'s name.',
  payloadTooLarge: 'A single scope is larger than the service answers; leave it out, or report it on its own.',
  restricted: 'Grant the identity Reader (or Security Reader) on these scopes, or exclude them.',
  requestFailed: 'Run again; if it stays, look at the service\'s message.',
};

/** What the reader calls what a query asks for. */
const subjects: Readonly<Record<string, string>> = {
  containers: 'subscriptions, management groups and connectors', scores: 'secure scores and controls', controlDefinitions: 'control definitions',
  recommendations: 'recommendations', recommendationCounts: 'numbers of resources by recommendation', signatures: 'sets of failed recommendations',
  assessments: 'changes of assessments', governance: 'governance assignments',
  exemptions: 'exemptions', exemptedPolicies: 'policies that exemptions name', risks: 'risk levels', plans: 'Defender plans',
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
  const where = scope.kind === 'tenant' ? 'the tenant' : scope.kind === 'managementGroups' ? `management groups ${scope.names.join(', ')}` : `${scope.ids.length} subscriptions`;
  return {
    cause: problem.kind,
    what: `${subjectOf(query)} of ${single === undefined ? where : `subscription ${nameOf(single)}`}: ${problem.message}`,
    scopeId: single === undefined ? null : `/subscriptions/${single}`,
    advice: adviceOn[problem.kind],
    affectsScore: !besideTheScore.has(query),
  };
}

/** A query that, against the plan, was over more subscriptions than the service looks at. */
export function subscriptionLimitGap(query: string): Gap {
  return {
    cause: 'subscriptionLimit', what: `${subjectOf(query)}: the service looked at the first of the subscriptions only`, scopeId: null,
    advice: 'Name management groups in scopes.include, so that each holds fewer subscriptions than the service looks at.', affectsScore: true,
  };
}

/** Scopes of the run before that the identity does not see any more: deleted, moved to another tenant, or not permitted. One that was disabled already is missed in no figure. */
export function lostScopeGaps(visible: readonly Scope[], isSelected: (scope: Scope) => boolean, previous: Snapshot | null): readonly Gap[] {
  const seen = new Set(visible.map(({ id }) => id));
  return (previous?.scopes ?? []).filter((scope) => !seen.has(scope.id) && isSelected(scope)).map((scope) => ({
    cause: 'notFound', what: `${scope.kind === 'subscription' ? 'subscription' : 'connector'} ${scope.name} was in the last run and cannot be seen any more`, scopeId: scope.id,
    advice: 'Nothing, if it was deleted; otherwise give the identity Reader on it again.', affectsScore: isEnabled(scope),
  }));
}

/** Rows that could not be used and belong to no scope's own gap, by type. */
export function invalidRowGaps(drift: DriftLog): readonly Gap[] {
  return drift.untold().map(({ subject, example, count }) => ({
    cause: 'invalidRow', what: `${count} ${count === 1 ? 'row' : 'rows'} of ${subject} ${count === 1 ? 'does' : 'do'} not have the documented shape (${example})`, scopeId: null,
    advice: 'Look for a newer version of this program; the service may have changed.', affectsScore: !besideSubjects.has(subject),
  }));
}

/** What had rows in the last run and has none now. */
export function vanishedGaps(now: Pick<Snapshot, 'scores' | 'governance' | 'scopes'>, previous: Snapshot | null): readonly Gap[] {
  if (previous === null) return [];
  return rowTypes.filter(({ has }) => has(previous) && !has(now)).map(({ type, affectsScore }) => ({
    cause: 'typeVanished', what: `the service held rows of ${type} in the last run and holds none now`, scopeId: null,
    advice: 'Check the identity\'s role (Security Reader or Reader); otherwise the service has changed: look for a newer version of this program.', affectsScore,
  }));
}

type Rows = Pick<Snapshot, 'scores' | 'governance' | 'scopes'>;

const rowTypes: readonly { readonly type: string; readonly affectsScore: boolean; readonly has: (rows: Rows) => boolean }[] = [
  { type: 'microsoft.security/securescores', affectsScore: true, has: ({ scores }) => scores.some(({ secureScore }) => secureScore !== null) },
  { type: 'microsoft.security/securescores (scoreGraceExcluded)', affectsScore: false, has: ({ scores }) => scores.some(({ gracePeriod }) => gracePeriod !== null) },
  { type: 'microsoft.security/securescores/securescorecontrols', affectsScore: true, has: ({ scores }) => scores.some(({ controls }) => controls.length > 0) },
  { type: 'microsoft.security/assessments', affectsScore: true, has: ({ scores }) => scores.some(({ recommendations }) => recommendations.length > 0) },
  { type: 'microsoft.security/assessments/governanceassignments', affectsScore: false, has: ({ governance }) => governance.length > 0 },
  { type: 'microsoft.security/securityconnectors', affectsScore: true, has: ({ scopes }) => scopes.some(({ kind }) => kind === 'securityConnector') },
];
