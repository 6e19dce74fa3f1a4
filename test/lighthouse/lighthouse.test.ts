import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse, { desktopConfig, type Result } from 'lighthouse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, type OpenBrowser } from '../../src/render/browser.ts';
import { serveSite, type SiteServer } from '../browser/siteServer.ts';
import { secureScore } from '../program/program.ts';

/** Lighthouse on the demo's site as a server gives it, in the browser that prints. */

let folder: string;
let site: string;
let browser: OpenBrowser;
let server: SiteServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secure-score-lighthouse-'));
  site = join(folder, 'site');
  const [opened, demo] = await Promise.all([openBrowser({ network: 'loopback' }), secureScore(['demo', '--days', '120', '--quiet', '--out', folder])]);
  browser = opened;
  expect(demo.code, demo.err).toBe(0);
  server = await serveSite(site);
}, 300_000);
afterAll(async () => {
  server.close();
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/**
 * `is-crawlable`: every page asks not to be indexed, on purpose, since it shows where a tenant is weak.
 * All other audits of the four categories count.
 */
const skipAudits = ['is-crawlable'];

/** Nothing on these pages happens later than a moment after they are loaded. */
const brief = { disableFullPageScreenshot: true, pauseAfterFcpMs: 250, pauseAfterLoadMs: 250, networkQuietThresholdMs: 250, cpuQuietThresholdMs: 250 };

async function audit(path: string, desktop: boolean, onlyCategories: readonly string[]): Promise<Result> {
  const page = await (await browser.current()).newPage();
  try {
    // Lighthouse asks for robots.txt from inside the page, whose own policy allows no connection; the policy is tested elsewhere.
    await page.setBypassCSP(true);
    const flags = { logLevel: 'error' as const, skipAudits, onlyCategories: [...onlyCategories], ...brief };
    const result = await lighthouse(`${server.address}/${path}`, flags, desktop ? desktopConfig : undefined, page);
    if (result === undefined) throw new Error('Lighthouse gave no result');
    expect(result.lhr.runtimeError?.message).toBeUndefined();
    return result.lhr;
  } finally {
    await page.close();
  }
}

/** Audits that cost a category something, with what they say. */
function faults({ audits, categories }: Result, category: string): readonly string[] {
  const counted = categories[category]?.auditRefs.filter(({ weight }) => weight > 0) ?? [];
  return counted.flatMap(({ id }) => {
    const { score = null, displayValue = '', explanation = '', details } = audits[id] ?? {};
    return score === null || score === 1 ? [] : [`${id}: ${score} ${displayValue} ${explanation} ${JSON.stringify(details ?? {}).slice(0, 500)}`];
  });
}

const attempts = 4;

/** Performance of the best of a few loads: what else runs on the machine makes a page slower, never faster. */
async function bestPerformance(path: string, desktop: boolean, first: Result): Promise<number> {
  let best = first.categories['performance']?.score ?? 0;
  for (let attempt = 1; attempt < attempts && best < 0.95; attempt++) {
    const again = await audit(path, desktop, ['performance']);
    best = Math.max(best, again.categories['performance']?.score ?? 0);
  }
  return best;
}

describe.each([['phone', false], ['desk', true]] as const)('Lighthouse, at a %s', (_, desktop) => {
  it.each(['index.html', 'latest/report.html', 'latest/scopes/*.html', ...(desktop ? [] : ['latest/scopes/index.html'])])('gives %s full marks, and at least 95 for performance', async (pattern) => {
    const path = pattern.replace('*.html', await firstScope());
    const result = await audit(path, desktop, ['accessibility', 'best-practices', 'seo', 'performance']);
    for (const category of ['accessibility', 'best-practices', 'seo']) {
      expect(faults(result, category)).toEqual([]);
      expect(result.categories[category]?.score, category).toBe(1);
    }
    expect(await bestPerformance(path, desktop, result), faults(result, 'performance').join('\n')).toBeGreaterThanOrEqual(0.95);
  }, 180_000);
});

describe('the audit that is left out', () => {
  it('would find what the pages say on purpose', async () => {
    for (const path of ['index.html', 'latest/report.html']) expect(await readFile(join(site, path), 'utf8')).toContain('<meta name="robots" content="noindex, nofollow">');
    expect(await readFile(join(site, 'robots.txt'), 'utf8')).toBe('User-agent: *\nDisallow: /\n');
  });
});

async function firstScope(): Promise<string> {
  const names = (await readdir(join(site, 'latest/scopes'))).filter((name) => name !== 'index.html').toSorted();
  if (names[0] === undefined) throw new Error('the demo has no page of a scope');
  return names[0];
}
