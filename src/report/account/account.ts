import { endOfDay } from '../../domain/calendar.ts';
import type { Day, KnownStates, StateChange } from '../../domain/history.ts';
import type { Account, AccountDetail, AccountPart } from '../../domain/reportPanels.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { ControlDefinition, Recommendation, RecommendationCount } from '../../domain/snapshot.ts';
import { accountOfChange, causes, type AccountPart as ScorePart, type ScopePoint, type Transition } from '../../score/index.ts';
import { baseRunDay, carryDays, gridDay, type ReportContext } from '../context.ts';
import { countsInScore } from '../recommendations.ts';
import { shownParts } from './shownParts.ts';
import { transitionsOf } from './transitions.ts';

/** Places listed per cause; the rest is counted. */
const detailLimit = 20;

/** Why the score moved since the last report; null when there is nothing to compare with. */
export async function account(context: ReportContext, states: KnownStates | null): Promise<Account | null> {
  const since = baseRunDay(context, context.period);
  const index = since === null ? null : gridDay(context.grid, since);
  if (since === null || index === null) return null;
  const before = await scopePoints(context, since, index);
  const after = await scopePoints(context, context.day, context.today);
  const transitions = states === null || states.since === null ? new Map() : await transitionsByScope(context, since, states);
  const result = accountOfChange({ before, after, transitions });
  if (result === null) return null;
  const [shownFrom, shownTo] = [Math.round(result.from * 1000), Math.round(result.to * 1000)];
  const parts = causes.flatMap((cause) => {
    const own = result.parts.filter((part) => part.cause === cause);
    return own.length === 0 ? [] : [{ cause, change: own.reduce((sum, part) => sum + part.change, 0), own }];
  });
  const shown = shownParts(parts.map((part) => part.change * 1000), shownTo - shownFrom);
  return {
    since,
    from: result.from,
    to: result.to,
    shownFrom: shownFrom / 10,
    shownTo: shownTo / 10,
    parts: parts.map(({ cause, change, own }, at) => ({ cause, change, shown: (shown[at] ?? 0) / 10, ...places(context, own) })),
  };
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
  const changes = await context.history.stateChanges(endOfDay(since, context.config.timeZone), context.snapshot.takenAt);
  const earlier = await context.history.catalogue(since);
  const controlsAfter = counting(context.snapshot.controls, context.snapshot.recommendations);
  const controlsBefore = earlier === null ? controlsAfter : counting(earlier.controls, earlier.recommendations);
  const [then, now] = [await context.history.recommendationCounts(since, carryDays), await context.history.recommendationCounts(context.day, carryDays)];
  const byScope = Map.groupBy(changes, (change: StateChange) => change.scopeId);
  return new Map(
    [...states.counts().keys()].map((scopeId) => [
      scopeId,
      transitionsOf({
        scopeId,
        changes: byScope.get(scopeId) ?? [],
        after: states,
        controlsBefore,
        controlsAfter,
        exemptionsEnded: fewerExempt(then?.scopes.get(scopeId) ?? [], now?.scopes.get(scopeId) ?? []),
      }),
    ]),
  );
}

function counting(controls: readonly ControlDefinition[], recommendations: readonly Recommendation[]): ControlDefinition[] {
  const counts = countsInScore(recommendations);
  return controls.map((control) => ({ ...control, recommendationKeys: control.recommendationKeys.filter(counts) }));
}

function fewerExempt(then: readonly RecommendationCount[], now: readonly RecommendationCount[]): Set<string> {
  const current = new Map(now.map((row) => [row.key, row.exempt]));
  return new Set(then.filter((row) => row.exempt > (current.get(row.key) ?? 0)).map((row) => row.key));
}

/** Where a cause acted, largest effect first. */
function places(context: ReportContext, parts: readonly ScorePart[]): Pick<AccountPart, 'resources' | 'details' | 'detailTotal'> {
  const names = new Map(context.snapshot.controls.map((control) => [control.controlId, control.name]));
  const recommendations = new Map(context.snapshot.recommendations.map((one) => [one.key, one.name]));
  const details = parts
    .filter((part) => Math.abs(part.change) > 1e-12 || part.transitions.length > 0)
    .toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change) || a.scopeId.localeCompare(b.scopeId))
    .map((part): AccountDetail => ({
      scopeId: part.scopeId,
      scopeName: context.scope(part.scopeId)?.name ?? part.scopeId,
      controlId: part.controlId,
      controlName: part.controlId === null ? null : (names.get(part.controlId) ?? part.controlId),
      change: part.change,
      resources: new Set(part.transitions.map((transition) => transition.resourceId)).size,
      recommendations: recommendationsOf(part.transitions, recommendations),
    }));
  const resources = new Set(parts.flatMap((part) => part.transitions.map((transition) => `${part.scopeId} ${transition.resourceId}`)));
  return { resources: resources.size, details: details.slice(0, detailLimit), detailTotal: details.length };
}

function recommendationsOf(transitions: readonly Transition[], names: ReadonlyMap<string, string>): AccountDetail['recommendations'] {
  const pairs = transitions.flatMap((transition) => transition.keys);
  return [...Map.groupBy(pairs, (key) => key)]
    .map(([key, own]) => ({ key, name: names.get(key) ?? key, resources: own.length }))
    .toSorted((a, b) => b.resources - a.resources || a.name.localeCompare(b.name, 'en'));
}
