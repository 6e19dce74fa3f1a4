import { intervalLevel } from '../../src/score/index.ts';
import { backtest, coverageAt, dailyScores, horizons, type Trial } from './backtest.ts';

/** What is held back: kinds of tenants, each a year of days. */
export const samples: readonly (readonly [name: string, specs: readonly string[]])[] = [
  ['100 small tenants (5 scopes × 60 assessments)', seeded('scopes=5,assessments=60', 100)],
  ['30 larger tenants (9 scopes × 400 assessments)', seeded('scopes=9,assessments=400', 30)],
  ['the demo', ['demo']],
];

function seeded(size: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `synthetic:${size},days=400,seed=${index + 1}`);
}

/** All trials of some tenants, and how often a forecast was refused. */
export function trialsOf(specs: readonly string[]): { readonly trials: readonly Trial[]; readonly refused: number } {
  const all = specs.map((spec) => backtest(dailyScores(spec, 365)));
  return { trials: all.flatMap(({ trials }) => trials), refused: all.reduce((sum, { refused }) => sum + refused, 0) };
}

/** The table of docs/forecast.md, as Markdown. */
export function coverageTable(): string {
  const head = '| held back | weeks ahead | forecasts | inside, nominal | inside, actual | mean width | mean miss |\n| --- | --- | --- | --- | --- | --- | --- |';
  const rows = samples.flatMap(([name, specs]) => {
    const { trials } = trialsOf(specs);
    return horizons.map((horizon) => {
      const { trials: number, inside, width, miss } = coverageAt(trials, horizon);
      return `| ${name} | ${horizon} | ${number} | ${percent(intervalLevel)} | ${percent(inside)} | ${points(width)} | ${points(miss)} |`;
    });
  });
  return [head, ...rows].join('\n');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function points(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} pp`;
}
