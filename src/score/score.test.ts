import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlPoints, potentialIncrease, rollUp } from './index.ts';
import { divideHalfEven } from './rounding.ts';

const points = (current: number, max: number) => ({ current, max, ratio: max === 0 ? 0 : current / max });
const state = (healthy: number, unhealthy: number, notApplicable = 0) => ({ healthy, unhealthy, notApplicable });

describe('divideHalfEven', () => {
  it('rounds halves to even', () => {
    expect([divideHalfEven(1, 2), divideHalfEven(3, 2), divideHalfEven(5, 2), divideHalfEven(7, 3)]).toEqual([0, 2, 2, 2]);
  });
  it('is never further than half a unit away', () => {
    fc.assert(fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 100_000 }), (n, d) => Math.abs(divideHalfEven(n, d) - n / d) <= 0.5 + 1e-9));
  });
});

describe('controlPoints', () => {
  // Controls of the recording of 2021-07-12: healthy, unhealthy, max → stored current and ratio.
  it.each([
    [73, 5, 4, 3.74, 0.935],
    [11, 7, 3, 1.83, 0.61],
    [3, 52, 1, 0.05, 0.05],
    [11, 7, 6, 3.67, 0.6117],
    [14, 54, 4, 0.82, 0.205],
    [16, 1, 8, 7.53, 0.9412],
    [1, 17, 2, 0.11, 0.055],
  ])('%i healthy, %i unhealthy of %i points', (healthy, unhealthy, max, current, ratio) => {
    expect(controlPoints(max, state(healthy, unhealthy, 9))).toEqual({ current, max, ratio });
  });
  it('gives no points where nothing is assessed', () => {
    expect(controlPoints(2, state(0, 0, 28))).toEqual({ current: 0, max: 0, ratio: 0 });
  });
});

describe('potentialIncrease', () => {
  it('and current add up to the maximum', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.integer({ min: 1, max: 10 }), (healthy, unhealthy, max) => {
        const gain = potentialIncrease(max, state(healthy, unhealthy));
        return healthy + unhealthy === 0 ? gain === null : Math.abs((gain ?? 0) + (max * healthy) / (healthy + unhealthy) - max) < 1e-9;
      }),
    );
  });
});

describe('rollUp', () => {
  it('weighs scopes: neither the mean nor the sum of points', () => {
    const result = rollUp([{ points: points(9, 10), weight: 10 }, { points: points(12, 40), weight: 190 }]);
    expect(result.ratio).toBeCloseTo(0.33, 12);
    expect(result).toMatchObject({ scopes: 2, withoutScore: 0, weight: 200 });
  });
  it('leaves scopes without points, maximum or weight out of both sums', () => {
    const result = rollUp([{ points: points(5, 10), weight: 3 }, { points: points(0, 0), weight: 7 }, { points: points(10, 10), weight: 0 }, { points: null, weight: null }]);
    expect(result).toEqual({ ratio: 0.5, scopes: 1, withoutScore: 3, weight: 3 });
  });
  it('keeps a scope at 0 %', () => {
    expect(rollUp([{ points: points(0, 10), weight: 1 }]).ratio).toBe(0);
  });
  it('has no ratio without scopes', () => {
    expect(rollUp([]).ratio).toBeNull();
  });
  it('lies between the lowest and the highest score, whatever the order', () => {
    const part = fc.record({ points: fc.record({ current: fc.integer({ min: 0, max: 50 }), max: fc.integer({ min: 50, max: 60 }) }), weight: fc.integer({ min: 1, max: 1000 }) });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (raw) => {
        const parts = raw.map(({ points: p, weight }) => ({ points: points(p.current, p.max), weight }));
        const ratios = parts.map((p) => p.points.current / p.points.max);
        const ratio = rollUp(parts).ratio ?? -1;
        const reversed = rollUp(parts.toReversed()).ratio ?? -2;
        return ratio >= Math.min(...ratios) - 1e-12 && ratio <= Math.max(...ratios) + 1e-12 && Math.abs(ratio - reversed) < 1e-12;
      }),
    );
  });
});
