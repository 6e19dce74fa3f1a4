import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderCharts } from '../../src/charts/index.ts';
import { renderHtml } from '../../src/render/html.ts';
import { drawnCharts, expectAccessible, expectDrawn, look, type View } from './look.ts';
import { templatesDir, type World } from './world.ts';

export function singleFileTests(world: () => World): void {
  describe('the report as one file, alone in a folder', () => {
    let folder: string;
    let url: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'secure-score-single-'));
      const { model } = world();
      const html = await renderHtml(model, await renderCharts(model, templatesDir), templatesDir, { scripts: true, singleFile: true });
      await writeFile(join(folder, 'attached report.html'), html);
      url = pathToFileURL(join(folder, 'attached report.html')).href;
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it.each([1440, 390])('asks for nothing, says nothing, is drawn in its own type and accessible at %i px', async (width) => {
      const view: View = { width, scheme: 'light', scripts: true };
      await look(world(), url, view, async ({ page, messages, requests }) => {
        expect(messages).toEqual([]);
        expect(requests).toEqual([url]);
        expectDrawn(await drawnCharts(page), width);
        expect(await page.evaluate('[...document.fonts].filter((face) => face.family.includes("Source Sans 3") && face.status === "loaded").map((face) => face.weight)')).toEqual(['400', '600']);
        await expectAccessible(page, view);
      });
    });

    it.each([true, false])('keeps to its own policy, with scripts %s', async (scripts) => {
      await look(world(), url, { width: 1440, scheme: 'light', scripts }, async ({ page, messages, requests }) => {
        expect(messages).toEqual([]);
        expect(requests).toEqual([url]);
        expect(await page.$$eval('button.sort', (buttons) => buttons.length > 10)).toBe(scripts);
        const colour = await page.$eval('.kicker', (kicker) => kicker.ownerDocument.defaultView?.getComputedStyle(kicker).color);
        expect(colour).toBe('rgb(29, 79, 145)');
      }, { ownPolicy: true });
    });

    it('runs no script but its own', async () => {
      await look(world(), url, { width: 1440, scheme: 'light', scripts: true }, async ({ page, messages }) => {
        await page.evaluate('{ const other = document.createElement("script"); other.textContent = "document.title = \'taken over\'"; document.head.append(other); }');
        expect(await page.title()).not.toBe('taken over');
        expect(messages.join()).toMatch(/Content Security Policy/);
      }, { ownPolicy: true });
    });
  });
}
