import { openLockedPage, reportOrigin } from './browser/lockedPage.ts';
import { filesInMemory } from './browser/files.ts';
import type { OpenBrowser } from './browser/open.ts';
import { waitingForFaces } from './html/assets.ts';

export interface PngRequest {
  /** An SVG of ours. */
  readonly svg: string;
  /** Size at which the picture is shown, CSS pixels; it has twice as many. */
  readonly width: number;
  readonly height: number;
  /** Assets of the report by path; of its stylesheet only the fonts are used. */
  readonly assets: ReadonlyMap<string, Uint8Array>;
}

/** Sharp on the screens that mail is read on today. */
const scale = 2;

/** Space around the chart, CSS pixels, so that the picture keeps its paper where a mail program shows it on black. */
const margin = 8;

/** Longest time for one picture, ms. */
const timeout = 30_000;

/** Draws a chart as PNG in the run's browser: the same shapes and fonts as in the report, on paper, without network or scripts. */
export async function renderPng(browser: OpenBrowser, { svg, width, height, assets }: PngRequest): Promise<Uint8Array> {
  const context = await (await browser.current()).createBrowserContext();
  const stop = AbortSignal.timeout(timeout);
  const late = new Promise<never>((_, reject) => { stop.addEventListener('abort', () => reject(new Error(`a chart took longer than ${timeout} ms to draw`)), { once: true }); });
  late.catch(() => {});
  try {
    const html = pageOf(svg, width - 2 * margin, fontsOf(assets));
    const { page, fault } = await openLockedPage(context, filesInMemory(new Map([...assets, ['chart.html', Buffer.from(html)]])));
    const drawn = async (): Promise<Uint8Array> => {
      await page.emulateMediaType('screen');
      await page.setViewport({ width, height, deviceScaleFactor: scale });
      await page.goto(`${reportOrigin}/chart.html`, { waitUntil: 'load', timeout: 0 });
      await page.evaluate('document.fonts.ready.then(() => null)');
      return page.screenshot({ type: 'png', clip: { x: 0, y: 0, width, height }, captureBeyondViewport: false });
    };
    return await Promise.race([drawn(), fault, late]);
  } finally {
    await context.close().catch(() => browser.kill());
  }
}

function pageOf(svg: string, width: number, fonts: string): string {
  const style = `${fonts} html { color-scheme: light; font-family: "Source Sans 3", sans-serif; font-variant-numeric: tabular-nums; } body { margin: 0; padding: ${margin}px; background: #fdfdfb; } svg { display: block; width: ${width}px; height: auto; overflow: visible; } svg text { font-family: inherit; }`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Chart</title><style>${style}</style></head><body>${svg}</body></html>`;
}

/** The report's own @font-face rules, with addresses from the page's folder. */
function fontsOf(assets: ReadonlyMap<string, Uint8Array>): string {
  const [, css] = [...assets].find(([path]) => path.endsWith('.css')) ?? [];
  const rules = Buffer.from(css ?? []).toString('utf8').match(/@font-face\s*\{[^}]*\}/g) ?? [];
  return waitingForFaces(rules.join('\n')).replaceAll(/url\("(?!data:)/g, 'url("assets/');
}
