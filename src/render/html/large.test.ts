import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { largeModel } from '../../../test/fixtures/large-model.ts';
import { renderCharts } from '../../charts/index.ts';
import { renderHtml } from '../html.ts';

const templatesDir = join(import.meta.dirname, '../../../templates');

describe('a report on 10,000 scopes', async () => {
  const model = largeModel(10_000);
  const html = await renderHtml(model, await renderCharts(model, templatesDir), templatesDir, { scripts: true, csv: true });

  it('is a page of at most 2 MB', () => {
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(2_000_000);
  });

  it('says of every table that is cut how much of it is shown, and links to the file that has all', () => {
    const stated = [...html.matchAll(/First (\d[\d,]*) of ([\d,]+) ([a-z ]+); all of them are in <a href="csv\/([a-z-]+\.csv)">/g)].map(([, shown, total, what, file]) => `${shown} of ${total} ${what}: ${file}`);
    expect(stated).toEqual(expect.arrayContaining(['25 of 10,000 scopes: scope-trends.csv', '100 of 334 management groups: management-groups.csv', '100 of 200 groups: groups.csv', '50 of 500 gaps: gaps.csv', '20 of 400 recommendations: resource-changes.csv', '15 of 800 recommendations: top-recommendations.csv', '50 of 60 recommendations: recommendations.csv']));
    expect(stated.some((words) => words.endsWith('scopes: scopes.csv'))).toBe(true);
  });

  it('links to no file that is not there', async () => {
    const alone = await renderHtml(model, await renderCharts(model, templatesDir), templatesDir, { singleFile: true, csv: true });
    expect(alone).not.toContain('href="csv/');
    expect(alone).toContain('First 25 of 10,000 scopes; report.json holds all of them.');
  });
});

it('a report on few scopes shows all of them', async () => {
  const model = largeModel(400);
  const html = await renderHtml(model, await renderCharts(model, templatesDir), templatesDir);
  for (const { account } of model.scopes) expect(html).toContain(account);
});
