import type { KnownStates, StateChange } from '../domain/history.ts';
import type { Assessment, AssessmentRef, StateCounts } from '../domain/snapshot.ts';
import type { RunRows } from './detail.ts';
import type { PointHeader } from './documents.ts';

type Resources = Map<string, Assessment>;
type States = Map<string, Map<string, Resources>>;

/** What replaying a run needs to know of it. */
export interface ReplayedRun {
  readonly header: PointHeader;
  /** Null when its file is damaged: what was in it is unknown. */
  readonly rows: RunRows | null;
  /** Scopes the run lists. */
  readonly scopeIds: readonly string[];
}

/** Where a replay stands. */
export interface ReplayState {
  /** True once a baseline was replayed and nothing after it is missing. */
  readonly complete: boolean;
  /** Moment up to which assessments are on record. */
  readonly since: string | null;
  /** Moment of the last run, ISO 8601 UTC. */
  readonly takenAt: string | null;
  readonly rows: () => readonly Assessment[];
}

/** Where a replay begins. */
export type ReplayStart = Omit<ReplayState, 'rows'> & { readonly rows: readonly Assessment[] };

/** The last known row of every assessment, brought forward run by run. */
export interface Replay {
  /** Brings the states forward by a run and returns what changed. */
  apply(run: ReplayedRun): readonly StateChange[];
  state(): ReplayState;
  known(): KnownStates;
}

/** Causes that may have cost a run assessment rows. */
const losingCauses = new Set(['shortPage', 'payloadTooLarge', 'requestFailed', 'typeVanished']);

/** Starts with nothing on record, or where an earlier replay stood. */
export function createReplay(start: ReplayStart = { complete: false, since: null, takenAt: null, rows: [] }): Replay {
  const states: States = new Map();
  for (const row of start.rows) resourcesOf(states, row).set(row.resourceId, row);
  let { complete, since, takenAt } = start;

  const apply = ({ header, rows, scopeIds }: ReplayedRun): readonly StateChange[] => {
    const before = takenAt;
    takenAt = header.takenAt;
    if (rows === null || hole(rows, since)) [complete, since] = [false, null];
    if (rows === null) return [];
    const baseline = rows.since === null && header.source !== 'continuousExport';
    const changes = [
      ...rows.rows.flatMap((row) => applyRow(states, row, header, before, complete || rows.since !== null)),
      ...[...rows.deleted, ...(baseline ? vanished(states, rows.rows, header, scopeIds) : [])].flatMap((ref) => applyDeletion(states, ref, header)),
    ];
    const whole = !header.gaps.some((gap) => gap.affectsScore && losingCauses.has(gap.cause));
    complete ||= baseline && whole;
    if (complete && whole && header.source !== 'continuousExport') since = header.takenAt;
    return changes;
  };
  return {
    apply,
    state: () => ({ complete, since, takenAt, rows: () => [...states.values()].flatMap((keys) => [...keys.values()].flatMap((resources) => [...resources.values()])) }),
    known: () => knownStates(states, complete ? since : null),
  };
}

/** A view on what is known; it follows later replays of the same record. */
function knownStates(states: States, since: string | null): KnownStates {
  return {
    since,
    state: ({ scopeId, key, resourceId }) => states.get(scopeId)?.get(key)?.get(resourceId)?.state ?? null,
    resources: (scopeId, key) => new Map([...(states.get(scopeId)?.get(key) ?? [])].map(([resourceId, row]) => [resourceId, row.state])),
    keys: (scopeId) => states.get(scopeId)?.keys() ?? [],
    exempt: () => [...states.values()].flatMap((keys) => [...keys.values()].flatMap((resources) => [...resources.values()].filter(({ cause }) => cause?.toLowerCase() === 'exempt'))),
    counts: () => new Map([...states].map(([scopeId, keys]) => [scopeId, new Map([...keys].map(([key, resources]) => [key, countsOf(resources)]))])),
  };
}

/** True when the run asked for later rows than those on record end with: changes between are missing. */
function hole(rows: RunRows, since: string | null): boolean {
  return rows.since !== null && since !== null && Date.parse(rows.since) > Date.parse(since);
}

function applyRow(states: States, row: Assessment, header: PointHeader, before: string | null, newIsChange: boolean): readonly StateChange[] {
  const resources = resourcesOf(states, row);
  const from = resources.get(row.resourceId)?.state ?? null;
  resources.set(row.resourceId, row);
  if (from === row.state || (from === null && !newIsChange)) return [];
  return [{ ...row, from, to: row.state, ...timeOf(row.changedAt, header, before) }];
}

function applyDeletion(states: States, ref: AssessmentRef, header: PointHeader): readonly StateChange[] {
  const resources = states.get(ref.scopeId)?.get(ref.key);
  const row = resources?.get(ref.resourceId);
  if (resources === undefined || row === undefined) return [];
  resources.delete(ref.resourceId);
  return [{ ...row, from: row.state, to: null, at: header.takenAt, atSource: 'firstSeen' }];
}

/** The service's time when it lies between the run before and the end of this one; a run cannot see the future, and what it sees now was not yet so then. */
function timeOf(changedAt: string | null, header: PointHeader, before: string | null): Pick<StateChange, 'at' | 'atSource'> {
  const plausible = changedAt !== null && (before === null || Date.parse(changedAt) > Date.parse(before)) && Date.parse(changedAt) <= Date.parse(header.finishedAt);
  return plausible ? { at: changedAt, atSource: 'reported' } : { at: header.takenAt, atSource: 'firstSeen' };
}

/** Assessments on record that a baseline no longer has, in the scopes that it read in full. */
function vanished(states: States, rows: readonly Assessment[], header: PointHeader, scopeIds: readonly string[]): readonly AssessmentRef[] {
  if (header.gaps.some((gap) => gap.scopeId === null && gap.affectsScore && losingCauses.has(gap.cause))) return [];
  const doubtful = new Set(header.gaps.map((gap) => gap.scopeId));
  const present = new Set(rows.map((row) => `${row.scopeId}\n${row.key}\n${row.resourceId}`));
  return scopeIds.filter((scopeId) => !doubtful.has(scopeId)).flatMap((scopeId) => [...(states.get(scopeId) ?? [])]
    .flatMap(([key, resources]) => [...resources.keys()].map((resourceId) => ({ scopeId, key, resourceId }))))
    .filter((ref) => !present.has(`${ref.scopeId}\n${ref.key}\n${ref.resourceId}`));
}

function resourcesOf(states: States, { scopeId, key }: Pick<Assessment, 'scopeId' | 'key'>): Resources {
  const keys = states.get(scopeId) ?? new Map<string, Resources>();
  states.set(scopeId, keys);
  const resources = keys.get(key) ?? new Map<string, Assessment>();
  keys.set(key, resources);
  return resources;
}

function countsOf(resources: Resources): StateCounts {
  let [healthy, unhealthy, notApplicable] = [0, 0, 0];
  for (const { state } of resources.values()) {
    if (state === 'Healthy') healthy += 1;
    else if (state === 'Unhealthy') unhealthy += 1;
    else if (state === 'NotApplicable') notApplicable += 1;
  }
  return { healthy, unhealthy, notApplicable };
}
