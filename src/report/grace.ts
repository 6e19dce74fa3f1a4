import type { KnownStates } from '../domain/history.ts';
import type { ScopeId } from '../domain/scope.ts';
import type { Governance, Snapshot, UnhealthySignature } from '../domain/snapshot.ts';
import type { GracedResource, GracedStanding, ScopeGrace } from '../score/index.ts';
import { countsInScore } from './recommendations.ts';

/** A scope's failing resources, those in grace apart from the others. */
export interface GracedScope {
  readonly grace: ScopeGrace;
  /** Signatures of the resources without anything in grace: for rescoring. */
  readonly signatures: readonly UnhealthySignature[];
  /** The same with those in grace by what they fail outside it: for choosing actions. */
  readonly choosable: readonly UnhealthySignature[];
}

/** Assessments under a governance rule whose grace period runs at a moment (ISO 8601), by scope and resource; what fails in it is in no score. */
export function gracePeriods(governance: readonly Governance[], moment: string): Map<ScopeId, Map<string, Set<string>>> {
  const found = new Map<ScopeId, Map<string, Set<string>>>();
  for (const { scopeId, key, resourceId, gracePeriod, dueAt } of governance) {
    if (!gracePeriod || dueAt === null || Date.parse(dueAt) <= Date.parse(moment)) continue;
    const resources = found.get(scopeId) ?? new Map<string, Set<string>>();
    found.set(scopeId, resources);
    resources.set(resourceId, (resources.get(resourceId) ?? new Set()).add(key));
  }
  return found;
}

/** Unhealthy assessments under a governance rule whose grace period still runs, by scope and resource. */
export function runningGrace({ governance, takenAt }: Snapshot, states: KnownStates): Map<ScopeId, Map<string, Set<string>>> {
  return gracePeriods(governance.filter((one) => states.state(one) === 'Unhealthy'), takenAt);
}

/** Scopes in which something fails in grace, from the resources' states on record. */
export function gracedScopes(snapshot: Snapshot, states: KnownStates | null): ReadonlyMap<ScopeId, GracedScope> {
  if (states === null || states.since === null) return new Map();
  const signatures = new Map(snapshot.scores.map((score) => [score.scopeId, score.signatures]));
  const graced = runningGrace(snapshot, states);
  return new Map([...graced].map(([scopeId, resources]) => [scopeId, gracedScope({ snapshot, states, scopeId, graced: resources, signatures: signatures.get(scopeId) ?? [] })]));
}

interface ScopeInput {
  readonly snapshot: Snapshot;
  readonly states: KnownStates;
  readonly scopeId: ScopeId;
  /** Keys in grace by resource. */
  readonly graced: ReadonlyMap<string, ReadonlySet<string>>;
  readonly signatures: readonly UnhealthySignature[];
}

function gracedScope({ snapshot, states, scopeId, graced, signatures }: ScopeInput): GracedScope {
  const counts = countsInScore(snapshot.recommendations);
  const controls = snapshot.controls.map(({ controlId, maxScore, recommendationKeys }) => ({ controlId, maxScore, keys: new Set(recommendationKeys.filter(counts)) }));
  const counting = new Set(controls.flatMap(({ keys }) => [...keys]));
  const judged = judgedResources(states, scopeId);
  const left = new Map(signatures.map(({ keys, resources }) => [keys.join(' '), resources]));
  const resources: GracedResource[] = [];
  const outside: UnhealthySignature[] = [];
  for (const [resourceId, inGrace] of graced) {
    const own = judged.get(resourceId) ?? new Map<string, string>();
    const failing = [...own].flatMap(([key, state]) => (state === 'Unhealthy' ? key : [])).toSorted();
    const place = failing.join(' ');
    const number = left.get(place) ?? 0;
    // Signatures that do not know the resource were asked at another moment than its states.
    if (number === 0) continue;
    left.set(place, number - 1);
    outside.push({ keys: failing.filter((key) => !inGrace.has(key)), resources: 1 });
    resources.push({ standings: controls.flatMap((control) => standingIn(control, own, inGrace) ?? []) });
  }
  const isAssessed = ([resourceId, own]: readonly [string, ReadonlyMap<string, string>]): boolean =>
    [...own].some(([key, state]) => counting.has(key) && (state === 'Healthy' || (state === 'Unhealthy' && graced.get(resourceId)?.has(key) !== true)));
  const rest = [...left].flatMap(([place, number]) => (number === 0 ? [] : { keys: place.split(' '), resources: number }));
  return { grace: { assessed: [...judged].filter(isAssessed).length, resources }, signatures: rest, choosable: [...rest, ...outside.filter(({ keys }) => keys.length > 0)] };
}

/** States by resource and recommendation. */
export function judgedResources(states: KnownStates, scopeId: ScopeId): Map<string, Map<string, string>> {
  const judged = new Map<string, Map<string, string>>();
  // Not from the counts: those are of the whole tenant, and this is asked for each of its scopes.
  for (const key of states.keys?.(scopeId) ?? states.counts().get(scopeId)?.keys() ?? []) {
    for (const [resourceId, state] of states.resources(scopeId, key)) {
      const own = judged.get(resourceId) ?? new Map<string, string>();
      judged.set(resourceId, own.set(key, state));
    }
  }
  return judged;
}

function standingIn(control: { readonly controlId: string; readonly maxScore: number; readonly keys: ReadonlySet<string> }, own: ReadonlyMap<string, string>, inGrace: ReadonlySet<string>): GracedStanding | null {
  const judging = [...own].filter(([key]) => control.keys.has(key));
  if (judging.length === 0) return null;
  const unhealthy = judging.flatMap(([key, state]) => (state === 'Unhealthy' ? key : []));
  return {
    controlId: control.controlId, maxScore: control.maxScore,
    failing: unhealthy.filter((key) => !inGrace.has(key)),
    graced: unhealthy.filter((key) => inGrace.has(key)),
    passes: judging.some(([, state]) => state === 'Healthy'),
  };
}
