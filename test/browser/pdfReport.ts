import { beforeAll, describe, expect, it } from 'vitest';
import { formatFor } from '../../src/domain/format.ts';
import { renderPdf } from '../../src/render/pdf.ts';
import { readPdf, type ReadPdf } from './pdfReader.ts';
import { reportHtml } from './report.ts';
import { templatesDir, type World } from './world.ts';

export function pdfTests(world: () => World): void {
  describe('the PDF', () => {
    let read: ReadPdf;
    beforeAll(async () => {
      read = await readPdf(world().pdf.bytes);
    });
    /** Without white space, since lines break where they must. */
    const text = (): string => read.pages.flatMap((page) => page.lines).join('').replace(/\s/g, '');
    const squeezed = (words: string): string => words.replace(/\s/g, '');

    it('says what it is: title, author, language, date', () => {
      expect(read).toMatchObject({ title: 'Contoso cloud security posture, 21 Nov 2026', author: 'Contoso AG', language: 'en', createdAt: 'D:20261121060112Z' });
    });

    it('has the headline and every scope with its figure', () => {
      const format = formatFor(world().model.locale, world().model.timeZone);
      expect(text()).toContain(squeezed(format.percent(world().model.headline.score.ratio)));
      const missing = world().model.scopes.flatMap((scope) => {
        const figures = scope.ratio === null ? [scope.name] : [scope.name, format.percent(scope.ratio)];
        return figures.filter((figure) => !text().includes(squeezed(figure)));
      });
      expect(missing).toEqual([]);
    });

    it('has bookmarks for the parts of the report', () => {
      expect(read.outline.length).toBeGreaterThan(8);
      expect(read.outline.filter((title) => title.trim() === '')).toEqual([]);
    });

    it('has bookmarks in the words of its headings, groups among them', () => {
      const headings = new Set([...world().html.matchAll(/<h[1-3][^>]*>([^]*?)<\/h[1-3]>/g)].map(([, inner = '']) => inner.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ').replaceAll('&#x27;', '\'').replaceAll('&amp;', '&').trim()));
      expect(read.outline.map((title) => title.trim()).filter((title) => !headings.has(title))).toEqual([]);
      expect(read.outline).toEqual(expect.arrayContaining(['  Management groups and groups', '    Management groups', '    Groups of the configuration', '    Enable encryption at rest']));
      expect(read.outline.indexOf('    Groups of the configuration')).toBeGreaterThan(read.outline.indexOf('  Management groups and groups'));
    });

    it('has its charts as lines and areas, none as a picture, none blank', () => {
      expect(read.pages.reduce((sum, { pictures }) => sum + pictures, 0)).toBe(0);
      const charts = read.pages.reduce((sum, { roles }) => sum + (roles.get('Figure') ?? 0), 0);
      expect(charts).toBeGreaterThan(30);
      for (const { roles, paths } of read.pages) expect(paths).toBeGreaterThanOrEqual(2 * (roles.get('Figure') ?? 0));
    });

    it('repeats the head of a table on every page of it, and cuts no row', async () => {
      const { assets, model, browser } = world();
      const stylesheet = [...assets.keys()].find((path) => path.endsWith('.css')) ?? '';
      const rows = Array.from({ length: 150 }, (_, index) => `<tr><th scope="row">Row ${index} begins<span class="under small">and ${index} ends</span></th><td class="number">${index}</td></tr>`).join('');
      const html = `<!doctype html><html lang="en"><head><title>x</title><link rel="stylesheet" href="${stylesheet}"></head><body><h1>Long</h1><div class="scroll"><table><thead><tr><th scope="col">Head of it</th><th scope="col" class="number">Count</th></tr></thead><tbody>${rows}</tbody></table></div></body></html>`;
      const { pages } = await readPdf((await renderPdf({ source: { html, assets }, model, browser })).bytes);
      expect(pages.length).toBeGreaterThan(3);
      for (const { lines } of pages) expect(lines.some((line) => /^Head of it\s+Count$/.test(line))).toBe(true);
      for (let index = 0; index < 150; index++) {
        const of = pages.filter(({ lines }) => lines.some((line) => line.startsWith(`Row ${index} begins`)));
        expect(of).toHaveLength(1);
        expect(of[0]?.lines.some((line) => line.startsWith(`and ${index} ends`)), String(index)).toBe(true);
      }
    });

    it('is tagged: headings, tables and named figures on the pages that have them', () => {
      expect(read.marked).toBe(true);
      expect(read.pages.filter((page) => page.roles.size === 0)).toEqual([]);
      const roles = new Set(read.pages.flatMap((page) => [...page.roles.keys()]));
      for (const role of ['H1', 'H2', 'Table', 'TH', 'TD', 'Figure', 'Link']) expect(roles).toContain(role);
      expect(read.pages.map((page) => page.unnamedFigures).reduce((sum, count) => sum + count, 0)).toBe(0);
    });

    it('brings its fonts along', () => {
      expect(read.fonts.length).toBeGreaterThan(1);
      expect(read.fonts.filter((font) => !font.embedded)).toEqual([]);
    });

    it('has Chinese, Japanese, Korean and emoji in embedded fonts, as text, and says what no shipped font has', async () => {
      const names = ['日本語サブスクリプション 本番', '中文订阅 生产环境', '한국어 구독 운영', '🚀 start', 'ไทย'];
      const model = { ...world().model, title: '株式会社コントソ 🚀', scopes: world().model.scopes.map((scope, index) => ({ ...scope, name: names[index % names.length] ?? '' })) };
      const { bytes, refused, unshipped } = await renderPdf({ source: await reportHtml(model, templatesDir), model, browser: world().browser });
      expect(refused).toEqual([]);
      expect(unshipped).toEqual(['Thai']);
      const far = await readPdf(bytes);
      expect(far.title).toContain('株式会社コントソ 🚀');
      expect(far.fonts.filter((font) => !font.embedded)).toEqual([]);
      expect(far.fonts.length).toBeGreaterThan(read.fonts.length + 4);
      expect(squeezed(far.pages[2]?.lines.slice(0, 2).join('') ?? '')).toContain('株式会社コントソ');
      const all = far.pages.flatMap((page) => page.lines).join('');
      for (const name of names.slice(0, 4)) expect(squeezed(all)).toContain(squeezed(name));
      expect(bytes.length).toBeLessThan(world().pdf.bytes.length * 1.5);
    });

    it('has the running heads on every page', () => {
      const { title, classification } = world().model;
      for (const [index, { lines }] of read.pages.entries()) {
        expect(lines[0]).toContain(title);
        expect(lines[0]).toContain(classification);
        expect(lines.at(-1)).toContain('as of 21 Nov 2026, 07:00 · Europe/Berlin');
        expect(squeezed(lines.at(-1) ?? '')).toContain(`Page${index + 1}of${read.pages.length}`);
      }
    });

    it('has no page with next to nothing on it, and not too many', () => {
      expect(read.pages.length).toBeGreaterThan(4);
      expect(read.pages.length).toBeLessThan(40);
      const empty = read.pages.flatMap(({ filled, lines }, index) => (filled < (index === read.pages.length - 1 ? 0.02 : 0.2) ? [`page ${index + 1}: ${lines.join(' | ').slice(0, 200)}`] : []));
      expect(empty).toEqual([]);
    });

    it('asked for nothing that it was refused', () => {
      expect(world().pdf.refused).toEqual([]);
    });

    it('is the same bytes again, also in another browser', async () => {
      const { html, assets, model, browser, pdf } = world();
      await browser.kill();
      const again = await renderPdf({ source: { html, assets }, model, browser });
      expect(Buffer.from(again.bytes).equals(pdf.bytes)).toBe(true);
    });

    it('is printed from the written folder as from memory', async () => {
      const { model, browser, pdf, site } = world();
      const fromFolder = await renderPdf({ source: { reportFolder: `${site}/latest` }, model, browser });
      expect(Buffer.from(fromFolder.bytes).equals(pdf.bytes)).toBe(true);
    });

    it('holds a hostile title as text, in heads and properties', async () => {
      const { browser, html, assets } = world();
      const title = 'x") } </style><script>alert(1)</script> \\ {{y}} \u202e\ud800';
      const { bytes } = await renderPdf({ source: { html: '<!doctype html><html lang="en"><head><title>x</title></head><body><p>body</p></body></html>', assets }, model: { ...world().model, title, classification: null }, browser });
      const hostile = await readPdf(bytes);
      expect(html).not.toContain('alert(1)');
      expect(hostile.title).toContain('</style><script>alert(1)</script> \\ {{y}}');
      expect(hostile.pages[0]?.lines.join('')).toContain('x") } </style><script>alert(1)</script> \\ {{y}}');
      expect(hostile.pages).toHaveLength(1);
    });
  });
}
