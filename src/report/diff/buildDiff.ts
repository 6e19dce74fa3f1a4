import type { GroupConfig } from '../../domain/config.ts';
import { formatFor } from '../../domain/format.ts';
import type { History, HistoryPoint, KnownStates } from '../../domain/history.ts';
import { shownChange } from '../../domain/reportFigures.ts';
import type { Scope, ScopeId } from '../../domain/scope.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { rollUp, type ScopePoint } from '../../score/index.ts';
import type { AccountLimits } from '../account/accountModel.ts';
import { accountFor, compare, type Compared, type Moment } from '../account/compared.ts';
import { belongsTo } from '../membership.ts';
import { methodBreakBetween } from '../methodBreaks.ts';
import { openAssignments } from '../owners.ts';
import { diffVersion, type Diff, type PartDifference, type Provenance, type ScopeDifference } from './diffModel.ts';

/** One of the two runs. */
export interface DiffEnd {
  readonly point: HistoryPoint;
  /** Null: of a workspace, which holds no snapshots. */
  readonly snapshot: Snapshot | null;
  /** The series as of the run, from which its figures are read: what it could not read is carried forward as in a report. */
  readonly history: History;
}

export interface DiffInputs {
  /** The earlier run. */
  readonly from: DiffEnd;
  readonly to: DiffEnd;
  readonly timeZone: string;
  /** Resource states at the later run; null: not on record. */
  readonly states: KnownStates | null;
  readonly groups: readonly GroupConfig[];
  /** Which scopes are compared, with what that is called; null: all. */
  readonly only: { readonly name: string; readonly has: (scope: Scope) => boolean } | null;
}

/** More than a report lists: a comparison is read by machines. */
const limits: AccountLimits = { places: 500, resources: 100 };

/** Two runs compared by the rules of a report: each scope's value of the day, carried forward for at most 14 days. */
export async function buildDiff({ from, to, timeZone, states, groups, only }: DiffInputs): Promise<Diff> {
  const [before, after] = [await momentOf(from), await momentOf(to)];
  const catalogue = to.snapshot ?? (await to.history.catalogue(to.point.day)) ?? { controls: [], recommendations: [] };
  const governance = to.snapshot === null ? null : openAssignments(to.snapshot.governance, states);
  const compared = await compare(before, after, { states, at: to.point.at, catalogue, governance });
  const scopes = [...scopesOf(from, to, compared).values()].filter((scope) => only?.has(scope) !== false);
  const world: World = { compared, before, after, scopes };
  const ids = scopes.map(({ id }) => id);
  const { from: was, to: is, change, shown } = movement(world, ids);
  const account = accountFor(compared, ids, limits);
  return {
    schema: 'secure-score/diff', version: diffVersion,
    from: provenance(from, timeZone), to: provenance(to, timeZone), of: only?.name ?? null,
    overall: { from: was, to: is, change, shown },
    environments: parts(world, [...new Set(scopes.map(({ environment }) => environment))].toSorted().map((name) => ({ name, has: (scope) => scope.environment === name }))),
    groups: parts(world, groups.map(({ name, match }) => ({ name, has: (scope) => belongsTo(match, scope) }))),
    scopes: scopeDifferences(world),
    account: account === null ? null : { since: from.point.day, ...account },
    resourcesKnown: states !== null && states.since !== null,
    methodBreak: methodBreakBetween(from.point.day, to.point.day, formatFor('en-GB', timeZone)),
  };
}

interface World {
  readonly compared: Compared;
  readonly before: Moment;
  readonly after: Moment;
  /** Those compared that have a value at either end. */
  readonly scopes: readonly Scope[];
}

async function momentOf({ history, point }: DiffEnd): Promise<Moment> {
  return { history, day: point.day, grid: await history.scoreDays({ from: point.day, to: point.day }), index: 0 };
}

/** Scopes with a value at either end, as they were last known. */
function scopesOf(from: DiffEnd, to: DiffEnd, { before, after }: Compared): ReadonlyMap<ScopeId, Scope> {
  const known = new Map([from, to].flatMap(({ history, snapshot }) => [...history.scopes, ...(snapshot?.scopes ?? []).map((scope) => [scope.id, scope] as const)]));
  return new Map([...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((id) => {
    const scope = known.get(id);
    return scope === undefined ? [] : [[id, scope] as const];
  }));
}

type Movement = Pick<PartDifference, 'from' | 'to' | 'change' | 'shown' | 'changeAccount'>;

function movement({ compared }: World, ids: readonly ScopeId[]): Movement {
  const ratioIn = (points: ReadonlyMap<ScopeId, ScopePoint>): number | null => rollUp(ids.flatMap((id) => points.get(id) ?? [])).ratio;
  const [from, to] = [ratioIn(compared.before), ratioIn(compared.after)];
  const account = accountFor(compared, ids);
  const changeAccount = account === null ? null : { ...account, parts: account.parts.map(({ cause, change, shown, resources }) => ({ cause, change, shown, resources })) };
  return from === null || to === null ? { from, to, change: null, shown: null, changeAccount } : { from, to, change: to - from, shown: shownChange(from, to), changeAccount };
}

function parts(world: World, wanted: readonly { readonly name: string; readonly has: (scope: Scope) => boolean }[]): PartDifference[] {
  return wanted.flatMap(({ name, has }) => {
    const ids = world.scopes.filter(has).map(({ id }) => id);
    return ids.length === 0 ? [] : [{ name, scopes: ids.length, ...movement(world, ids) }];
  });
}

function scopeDifferences(world: World): ScopeDifference[] {
  const { compared, before, after } = world;
  const places = [before, after].map(({ grid }) => new Map(grid.scopeIds.map((id, place) => [id, place])));
  const carried = (moment: Moment, end: number, id: ScopeId): string | null => {
    const place = places[end]?.get(id);
    const measured = place === undefined ? null : (moment.grid.at(place, moment.index)?.measuredOn ?? null);
    return measured === moment.day ? null : measured;
  };
  return world.scopes.flatMap(({ id, name, environment }): ScopeDifference[] => {
    const own = movement(world, [id]);
    if (own.from === null && own.to === null) return [];
    const status = own.from === null ? 'joined' : own.to === null ? 'left' : 'both';
    return [{
      scopeId: id, name, environment, status, ...own, carriedFrom: carried(before, 0, id), carriedTo: carried(after, 1, id),
      weightFrom: compared.before.get(id)?.weight ?? null, weightTo: compared.after.get(id)?.weight ?? null,
    }];
  }).toSorted((a, b) => Math.abs(b.change ?? 2) - Math.abs(a.change ?? 2) || a.name.localeCompare(b.name, 'en'));
}

function provenance({ snapshot, point }: DiffEnd, timeZone: string): Provenance {
  const end = snapshot?.finishedAt ?? null;
  return {
    runId: point.runId, day: point.day, start: point.at, end, seconds: end === null ? null : (Date.parse(end) - Date.parse(point.at)) / 1000, timeZone, source: point.source,
    toolVersion: snapshot?.toolVersion ?? null, formula: point.formula, cloud: snapshot?.cloud ?? null, catalogue: point.catalogueHash,
    scopes: snapshot?.scopes.length ?? null, coverage: point.coverage, complete: point.complete, gaps: snapshot?.gaps.length ?? null,
  };
}
