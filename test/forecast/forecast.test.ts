import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { intervalLevel } from '../../src/score/index.ts';
import { backtest, coverageAt, dailyScores, horizons } from './backtest.ts';
import { restlessScores } from './restless.ts';
import { coverageTable, trialsOf } from './table.ts';

describe('the forecast, on held-back months', () => {
  it.each([
    ['small tenants', 'scopes=5,assessments=60', 60],
    ['larger tenants', 'scopes=9,assessments=400', 15],
  ])('holds about as many values in its interval as it says: %s', (_name, size, count) => {
    const { trials } = trialsOf(Array.from({ length: count }, (_, index) => `synthetic:${size},days=400,seed=${index + 1}`));
    for (const horizon of horizons) {
      const { trials: number, inside, width } = coverageAt(trials, horizon);
      expect(number).toBeGreaterThan(80);
      expect(inside, `${horizon} weeks`).toBeGreaterThan(intervalLevel - 0.1);
      expect(inside, `${horizon} weeks`).toBeLessThan(intervalLevel + 0.1);
      // An interval that holds everything because it says nothing would be no use.
      expect(width).toBeLessThan(0.25);
    }
  });

  it.each([[4, 0.7], [12, 0.6]] as const)('holds most of what comes %i weeks ahead even where the pace keeps changing', (horizon, least) => {
    const trials = Array.from({ length: 60 }, (_, index) => backtest(restlessScores(index + 1, 365)).trials).flat();
    const { inside, width } = coverageAt(trials, horizon);
    expect(inside).toBeGreaterThan(least);
    expect(width).toBeLessThan(0.12);
  });

  it('is refused until there are enough weeks after a method break', () => {
    // The demo's break is on 2026-06-30; of the days on which forecasts are made, four lie within nine weeks after it.
    expect(backtest(dailyScores('demo', 365)).refused).toBe(4);
  });

  it('has the table in docs/forecast.md (else: node bench/forecast.ts, and paste it there)', () => {
    expect(readFileSync(new URL('../../docs/forecast.md', import.meta.url), 'utf8')).toContain(coverageTable());
  });
});
