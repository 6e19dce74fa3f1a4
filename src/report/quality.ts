import { daysBetween } from '../domain/calendar.ts';
import type { KnownStates } from '../domain/history.ts';
import type { Quality } from '../domain/report.ts';
import type { Scope } from '../domain/scope.ts';
import { isScored } from '../domain/snapshot.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { gapWords } from './gapWords.ts';
import { trendDays, type ReportContext } from './context.ts';
import { reconciliation } from './reconciliation/reconciliation.ts';

/** What a reader needs in order to trust the figures: coverage, gaps, reconciliation with the service, cadence of the runs. */
export async function quality(context: ReportContext, states: KnownStates | null): Promise<Quality> {
  const { snapshot } = context;
  const scored = scoredScopes(snapshot);
  const expected = expectedScopes(snapshot);
  const recent = context.runDays.filter((day) => daysBetween(day, context.day) < trendDays);
  return {
    coverage: expected === 0 ? 0 : scored / expected,
    expectedScopes: expected,
    scoredScopes: scored,
    // A report on nothing lacks everything, even where nothing is known to be missing.
    complete: expected > 0 && !snapshot.gaps.some((gap) => gap.affectsScore),
    gaps: snapshot.gaps.map((gap) => gapWords(gap, context.format)),
    drift: snapshot.drift,
    reconciliation: await reconciliation(context, states),
    cadence: {
      days: recent[0] === undefined ? 0 : daysBetween(recent[0], context.day) + 1,
      daysWithRun: recent.length,
      lastRunBefore: context.history.points.findLast((point) => point.at < snapshot.takenAt)?.at ?? null,
    },
    // Every run that asks sends something: 0 says that it is not known, or not this report's to tell.
    requests: snapshot.requests.sent === 0 ? null : snapshot.requests,
  };
}

const goneStates = new Set(['disabled', 'deleted']);

/** Scopes that should have a score, as the record counts them: those listed and not disabled, and those that only a gap names, since they cannot be seen any more. */
function expectedScopes({ scopes, gaps }: Pick<Snapshot, 'scopes' | 'gaps'>): number {
  const listed = new Set(scopes.map(({ id }) => id));
  const unlisted = new Set(gaps.flatMap(({ cause, scopeId }) => (scopeId === null || cause === 'disabled' || listed.has(scopeId) ? [] : [scopeId])));
  return scopes.filter((scope) => !isGone(scope)).length + unlisted.size;
}

/** Of the scopes that should have a score those that have one: a disabled subscription's last score is in no figure. */
function scoredScopes({ scopes, scores }: Pick<Snapshot, 'scopes' | 'scores'>): number {
  const gone = new Set(scopes.filter(isGone).map(({ id }) => id));
  return scores.filter((score) => isScored(score) && !gone.has(score.scopeId)).length;
}

function isGone({ state }: Scope): boolean {
  return goneStates.has(state.toLowerCase());
}
