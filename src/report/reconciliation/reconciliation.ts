import type { KnownStates } from '../../domain/history.ts';
import type { ReconciledRow, Reconciliation } from '../../domain/reconciliation.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { AssessmentRef } from '../../domain/snapshot.ts';
import { reconcileScope, type ControlEvidence, type Reconciled } from '../../score/index.ts';
import type { ReportContext } from '../context.ts';
import { runningGrace } from '../grace.ts';
import { countsInScore } from '../recommendations.ts';
import { controlEvidence } from './evidence.ts';

/** The service computes controls every eight hours (Microsoft Learn, "Secure score in Defender for Cloud"). */
const controlAgeHours = 8;
/** Rows a report lists; a tenant of a thousand scopes has fewer. */
const rowLimit = 20_000;
/** Causes for which assessments may be missing. */
const losingCauses = new Set(['shortPage', 'payloadTooLarge', 'requestFailed', 'typeVanished']);

/** Our figures beside the service's, for every scope and control of the run. */
export async function reconciliation(context: ReportContext, states: KnownStates | null): Promise<Reconciliation> {
  const { snapshot } = context;
  // A definition that did not come with the rows has no maximum of its own.
  const maxScores = new Map(snapshot.controls.flatMap(({ controlId, maxScore }) => (maxScore > 0 ? [[controlId, maxScore] as const] : [])));
  const contradictory = new Set(snapshot.gaps.flatMap(({ cause, scopeId }) => (cause === 'invalidRow' && scopeId !== null ? [scopeId] : [])));
  const evidence = await evidenceOf(context, states);
  const all = snapshot.scores.flatMap((score) => reconcileScope(score, { maxScores, contradictory, evidence }));
  const differences = all.flatMap((one) => one.differences);
  const compared = all.reduce((sum, one) => sum + one.compared, 0);
  const unexplained = differences.filter(({ causes }) => causes.length === 0);
  return {
    compared, equal: compared - differences.length, explained: differences.length - unexplained.length, unexplained: unexplained.length,
    differences: [...unexplained, ...differences.filter(({ causes }) => causes.length > 0)].map((one) => ({ ...one, scopeName: context.scope(one.scopeId)?.name ?? one.scopeId })),
    rows: rowsShown(all), rowTotal: all.length, rowLimit,
  };
}

function rowsShown(all: readonly Reconciled[]): ReconciledRow[] {
  if (all.length <= rowLimit) return all.map(({ row }) => row);
  const differs = ({ differences }: Reconciled): boolean => differences.length > 0;
  return [...all.filter(differs), ...all.filter((one) => !differs(one))].slice(0, rowLimit).map(({ row }) => row);
}

/** What assessments say of a scope's controls; null for scopes whose assessments are not on record in full. */
async function evidenceOf({ snapshot, history }: ReportContext, states: KnownStates | null): Promise<(scopeId: ScopeId) => ReadonlyMap<string, ControlEvidence> | null> {
  if (states === null || states.since === null || states.since !== snapshot.takenAt || snapshot.gaps.some(({ scopeId, cause }) => scopeId === null && losingCauses.has(cause))) return () => null;
  const doubtful = new Set(snapshot.gaps.flatMap(({ scopeId, cause }) => (losingCauses.has(cause) ? (scopeId ?? []) : [])));
  const since = new Date(Date.parse(snapshot.takenAt) - controlAgeHours * 3_600_000).toISOString();
  const changes = Map.groupBy(await history.stateChanges(since, snapshot.takenAt), ({ scopeId }) => scopeId);
  const graced = runningGrace(snapshot, states);
  const exempt = keysByResource(states.exempt?.() ?? []);
  const recent = keysByResource(snapshot.assessments.rows.filter(({ changedAt }) => changedAt !== null && changedAt > since));
  const counting = countsInScore(snapshot.recommendations);
  const controls = snapshot.controls.map((control) => ({ ...control, recommendationKeys: control.recommendationKeys.filter(counting) }));
  const onRecord = states.counts();
  return (scopeId) => (doubtful.has(scopeId) || onRecord.get(scopeId) === undefined ? null : controlEvidence({
    scopeId, states, controls, graced: graced.get(scopeId) ?? new Map(), exempt: exempt.get(scopeId) ?? new Map(), changes: changes.get(scopeId) ?? [], recent: recent.get(scopeId) ?? new Map(),
  }));
}

function keysByResource(rows: readonly AssessmentRef[]): ReadonlyMap<ScopeId, ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<ScopeId, Map<string, Set<string>>>();
  for (const { scopeId, resourceId, key } of rows) {
    const resources = found.get(scopeId) ?? new Map<string, Set<string>>();
    found.set(scopeId, resources);
    resources.set(resourceId, (resources.get(resourceId) ?? new Set()).add(key));
  }
  return found;
}
