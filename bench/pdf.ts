import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { renderCharts } from '../src/charts/index.ts';
import { openBrowser, type OpenBrowser } from '../src/render/browser.ts';
import { renderHtml, reportAssets } from '../src/render/html.ts';
import { renderPdf } from '../src/render/pdf.ts';
import { sampleModel } from '../test/fixtures/report-model.ts';

/**
 * Our PDF against the same browser printing the same page and nothing else, in turns; then two at a time against one
 * at a time. Bars (DESIGN §8): at most 1.2 times bare Chromium; two at a time at least 1.7 times one. Prints; asserts nothing.
 */
const rounds = Number(process.argv[2] ?? 15);
const templatesDir = join(import.meta.dirname, '../templates');

const folder = await mkdtemp(join(tmpdir(), 'secure-score-bench-'));
const model = sampleModel();
await writeReport();
const source = { reportFolder: folder };
const browser = await openBrowser();
try {
  const started = loadavg()[0] ?? 0;
  await bare(browser);
  await ours(browser);
  const samples = { bare: [] as number[], ours: [] as number[], pairs: [] as number[], singles: [] as number[], barePairs: [] as number[], bareSingles: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    samples.bare.push(await timed(() => bare(browser)));
    samples.ours.push(await timed(() => ours(browser)));
  }
  for (let round = 0; round < Math.ceil(rounds / 2); round++) {
    samples.pairs.push(await timed(() => Promise.all([series(ours, 2), series(ours, 2)])));
    samples.singles.push(await timed(() => series(ours, 4)));
    samples.barePairs.push(await timed(() => Promise.all([series(bare, 2), series(bare, 2)])));
    samples.bareSingles.push(await timed(() => series(bare, 4)));
  }
  print(`load average at the start ${started.toFixed(1)}; ${rounds} rounds, medians in ms`);
  const [plain, own] = [median(samples.bare), median(samples.ours)];
  print(`bare Chromium ${plain.toFixed(0)}, ours ${own.toFixed(0)}: ${(own / plain).toFixed(2)} times (bar: at most 1.20)`);
  const [pairs, singles] = [median(samples.pairs), median(samples.singles)];
  const bareGain = median(samples.bareSingles) / median(samples.barePairs);
  print(`four one after the other ${singles.toFixed(0)}, two at a time ${pairs.toFixed(0)}: ${(singles / pairs).toFixed(2)} times as fast (bar: at least 1.70 on two idle cores); bare Chromium at the same moments ${bareGain.toFixed(2)} times`);
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

async function writeReport(): Promise<void> {
  const charts = await renderCharts(model, templatesDir);
  const files = new Map<string, string | Uint8Array>([...(await reportAssets(templatesDir)), ['report.html', await renderHtml(model, charts, templatesDir)]]);
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** What a script of five lines does: open, print with tags and outline, close. */
async function bare(open: OpenBrowser): Promise<void> {
  const page = await (await open.current()).newPage();
  await page.goto(pathToFileURL(join(folder, 'report.html')).href, { waitUntil: 'load' });
  await page.pdf({ format: 'a4', preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
  await page.close();
}

async function ours(open: OpenBrowser): Promise<void> {
  await renderPdf({ source, model, browser: open });
}

async function series(print: (open: OpenBrowser) => Promise<void>, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await print(browser);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
