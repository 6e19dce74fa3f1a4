import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderCharts, renderScopeCharts } from '../../src/charts/index.ts';
import { compose } from '../../src/deliver/email/compose.ts';
import { undelivered, type Config } from '../../src/domain/config.ts';
import { environmentLabel } from '../../src/domain/environment.ts';
import { packs, wordsFor } from '../../src/domain/language.ts';
import type { ReportModel } from '../../src/domain/report.ts';
import { demoWorld } from '../../src/emulator/tenants/demo/demoWorld.ts';
import { renderHtml, renderScopeHtml, renderScopeIndexHtml } from '../../src/render/html.ts';
import { renderFeed } from '../../src/render/site/feed.ts';
import { renderIndexPage } from '../../src/render/site/indexPage.ts';
import { runRecord } from '../../src/render/site/runRecord.ts';
import { tablesOf, type Column } from '../../src/render/tables.ts';
import { csvName } from '../../src/render/tables/names.ts';
import { renderXlsx } from '../../src/render/xlsx.ts';
import { buildReport } from '../../src/report/index.ts';
import { cellsOf, readXlsx } from '../fixtures/read-xlsx.ts';
import { startCollector, type Collector } from '../tenant/collector.ts';
import { recorded } from '../tenant/recorded.ts';
import { htmlTexts, outsideMarks, stringsOf } from './marks.ts';

/**
 * Every message stands in marks, so that a text of ours outside of them is one that no language pack has. What comes from the service, from
 * config or from a file name may stand outside.
 */
const marked = Object.fromEntries(Object.entries(packs.en).map(([key, message]) => [key, `⟦${message}⟧`]));

const templates = fileURLToPath(new URL('../../templates/', import.meta.url));
const moments = ['2026-10-16', '2026-10-23', '2026-11-06', '2026-11-13', '2026-11-20'].map((day) => `${day}T06:00:00.000Z`);

let collector: Collector;
let model: ReportModel;
let foreign: ReadonlySet<string>;

beforeAll(async () => {
  collector = await startCollector();
  const inputs = await recorded(collector, demoWorld(), moments);
  const match = { managementGroup: null, subscriptions: [], tags: {}, environment: 'AWS', connector: null };
  const config: Config = {
    ...collector.config, title: 'Contoso', groups: [{ name: 'Payments', match: { ...match, environment: 'Azure' }, target: 80, ...undelivered }, { name: 'Shop', match, target: null, ...undelivered }],
    report: { ...collector.config.report, target: 75, messages: marked },
  };
  model = await buildReport(config, inputs);
  // Resources and exemptions are on record beside the snapshot; columns of CSV have names of their own.
  const columns = Object.values(tablesOf(model, wordsFor('en', 'en-GB'))).flat().flatMap((table) => table.columns.flatMap((column: Column) => [column.id, csvName(column).replace(/\d{4}_\d\d_\d\d/, '')]));
  const beside = [model.stateChanges.rows, model.exemptions?.rows.map(({ name, scopeName, title, reason, createdBy }) => [name, scopeName, title, reason, createdBy]), model.plan?.steps.map(({ planNeed }) => planNeed?.plans), model.controls.flatMap(({ recommendations }) => recommendations.map(({ planNeed }) => planNeed?.plans)), model.account?.parts.map(({ details }) => details)];
  const environments = model.environments.map(({ environment }) => environmentLabel(environment));
  foreign = stringsOf([inputs.snapshot, config.title, config.groups, config.timeZone, config.report.locale, columns, beside, environments]);
}, 60_000);
afterAll(() => collector.close());

/** The report as it is, and with as little in it as there can be. */
function models(): readonly ReportModel[] {
  const nothing = { since: null, from: null, change: null, shown: null, relativeChange: null, reason: null, methodBreak: null };
  const { headline, stateChanges, quality } = model;
  return [model, {
    ...model, account: null, plan: null, exemptions: null, environments: [], managementGroups: [], groups: [], scopes: [], controls: [], withoutControl: [],
    topRecommendations: { since: null, rows: [], total: 0 }, controlTrends: { weeks: [], rows: [] }, stateChanges: { ...stateChanges, from: null, rows: [] },
    trend: { overall: [], likeForLike: [], likeForLikeScopes: 0, events: [] }, forecast: { ...model.forecast, points: [] },
    headline: { ...headline, target: null, score: { ...headline.score, ratio: null, reason: null }, sinceLastReport: nothing, over7Days: nothing, over30Days: nothing, over90Days: nothing },
    quality: { ...quality, complete: false },
  }];
}

describe('a report whose every message is marked', () => {
  it('shows no unmarked text of ours on its pages', async () => {
    for (const one of models()) {
      const charts = await renderCharts(one, templates);
      const pages = [await renderHtml(one, charts, templates, { csv: true, scripts: true }), await renderScopeIndexHtml(one, new Map(), templates)];
      for (const page of pages) expect(outsideMarks(htmlTexts(page), foreign)).toEqual([]);
    }
  });

  it('shows none on the page of a scope, and none in a single file', async () => {
    const one = { ...model, scopes: model.scopes.slice(0, 1) };
    const page = await renderScopeHtml(one, await renderScopeCharts(one, templates), templates);
    const file = await renderHtml(model, await renderCharts(model, templates), templates, { singleFile: true });
    expect(outsideMarks(htmlTexts(page), foreign)).toEqual([]);
    expect(outsideMarks(htmlTexts(file), foreign)).toEqual([]);
  });

  it('shows none in its mail', async () => {
    const email = { from: { address: 'score@contoso.com', name: null }, subject: '{title}: {score}', maximumBytes: 10_000_000, siteUrl: 'https://score.contoso.com' };
    for (const one of models()) {
      const { html, text } = await compose({ ...email, transport: { type: 'graph', endpoint: 'https://graph.microsoft.com' }, to: [], cc: [], bcc: [], allowedDomains: null, attach: ['pdf', 'xlsx'] }, {
        model: one, chart: null, files: new Map([['report.pdf', new Uint8Array(20_000)], ['report.xlsx', new Uint8Array(9_999_999)]]), largestBytes: 10_000_000, periodDays: 1, templatesDir: templates, group: null,
      });
      expect(outsideMarks([...htmlTexts(html), text], foreign)).toEqual([]);
    }
  });

  it('shows none on the site and in its feed', async () => {
    const runs = models().map((one, index) => ({ folder: `2026112${index}`, record: runRecord(one, [{ path: 'report.html', bytes: 1200, sha256: '0'.repeat(64) }], null), recordFile: { path: 'run.json', bytes: 0, sha256: '0'.repeat(64) } }));
    const index = await renderIndexPage(runs, [{ folder: 'x', fault: '' }], templates);
    expect(outsideMarks(htmlTexts(index), foreign)).toEqual([]);
    expect(outsideMarks(htmlTexts(renderFeed(runs, 'id')), foreign)).toEqual([]);
  });

  it('shows none in its workbook: names of sheets, heads, notes and cells', async () => {
    for (const one of models()) {
      const workbook = readXlsx(await renderXlsx(one));
      const texts = workbook.book.SheetNames.flatMap((sheet) => [sheet, ...cellsOf(workbook, sheet).flatMap(([, { v }]) => (typeof v === 'string' ? [v] : []))]);
      expect(texts.length).toBeGreaterThan(100);
      expect(outsideMarks(texts, foreign)).toEqual([]);
    }
  });
});
