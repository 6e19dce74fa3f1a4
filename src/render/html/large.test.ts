import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { largeModel } from '../../../test/fixtures/large-model.ts';
import { sampleModel } from '../../../test/fixtures/report-model.ts';
import { renderCharts } from '../../charts/index.ts';
import { renderHtml } from '../html.ts';
import { renderJson } from '../json.ts';

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

it('a name of a megabyte is cut where it is shown, and makes no page or chart heavier', async () => {
  const model = sampleModel();
  const long = `long-${'n'.repeat(1_000_000)}`;
  const { headline, controls, controlTrends } = model;
  const heavy = {
    ...model,
    title: long,
    scopes: model.scopes.map((scope) => ({ ...scope, name: long })),
    headline: { ...headline, sentences: headline.sentences.map((sentence) => `${sentence} ${long}`) },
    controls: controls.map((control) => ({ ...control, name: long })),
    controlTrends: { ...controlTrends, rows: controlTrends.rows.map((row) => ({ ...row, name: long })) },
  };
  const [plain, html] = [await renderHtml(model, await renderCharts(model, templatesDir), templatesDir), await renderHtml(heavy, await renderCharts(heavy, templatesDir), templatesDir)];
  expect(html.length).toBeLessThan(plain.length + 60_000);
  expect(html).toContain(`${long.slice(0, 199)}…`);
  expect(renderJson(heavy)).toContain(long);
});
