import type { ScopeId } from '../../domain/scope.ts';
import { counts, rollUp } from '../rollUp.ts';
import { controlAccount } from './controlAccount.ts';
import { shapley } from './shapley.ts';
import type { Account, AccountPart, ControlPoint, ScopePoint, Transition } from './types.ts';

/** Scopes at both points, and what each of their resources did between them. */
export interface AccountInput {
  readonly before: readonly ScopePoint[];
  readonly after: readonly ScopePoint[];
  /** Transitions of scopes that are at both points; absent: the scope's resource states are not on record. */
  readonly transitions: ReadonlyMap<ScopeId, readonly Transition[]>;
}

interface Kept {
  readonly before: ScopePoint;
  readonly after: ScopePoint;
}

/**
 * Why Σ weight·current/max ÷ Σ weight moved, as parts that sum to the change. Null when either point has no score.
 *
 * Across scopes four things act together: scopes that joined, scopes that left, weights that shifted, and the kept scopes' own
 * ratios; they are split by Shapley values. A kept scope's own change is linear in that split, so it comes down to its
 * share of the whole times the change of its ratio, and that is split over controls and causes (see `scopeParts`).
 */
export function accountOfChange(input: AccountInput): Account | null {
  const before = input.before.filter(counts);
  const after = input.after.filter(counts);
  const from = rollUp(before).ratio;
  const to = rollUp(after).ratio;
  if (from === null || to === null) return null;
  const split = splitScopes(before, after);
  const membership = membershipParts(split);
  const own = split.kept.flatMap((kept, index) => scopeParts(kept, membership.shares[index] ?? 0, input.transitions.get(kept.after.scopeId) ?? null));
  const parts = [...own, ...membership.parts].filter((part) => part.change !== 0 || part.transitions.length > 0);
  return { from, to, parts: closed(parts, to - from) };
}

interface Split {
  readonly kept: readonly Kept[];
  readonly joined: readonly ScopePoint[];
  readonly left: readonly ScopePoint[];
}

function splitScopes(before: readonly ScopePoint[], after: readonly ScopePoint[]): Split {
  const was = new Map(before.map((scope) => [scope.scopeId, scope]));
  const is = new Set(after.map((scope) => scope.scopeId));
  return {
    kept: after.flatMap((scope) => {
      const earlier = was.get(scope.scopeId);
      return earlier === undefined ? [] : { before: earlier, after: scope };
    }),
    joined: after.filter((scope) => !was.has(scope.scopeId)),
    left: before.filter((scope) => !is.has(scope.scopeId)),
  };
}

const [joinedBit, leftBit, weightBit, ratioBit] = [1, 2, 4, 8];
const ratioOf = (scope: ScopePoint): number => scope.points.current / scope.points.max;
const sum = (values: Iterable<number>): number => Iterator.from(values).reduce((total, value) => total + value, 0);

/** Parts of scopes that joined or left and of shifted weights, and each kept scope's share by which its own change counts. */
function membershipParts(split: Split): { readonly parts: readonly AccountPart[]; readonly shares: readonly number[] } {
  const worlds = Array.from({ length: 16 }, (_, coalition) => world(split, coalition));
  const values = shapley(4, (coalition) => (worlds[coalition] as World).ratio);
  const shares = split.kept.map((_, index) => averageShare(worlds, index));
  // The kept scopes' own changes times their shares are exactly the fourth player's value.
  const parts = [
    ...spread('scopesJoined', values[0] ?? 0, split.joined),
    ...spread('scopesLeft', values[1] ?? 0, split.left),
    ...weightParts(values[2] ?? 0, split.kept),
  ];
  return { parts, shares };
}

interface World {
  readonly ratio: number;
  readonly weights: Float64Array;
  readonly total: number;
}

/** The score in a world where only some of the four changes have happened; no scope at all counts as 0. */
function world(split: Split, coalition: number): World {
  const weights = Float64Array.from(split.kept, (kept) => ((coalition & weightBit) === 0 ? kept.before : kept.after).weight);
  let weighted = sum(split.kept.map((kept, index) => (weights[index] as number) * ratioOf((coalition & ratioBit) === 0 ? kept.before : kept.after)));
  let total = sum(weights);
  const add = (scopes: readonly ScopePoint[]): void => {
    for (const scope of scopes) {
      weighted += scope.weight * ratioOf(scope);
      total += scope.weight;
    }
  };
  if ((coalition & joinedBit) !== 0) add(split.joined);
  if ((coalition & leftBit) === 0) add(split.left);
  return { ratio: total === 0 ? 0 : weighted / total, weights, total };
}

