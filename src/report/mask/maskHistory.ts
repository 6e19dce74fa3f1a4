import type { History, KnownStates, ScoreGrid } from '../../domain/history.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { AssessmentRef } from '../../domain/snapshot.ts';
import { maskAssessment, maskGovernance, maskRecommendation, maskScope, type MaskedScopes } from './maskSnapshot.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** A history whose answers have no name of the tenant. */
export function maskHistory(history: History, masked: MaskedScopes): History {
  const { names } = masked;
  const { governance } = history;
  return {
    timeZone: history.timeZone,
    points: history.points,
    scopes: new Map([...history.scopes.values()].map((scope) => maskScope(scope, masked)).map((scope) => [scope.id, scope])),
    scoreDays: async (range) => maskGrid(await history.scoreDays(range), names),
    controlDays: async (days, maxAgeDays) => {
      const found = await history.controlDays(days, maxAgeDays);
      return new Map([...found].map(([day, values]) => [day, values.map((value) => ({ ...value, scopeId: names.path(value.scopeId) }))]));
    },
    recommendationCounts: async (day, maxAgeDays) => {
      const found = await history.recommendationCounts(day, maxAgeDays);
      return found === null ? null : { measuredOn: found.measuredOn, scopes: new Map([...found.scopes].map(([id, counts]) => [names.path(id), counts])) };
    },
    stateChanges: async (from, to) => (await history.stateChanges(from, to)).map((change) => maskAssessment(change, names)),
    catalogue: async (day) => {
      const found = await history.catalogue(day);
      return found === null ? null : { controls: found.controls, recommendations: found.recommendations.map((one) => maskRecommendation(one, names)) };
    },
    ...(governance === undefined ? {} : { governance: async (day) => (await governance(day))?.map((one) => maskGovernance(one, names)) ?? null }),
  };
}

/** Ids are sorted, so that the order of the masked ones tells nothing of the others'. */
function maskGrid(grid: ScoreGrid, names: Pseudonyms): ScoreGrid {
  const order = grid.scopeIds.map((id, place) => ({ id: names.path(id), place })).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const place = (scope: number): number => order[scope]?.place ?? -1;
  return { days: grid.days, scopeIds: order.map(({ id }) => id), at: (scope, day) => grid.at(place(scope), day), environment: (scope) => grid.environment(place(scope)) };
}

/** Resource states by masked ids. `ids`: every scope on record. */
export function maskStates(states: KnownStates, ids: Iterable<ScopeId>, names: Pseudonyms): KnownStates {
  const originals = new Map([...ids].map((id) => [names.path(id), id]));
  const resources = (scopeId: ScopeId, key: string): ReadonlyMap<string, string> => {
    const own = originals.get(scopeId);
    return own === undefined ? new Map() : new Map([...states.resources(own, key)].map(([id, state]) => [names.path(id), state]));
  };
  const { keys } = states;
  const asked = new Map<string, ReadonlyMap<string, string>>();
  return {
    since: states.since,
    state: ({ scopeId, key, resourceId }: AssessmentRef) => {
      const question = `${scopeId}\n${key}`;
      const known = asked.get(question) ?? resources(scopeId, key);
      asked.set(question, known);
      return known.get(resourceId) ?? null;
    },
    resources,
    counts: () => new Map([...states.counts()].map(([id, counts]) => [names.path(id), counts])),
    ...(keys === undefined ? {} : { keys: (scopeId) => keys(originals.get(scopeId) ?? scopeId) }),
    ...(states.exempt === undefined ? {} : { exempt: () => states.exempt?.().map((row) => maskAssessment(row, names)) ?? [] }),
  };
}
