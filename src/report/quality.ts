import { daysBetween } from '../domain/calendar.ts';
import type { Quality } from '../domain/report.ts';
import { isScored } from '../domain/snapshot.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { reconcile } from '../score/index.ts';
import { trendDays, type ReportContext } from './context.ts';

/** What a reader needs in order to trust the figures: coverage, gaps, reconciliation with the service, cadence of the runs. */
export function quality(context: ReportContext): Quality {
  const { snapshot } = context;
  const scored = snapshot.scores.filter(isScored).length;
  const { compared, equal, differences } = reconcile(snapshot.scores);
  const expected = expectedScopes(snapshot);
  const recent = context.runDays.filter((day) => daysBetween(day, context.day) < trendDays);
  return {
    coverage: expected === 0 ? 0 : scored / expected,
    expectedScopes: expected,
    scoredScopes: scored,
    complete: !snapshot.gaps.some((gap) => gap.affectsScore),
    gaps: snapshot.gaps,
    drift: snapshot.drift,
    reconciliation: { compared, equal, differences: differences.map((one) => ({ ...one, scopeName: context.scope(one.scopeId)?.name ?? one.scopeId })) },
    cadence: {
      days: recent[0] === undefined ? 0 : daysBetween(recent[0], context.day) + 1,
      daysWithRun: recent.length,
      lastRunBefore: context.history.points.findLast((point) => point.at < snapshot.takenAt)?.at ?? null,
    },
    requests: snapshot.requests,
  };
}

const goneStates = new Set(['disabled', 'deleted']);

/** Scopes that should have a score, as the record counts them: those listed and not disabled, and those that only a gap names, since they cannot be seen any more. */
function expectedScopes({ scopes, gaps }: Pick<Snapshot, 'scopes' | 'gaps'>): number {
  const listed = new Set(scopes.map(({ id }) => id));
  const unlisted = new Set(gaps.flatMap(({ cause, scopeId }) => (scopeId === null || cause === 'disabled' || listed.has(scopeId) ? [] : [scopeId])));
  return scopes.filter(({ state }) => !goneStates.has(state.toLowerCase())).length + unlisted.size;
}
