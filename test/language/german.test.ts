import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderCharts } from '../../src/charts/index.ts';
import { compose } from '../../src/deliver/email/compose.ts';
import { formatOf } from '../../src/domain/format.ts';
import { isMessageKey, packs } from '../../src/domain/language.ts';
import type { ReportModel } from '../../src/domain/report.ts';
import { renderCsv } from '../../src/render/csv.ts';
import { renderHtml, renderScopeIndexHtml } from '../../src/render/html.ts';
import { renderFeed } from '../../src/render/site/feed.ts';
import { renderIndexPage } from '../../src/render/site/indexPage.ts';
import { runRecord } from '../../src/render/site/runRecord.ts';
import { renderXlsx } from '../../src/render/xlsx.ts';
import { sentences } from '../../src/report/sentences.ts';
import { sampleModel } from '../fixtures/report-model.ts';
import { readXlsx } from '../fixtures/read-xlsx.ts';

const templates = fileURLToPath(new URL('../../templates/', import.meta.url));

/** Messages that are the same in both languages: marks, formulas, names. */
const alike = new Set([
  'format.percent', 'format.kilobytes', 'format.megabytes', 'head.connector', 'chart.event', 'chart.step', 'scopePlace.in', 'stateChanges.portal', 'place.one', 'cause.shown', 'page.title', 'outlook.range',
  'historySource.logAnalytics', 'figure.ratioValue', 'recomputation.formula', 'recomputation.counts', 'methodBreak.on', 'table.portal', 'table.tickets', 'table.status', 'table.cloud', 'mail.event', 'site.pdf',
  'site.excel', 'site.json', 'site.kilobytes', 'site.megabytes', 'feed.title', 'xlsx.trend',
]);

function germanModel(): ReportModel {
  const model: ReportModel = { ...sampleModel(), language: 'de', locale: 'de-DE' };
  return { ...model, headline: { ...model.headline, sentences: sentences(model, formatOf(model)) } };
}

const model = germanModel();
const record = { folder: '20261121T060000Z', record: runRecord(model, [], null), recordFile: { path: 'run.json', bytes: 0, sha256: '0'.repeat(64) } };

describe('the German pack', () => {
  it('translates every message but those that are alike', () => {
    expect(Object.entries(packs.de).filter(([key, message]) => isMessageKey(key) && message === packs.en[key] && !alike.has(key))).toEqual([]);
  });

  it('calls things what the German portal calls them, and addresses nobody by first name', () => {
    const texts = Object.values(packs.de);
    expect(texts.filter((text) => /Secure Score(?! Over Time)|Healthy|Unhealthy|Assessment\b|\b[Dd]ein|\b[Dd]u\b/.test(text))).toEqual([]);
    expect([packs.de['state.Healthy'], packs.de['state.Unhealthy'], packs.de['state.NotApplicable']]).toEqual(['Fehlerfrei', 'Fehlerhaft', 'Nicht anwendbar']);
  });
});

describe('a German report', () => {
  it('says its language on every page, in the mail and in the feed', async () => {
    const charts = await renderCharts(model, templates);
    const { html: mail, subject } = await compose({ transport: { type: 'graph', endpoint: 'https://graph.microsoft.com' }, from: { address: 'score@contoso.com', name: null }, to: [], cc: [], bcc: [], allowedDomains: null, subject: '{score}, {change} seit {since}', attach: [], maximumBytes: 10_000_000, siteUrl: null }, {
      model, chart: null, files: new Map(), largestBytes: 10_000_000, periodDays: 7, templatesDir: templates, group: null,
    });
    const pages = [await renderHtml(model, charts, templates), await renderScopeIndexHtml(model, new Map(), templates), mail, await renderIndexPage([record], [], templates)];
    for (const page of pages) expect(page).toMatch(/<html lang="de"[ >]/);
    expect(renderFeed([record], 'id')).toContain('xml:lang="de"');
    expect(subject).toMatch(/^\d\d,\d\u00a0%, [+−±]\d,\d\u00a0PP seit \d{1,2}\. [A-ZÄÖÜ][a-zä]+\.? 2026$/);
    expect(pages[0]).toContain('Wie sicher sind wir?');
    expect(pages[0]).not.toMatch(/\d\.\d\u00a0%|\bpp\b|no data/);
  });

  it('speaks in sentences that begin and end as such', () => {
    expect(model.headline.sentences.length).toBeGreaterThan(2);
    for (const sentence of model.headline.sentences) expect(sentence).toMatch(/^[A-ZÄÖÜ„\d].*\.$/);
    expect(model.headline.sentences[0]).toMatch(/^Die Bewertung (fiel|stieg) seit dem \d/);
  });

  it('has German sheets whose names a workbook can hold, and CSV that programs read as before', async () => {
    const { book } = readXlsx(await renderXlsx(model));
    expect(book.SheetNames.slice(0, 2)).toEqual(['Zusammenfassung', 'Bewertungstrends']);
    for (const name of book.SheetNames) expect(name).toMatch(/^[^[\]:*?/\\]{1,31}$/);
    const heads = (one: ReportModel): readonly string[] => renderCsv(one, { delimiter: ',', bom: false }).map(({ path, content }) => `${path} ${content.split('\r\n')[0] ?? ''}`);
    expect(heads(model)).toEqual(heads({ ...model, language: 'en', locale: 'en-GB' }));
  });
});
