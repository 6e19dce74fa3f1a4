import { addDays, dayOf, endOfDay } from '../../domain/calendar.ts';
import type { History, KnownStates } from '../../domain/history.ts';
import type { ManagementGroup, ScopeId } from '../../domain/scope.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { narrowCircumstances } from './narrowCircumstances.ts';
import { narrowCatalogue, type KnownCatalogue } from './catalogue.ts';
import { narrowPanels } from './narrowPanels.ts';
import { narrowGaps } from './narrowGaps.ts';
import { shareHistory, type SharedHistory } from './sharedHistory.ts';

/** What a report is made from. */
export interface World {
  readonly snapshot: Snapshot;
  readonly history: History;
  /** Null: no resource states on record. */
  readonly states: KnownStates | null;
}

/** Days back to which a recommendation that no resource is judged by any more is still known: every window of a report lies in it. */
const rememberedDays = 45;

/**
 * Makes worlds that know some of the scopes and nothing of the others, so that whatever is computed from them cannot tell a name, id or
 * figure of another scope. The history is read once for all of them.
 */
export function narrower(world: World): (ids: ReadonlySet<ScopeId>) => Promise<World> {
  const shared = shareHistory(world.history, world.snapshot);
  const own = indexed(world.snapshot);
  return async (ids) => {
    const states = world.states === null ? null : narrowStates(world.states, ids);
    const known = await knownCatalogue(own, ids, states, shared);
    const snapshot = narrowSnapshot(own, ids, known);
    return { snapshot, states, history: await shared.of(ids, known, snapshot) };
  };
}

/** One world narrowed to some scopes; for several use {@link narrower}. */
export function narrow(world: World, ids: ReadonlySet<ScopeId>): Promise<World> {
  return narrower(world)(ids);
}

/** A snapshot with its rows by scope. */
interface IndexedSnapshot {
  readonly snapshot: Snapshot;
  readonly scores: ReadonlyMap<ScopeId, Snapshot['scores'][number]>;
  readonly scopes: ReadonlyMap<ScopeId, Snapshot['scopes'][number]>;
  readonly rows: ReadonlyMap<ScopeId, Snapshot['assessments']['rows']>;
  readonly deleted: ReadonlyMap<ScopeId, Snapshot['assessments']['deleted']>;
  readonly governance: ReadonlyMap<ScopeId, Snapshot['governance']>;
}

function indexed(snapshot: Snapshot): IndexedSnapshot {
  return {
    snapshot,
    scores: new Map(snapshot.scores.map((score) => [score.scopeId, score])),
    scopes: new Map(snapshot.scopes.map((scope) => [scope.id, scope])),
    rows: Map.groupBy(snapshot.assessments.rows, ({ scopeId }) => scopeId),
    deleted: Map.groupBy(snapshot.assessments.deleted, ({ scopeId }) => scopeId),
    governance: Map.groupBy(snapshot.governance, ({ scopeId }) => scopeId),
  };
}

/** Field by field, so that a field that is added to snapshots does not come along unseen: the compiler asks for it here. */
function narrowSnapshot({ snapshot, scores, scopes: all, rows, deleted, governance }: IndexedSnapshot, ids: ReadonlySet<ScopeId>, known: KnownCatalogue): Snapshot {
  const sorted = [...ids].toSorted();
  const ofEach = <Row>(index: ReadonlyMap<ScopeId, readonly Row[]>): Row[] => sorted.flatMap((id) => index.get(id) ?? []);
  const scopes = sorted.flatMap((id) => all.get(id) ?? []);
  return {
    schema: snapshot.schema, version: snapshot.version,
    runId: snapshot.runId, takenAt: snapshot.takenAt, finishedAt: snapshot.finishedAt,
    toolVersion: snapshot.toolVersion, model: snapshot.model, formula: snapshot.formula, cloud: snapshot.cloud,
    // Of several tenants it is not known which are whose.
    tenantIds: snapshot.tenantIds.length === 1 ? snapshot.tenantIds : [],
    catalogueHash: '',
    scopes,
    managementGroups: ancestorsOf(scopes, snapshot.managementGroups),
    scores: sorted.flatMap((id) => scores.get(id) ?? []),
    ...narrowCatalogue(snapshot, known),
    assessments: { since: snapshot.assessments.since, rows: ofEach(rows), deleted: ofEach(deleted) },
    governance: ofEach(governance),
    ...narrowCircumstances(snapshot, ids, scopes),
    ...narrowPanels(snapshot, ids),
    gaps: narrowGaps(snapshot, ids),
    // What was sent otherwise than documented, and how much was asked for, belongs to the run as a whole.
    drift: [],
    requests: { sent: 0, throttled: 0, retried: 0, rows: 0 },
  };
}

/** The groups above the scopes, each below the next that is above them. */
function ancestorsOf(scopes: Snapshot['scopes'], all: readonly ManagementGroup[]): ManagementGroup[] {
  const names = new Set(scopes.flatMap(({ ancestors }) => ancestors.map(({ name }) => name.toLowerCase())));
  return all.filter(({ name }) => names.has(name.toLowerCase())).map(({ name, displayName, parent, restricted }) => ({
    name, displayName, restricted, parent: parent !== null && names.has(parent.toLowerCase()) ? parent : null,
  }));
}

/** Recommendations that judge a resource of the scopes, and the controls that these are in: what no resource of theirs is judged by may be another owner's own. */
async function knownCatalogue({ snapshot, scores }: IndexedSnapshot, ids: ReadonlySet<ScopeId>, states: KnownStates | null, shared: SharedHistory): Promise<KnownCatalogue> {
  const own = [...ids].flatMap((id) => scores.get(id) ?? []);
  const day = dayOf(snapshot.takenAt, shared.timeZone);
  const changes = await shared.stateChanges(ids, endOfDay(addDays(day, -rememberedDays), shared.timeZone), snapshot.takenAt);
  const keys = new Set([
    ...own.flatMap(({ recommendations }) => recommendations.map(({ key }) => key)),
    ...[...(states?.counts().values() ?? [])].flatMap((counts) => [...counts.keys()]),
    ...changes.map(({ key }) => key),
  ]);
  const controlIds = new Set([
    ...own.flatMap(({ controls }) => controls.map(({ controlId }) => controlId)),
    ...snapshot.controls.filter(({ recommendationKeys }) => recommendationKeys.some((key) => keys.has(key))).map(({ controlId }) => controlId),
  ]);
  return { keys, controlIds };
}

function narrowStates(states: KnownStates, ids: ReadonlySet<ScopeId>): KnownStates {
  const all = states.counts();
  const counts = new Map([...ids].toSorted().flatMap((id) => {
    const own = all.get(id);
    return own === undefined ? [] : [[id, own] as const];
  }));
  return {
    since: states.since,
    state: (ref) => (ids.has(ref.scopeId) ? states.state(ref) : null),
    resources: (scopeId, key) => (ids.has(scopeId) ? states.resources(scopeId, key) : new Map()),
    counts: () => counts,
    ...(states.exempt === undefined ? {} : { exempt: () => states.exempt?.().filter(({ scopeId }) => ids.has(scopeId)) ?? [] }),
  };
}
