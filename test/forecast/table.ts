import type { TrendPoint } from '../../src/domain/reportFigures.ts';
import { intervalLevel } from '../../src/score/index.ts';
import { backtest, coverageAt, dailyScores, horizons, type Trial } from './backtest.ts';
import { restlessScores } from './restless.ts';

/** Held-back histories, and which of their trials a row is about. */
interface Sample {
  readonly name: string;
  readonly histories: () => readonly (readonly TrendPoint[])[];
  readonly only?: (trial: Trial) => boolean;
}

/** The demo's campaign: what no earlier forecast can know. */
const campaign = { from: '2026-04-01', to: '2026-05-28' } as const;
const meetsCampaign = ({ made, came }: Trial): boolean => made < campaign.to && came > campaign.from;
const demo = (): readonly (readonly TrendPoint[])[] => [dailyScores('demo', 365)];

/** What is held back: kinds of tenants, each a year of days. */
const samples: readonly Sample[] = [
  { name: '100 small tenants (5 scopes × 60 assessments)', histories: () => tenants('scopes=5,assessments=60', 100) },
  { name: '30 larger tenants (9 scopes × 400 assessments)', histories: () => tenants('scopes=9,assessments=400', 30) },
  { name: '200 restless histories (pace changes, jumps)', histories: () => Array.from({ length: 200 }, (_, index) => restlessScores(index + 1, 365)) },
  { name: 'the demo', histories: demo },
  { name: 'the demo, its campaign between forecast and value', histories: demo, only: meetsCampaign },
  { name: 'the demo, otherwise', histories: demo, only: (trial) => !meetsCampaign(trial) },
];

function tenants(size: string, count: number): readonly (readonly TrendPoint[])[] {
  return Array.from({ length: count }, (_, index) => dailyScores(`synthetic:${size},days=400,seed=${index + 1}`, 365));
}

/** All trials of some tenants, and how often a forecast was refused. */
export function trialsOf(specs: readonly string[]): { readonly trials: readonly Trial[]; readonly refused: number } {
  const all = specs.map((spec) => backtest(dailyScores(spec, 365)));
  return { trials: all.flatMap(({ trials }) => trials), refused: all.reduce((sum, { refused }) => sum + refused, 0) };
}

/** The table of docs/forecast.md, as Markdown. */
export function coverageTable(): string {
  const head = '| held back | weeks ahead | forecasts | inside, nominal | inside, actual | mean width | mean miss |\n| --- | --- | --- | --- | --- | --- | --- |';
  const rows = samples.flatMap(({ name, histories, only }) => {
    const trials = histories().flatMap((daily) => backtest(daily).trials).filter(only ?? (() => true));
    return horizons.flatMap((horizon) => {
      const { trials: number, inside, width, miss } = coverageAt(trials, horizon);
      return number === 0 ? [] : `| ${name} | ${horizon} | ${number} | ${percent(intervalLevel)} | ${percent(inside)} | ${points(width)} | ${points(miss)} |`;
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
