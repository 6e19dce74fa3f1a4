import { describe, expect, it } from 'vitest';
import { fewestChanges, forecast, intervalLevel, timeToTarget } from './forecast.ts';

/** Standard normal numbers from a seed (Box–Muller over a Lehmer generator). */
function normals(seed: number): () => number {
  let state = seed * 2_654_435_761 % 2_147_483_647 || 1;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

const line = (length: number, step = 0.01): number[] => Array.from({ length }, (_, week) => 0.5 + step * week);

describe('forecast', () => {
  it('goes on along a straight line without spread', () => {
    const result = forecast(line(12), 4);
    expect(result.refused === null ? result.points.map((point) => Number(point.ratio.toFixed(6))) : result.refused).toEqual([0.62, 0.63, 0.64, 0.65]);
  });
  it('refuses with too few points and says how many it needs', () => {
    expect(forecast(line(fewestChanges), 4).refused).toEqual({ cause: 'tooFewChanges', changes: 7 });
  });
  it('does not compare across a week without a value', () => {
    expect(forecast([...line(5), null, ...line(4)], 4).refused).toEqual({ cause: 'tooFewChanges', changes: 7 });
  });
  it('is not bent by one bad week', () => {
    const values = line(16, 0.005).map((value, week) => (week === 9 ? value - 0.2 : value));
    const result = forecast(values, 1);
    expect(result.refused === null ? result.drift : null).toBeCloseTo(0.005, 3);
  });
  it('is wider after weeks that its own past forecasts missed, at most twice', () => {
    const noise = (week: number): number => (week % 2 === 0 ? 0.004 : -0.004);
    const width = (values: readonly number[]): number => {
      const result = forecast(values, 4);
      return result.refused === null ? (result.points[3]?.high ?? 0) - (result.points[3]?.low ?? 0) : Number.NaN;
    };
    const steady = Array.from({ length: 26 }, (_, week) => 0.5 + noise(week));
    // Calm for half the time, then a climb that nothing announced.
    const turned = steady.map((value, week) => value + 0.01 * Math.max(0, week - 13));
    const ratio = width(turned) / width(steady);
    expect(ratio).toBeGreaterThan(1.5);
    expect(width(turned)).toBeLessThan(0.2);
  });
  it('says when the target is reached, and how early or late', () => {
    expect(timeToTarget([{ week: 1, ratio: 0.7, low: 0.6, high: 0.8 }, { week: 2, ratio: 0.8, low: 0.7, high: 0.9 }], 0.8)).toEqual({ expected: 2, earliest: 1, latest: null });
  });
  it('holds about as many outcomes as it says, four and twelve weeks ahead', () => {
    const inside = { 4: 0, 12: 0 };
    const walks = 2000;
    for (let seed = 1; seed <= walks; seed += 1) {
      const next = normals(seed);
      const walk = [0.55];
      while (walk.length < 26 + 12) walk.push((walk.at(-1) ?? 0) + 0.001 + 0.006 * next());
      const result = forecast(walk.slice(0, 26), 12);
      for (const h of [4, 12] as const) {
        const point = result.refused === null ? result.points[h - 1] : undefined;
        const actual = walk[25 + h] ?? 0;
        if (point !== undefined && actual >= point.low && actual <= point.high) inside[h] += 1;
      }
    }
    expect(inside[4] / walks).toBeGreaterThan(intervalLevel - 0.05);
    expect(inside[4] / walks).toBeLessThan(intervalLevel + 0.05);
    expect(inside[12] / walks).toBeGreaterThan(intervalLevel - 0.06);
    expect(inside[12] / walks).toBeLessThan(intervalLevel + 0.06);
  });
});
