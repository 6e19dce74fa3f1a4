import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawnCharts, expectAccessible, expectDrawn, expectQuiet, look, unexpected, views, type View } from './look.ts';
import type { World } from './world.ts';

const plain: View = { width: 1440, scheme: 'light', scripts: true };

/** The workbook's five, in its order; `charts` the least number of drawings each shows. */
const panels = [
  { id: 'scope-trends', charts: 10 },
  { id: 'aggregate', charts: 1 },
  { id: 'top-recommendations', charts: 5 },
  { id: 'control-trends', charts: 5 },
  { id: 'state-changes', charts: 5 },
] as const;

export function reportPageTests(world: () => World): void {
  describe('the report', () => {
    const folder = (): string => pathToFileURL(join(world().site, 'latest')).href;
    const url = (): string => `${folder()}/report.html`;

    it.each(views)('is quiet and accessible at $width px, $scheme', async (view) => {
      await look(world(), url(), view, async (seen) => {
        await expectQuiet(seen, folder());
        await expectAccessible(seen.page, view);
      });
    });

    it.each([1440, 390])('shows all five panels of the workbook, drawn, at %i px', async (width) => {
      await look(world(), url(), { ...plain, width }, async ({ page }) => {
        expectDrawn(await drawnCharts(page), width);
        for (const { id, charts } of panels) expect((await drawnCharts(page, `#${id}`)).length, id).toBeGreaterThanOrEqual(charts);
      });
    });

    it('shows the same figures with scripts off, and all that scripts show', async () => {
      // Scripts may add controls with words of their own, but no figure.
      const figures = (view: View): Promise<readonly string[]> => look(world(), url(), view, async ({ page }) => String(await page.evaluate('document.body.innerText')).match(/[\d.,\u2212+]*\d/g) ?? []);
      const cells = (view: View): Promise<unknown> => look(world(), url(), view, ({ page }) => page.evaluate('[...document.querySelectorAll("td")].map((cell) => cell.textContent.trim())'));
      const [off, on] = [await figures({ ...plain, scripts: false }), await figures(plain)];
      expect(off.length).toBeGreaterThan(500);
      expect(on.filter((figure) => !off.includes(figure))).toEqual([]);
      expect(await cells(plain)).toEqual(await cells({ ...plain, scripts: false }));
    });

    it('is whole under a sandboxing header', async () => {
      const charts = await look(world(), url(), plain, ({ page }) => drawnCharts(page));
      await look(world(), `${world().server}/latest/report.html`, plain, async ({ page, messages, requests }) => {
        expect(unexpected(messages)).toEqual([]);
        expect(requests.filter((address) => !address.startsWith(world().server))).toEqual([]);
        const under = await drawnCharts(page);
        expect(under).toHaveLength(charts.length);
        expectDrawn(under, plain.width);
      });
    });
  });
}
