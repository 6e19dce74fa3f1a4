import { join } from 'node:path';
import { AxePuppeteer } from '@axe-core/puppeteer';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderCharts } from '../../src/charts/index.ts';
import { compose, type Composed } from '../../src/deliver/email/compose.ts';
import type { ChartPicture } from '../../src/deliver/index.ts';
import { pictureOf } from '../../src/pipeline/mailChart.ts';
import { openBrowser, type OpenBrowser } from '../../src/render/browser.ts';
import { sampleModel } from '../fixtures/report-model.ts';

const templates = join(import.meta.dirname, '../../templates/');

let browser: OpenBrowser;
let picture: ChartPicture;
let mail: Composed;

beforeAll(async () => {
  browser = await openBrowser();
  const model = sampleModel();
  const drawn = await pictureOf(model, await renderCharts(model, templates), templates, { use: (work) => work(browser, false) });
  if (drawn === null) throw new Error('no chart');
  picture = drawn;
  mail = await compose({
    transport: { type: 'graph', endpoint: 'https://graph.microsoft.com' }, from: { address: 'score@contoso.com', name: null }, to: [], cc: [], bcc: [], allowedDomains: null,
    subject: '{title}: {score}, {change}', attach: ['pdf'], maximumBytes: 10_000_000, siteUrl: 'https://score.contoso.com',
  }, { model, chart: picture, files: new Map([['report.pdf', Buffer.alloc(350_000)]]), largestBytes: 10_000_000, periodDays: 7, templatesDir: templates, group: null });
});
afterAll(() => browser.close());

interface Reading {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  readonly images: boolean;
}

/** The mail as a mail program shows it: pictures from the message or none, never anything from outside. */
async function read<Result>({ width, scheme, images }: Reading, use: (page: Page, asked: readonly string[]) => Promise<Result>): Promise<Result> {
  const context = await (await browser.current()).createBrowserContext();
  try {
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => { if (!/^(data|about):/.test(request.url())) asked.push(request.url()); });
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setContent(mail.html.replace(/cid:[^"]+/, images ? `data:image/png;base64,${Buffer.from(picture.png).toString('base64')}` : 'about:blank'));
    return await use(page, asked);
  } finally {
    await context.close();
  }
}

describe('the mail in a browser', () => {
  it('shows the chart as a sharp PNG of the report\'s own drawing', async () => {
    const png = Buffer.from(picture.png);
    expect([png.subarray(1, 4).toString('latin1'), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', 2 * picture.width, 2 * picture.height]);
    expect(png.length).toBeLessThan(120_000);
    expect(picture.alt).toMatch(/^The score rose .* Lowest .*, highest /);
    const painted = await read({ width: 600, scheme: 'light', images: true }, (page) => page.evaluate(`(async () => {
      const image = document.querySelector('img');
      await image.decode();
      const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let ink = 0;
      for (let at = 0; at < data.length; at += 4) if (data[at] + data[at + 1] + data[at + 2] < 300) ink += 1;
      return { width: image.getBoundingClientRect().width, ink };
    })()`));
    expect(painted).toMatchObject({ width: picture.width });
    expect(Number(Object(painted).ink)).toBeGreaterThan(1000);
  });

  it.each([[600, 'light'], [600, 'dark'], [375, 'light'], [1200, 'light']] as const)('fits %i px in %s and asks for nothing from outside', async (width, scheme) => {
    await read({ width, scheme, images: true }, async (page, asked) => {
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(asked).toEqual([]);
    });
  });

  it('reads with images off: the chart is its words and leaves no hole', async () => {
    await read({ width: 600, scheme: 'light', images: false }, async (page) => {
      expect(await page.evaluate('document.querySelector("img").getBoundingClientRect().height')).toBeLessThan(120);
      expect(await page.$eval('img', (image) => image.getAttribute('alt'))).toBe(picture.alt);
    });
  });

  it.each(['light', 'dark'] as const)('has no fault of accessibility in %s', async (scheme) => {
    await read({ width: 600, scheme, images: true }, async (page) => {
      const { violations } = await new AxePuppeteer(page).disableRules(['region', 'landmark-one-main', 'page-has-heading-one']).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 100)).join(' | ')}`)).toEqual([]);
    });
  });
});
