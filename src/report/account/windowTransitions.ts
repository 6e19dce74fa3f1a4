import type { KnownStates, StateChange } from '../../domain/history.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { ControlDefinition, Recommendation, RecommendationCount } from '../../domain/snapshot.ts';
import type { Transition } from '../../score/index.ts';
import { countsInScore } from '../recommendations.ts';
import { transitionsOf } from './transitions.ts';

/** What was in force at a moment. */
export interface Catalogue {
  readonly controls: readonly ControlDefinition[];
  readonly recommendations: readonly Recommendation[];
}

type CountsByScope = ReadonlyMap<ScopeId, readonly RecommendationCount[]>;

/** Keys in grace by scope and resource. */
type GraceByScope = ReadonlyMap<ScopeId, ReadonlyMap<string, ReadonlySet<string>>>;

/** All that classifies the resources between two moments. */
export interface Window {
  /** States at the later moment. */
  readonly states: KnownStates;
  /** Changes after the earlier moment and up to the later one, oldest first. */
  readonly changes: readonly StateChange[];
  /** Null: not on record; the later one is taken. */
  readonly catalogueBefore: Catalogue | null;
  readonly catalogueAfter: Catalogue;
  readonly countsBefore: CountsByScope;
  readonly countsAfter: CountsByScope;
  /** Grace periods that ran at both moments; null: those of the earlier one are not on record, so that none are told apart. */
  readonly grace: { readonly before: GraceByScope; readonly after: GraceByScope } | null;
}

/** What the resources of every scope on record did in the window. */
export function windowTransitions({ states, changes, catalogueBefore, catalogueAfter, countsBefore, countsAfter, grace }: Window): ReadonlyMap<ScopeId, readonly Transition[]> {
  const controlsAfter = counting(catalogueAfter);
  const controlsBefore = catalogueBefore === null ? controlsAfter : counting(catalogueBefore);
  const byScope = Map.groupBy(changes, (change) => change.scopeId);
  return new Map(
    [...states.counts().keys()].map((scopeId) => [
      scopeId,
      transitionsOf({
        scopeId, changes: byScope.get(scopeId) ?? [], after: states, controlsBefore, controlsAfter,
        exemptionsEnded: fewerExempt(countsBefore.get(scopeId) ?? [], countsAfter.get(scopeId) ?? []),
        graceBefore: grace?.before.get(scopeId) ?? new Map(), graceAfter: grace?.after.get(scopeId) ?? new Map(),
      }),
    ]),
  );
}

function counting({ controls, recommendations }: Catalogue): ControlDefinition[] {
  const counts = countsInScore(recommendations);
  return controls.map((control) => ({ ...control, recommendationKeys: control.recommendationKeys.filter(counts) }));
}

function fewerExempt(then: readonly RecommendationCount[], now: readonly RecommendationCount[]): Set<string> {
  const current = new Map(now.map((row) => [row.key, row.exempt]));
  return new Set(then.filter((row) => row.exempt > (current.get(row.key) ?? 0)).map((row) => row.key));
}
