import { shapley } from './shapley.ts';
import type { ControlPoint, CountCause, Transition } from './types.ts';

/** Name of a count that moved without a resource: `staleData` where the resources' states are on record, else `remainder`. */
export type CountMismatch = 'staleData' | 'remainder';

/** What one cause did to one control of a scope, in points. */
export interface ControlEffect {
  readonly cause: CountCause | CountMismatch;
  /** Change of the control's current points. */
  readonly current: number;
  /** Change of the points the control adds to the scope's maximum. */
  readonly max: number;
  readonly transitions: readonly Transition[];
}

interface Player {
  readonly cause: CountCause | CountMismatch;
  readonly healthy: number;
  readonly unhealthy: number;
  /** Change of the definition's maximum, in points. */
  readonly maxScore: number;
  readonly transitions: readonly Transition[];
}

/**
 * The change of one control, split over its causes. A control is worth max · healthy ÷ (healthy + unhealthy) points, so causes
 * act together and are split by Shapley values; what the service's own figures differ from that formula (rounding, older counts)
 * is the remainder.
 */
export function controlAccount(before: ControlPoint, after: ControlPoint, transitions: readonly Transition[], mismatch: CountMismatch): ControlEffect[] {
  const players = playersOf(before, after, transitions, mismatch);
  const world = (coalition: number): Worth => worthOf(before, players, coalition);
  const current = shapley(players.length, (coalition) => world(coalition).current);
  const max = shapley(players.length, (coalition) => world(coalition).max);
  const none = world(0);
  const all = world((1 << players.length) - 1);
  const effects: ControlEffect[] = players.map(({ cause, transitions: own }, index) => ({ cause, current: current[index] ?? 0, max: max[index] ?? 0, transitions: own }));
  const rounding = {
    current: after.points.current - all.current - (before.points.current - none.current),
    max: after.points.max - all.max - (before.points.max - none.max),
  };
  return [...effects, { cause: 'remainder', ...rounding, transitions: [] }];
}

interface Worth {
  readonly current: number;
  readonly max: number;
}

function worthOf(before: ControlPoint, players: readonly Player[], coalition: number): Worth {
  let { healthy, unhealthy } = before.counts;
  let max = before.maxScore;
  players.forEach((player, index) => {
    if ((coalition & (1 << index)) === 0) return;
    healthy += player.healthy;
    unhealthy += player.unhealthy;
    max += player.maxScore;
  });
  // A count that does not match the resources on record can take an imagined world below zero.
  healthy = Math.max(0, healthy);
  unhealthy = Math.max(0, unhealthy);
  const assessed = healthy + unhealthy;
  return assessed === 0 || max <= 0 ? { current: 0, max: 0 } : { current: (max * healthy) / assessed, max };
}

function playersOf(before: ControlPoint, after: ControlPoint, transitions: readonly Transition[], mismatch: CountMismatch): Player[] {
  const players: Player[] = [...Map.groupBy(transitions, (transition) => transition.cause)].map(([cause, own]) => ({
    cause,
    healthy: own.reduce((sum, one) => sum + step(one, 'healthy'), 0),
    unhealthy: own.reduce((sum, one) => sum + step(one, 'unhealthy'), 0),
    maxScore: 0,
    transitions: own,
  }));
  const known = (field: 'healthy' | 'unhealthy'): number => players.reduce((sum, player) => sum + player[field], 0);
  const healthy = after.counts.healthy - before.counts.healthy - known('healthy');
  const unhealthy = after.counts.unhealthy - before.counts.unhealthy - known('unhealthy');
  const maxScore = after.maxScore - before.maxScore;
  if (healthy !== 0 || unhealthy !== 0) players.push({ cause: mismatch, healthy, unhealthy, maxScore: 0, transitions: [] });
  return maxScore === 0 ? players : withMaxScore(players, maxScore);
}

/** A changed maximum is the catalogue's doing, like recommendations that came or went. */
function withMaxScore(players: readonly Player[], maxScore: number): Player[] {
  const index = players.findIndex((player) => player.cause === 'catalogue');
  if (index < 0) return [...players, { cause: 'catalogue', healthy: 0, unhealthy: 0, maxScore, transitions: [] }];
  return players.map((player, at) => (at === index ? { ...player, maxScore } : player));
}

function step(transition: Transition, standing: 'healthy' | 'unhealthy'): number {
  return (transition.to === standing ? 1 : 0) - (transition.from === standing ? 1 : 0);
}