/** Shapley-weighted mean, over the worlds without the kept scopes' own changes, of a kept scope's share of the weight. */
function averageShare(worlds: readonly World[], index: number): number {
  // Weights of coalitions of 0, 1, 2, 3 among the three other players.
  const weights = [1 / 4, 1 / 12, 1 / 12, 1 / 4];
  let share = 0;
  for (let coalition = 0; coalition < ratioBit; coalition += 1) {
    const { weights: own, total } = worlds[coalition] as World;
    const size = (coalition & 1) + ((coalition >> 1) & 1) + ((coalition >> 2) & 1);
    if (total > 0) share += (weights[size] as number) * ((own[index] as number) / total);
  }
  return share;
}

/** A value that belongs to several scopes, by their weight. */
function spread(cause: 'scopesJoined' | 'scopesLeft', value: number, scopes: readonly ScopePoint[]): AccountPart[] {
  const total = sum(scopes.map((scope) => scope.weight));
  return scopes.map((scope) => ({ cause, scopeId: scope.scopeId, controlId: null, change: (value * scope.weight) / total, transitions: [] }));
}

/** The weight shift, shown at the scopes whose share moved: share change times distance from the kept scopes' mean ratio. */
function weightParts(value: number, kept: readonly Kept[]): AccountPart[] {
  const totals = { before: sum(kept.map((one) => one.before.weight)), after: sum(kept.map((one) => one.after.weight)) };
  const mean = sum(kept.map((one) => ratioOf(one.before) * one.before.weight + ratioOf(one.after) * one.after.weight)) / (totals.before + totals.after);
  const pulls = kept.map((one) => (one.after.weight / totals.after - one.before.weight / totals.before) * ((ratioOf(one.before) + ratioOf(one.after)) / 2 - mean));
  const factor = value / sum(pulls);
  // Beside joining and leaving scopes the pulls may cancel out; then the value is spread by weight.
  const usable = factor > 0.2 && factor < 5;
  return kept.map((one, index) => ({
    cause: 'weightShift',
    scopeId: one.after.scopeId,
    controlId: null,
    change: usable ? (pulls[index] as number) * factor : (value * one.after.weight) / totals.after,
    transitions: [],
  }));
}

/**
 * One kept scope's own change: share · Δ(current ÷ max), with Δ(C/M) = ΔC · mean(1/M) + mean(C) · Δ(1/M), exact and the same
 * from either end; ΔC and ΔM are sums over controls, each split over its causes.
 */
function scopeParts({ before, after }: Kept, share: number, transitions: readonly Transition[] | null): AccountPart[] {
  const perPoint = (1 / before.points.max + 1 / after.points.max) / 2;
  const perMax = -(before.points.current + after.points.current) / 2 / (before.points.max * after.points.max);
  const change = (current: number, max: number): number => share * (current * perPoint + max * perMax);
  const byControl = Map.groupBy(transitions ?? [], (transition) => transition.controlId);
  const parts: AccountPart[] = [];
  let [current, max] = [after.points.current - before.points.current, after.points.max - before.points.max];
  for (const [was, is] of controlPairs(before, after)) {
    current -= is.points.current - was.points.current;
    max -= is.points.max - was.points.max;
    for (const effect of controlAccount(was, is, byControl.get(is.controlId) ?? [], transitions === null ? 'remainder' : 'staleData')) {
      parts.push({ cause: effect.cause, scopeId: after.scopeId, controlId: is.controlId, change: change(effect.current, effect.max), transitions: effect.transitions });
    }
  }
  // What the scope's points differ from the sum of its controls.
  return [...parts, { cause: 'remainder', scopeId: after.scopeId, controlId: null, change: change(current, max), transitions: [] }];
}

function controlPairs(before: ScopePoint, after: ScopePoint): (readonly [ControlPoint, ControlPoint])[] {
  const was = new Map(before.controls.map((control) => [control.controlId, control]));
  const is = new Map(after.controls.map((control) => [control.controlId, control]));
  return [...new Set([...was.keys(), ...is.keys()])].map((controlId) => [was.get(controlId) ?? absent(controlId), is.get(controlId) ?? absent(controlId)] as const);
}

const absent = (controlId: string): ControlPoint => ({ controlId, maxScore: 0, points: { current: 0, max: 0, ratio: 0 }, counts: { healthy: 0, unhealthy: 0, notApplicable: 0 } });

/** Puts what floating point lost into the remainder, so that adding the parts up gives the change exactly. */
function closed(parts: readonly AccountPart[], change: number): readonly AccountPart[] {
  const lost = change - sum(parts.map((part) => part.change));
  const last = parts.findLastIndex((part) => part.cause === 'remainder');
  if (lost === 0) return parts;
  if (last >= 0) return parts.map((part, index) => (index === last ? { ...part, change: part.change + lost } : part));
  const largest = parts.reduce((best, part, index) => (Math.abs(part.change) > Math.abs(parts[best]?.change ?? 0) ? index : best), 0);
  return parts.map((part, index) => (index === largest ? { ...part, change: part.change + lost } : part));
}
