import { AxePuppeteer } from '@axe-core/puppeteer';
import type { Page } from 'puppeteer';
import { expect } from 'vitest';
import type { World } from './world.ts';

/** How a page is looked at. */
export interface View {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  readonly scripts: boolean;
}

export const views: readonly View[] = [1440, 390].flatMap((width) => (['light', 'dark'] as const).map((scheme): View => ({ width, scheme, scripts: true })));

/** What a page did while it was looked at. */
export interface Look {
  readonly page: Page;
  readonly messages: readonly string[];
  readonly requests: readonly string[];
}

/** `ownPolicy`: the page's content security policy is in force, also from files. Opens a page in a context of its own, records all it says and asks for, and closes it after. */
export async function look<Result>(world: World, url: string, view: View, see: (look: Look) => Promise<Result>, { ownPolicy = false } = {}): Promise<Result> {
  const context = await (await world.browser.current()).createBrowserContext();
  try {
    const page = await context.newPage();
    const messages: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(String(error)));
    // A face inside a stylesheet is no request to anybody.
    page.on('request', (request) => { if (!request.url().startsWith('data:font/')) requests.push(request.url()); });
    // For the checks of axe, which are scripts put into the page; it is the page's own policy that is tested elsewhere.
    if (view.scripts && url.startsWith('file:') && !ownPolicy) await page.setBypassCSP(true);
    await page.setJavaScriptEnabled(view.scripts);
    await page.setViewport({ width: view.width, height: view.width < 500 ? 844 : 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: view.scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
    await page.goto(url, { waitUntil: 'load' });
    return await see({ page, messages, requests });
  } finally {
    await context.close();
  }
}

/** A drawn chart, measured in CSS pixels. */
export interface Drawn {
  readonly label: string;
  readonly left: number;
  readonly right: number;
  readonly width: number;
  readonly height: number;
  /** Shapes that have an extent. */
  readonly marks: number;
  /** True inside a frame of its own that scrolls sideways. */
  readonly framed: boolean;
  /** Texts that reach over the edge of an SVG that cuts them off there. */
  readonly clipped: readonly string[];
}

/** Every chart that is shown (the widths that do not fit are hidden), within `selector`. */
export async function drawnCharts(page: Page, selector = 'body'): Promise<readonly Drawn[]> {
  return page.evaluate(`(${measure})(${JSON.stringify(selector)})`) as Promise<readonly Drawn[]>;
}

/** Text, since it runs in the page. */
const measure = `(selector) => [...document.querySelectorAll(selector + ' svg')]
  .filter((svg) => svg.checkVisibility() && svg.parentElement.closest('svg') === null && svg.getBoundingClientRect().width > 0)
  .map((svg) => {
    const box = svg.getBoundingClientRect();
    let frame = svg.parentElement;
    while (frame !== null && !/auto|scroll/.test(getComputedStyle(frame).overflowX)) frame = frame.parentElement;
    const extent = (node) => { const own = node.getBoundingClientRect(); return own.width > 0 || own.height > 0; };
    const outside = (text) => {
      const own = text.getBoundingClientRect();
      return own.width > 0 && (own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 || own.bottom > box.bottom + 1);
    };
    return {
      label: svg.getAttribute('aria-label') ?? svg.getAttribute('aria-labelledby') ?? '',
      framed: frame !== null, left: box.left, right: box.right, width: box.width, height: box.height,
      marks: [...svg.querySelectorAll('path, rect, circle, line')].filter(extent).length,
      clipped: getComputedStyle(svg).overflow === 'visible' ? [] : [...svg.querySelectorAll('text')].filter(outside).map((text) => text.textContent),
    };
  })`;

/** What a page says under the strict header beside the two things the header is for: no scripts (sandbox), no fonts (no font-src). */
export function unexpected(messages: readonly string[]): readonly string[] {
  return messages.filter((message) => !message.startsWith('Loading the font') && !message.startsWith('Blocked script execution'));
}

/** Nothing said, nothing asked of anywhere but the folder, no sideways scrolling of the page. */
export async function expectQuiet({ page, messages, requests }: Look, within: string): Promise<void> {
  expect(messages).toEqual([]);
  expect(requests.filter((url) => !url.startsWith(within))).toEqual([]);
  expect(requests.length).toBeGreaterThan(1);
  const [content, window] = await page.evaluate('[document.documentElement.scrollWidth, document.documentElement.clientWidth]') as [number, number];
  expect(content).toBeLessThanOrEqual(window);
}

/** Axe finds nothing; in the dark only colours can differ, and those not with the width, so only they are looked at again, once. */
export async function expectAccessible(page: Page, view: View): Promise<void> {
  if (view.scheme === 'dark' && view.width < 500) return;
  const axe = new AxePuppeteer(page).options({ resultTypes: ['violations'] });
  const { violations } = await (view.scheme === 'dark' ? axe.withRules(['color-contrast']) : axe).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => node.html.slice(0, 200)), nodes.length])).toEqual([]);
}

export function expectDrawn(charts: readonly Drawn[], viewport: number): void {
  for (const chart of charts) {
    expect(chart.height, chart.label).toBeGreaterThan(4);
    expect(chart.marks, chart.label).toBeGreaterThan(0);
    expect(chart.clipped, chart.label).toEqual([]);
    if (chart.framed) continue;
    expect(chart.left, chart.label).toBeGreaterThanOrEqual(0);
    expect(chart.right, chart.label).toBeLessThanOrEqual(viewport);
  }
}
