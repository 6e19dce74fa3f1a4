import type { Points, StateCounts } from '../domain/snapshot.ts';
import { divideHalfEven, hundredths } from './rounding.ts';

/**
 * A control's points from its counts, rounded as the service stores them: current = max ÷ (healthy + unhealthy) × healthy to
 * 2 decimals, ratio = that current ÷ max to 4. Not applicable resources count nowhere; without assessed resources or with
 * max 0 the control has no points.
 */
export function controlPoints(max: number, counts: StateCounts): Points {
  const assessed = counts.healthy + counts.unhealthy;
  if (max <= 0 || assessed === 0) return { current: 0, max: 0, ratio: 0 };
  return pointsOf(divideHalfEven(hundredths(max) * counts.healthy, assessed), max);
}

/** A scope's points from its controls' points: plain sums, ratio to 4 decimals. */
export function scopePoints(controls: readonly Points[]): Points {
  const current = controls.reduce((sum, control) => sum + hundredths(control.current), 0);
  const max = controls.reduce((sum, control) => sum + hundredths(control.max), 0) / 100;
  return max === 0 ? { current: 0, max: 0, ratio: 0 } : pointsOf(current, max);
}

function pointsOf(currentHundredths: number, max: number): Points {
  const ratio = divideHalfEven(currentHundredths * 10_000, hundredths(max)) / 10_000;
  return { current: currentHundredths / 100, max, ratio };
}

/**
 * A control's potential increase in points, as the portal shows it: max ÷ (healthy + unhealthy) × unhealthy, unrounded;
 * null when nothing is assessed or the control is worth no points.
 */
export function potentialIncrease(max: number, counts: StateCounts): number | null {
  const assessed = counts.healthy + counts.unhealthy;
  return max <= 0 || assessed === 0 ? null : (max * counts.unhealthy) / assessed;
}
