import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { renderScopeCharts } from '../src/charts/index.ts';
import { chartPrograms } from '../src/charts/programs.ts';
import { scoreLineDrawing, type ScoreLine } from '../src/charts/scoreLine.ts';
import { readConfig, readSpec, readTheme } from '../src/charts/theme.ts';
import { formatFor } from '../src/domain/format.ts';
import type { ReportModel } from '../src/domain/report.ts';
import { renderScopeHtml } from '../src/render/html.ts';
import { sampleModel } from '../test/fixtures/report-model.ts';

/**
 * Pages of scopes with their charts, and charts against plain Vega-Lite compile-and-render. Bar (DESIGN §8): a report's charts at least
 * twice as fast as compiling and rendering each. Arguments: pages, charts of each kind. Prints; asserts nothing.
 */
const pages = Number(process.argv[2] ?? 1000);
const drawn = Number(process.argv[3] ?? 60);
const templatesDir = join(import.meta.dirname, '../templates');
const sample = sampleModel();
const format = formatFor(sample.locale, sample.timeZone);

function pageModel(index: number): ReportModel {
  const shift = (index % 100) / 1000;
  const overall = sample.trend.overall.map((point) => ({ ...point, ratio: point.ratio === null ? null : Math.max(0, point.ratio - shift) }));
  return { ...sample, title: `scope-${index}: ${sample.title}`, scopes: sample.scopes.slice(index % 5, (index % 5) + 1), trend: { ...sample.trend, overall } };
}

function lineOf({ trend, headline, locale }: ReportModel): ScoreLine {
  return { trend: trend.overall, likeForLike: trend.likeForLike, events: [], target: headline.target, forecast: [], zoom: false, locale };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const models = Array.from({ length: pages }, (_, index) => pageModel(index));
const theme = await readTheme(templatesDir);
const [spec, config, programs] = [await readSpec(templatesDir, 'score-line', theme), await readConfig(templatesDir, theme), await chartPrograms(templatesDir)];
const chartModels = models.slice(0, drawn);

/** What a program without preparation does for each chart. */
async function plain(): Promise<void> {
  for (const model of chartModels) {
    const drawing = scoreLineDrawing(lineOf(model), 'medium', format, theme);
    if (drawing === null) continue;
    const view = new View(parse(compile(spec, { config }).spec), { renderer: 'none' });
    view.width(drawing.width).height(drawing.height).padding({ ...drawing.padding });
    for (const [name, value] of Object.entries(drawing.params)) view.signal(name, value);
    for (const [name, rows] of Object.entries(drawing.datasets)) view.data(name, rows.map((row) => ({ ...row })));
    await view.runAsync();
    await view.toSVG();
    view.finalize();
  }
}

async function prepared(): Promise<void> {
  for (const model of chartModels) {
    const drawing = scoreLineDrawing(lineOf(model), 'medium', format, theme);
    if (drawing !== null) await programs.scoreLine(drawing, { id: 'c', title: 't', description: '', className: 'chart' });
  }
}

async function byHand(): Promise<void> {
  for (const model of chartModels) await renderScopeCharts(model, templatesDir);
}

for (const warm of [plain, prepared, byHand]) await warm();
const each = async (work: () => Promise<void>): Promise<number> => (await timed(work)) / drawn;
const [slow, fast, hand] = [await each(plain), await each(prepared), await each(byHand)];
const say = (line: string): void => { process.stdout.write(`${line}\n`); };
say(`a report's score line: plain compile and render ${slow.toFixed(2)} ms, ours ${fast.toFixed(2)} ms: ${(slow / fast).toFixed(1)} times as fast (bar: at least 2)`);
say(`all charts of a scope's page, by hand: ${hand.toFixed(2)} ms, ${(slow / hand).toFixed(1)} times as fast as one plain chart`);

const folder = await mkdtemp(join(tmpdir(), 'secure-score-bench-'));
try {
  await mkdir(join(folder, 'scopes'));
  let bytes = 0;
  const write = async (): Promise<void> => {
    for (const [index, model] of models.entries()) {
      const html = await renderScopeHtml(model, await renderScopeCharts(model, templatesDir), templatesDir);
      bytes += html.length;
      await writeFile(join(folder, 'scopes', `${index}.html`), html);
    }
  };
  const took = await timed(write);
  say(`${pages} pages of scopes with charts, written: ${(took / 1000).toFixed(2)} s, ${(took / pages).toFixed(2)} ms and ${Math.round(bytes / pages / 1000)} kB a page`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
