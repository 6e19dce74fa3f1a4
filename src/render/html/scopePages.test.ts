import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { largeModel } from '../../../test/fixtures/large-model.ts';
import { sampleModel } from '../../../test/fixtures/report-model.ts';
import { renderCharts, renderScopeCharts } from '../../charts/index.ts';
import { renderHtml, renderScopeHtml, renderScopeIndexHtml, reportAssets } from '../html.ts';

const templatesDir = join(import.meta.dirname, '../../../templates');

/** Addresses of a page that are no anchors in it. */
const links = (html: string): string[] => [...html.matchAll(/(?:href|src)="([^"#]+)"/g)].map(([, address = '']) => address);

describe('the page of a scope', async () => {
  const sample = sampleModel();
  const model = { ...sample, scopes: sample.scopes.slice(0, 1) };
  const html = await renderScopeHtml(model, await renderScopeCharts(model, templatesDir), templatesDir);

  it('links to the report it belongs to, to what lies beside it and to the portal, and to nothing else', async () => {
    const assets = new Set([...(await reportAssets(templatesDir)).keys()].map((path) => `../${path}`));
    for (const address of links(html)) expect(address === '../report.html' || assets.has(address) || address.startsWith('https://'), address).toBe(true);
    expect(html).toContain('href="../report.html#scopes"');
    expect(html).toContain('href="../report.html#quality"');
  });

  it('has its line as a chart with the target, and a small line for each control', () => {
    expect(html).toMatch(/<svg[^>]*class="chart chart-wide"/);
    expect([...html.matchAll(/<td class="spark-cell"><svg/g)].length).toBeGreaterThan(3);
  });

  it('is small, and does not say that a file holds more', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(250_000);
    expect(html).not.toMatch(/report\.json holds (all|the newest)/);
  });
});

describe('the list of all scopes', () => {
  it('is at most 2 MB for 10,000 scopes, each with a link where it has a page', async () => {
    const model = largeModel(10_000);
    const pages = new Map(model.scopes.slice(0, 3).map(({ scopeId }, index) => [scopeId, `scopes/page-${index}.html`]));
    const html = await renderScopeIndexHtml(model, pages, templatesDir);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(2_000_000);
    expect(html.match(/<th scope="row">/g)).toHaveLength(10_000);
    expect(html).toContain('<a href="page-2.html">');
  });

  it('is linked from the report, and scopes with a page lead there instead of to the portal', async () => {
    const model = sampleModel();
    const [first] = model.scopes;
    const options = { scopePages: new Map([[first?.scopeId ?? '', 'scopes/first.html']]), scopeIndex: 'scopes/index.html' };
    const charts = await renderCharts(model, templatesDir);
    const html = await renderHtml(model, charts, templatesDir, options);
    expect(html.match(/href="scopes\/first\.html"/g)?.length).toBeGreaterThan(0);
    expect(html).toContain('href="scopes/index.html"');
    expect(await renderHtml(model, charts, templatesDir, { ...options, singleFile: true })).not.toContain('href="scopes/');
  });
});
