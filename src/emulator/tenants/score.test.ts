import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundHalfEven, storedRatio } from './score.ts';

describe('the service\'s rounding', () => {
  it('gives the recorded and documented figures', () => {
    expect(roundHalfEven(600 * 11, 18)).toBe(367);
    expect(roundHalfEven(600 * 4, 78)).toBe(31);
    expect(roundHalfEven(400 * 73, 78)).toBe(374);
    expect(storedRatio(367, 6)).toBe(0.6117);
    expect(storedRatio(753, 8)).toBe(0.9412);
    expect(storedRatio(3175, 56)).toBe(0.567);
    expect(storedRatio(2353, 39)).toBe(0.6033);
    expect(storedRatio(0, 0)).toBe(0);
  });

  it('is the nearest whole number, a tie going to the even one', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 10_000 }), (dividend, divisor) => {
      const rounded = roundHalfEven(dividend, divisor);
      const distance = Math.abs(2 * (rounded * divisor - dividend));
      expect(distance).toBeLessThanOrEqual(divisor);
      if (distance === divisor) expect(rounded % 2).toBe(0);
    }));
  });
});
