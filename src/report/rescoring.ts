import type { KnownStates } from '../domain/history.ts';
import type { ScopeId } from '../domain/scope.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { bundles, failingSets, rescore, rollUp, type Bundle, type FailingSet, type RescorableScope } from '../score/index.ts';
import { gracedScopes } from './grace.ts';
import { countsInScore } from './recommendations.ts';

/** What fixing recommendations would do to the score of some scopes. */
export interface Rescoring {
  /** The score as it is. */
  readonly before: number;
  /** What to choose from: recommendations that have to be fixed together, by their worth. */
  readonly choices: readonly Bundle[];
  /** The scopes, and the failing sets that `choices` are made of. */
  readonly scopes: readonly RescorableScope[];
  readonly sets: readonly FailingSet[];
  /** The score with these recommendations fixed everywhere. */
  after(keys: ReadonlySet<string>): number;
}

/**
 * Rescoring over the scopes of a snapshot, or some of them. Null without a score, or where no signatures of failing resources
 * are on record. `states` tell what is in grace; without them it is taken as counting.
 */
export function rescoringOf(snapshot: Snapshot, states: KnownStates | null, only: ReadonlySet<ScopeId> | null = null): Rescoring | null {
  const graced = gracedScopes(snapshot, states);
  const scores = snapshot.scores.filter(({ scopeId }) => only === null || only.has(scopeId));
  const scopes = scores.map((score): RescorableScope => {
    const own = graced.get(score.scopeId);
    return { ...score, points: score.secureScore, ...(own === undefined ? {} : { grace: own.grace, signatures: own.signatures }) };
  });
  const choosable = scopes.map((scope) => ({ ...scope, signatures: graced.get(scope.scopeId)?.choosable ?? scope.signatures }));
  const counts = countsInScore(snapshot.recommendations);
  const sets = failingSets(scopes, snapshot.controls, counts);
  const choosableSets = failingSets(choosable, snapshot.controls, counts);
  const before = rollUp(scopes).ratio;
  if (before === null || choosableSets.length === 0) return null;
  return { before, choices: bundles(choosable, choosableSets), scopes: choosable, sets: choosableSets, after: (keys) => rescore(scopes, sets, keys) ?? before };
}
