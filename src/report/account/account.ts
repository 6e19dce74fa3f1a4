import { endOfDay } from '../../domain/calendar.ts';
import type { Day, KnownStates } from '../../domain/history.ts';
import type { Account } from '../../domain/reportPanels.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { ScopePoint, Transition } from '../../score/index.ts';
import { baseRunDay, carryDays, gridDay, type ReportContext } from '../context.ts';
import { gracePeriods } from '../grace.ts';
import { accountModel } from './accountModel.ts';
import { windowTransitions } from './windowTransitions.ts';

/** What is accounted for: the change since the last report of all scopes, unless it is said otherwise. */
export interface AccountRange {
  /** Day with a run; null: there is none to compare with. */
  readonly since?: Day | null;
  readonly only?: ReadonlySet<ScopeId>;
}

/** Why the score moved; null when there is nothing to compare with. */
export async function account(context: ReportContext, states: KnownStates | null, range: AccountRange = {}): Promise<Account | null> {
  const since = range.since === undefined ? baseRunDay(context, context.period) : range.since;
  const index = since === null ? null : gridDay(context.grid, since);
  if (since === null || index === null) return null;
  const isMeant = ({ scopeId }: ScopePoint): boolean => range.only?.has(scopeId) !== false;
  const before = (await scopePoints(context, since, index)).filter(isMeant);
  const after = (await scopePoints(context, context.day, context.today)).filter(isMeant);
  const transitions = states === null || states.since === null ? new Map() : await transitionsByScope(context, since, states);
  const { snapshot } = context;
  const controls = new Map(snapshot.controls.map((control) => [control.controlId, control.name]));
  const recommendations = new Map(snapshot.recommendations.map((one) => [one.key, one.name]));
  const model = accountModel({ before, after, transitions }, {
    scope: (id) => context.scope(id)?.name ?? id,
    control: (id) => controls.get(id) ?? id,
    recommendation: (key) => recommendations.get(key) ?? key,
  });
  return model === null ? null : { since, ...model };
}

/** Every scope's points, weight and controls on a day, maxima of controls without assessed resources taken from the catalogue of that day. */
async function scopePoints(context: ReportContext, day: Day, index: number): Promise<ScopePoint[]> {
  const controls = Map.groupBy((await context.history.controlDays([day], carryDays)).get(day) ?? [], (control) => control.scopeId);
  const definitions = new Map(((await context.history.catalogue(day))?.controls ?? context.snapshot.controls).map((one) => [one.controlId, one.maxScore]));
  return context.grid.scopeIds.flatMap((scopeId, scope) => {
    const value = context.grid.at(scope, index);
    if (value === null) return [];
    return {
      scopeId,
      points: value.points,
      weight: value.weight,
      controls: (controls.get(scopeId) ?? []).map(({ controlId, points, counts }) => ({ controlId, points, counts, maxScore: points.max > 0 ? points.max : (definitions.get(controlId) ?? 0) })),
    };
  });
}

async function transitionsByScope(context: ReportContext, since: Day, states: KnownStates): Promise<ReadonlyMap<ScopeId, readonly Transition[]>> {
  const { history, snapshot } = context;
  // The day's figures are those of its last run: what changed after it, on the same day, is part of the change.
  const from = history.points.findLast((point) => point.day === since)?.at ?? endOfDay(since, context.config.timeZone);
  const governanceBefore = (await history.governance?.(since)) ?? null;
  return windowTransitions({
    states,
    changes: await history.stateChanges(from, snapshot.takenAt),
    catalogueBefore: await history.catalogue(since),
    catalogueAfter: snapshot,
    countsBefore: (await history.recommendationCounts(since, carryDays))?.scopes ?? new Map(),
    countsAfter: (await history.recommendationCounts(context.day, carryDays))?.scopes ?? new Map(),
    grace: governanceBefore === null ? null : { before: gracePeriods(governanceBefore, from), after: gracePeriods(snapshot.governance, snapshot.takenAt) },
  });
}
