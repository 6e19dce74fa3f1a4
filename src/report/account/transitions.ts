import type { KnownStates, StateChange } from '../../domain/history.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { ControlDefinition } from '../../domain/snapshot.ts';
import type { CountCause, Standing, Transition } from '../../score/index.ts';

/** What classifies the resources of one scope. */
export interface TransitionInput {
  readonly scopeId: ScopeId;
  /** Changes of the scope's assessments between the two points, oldest first. */
  readonly changes: readonly StateChange[];
  /** States at the later point. */
  readonly after: KnownStates;
  /** Control definitions at both points, with only the recommendations that count. */
  readonly controlsBefore: readonly ControlDefinition[];
  readonly controlsAfter: readonly ControlDefinition[];
  /** Recommendations of which fewer assessments are exempt than before: leaving notApplicable there means an exemption ended. */
  readonly exemptionsEnded: ReadonlySet<string>;
  /** Keys whose grace period ran at each point, by resource: what failed in it was in no score. */
  readonly graceBefore: ReadonlyMap<string, ReadonlySet<string>>;
  readonly graceAfter: ReadonlyMap<string, ReadonlySet<string>>;
}

/** One assessment at both points. */
interface Pair {
  readonly key: string;
  readonly from: string | null;
  readonly to: string | null;
  /** True when the later state is there because of an exemption. */
  readonly exempt: boolean;
}

/** Every resource of a scope whose standing in a control differs between the two points, and why. */
export function transitionsOf(input: TransitionInput): Transition[] {
  const keysBefore = new Map(input.controlsBefore.map((control) => [control.controlId, new Set(control.recommendationKeys)]));
  const keysAfter = new Map(input.controlsAfter.map((control) => [control.controlId, new Set(control.recommendationKeys)]));
  const touched = touchedResources(input, keysBefore, keysAfter);
  return [...new Set([...keysBefore.keys(), ...keysAfter.keys()])].flatMap((controlId) => {
    const before = keysBefore.get(controlId) ?? new Set<string>();
    const after = keysAfter.get(controlId) ?? new Set<string>();
    return [...touched].flatMap(([resourceId, changed]) => transition({ input, controlId, resourceId, changed, before, after }) ?? []);
  });
}

