import type { KnownStates, StateChange } from '../../domain/history.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { ControlDefinition } from '../../domain/snapshot.ts';
import { allow, noLeeway, type ControlEvidence, type Leeway, type Standing, type Tally } from '../../score/index.ts';
import { judgedResources } from '../grace.ts';

/** What is known of one scope's resources. */
export interface ScopeResources {
  readonly scopeId: ScopeId;
  readonly states: KnownStates;
  /** With only the recommendations that count. */
  readonly controls: readonly ControlDefinition[];
  /** Keys in a running grace period by resource. */
  readonly graced: ReadonlyMap<string, ReadonlySet<string>>;
  /** Exempt keys by resource. */
  readonly exempt: ReadonlyMap<string, ReadonlySet<string>>;
  /** Changes since the controls may have been computed, oldest first. */
  readonly changes: readonly StateChange[];
  /** Keys by resource that the service says changed since then: with no earlier state on record it may have been any. */
  readonly recent: ReadonlyMap<string, ReadonlySet<string>>;
}

/** States by recommendation. */
type Judged = ReadonlyMap<string, string>;

interface Builder {
  readonly now: Tally;
  readonly graced: Tally;
  readonly before: Tally;
  readonly exempt: Leeway;
  readonly recent: Leeway;
}

/** How the assessments on record lead to a scope's control counts, by control. */
export function controlEvidence(resources: ScopeResources): ReadonlyMap<string, ControlEvidence> {
  const { scopeId, states, controls, changes } = resources;
  const controlsOf = Map.groupBy(controls.flatMap(({ controlId, recommendationKeys }) => recommendationKeys.map((key) => ({ controlId, key }))), ({ key }) => key);
  const builders = new Map(controls.map(({ controlId }): [string, Builder] => [controlId, { now: { healthy: 0, unhealthy: 0 }, graced: { healthy: 0, unhealthy: 0 }, before: { healthy: 0, unhealthy: 0 }, exempt: noLeeway(), recent: noLeeway() }]));
  const judged = judgedResources(states, scopeId);
  const changed = Map.groupBy(changes, ({ resourceId }) => resourceId);
  const standings = (own: Judged): ReadonlyMap<string, Standing> => standingsOf(own, (key) => controlsOf.get(key) ?? []);
  for (const resourceId of new Set([...judged.keys(), ...changed.keys()])) {
    const own = judged.get(resourceId) ?? new Map<string, string>();
    const known = changed.get(resourceId);
    const told = new Set(known?.flatMap(({ key, from }) => (from === null ? [] : [key])));
    const untold = [...(resources.recent.get(resourceId) ?? [])].filter((key) => !told.has(key));
    addResource(builders, standings, { own, graced: resources.graced.get(resourceId), exempt: resources.exempt.get(resourceId), changes: known, untold });
  }
  return builders;
}

interface ResourceKnown {
  readonly own: Judged;
  readonly graced: ReadonlySet<string> | undefined;
  readonly exempt: ReadonlySet<string> | undefined;
  readonly changes: readonly StateChange[] | undefined;
  /** Keys that changed from a state that is not on record. */
  readonly untold: readonly string[];
}

function addResource(builders: ReadonlyMap<string, Builder>, standings: (own: Judged) => ReadonlyMap<string, Standing>, { own, graced, exempt, changes, untold }: ResourceKnown): void {
  const outsideGrace = graced === undefined ? own : new Map([...own].filter(([key, state]) => state !== 'Unhealthy' || !graced.has(key)));
  const inForce = standings(outsideGrace);
  const now = outsideGrace === own ? inForce : standings(own);
  const before = changes === undefined ? inForce : standings(earlier(outsideGrace, changes));
  const otherwise = (keys: Iterable<string>, states: readonly string[]): readonly ReadonlyMap<string, Standing>[] => states.map((state) => standings(new Map([...outsideGrace, ...[...keys].map((key) => [key, state] as const)])));
  const counted = exempt === undefined ? [] : otherwise(exempt, ['Healthy', 'Unhealthy']);
  const possible = untold.length === 0 ? [] : otherwise(untold, ['Healthy', 'Unhealthy', 'NotApplicable']);
  for (const controlId of new Set([now, inForce, before, ...counted, ...possible].flatMap((each) => [...each.keys()]))) {
    const builder = builders.get(controlId);
    if (builder === undefined) continue;
    const stands = inForce.get(controlId) ?? null;
    add(builder.now, now.get(controlId) ?? null);
    add(builder.graced, stands);
    add(builder.before, before.get(controlId) ?? null);
    allow(builder.recent, stands, before.get(controlId) ?? null);
    for (const each of counted) allow(builder.exempt, stands, each.get(controlId) ?? null);
    for (const each of possible) allow(builder.recent, stands, each.get(controlId) ?? null);
  }
}

function add(tally: Tally, standing: Standing): void {
  if (standing !== null) tally[standing] += 1;
}

/** States before the changes: a later change of the same assessment does not hide the first. */
function earlier(own: Judged, changes: readonly StateChange[]): Judged {
  const states = new Map(own);
  for (const { key, from } of changes.toReversed()) {
    if (from === null) states.delete(key);
    else states.set(key, from);
  }
  return states;
}

function standingsOf(own: Judged, controlsOf: (key: string) => readonly { readonly controlId: string }[]): ReadonlyMap<string, Standing> {
  const found = new Map<string, Standing>();
  for (const [key, state] of own) {
    if (state !== 'Unhealthy' && state !== 'Healthy') continue;
    for (const { controlId } of controlsOf(key)) {
      if (state === 'Unhealthy') found.set(controlId, 'unhealthy');
      else if (!found.has(controlId)) found.set(controlId, 'healthy');
    }
  }
  return found;
}
