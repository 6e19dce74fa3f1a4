import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawnCharts, expectAccessible, expectDrawn, expectQuiet, look, unexpected, views, type View } from './look.ts';
import type { World } from './world.ts';

const plain: View = { width: 1440, scheme: 'light', scripts: true };

export function indexPageTests(world: () => World): void {
  describe('the index page', () => {
    const url = (): string => pathToFileURL(join(world().site, 'index.html')).href;
    const folder = (): string => pathToFileURL(world().site).href;

    it.each(views)('is quiet, drawn and accessible at $width px, $scheme', async (view) => {
      await look(world(), url(), view, async (seen) => {
        await expectQuiet(seen, folder());
        const charts = await drawnCharts(seen.page);
        expect(charts).toHaveLength(1);
        expectDrawn(charts, view.width);
        await expectAccessible(seen.page, view);
      });
    });

    it('reads the same with scripts off', async () => {
      const text = (view: View): Promise<unknown> => look(world(), url(), view, ({ page }) => page.evaluate('document.body.innerText'));
      expect(await text({ ...plain, scripts: false })).toBe(await text(plain));
    });

    it('is whole under a sandboxing header', async () => {
      await look(world(), `${world().server}/index.html`, plain, async ({ page, messages, requests }) => {
        expect(unexpected(messages)).toEqual([]);
        expect(requests.every((address) => address.startsWith(world().server))).toBe(true);
        expect(await page.evaluate('getComputedStyle(document.querySelector(".score")).fontSize')).toBe('56px');
        expectDrawn(await drawnCharts(page), plain.width);
      });
    });

    it('links to files that are there', async () => {
      const broken = await look(world(), url(), plain, async ({ page }) => {
        const links = await page.evaluate('[...document.querySelectorAll("a[href]")].map((a) => a.href)') as string[];
        expect(links.length).toBeGreaterThan(12);
        const { access } = await import('node:fs/promises');
        const checks = await Promise.all([...new Set(links)].map((link) => access(new URL(link)).then(() => null, () => link)));
        return checks.filter((link) => link !== null);
      });
      expect(broken).toEqual([]);
    });
  });
}
