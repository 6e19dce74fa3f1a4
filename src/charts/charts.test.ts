import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { barestModel, sampleModel } from '../../test/fixtures/report-model.ts';
import { rangesOf } from '../domain/trendRanges.ts';
import { renderCharts, type Charts } from './index.ts';
import { chartPrograms } from './programs.ts';
import { readTheme, type Theme } from './theme.ts';
import { ellipsis, textWidth } from './textWidth.ts';
import { visibleTexts } from '../../test/fixtures/svg-texts.ts';

const templates = fileURLToPath(new URL('../../templates', import.meta.url));
let charts: Charts;
let theme: Theme;
beforeAll(async () => {
  theme = await readTheme(templates);
  charts = await renderCharts(sampleModel(), templates);
});

const svgs = (of: Charts): string[] => [...[...of.figures.values()].flatMap((figure) => figure.drawings.map(({ svg }) => svg)), ...of.marks.values()].filter((svg) => svg !== '');

describe('charts', () => {
  it('compile without a warning and draw every chart of the report', async () => {
    await chartPrograms(templates);
    expect([...charts.failures]).toEqual([]);
    const model = sampleModel();
    const expected = ['trend', ...rangesOf(model.trend.overall).map(({ days }) => `aggregate:${days}`), 'controls', 'account', ...model.environments.map((row) => `environment:${row.environment}`), ...model.controlTrends.rows.map((row) => `control:${row.controlId}`), ...model.customPanels.filter(({ x }) => x !== null).map(({ id }) => `panel:${id}`)];
    expect([...charts.figures.keys()].toSorted()).toEqual(expected.toSorted());
  });

  it('hold no style, script, link or handler, so that they show under the strictest policy', () => {
    for (const svg of svgs(charts)) expect(svg).not.toMatch(/\sstyle=|<style|<script|href=|\son\w+=|<image|<foreignObject/i);
  });

  it('paint with the names of the palette, so that dark mode and print can repaint them', () => {
    for (const svg of svgs(charts)) {
      for (const [element, colour] of svg.matchAll(/<[^>]*\s(?:fill|stroke)="(#[0-9a-f]+|[a-z]+)"[^>]*>/g)) {
        if (colour !== 'none') expect(element).toMatch(/class="[^"]*[fs]-\w+/);
      }
    }
  });

  it('have a name, unique ids and hover titles with exact values', () => {
    const all = svgs(charts).join('');
    const ids = [...all.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const svg of svgs(charts)) expect(svg).toMatch(/role="img" aria-label(?:ledby)?="[^"]+"|aria-hidden="true"/);
    expect(charts.figures.get('trend')?.drawings[0]?.svg).toMatch(/<title>21 Nov 2026: 6\d\.\d\u00a0%<\/title>/);
  });

  it('say in the subtitle that an axis does not begin at 0', () => {
    expect(charts.figures.get('aggregate:90')?.subtitle).toContain('vertical axis from');
    expect(charts.figures.get('trend')?.subtitle).not.toContain('vertical axis');
  });

  it('cut no text: measured with the shipped font, everything lies inside the picture', () => {
    for (const figure of charts.figures.values()) {
      for (const { svg } of figure.drawings) {
        for (const text of visibleTexts(svg, theme)) {
          expect(text.left, `${figure.key}: ${text.text}`).toBeGreaterThanOrEqual(-0.5);
          expect(text.right, `${figure.key}: ${text.text}`).toBeLessThanOrEqual(text.width + 0.5);
          expect(text.top, `${figure.key}: ${text.text}`).toBeGreaterThanOrEqual(-0.5);
          expect(text.bottom, `${figure.key}: ${text.text}`).toBeLessThanOrEqual(text.height + 0.5);
        }
      }
    }
  });

  it('break the line where nothing is on record and dot it where values are carried', () => {
    const svg = charts.figures.get('trend')?.drawings[0]?.svg ?? '';
    const score = /<path class="s-ink" d="([^"]+)"[^>]*stroke-width="2.25"/.exec(svg)?.[1] ?? '';
    expect(score.match(/M/g)?.length).toBeGreaterThan(1);
    expect(svg).toContain('stroke-dasharray="1,4"');
  });

  it('draw nothing rather than zeros for a first run without a score', async () => {
    const bare = await renderCharts(barestModel(), templates);
    expect([...bare.failures]).toEqual([]);
    expect([...bare.figures.keys()]).toEqual([]);
    for (const svg of svgs(bare)) expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('text in the shipped font', () => {
  it('is measured by its advance widths', () => {
    expect(textWidth('0', 1000, theme)).toBe(497);
    expect(textWidth('62.6\u00a0%', 10, theme)).toBeCloseTo(497 * 0.03 + 2.49 + 2 + 8.24, 5);
  });

  it('is shortened to the width with an ellipsis', () => {
    const short = ellipsis('Protect applications against DDoS attacks', 120, 12, theme);
    expect(short.endsWith('…')).toBe(true);
    expect(textWidth(short, 12, theme)).toBeLessThanOrEqual(120);
    expect(ellipsis('Enable MFA', 120, 12, theme)).toBe('Enable MFA');
  });
});
