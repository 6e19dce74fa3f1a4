import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { beforeAll, describe, expect, it } from 'vitest';
import { barestModel, sampleModel } from '../../../test/fixtures/report-model.ts';
import { renderCharts } from '../../charts/index.ts';
import type { ReportModel } from '../../domain/report.ts';
import { renderHtml, reportAssets, type HtmlOptions } from '../html.ts';

const templates = fileURLToPath(new URL('../../../templates', import.meta.url));
const page = async (model: ReportModel, options: HtmlOptions = {}): Promise<string> => renderHtml(model, await renderCharts(model, templates), templates, options);

let html: string;
let bare: string;
beforeAll(async () => {
  html = await page(sampleModel());
  bare = await page(barestModel());
});

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Scrolling frames are focusable regions of the page, which a section element would add to the outline.
    'prefer-native-element': ['error', { exclude: ['region'] }],
    'long-title': 'off',
    'no-inline-style': 'error',
    'no-trailing-whitespace': 'off',
    'svg-focusable': 'off',
    // Texts hold no-break spaces and dates that people may select.
    'tel-non-breaking': 'off',
  },
});

const text = (source: string): string => source.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('the page', () => {
  it.each([['rich', () => html], ['bare', () => bare]])('is valid HTML (%s model)', async (_, source) => {
    const report = await validator.validateString(source());
    const messages = report.results.flatMap((result) => result.messages).map((one) => `${one.line}:${one.column} ${one.ruleId}: ${one.message}`);
    expect(messages.slice(0, 10)).toEqual([]);
  });

  it('relies on nothing that a strict policy forbids', () => {
    for (const source of [html, bare]) {
      expect(source).not.toMatch(/\sstyle=/);
      expect(source).not.toMatch(/<script|<style|\son[a-z]+=|<iframe|<object|<embed|javascript:/i);
    }
  });

  it('loads nothing from elsewhere and links to https only', () => {
    for (const [, address = ''] of html.matchAll(/\s(?:data|poster|xlink:href)="([^"]*)"/g)) expect(address).toBe('');
    for (const [, address = ''] of html.matchAll(/<link [^>]*href="([^"]*)"/g)) expect(address).toMatch(/^assets\/report\.[0-9a-f]{10}\.css$/);
    for (const [, address = ''] of html.matchAll(/<a [^>]*href="([^"]*)"/g)) expect(address).toMatch(/^(#[\w-]+|https:\/\/)/);
  });

  it('is private by default and names its language and policy', () => {
    expect(html).toMatch(/<html lang="en"[ >]/);
    expect(html).toContain('<meta name="robots" content="noindex, nofollow">');
    expect(html).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src &#x27;none&#x27;; style-src &#x27;self&#x27;; font-src &#x27;self&#x27; data:; base-uri/);
  });

  it('answers the five questions in their order before anything else', () => {
    const questions = ['How secure are we?', 'Is it better or worse, since when?', 'Why?', 'What do we do next?', 'Can I trust it?', 'In this report'];
    const places = questions.map((question) => html.indexOf(`>${question}</h2>`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('keeps the workbook’s labels in the workbook’s order', () => {
    const labels = ['Current score trends per scope', 'Aggregated score for selected scopes over time', 'Top recommendations with recent increase in unhealthy resources', 'Security controls scores over time (weekly)', 'Resources changed over time'];
    const places = labels.map((label) => html.indexOf(`>${label}</h2>`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const columns = ['Grace period impact %', '7-day change', '30-day change', 'Unhealthy count', 'To unhealthy', 'To healthy', 'To not applicable', 'Original state', 'Updated state', 'Time of change', 'View recommendation'];
    for (const column of columns) expect(html).toContain(`>${column}</th>`);
  });

  it('links every entry of the contents to a section', () => {
    const nav = /<nav[^]*?<\/nav>/.exec(html)?.[0] ?? '';
    const anchors = [...nav.matchAll(/href="#([\w-]+)"/g)].map(([, id]) => id);
    expect(anchors.length).toBeGreaterThan(10);
    for (const id of anchors) expect(html).toContain(`id="${id}"`);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shows the figures of the model', () => {
    const words = text(html);
    for (const figure of ['16 of 18 scopes have a score (88.9 %)', 'Restricted', '226 of 231', 'first 8 of 222 changes', 'First 15 of', 'no owner']) expect(words).toContain(figure);
  });

  it('stays small', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(800_000);
  });
});

describe('a report without data', () => {
  it('says what is missing and how to get it, and shows no zero in its place', () => {
    const words = text(bare);
    for (const sentence of ['No score', 'There is no secure score: no scope has a score.', 'Nothing to compare with yet', 'The account appears once there is a run at least a reporting period older.', 'No forecast: there is no history.', 'Changes appear with the second run.']) expect(words).toContain(sentence);
    expect(words).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
    expect(words).not.toMatch(/[+−±]0\.0 pp/);
  });
});

describe('a section that fails', () => {
  it('becomes a notice, and the rest stands', async () => {
    const model = sampleModel();
    const broken = { ...model, managementGroups: [{ ...model.managementGroups[0], score: null }] } as unknown as ReportModel;
    const source = await renderHtml(broken, await renderCharts(model, templates), templates);
    expect(source).toContain('This part of the report could not be made.');
    expect(source.match(/could not be made/g)).toHaveLength(1);
    expect(source).toContain('id="method"');
  });

  it('a chart that fails says so in its place', async () => {
    const model = sampleModel();
    const charts = await renderCharts(model, templates);
    const source = await renderHtml(model, { ...charts, figures: new Map(), failures: new Map([['trend', 'no such scale']]) }, templates);
    expect(source).toContain('This chart could not be drawn.');
    expect(source).toContain('no such scale');
  });
});

describe('files beside the page', () => {
  it('are the stylesheet the page links, the fonts it names and their licence', async () => {
    const assets = await reportAssets(templates);
    const stylesheet = /href="(assets\/report\.[0-9a-f]+\.css)"/.exec(html)?.[1] ?? '';
    const css = Buffer.from(assets.get(stylesheet) ?? []).toString();
    const addresses = [...css.matchAll(/url\("([^"]+)"\)/g)].map(([, address = '']) => address);
    expect(addresses.filter((address) => address.startsWith('data:font/woff2;base64,'))).toHaveLength(2);
    const fonts = addresses.filter((address) => !address.startsWith('data:')).map((name) => `assets/${name}`);
    expect(fonts).toHaveLength(2);
    for (const font of fonts) expect(assets.has(font), font).toBe(true);
    expect([...assets.keys()].some((name) => name.includes('LICENSE'))).toBe(true);
    const bytes = [...fonts, stylesheet].reduce((sum, path) => sum + (assets.get(path)?.length ?? 0), 0);
    expect(bytes).toBeLessThan(180_000);
  });

  it('are not needed by a single file, whose own policy allows its stylesheet by its hash', async () => {
    const single = await page(sampleModel(), { singleFile: true });
    const style = /<style>([^]*?)<\/style>/.exec(single)?.[1] ?? '';
    expect(single).toContain(createHash('sha256').update(style).digest('base64').replaceAll('=', '&#x3D;'));
    expect(single).not.toMatch(/<link|<script/);
    expect(style).not.toMatch(/url\("(?!data:font\/woff2)/);
  });

  it('are not needed by a single file that brings its script, and nothing beside it is linked', async () => {
    const single = await page(sampleModel(), { singleFile: true, scripts: true, csv: true, scopePages: new Map([['/x', 'scopes/x.html']]), scopeIndex: 'scopes/index.html' });
    const [, script = '', ...others] = /<script type="module">([^]*?)<\/script>/.exec(single) ?? [];
    expect(others).toEqual([]);
    expect(script).toBe(readFileSync(`${templates}/assets/report.js`, 'utf8'));
    expect(single).toContain(`script-src &#x27;sha256-${createHash('sha256').update(script).digest('base64').replaceAll('=', '&#x3D;')}&#x27;`);
    for (const [, address = ''] of single.matchAll(/\s(?:href|src)="([^"]*)"/g)) expect(address).toMatch(/^(#[\w-]*|https:\/\/)/);
    expect(text(single)).toContain('This file is complete in itself. report.json, the tables as CSV and Excel, and the pages of single scopes lie in the folder of run');
    const report = await validator.validateString(single);
    expect(report.results.flatMap((result) => result.messages).map((one) => `${one.line}: ${one.message}`)).toEqual([]);
  });

  it('hold a script that builds no HTML from text', async () => {
    const script = readFileSync(`${templates}/assets/report.js`, 'utf8');
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(|DOMParser|srcdoc|\.on[a-z]+ =/);
    const enhanced = await page(sampleModel(), { scripts: true });
    const [, name = ''] = /<script src="([^"]+)" defer><\/script>/.exec(enhanced) ?? [];
    expect(enhanced.match(/<script/g)).toHaveLength(1);
    expect(enhanced).toContain('script-src &#x27;self&#x27;');
    expect((await reportAssets(templates)).has(name)).toBe(true);
  });

  it('paint every class that the page uses for colour', async () => {
    const css = readFileSync(`${templates}/assets/report.css`, 'utf8');
    const used = new Set([...html.matchAll(/class="([^"]+)"/g)].flatMap(([, names = '']) => names.split(' ')).filter((name) => /^(f|s|env)-/.test(name)));
    for (const name of used) expect(css, name).toContain(`.${name} {`);
  });
});

describe('templates', () => {
  it('leave text unescaped in two places only: where charts go, and what Markdown was made into', () => {
    for (const folder of ['', 'partials/']) {
      for (const name of readdirSync(`${templates}/${folder}`).filter((file) => file.endsWith('.hbs') && !file.startsWith('site-'))) {
        const source = readFileSync(`${templates}/${folder}${name}`, 'utf8');
        expect(source.match(/\{\{\{|\{\{&/g) ?? [], name).toHaveLength(name === 'drawing.hbs' || name === 'introduction.hbs' ? 1 : 0);
      }
    }
  });
});
