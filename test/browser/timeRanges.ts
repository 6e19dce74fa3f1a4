import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer';
import { describe, expect, it } from 'vitest';
import { formatOf } from '../../src/domain/format.ts';
import { shownChange } from '../../src/domain/reportFigures.ts';
import { trendRanges } from '../../src/domain/trendRanges.ts';
import { drawnCharts, expectDrawn, look, type View } from './look.ts';
import type { World } from './world.ts';

const plain: View = { width: 1440, scheme: 'light', scripts: true };

/** With plain spaces, since cells are read from a page. */
const plainly = (words: string): string => words.replace(/\s+/g, ' ');

/** Words of the reading that is shown in a chart; empty: none is. */
async function reading(page: Page, chart: string): Promise<string> {
  return page.$eval(`${chart} .reading`, (group) => (group.getAttribute('visibility') === 'visible' ? (group.textContent ?? '') : ''));
}

/** Moves the pointer over the day so many days before the last. */
async function pointAt(page: Page, chart: string, back: number): Promise<void> {
  await page.$eval(chart, (svg) => svg.scrollIntoView({ block: 'center' }));
  const [left = 0, , across = 0, , span = 1, last = 0] = (await page.$eval(chart, (svg) => svg.getAttribute('data-plot') ?? '')).split(' ').map(Number);
  const box = await (await page.$(chart))?.boundingBox();
  const scale = (box?.width ?? 0) / Number(await page.$eval(chart, (svg) => svg.getAttribute('width')));
  await page.mouse.move((box?.x ?? 0) + scale * (left + ((last - back) / span) * across), (box?.y ?? 0) + 60);
}

export function timeRangeTests(world: () => World): void {
  const url = (): string => pathToFileURL(join(world().site, 'latest/report.html')).href;
  const format = () => formatOf(world().model);

  describe('time ranges', () => {
    it.each([true, false])('are chosen by pointer and by key, with scripts %s', async (scripts) => {
      await look(world(), url(), { ...plain, scripts }, async ({ page }) => {
        const shown = (): Promise<unknown> => page.$$eval('#aggregate .range', (ranges) => ranges.filter((range) => range.checkVisibility()).map((range) => range.className));
        expect(await shown()).toEqual(['range range-90']);
        for (const days of trendRanges) {
          await page.click(`label[for=range-${days}]`);
          expect(await shown()).toEqual([`range range-${days}`]);
          const charts = await drawnCharts(page, `#aggregate .range-${days}`);
          expect(charts).toHaveLength(1);
          expectDrawn(charts, plain.width);
        }
        await page.focus('#range-365');
        await page.keyboard.press('ArrowLeft');
        expect(await shown()).toEqual(['range range-90']);
      });
    });

    it('say the exact figures of each, with their dates, as page one does', async () => {
      const { overall } = world().model.trend;
      const rows = await look(world(), url(), plain, ({ page }) => page.$$eval('#aggregate .folding-thirds tbody tr', (all) => all.map((row) => [...row.cells].map((cell) => cell.textContent ?? ''))));
      expect(rows).toHaveLength(trendRanges.length);
      for (const [index, days] of trendRanges.entries()) {
        const from = overall.slice(-(days + 1)).find(({ ratio }) => ratio !== null);
        const now = overall.at(-1)?.ratio ?? null;
        if (from === undefined || from.ratio === null || now === null) throw new Error('the sample has a score on both days');
        expect(rows[index]?.slice(1, 3)).toEqual([format().day(from.day), format().percent(from.ratio)]);
        expect(rows[index]?.[3]).toContain(format().pp(shownChange(from.ratio, now)));
      }
    });

    it('print as the one that is chosen', async () => {
      await look(world(), url(), plain, async ({ page }) => {
        await page.click('label[for=range-30]');
        await page.emulateMediaType('print');
        expect(await page.$$eval('#aggregate .range, #aggregate .range-name', (parts) => parts.filter((part) => part.checkVisibility()).map((part) => part.className))).toEqual(['range range-30']);
      });
    });
  });

  describe('a line', () => {
    const words = (back: number): string => {
      const point = world().model.trend.overall.at(-1 - back);
      return plainly(`${format().day(point?.day ?? null)}: ${format().percent(point?.ratio ?? null)}`);
    };

    it.each([[1440, 'wide'], [800, 'medium'], [390, 'narrow']] as const)('says the exact value under the pointer, and by arrow keys, at %i px', async (width, size) => {
      await look(world(), url(), { ...plain, width }, async ({ page }) => {
        const chart = `#trend .chart-${size}`;
        await pointAt(page, chart, 100);
        expect(plainly(await reading(page, chart))).toContain(words(100));
        await page.mouse.move(0, 0);
        expect(await reading(page, chart)).toBe('');
        await page.evaluate(`document.querySelector(${JSON.stringify(chart)}).focus()`);
        await page.keyboard.press('End');
        expect(plainly(await reading(page, chart))).toContain(words(0));
        await page.keyboard.press('ArrowLeft');
        expect(plainly(await reading(page, chart))).toContain(words(1));
        expect(plainly(await page.$eval(`${chart} + output`, (output) => output.textContent ?? ''))).toContain(words(1));
      });
    });

    it('of a shorter range says its own days', async () => {
      await look(world(), url(), plain, async ({ page }) => {
        await page.click('label[for=range-30]');
        await pointAt(page, '#aggregate .range-30 .chart-medium', 12);
        expect(plainly(await reading(page, '#aggregate .range-30 .chart-medium'))).toContain(words(12));
      });
    });
  });
}
