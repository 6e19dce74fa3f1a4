import { addDays } from '../../src/domain/calendar.ts';
import type { TrendPoint } from '../../src/domain/reportFigures.ts';

/**
 * A year of a tenant whose pace does not stay: every 40 to 120 days another drift (campaigns, neglect, nothing), each day a little noise, and now and
 * then a jump. What a walk with one drift cannot know, and what real estates do.
 */
export function restlessScores(seed: number, days: number): readonly TrendPoint[] {
  const uniform = generator(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const drifts = [0, 0, 0, 0.0003, -0.0002, 0.001];
  let [ratio, drift, until] = [0.6, 0, 0];
  return Array.from({ length: days }, (_, index): TrendPoint => {
    if (index >= until) [drift, until] = [drifts[Math.floor(uniform() * drifts.length)] ?? 0, index + 40 + Math.floor(uniform() * 80)];
    const jump = uniform() < 0.01 ? 0.015 * normal() : 0;
    ratio = Math.min(0.98, Math.max(0.05, ratio + drift + 0.0012 * normal() + jump));
    return { day: addDays('2024-01-01', index), ratio, carried: 0, incomplete: false };
  });
}

/** Numbers in (0, 1) from a seed (Lehmer). */
function generator(seed: number): () => number {
  let state = (seed * 2_654_435_761) % 2_147_483_647 || 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
