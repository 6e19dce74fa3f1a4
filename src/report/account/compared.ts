import { endOfDay } from '../../domain/calendar.ts';
import { carryDays, type Day, type History, type KnownStates, type ScoreGrid } from '../../domain/history.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { Governance, Snapshot } from '../../domain/snapshot.ts';
import type { ScopePoint, Transition } from '../../score/index.ts';
import { gracePeriods } from '../grace.ts';
import { accountModel, type AccountLimits, type AccountNames } from './accountModel.ts';
import { windowTransitions, type Catalogue } from './windowTransitions.ts';

/** One end of a comparison: a day of a history that ends with the run compared. */
export interface Moment {
  readonly history: History;
  readonly day: Day;
  readonly grid: ScoreGrid;
  /** Index of the day in the grid. */
  readonly index: number;
}

/** Both ends with all that explains the difference, read once for any set of scopes. */
export interface Compared {
  readonly before: ReadonlyMap<ScopeId, ScopePoint>;
  readonly after: ReadonlyMap<ScopeId, ScopePoint>;
  readonly transitions: ReadonlyMap<ScopeId, readonly Transition[]>;
  readonly names: AccountNames;
}

/** What is known at the later end beside the history. */
export interface LaterEnd {
  /** Null: resource states are not on record, so that causes inside a control cannot be told. */
  readonly states: KnownStates | null;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly catalogue: Catalogue;
  /** Null: not on record. */
  readonly governance: readonly Governance[] | null;
}

/** Reads both ends: every scope's value of the day, carried forward as the report carries it (DESIGN §9.6). */
export async function compare(from: Moment, to: Moment, later: LaterEnd): Promise<Compared> {
  const catalogueBefore = await from.history.catalogue(from.day);
  const [before, after] = [await scopePoints(from, catalogueBefore ?? later.catalogue), await scopePoints(to, later.catalogue)];
  return { before, after, transitions: await transitions(from, to, later, catalogueBefore), names: namesOf([from.history, to.history], [...(catalogueBefore === null ? [] : [catalogueBefore]), later.catalogue]) };
}

/** Why the score of some scopes moved; null when either end has no score of theirs. */
export function accountFor({ before, after, transitions, names }: Compared, only: Iterable<ScopeId> | null = null, limits?: AccountLimits): ReturnType<typeof accountModel> {
  const of = (points: ReadonlyMap<ScopeId, ScopePoint>): ScopePoint[] => (only === null ? [...points.values()] : [...only].flatMap((id) => points.get(id) ?? []));
  return accountModel({ before: of(before), after: of(after), transitions }, names, limits);
}

/** Every scope's points, weight and controls on a day, maxima of controls without assessed resources taken from the catalogue of that day. */
async function scopePoints({ history, grid, day, index }: Moment, catalogue: Catalogue): Promise<ReadonlyMap<ScopeId, ScopePoint>> {
  const controls = Map.groupBy((await history.controlDays([day], carryDays)).get(day) ?? [], (control) => control.scopeId);
  const definitions = new Map(catalogue.controls.map((one) => [one.controlId, one.maxScore]));
  return new Map(grid.scopeIds.flatMap((scopeId, scope) => {
    const value = grid.at(scope, index);
    if (value === null) return [];
    const own = (controls.get(scopeId) ?? []).map(({ controlId, points, counts }) => ({ controlId, points, counts, maxScore: points.max > 0 ? points.max : (definitions.get(controlId) ?? 0) }));
    return [[scopeId, { scopeId, points: value.points, weight: value.weight, controls: own }] as const];
  }));
}

async function transitions(from: Moment, to: Moment, { states, at, catalogue, governance }: LaterEnd, catalogueBefore: Catalogue | null): Promise<Compared['transitions']> {
  if (states === null || states.since === null) return new Map();
  const { history } = to;
  // The day's figures are those of its last run: what changed after it, on the same day, is part of the change.
  const since = from.history.points.findLast((point) => point.day === from.day)?.at ?? endOfDay(from.day, history.timeZone);
  const governanceBefore = (await from.history.governance?.(from.day)) ?? null;
  return windowTransitions({
    states,
    changes: await history.stateChanges(since, at),
    catalogueBefore,
    catalogueAfter: catalogue,
    countsBefore: (await from.history.recommendationCounts(from.day, carryDays))?.scopes ?? new Map(),
    countsAfter: (await history.recommendationCounts(to.day, carryDays))?.scopes ?? new Map(),
    grace: governanceBefore === null || governance === null ? null : { before: gracePeriods(governanceBefore, since), after: gracePeriods(governance, at) },
  });
}

/** Later names win. */
function namesOf(histories: readonly History[], catalogues: readonly Catalogue[]): AccountNames {
  const scopes = new Map(histories.flatMap((history) => [...history.scopes].map(([id, { name }]) => [id, name] as const)));
  const controls = new Map(catalogues.flatMap((catalogue) => catalogue.controls.map((control) => [control.controlId, control.name] as const)));
  const recommendations = new Map(catalogues.flatMap((catalogue) => catalogue.recommendations.map((one) => [one.key, one.name] as const)));
  return { scope: (id) => scopes.get(id) ?? id, control: (id) => controls.get(id) ?? id, recommendation: (key) => recommendations.get(key) ?? key };
}

/** What a snapshot says of the later end. */
export function laterEndOf(snapshot: Snapshot, states: KnownStates | null): LaterEnd {
  return { states, at: snapshot.takenAt, catalogue: snapshot, governance: snapshot.governance };
}
