import type { ControlScore } from '../../domain/snapshot.ts';
import type { FailingSet, RescorableScope } from './rescore.ts';

/** What fixing everything in a set of recommendations is worth, by the recommendations that have to be fixed together. */
export interface Bundle {
  readonly keys: readonly string[];
  /** Gain of the whole score, as a ratio, of the resources that fail exactly these in some control (unrounded). */
  readonly value: number;
}

/** Failing sets of all scopes added up by their recommendations; each is worth what its resources are worth to the whole score. */
export function bundles(scopes: readonly RescorableScope[], sets: readonly FailingSet[]): Bundle[] {
  const total = scopes.reduce((sum, scope) => sum + (scope.points !== null && scope.points.max > 0 ? (scope.weight ?? 0) : 0), 0);
  const found = new Map<string, { keys: readonly string[]; value: number }>();
  for (const set of sets) {
    const scope = scopes[set.scope] as RescorableScope;
    const control = scope.controls[set.control] as ControlScore;
    const perResource = control.max / (control.healthy + control.unhealthy) / (scope.points?.max ?? 1);
    const value = (((scope.weight ?? 0) / total) * perResource * Math.min(set.resources, control.unhealthy));
    const name = set.keys.join(' ');
    found.set(name, { keys: set.keys, value: (found.get(name)?.value ?? 0) + value });
  }
  return [...found.values()];
}

/** One step of a plan: the recommendations to fix and what the score gains by them on top of the steps before (unrounded). */
export interface PlanStep {
  readonly keys: readonly string[];
  readonly gain: number;
}

export interface Plan {
  readonly steps: readonly PlanStep[];
  /** Σ gain of the steps. */
  readonly gain: number;
  /** No plan with as many recommendations can gain more than this. */
  readonly bound: number;
}

/** Cost of fixing a recommendation; by default each costs 1. */
export type Effort = (key: string) => number;

/** What decides between steps of the same gain per effort: the higher first; by default all are alike. */
export type Urgency = (keys: readonly string[]) => number;

/**
 * A short way up: at each step the bundle with most gain per effort (of several, the most urgent), given what is fixed already. Recommendations that only
 * help together are taken together. Greedy, so it states the bound: a resource that fails n recommendations of a control
 * gives each of them an n-th of its worth at most, so k recommendations cannot gain more than the k largest of those sums.
 */
export function planActions(all: readonly Bundle[], options: { readonly steps: number; readonly enough?: number; readonly effort?: Effort; readonly urgency?: Urgency }): Plan {
  const effort = options.effort ?? (() => 1);
  const urgency = options.urgency ?? (() => 0);
  const fixed = new Set<string>();
  const steps: PlanStep[] = [];
  let gain = 0;
  while (fixed.size < options.steps && gain < (options.enough ?? Number.POSITIVE_INFINITY)) {
    const best = bestBundle(all, fixed, { room: options.steps - fixed.size, effort, urgency });
    if (best === null) break;
    for (const key of best.keys) fixed.add(key);
    steps.push(best);
    gain += best.gain;
  }
  return { steps, gain, bound: upperBound(all, fixed.size) };
}

function bestBundle(all: readonly Bundle[], fixed: ReadonlySet<string>, { room, effort, urgency }: { readonly room: number; readonly effort: Effort; readonly urgency: Urgency }): PlanStep | null {
  let best: PlanStep | null = null;
  let bestRate = 0;
  for (const keys of candidates(all, fixed, room)) {
    const gain = gainOf(all, new Set([...fixed, ...keys])) - gainOf(all, fixed);
    const rate = gain / keys.reduce((sum, key) => sum + effort(key), 0);
    const same = best !== null && Math.abs(rate - bestRate) <= 1e-12;
    if (rate > bestRate + 1e-12 || (same && urgency(keys) > urgency(best?.keys ?? []))) [best, bestRate] = [{ keys, gain }, rate];
  }
  return best;
}

/** What is still missing of each bundle, each set once, in a stable order. */
function candidates(all: readonly Bundle[], fixed: ReadonlySet<string>, room: number): (readonly string[])[] {
  const missing = all.map((bundle) => bundle.keys.filter((key) => !fixed.has(key))).filter((keys) => keys.length > 0 && keys.length <= room);
  return [...new Map(missing.map((keys) => [keys.join(' '), keys])).values()].toSorted((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1));
}

/** Unrounded gain of fixing a set of recommendations everywhere. */
export function gainOf(all: readonly Bundle[], fixed: ReadonlySet<string>): number {
  return all.reduce((sum, bundle) => (bundle.keys.every((key) => fixed.has(key)) ? sum + bundle.value : sum), 0);
}

/** Largest gain that any `count` recommendations could have. */
export function upperBound(all: readonly Bundle[], count: number): number {
  const shares = new Map<string, number>();
  for (const { keys, value } of all) {
    for (const key of keys) shares.set(key, (shares.get(key) ?? 0) + value / keys.length);
  }
  return [...shares.values()]
    .toSorted((a, b) => b - a)
    .slice(0, count)
    .reduce((sum, share) => sum + share, 0);
}
