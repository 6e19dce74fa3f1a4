import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TrendPoint } from '../domain/reportFigures.ts';
import { bulletBar, dataBar, divergingBar, sparkline, stateBar } from './marks.ts';
import { readTheme, type Theme } from './theme.ts';

let theme: Theme;
beforeAll(async () => {
  theme = await readTheme(fileURLToPath(new URL('../../templates', import.meta.url)));
});

const size = { width: 96, height: 22 };
const words = { label: 'AT&T "90 days" <b>', paint: 'azure' };
const trend = (...ratios: (number | null)[]): TrendPoint[] => ratios.map((ratio, index) => ({ day: `2026-11-${String(index + 1).padStart(2, '0')}`, ratio, carried: 0, incomplete: false }));
const width = (svg: string, colour: string): number => Number(new RegExp(`f-${colour}"[^>]*? width="([\\d.]+)"`).exec(svg)?.[1] ?? Number.NaN);

describe('sparkline', () => {
  it('lifts the pen at days without a value and ends in a dot', () => {
    const svg = sparkline(trend(0.5, 0.52, null, 0.6, 0.61), words, size, theme);
    expect(/ d="([^"]+)"/.exec(svg)?.[1]?.match(/M/g)).toHaveLength(2);
    expect(svg).toContain('<circle');
    expect(svg).not.toMatch(/NaN|null/);
  });

  it('escapes its label, and draws nothing without a value', () => {
    expect(sparkline(trend(0.5, 0.6), words, size, theme)).toContain('aria-label="AT&amp;T &quot;90 days&quot; &lt;b&gt;"');
    expect(sparkline(trend(null, null), words, size, theme)).toBe('');
    expect(sparkline([], words, size, theme)).toBe('');
  });

  it('draws a flat line in the middle and a single day as a dot', () => {
    expect(sparkline(trend(0.5, 0.5), words, size, theme)).toContain('M2 11L92 11');
    expect(sparkline(trend(0.5), words, size, theme)).not.toMatch(/NaN|Infinity/);
  });

  it('dots what is carried forward', () => {
    const carried = trend(0.5, 0.5, 0.6).map((point, index) => ({ ...point, carried: index === 1 ? 1 : 0 }));
    expect(sparkline(carried, words, size, theme)).toContain('stroke-dasharray');
    expect(sparkline(trend(0.5, 0.6), words, size, theme)).not.toContain('stroke-dasharray');
  });
});

describe('bars', () => {
  it('are as long as their share, visible when tiny, empty at zero', () => {
    expect(width(dataBar(0.5, 'unhealthy', theme, 80), 'unhealthy')).toBe(40);
    expect(width(dataBar(0.0001, 'unhealthy', theme), 'unhealthy')).toBe(1.5);
    expect(width(dataBar(0, 'unhealthy', theme), 'unhealthy')).toBe(0);
  });

  it('split healthy from unhealthy, and draw nothing where nothing is assessed', () => {
    const svg = stateBar({ healthy: 3, unhealthy: 1 }, theme);
    expect(width(svg, 'healthy')).toBe(71);
    expect(width(svg, 'unhealthy')).toBe(24);
    expect(stateBar({ healthy: 0, unhealthy: 0 }, theme)).toBe('');
  });

  it('grow from the middle to both sides on one scale', () => {
    const svg = divergingBar({ toUnhealthy: 10, toHealthy: 5, toNotApplicable: 0 }, 10, theme);
    expect(width(svg, 'unhealthy')).toBe(84);
    expect(width(svg, 'healthy')).toBe(42);
    expect(svg).not.toContain('f-notApplicable');
    expect(divergingBar({ toUnhealthy: 0, toHealthy: 0, toNotApplicable: 0 }, 0, theme)).not.toMatch(/NaN|Infinity/);
  });

  it('show score and target on one scale of 0 to 100', () => {
    const svg = bulletBar(0.5, 0.75, { id: 'b', title: 'Score 50 of 100' }, theme);
    expect(width(svg, 'ink')).toBe(240);
    expect(svg).toContain('x="358.5"');
    expect(bulletBar(null, null, { id: 'b', title: 'no score' }, theme)).not.toMatch(/f-ink"|f-accent|NaN/);
    expect(bulletBar(1.2, 1, { id: 'b', title: 'over' }, theme)).toContain('x="477"');
  });
});