/** Changed assessments by resource: first and last state of the window; resources of recommendations that began or ceased to count as well. */
function touchedResources(input: TransitionInput, before: ReadonlyMap<string, ReadonlySet<string>>, after: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Map<string, Pair>> {
  const touched = new Map<string, Map<string, Pair>>();
  const put = (resourceId: string, pair: Pair): void => {
    const own = touched.get(resourceId) ?? new Map<string, Pair>();
    const earlier = own.get(pair.key);
    own.set(pair.key, earlier === undefined ? pair : { ...pair, from: earlier.from });
    touched.set(resourceId, own);
  };
  for (const key of movedKeys(before, after)) {
    for (const [resourceId, state] of input.after.resources(input.scopeId, key)) put(resourceId, { key, from: state, to: state, exempt: false });
  }
  for (const [resourceId, key] of movedGrace(input)) {
    const state = input.after.state({ scopeId: input.scopeId, key, resourceId });
    put(resourceId, { key, from: state, to: state, exempt: false });
  }
  for (const change of input.changes) {
    const own = touched.get(change.resourceId);
    // A recommendation or grace period that moved was put with its later state only; its first change knows the earlier one.
    if (own?.get(change.key)?.from === own?.get(change.key)?.to) own?.delete(change.key);
    put(change.resourceId, { key: change.key, from: change.from, to: change.to, exempt: change.cause?.toLowerCase() === 'exempt' });
  }
  return touched;
}

/** Assessments whose grace period began or ended between the points. */
function movedGrace({ graceBefore, graceAfter }: TransitionInput): (readonly [resourceId: string, key: string])[] {
  const none: ReadonlySet<string> = new Set();
  return [...new Set([...graceBefore.keys(), ...graceAfter.keys()])].flatMap((resourceId) =>
    [...(graceBefore.get(resourceId) ?? none).symmetricDifference(graceAfter.get(resourceId) ?? none)].map((key) => [resourceId, key] as const));
}

function movedKeys(before: ReadonlyMap<string, ReadonlySet<string>>, after: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const moved = new Set<string>();
  for (const controlId of new Set([...before.keys(), ...after.keys()])) {
    for (const key of (before.get(controlId) ?? new Set<string>()).symmetricDifference(after.get(controlId) ?? new Set<string>())) moved.add(key);
  }
  return moved;
}

interface Place {
  readonly input: TransitionInput;
  readonly controlId: string;
  readonly resourceId: string;
  readonly changed: ReadonlyMap<string, Pair>;
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

/** State of an assessment that fails while its grace period runs: it is in no score. */
const inGrace = 'InGrace';

function transition(place: Place): Transition | null {
  const { input, controlId, resourceId, changed, before, after } = place;
  if (![...changed.keys()].some((key) => before.has(key) || after.has(key))) return null;
  const [graceBefore, graceAfter] = [input.graceBefore.get(resourceId), input.graceAfter.get(resourceId)];
  const pairs = new Map([...before.union(after)].map((key): [string, Pair] => {
    const state = input.after.state({ scopeId: input.scopeId, key, resourceId });
    const pair = changed.get(key) ?? { key, from: state, to: state, exempt: false };
    return [key, { ...pair, from: counted(pair.from, graceBefore?.has(key)), to: counted(pair.to, graceAfter?.has(key)) }];
  }));
  const from = standing([...before].map((key) => pairs.get(key)?.from ?? null));
  const to = standing([...after].map((key) => pairs.get(key)?.to ?? null));
  if (from === to) return null;
  const decisive = [...pairs.values()].filter((pair) => matters(pair, before, after, from, to));
  return { controlId, resourceId, from, to, cause: causeOf(from, to, decisive, place), keys: decisive.map((pair) => pair.key) };
}

function counted(state: string | null, graced: boolean | undefined): string | null {
  return state === 'Unhealthy' && graced === true ? inGrace : state;
}

/** Healthy only if every recommendation of the control that judges the resource passes; null where none judges it. */
function standing(states: readonly (string | null)[]): Standing {
  if (states.includes('Unhealthy')) return 'unhealthy';
  return states.includes('Healthy') ? 'healthy' : null;
}

/** True for the assessments that made the difference. */
function matters(pair: Pair, before: ReadonlySet<string>, after: ReadonlySet<string>, from: Standing, to: Standing): boolean {
  const then = before.has(pair.key) ? pair.from : null;
  const now = after.has(pair.key) ? pair.to : null;
  if (then === now) return false;
  if (to === 'unhealthy') return now === 'Unhealthy';
  if (from === 'unhealthy') return then === 'Unhealthy';
  return true;
}

function causeOf(from: Standing, to: Standing, decisive: readonly Pair[], { input, before, after }: Place): CountCause {
  const every = (test: (pair: Pair) => boolean): boolean => decisive.length > 0 && decisive.every(test);
  if (every(({ key }) => before.has(key) !== after.has(key))) return 'catalogue';
  const exempted = every((pair) => pair.to === 'NotApplicable' && pair.exempt);
  const exemptionEnded = every((pair) => pair.from === 'NotApplicable' && input.exemptionsEnded.has(pair.key));
  if (exempted || exemptionEnded) return 'exemptions';
  if (every((pair) => pair.to === inGrace || (pair.from === inGrace && pair.to === 'Unhealthy'))) return 'gracePeriod';
  // What was mended in its grace period is new to the score, and no new resource.
  if (from === null && decisive.some((pair) => pair.from === inGrace && pair.to === 'Healthy')) return 'remediated';
  if (from === null) return 'newResources';
  if (to === null) return 'deletedResources';
  if (to === 'healthy') return decisive.some((pair) => pair.to === 'Healthy') ? 'remediated' : 'deletedResources';
  return decisive.some((pair) => pair.from === 'Healthy') ? 'regressed' : 'newResources';
}
