import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrendPoint } from './reportFigures.ts';
import { firstShown, rangesOf } from './trendRanges.ts';

const points = (ratios: readonly (number | null)[]): TrendPoint[] => ratios.map((ratio, index) => ({ day: new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10), ratio, carried: 0, incomplete: false }));
const lengths = (ratios: readonly (number | null)[]): readonly (readonly [number, number])[] => rangesOf(points(ratios)).map(({ days, trend }) => [days, trend.length]);

describe('time ranges of a trend', () => {
  it('begin on the day so many days before the last', () => {
    const ranges = rangesOf(points(Array.from({ length: 400 }, () => 0.5)));
    expect(ranges.map(({ days, trend }) => [days, trend.length])).toEqual([[7, 8], [30, 31], [90, 91], [365, 366]]);
    expect(firstShown(ranges)?.days).toBe(90);
  });

  it('are left out where they show no more than a shorter one', () => {
    expect(lengths(Array.from({ length: 20 }, () => 0.5))).toEqual([[7, 8], [30, 20]]);
    expect(lengths([0.5])).toEqual([[7, 1]]);
    expect(lengths([null, null])).toEqual([]);
    expect(firstShown(rangesOf(points([0.4, 0.5])))?.days).toBe(7);
    expect(firstShown([])).toBeUndefined();
  });

  it('begin with a value, end with the last day, and grow', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 500 }), (ratios) => {
      const all = points(ratios);
      const ranges = rangesOf(all);
      for (const [index, { days, trend }] of ranges.entries()) {
        expect(trend[0]?.ratio).not.toBeNull();
        expect(trend.at(-1)).toBe(all.at(-1));
        expect(trend.length).toBeLessThanOrEqual(days + 1);
        expect(trend.length).toBeGreaterThan(ranges[index - 1]?.trend.length ?? 0);
      }
    }));
  });
});
