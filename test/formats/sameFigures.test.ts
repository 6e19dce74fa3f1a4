import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportModelSchema, type ReportModel } from '../../src/domain/report.ts';
import { manifestSchema } from '../../src/render/site.ts';
import { secureScore } from '../program/program.ts';
import { numbersOf, shown, type Numbers } from './figures.ts';
import { readCsvNumbers, readHtml, readPdfFigures, readXlsxNumbers } from './readers.ts';

/** One run of the real program against the built-in tenant; each format of its report is read back by a reader of its own. */

let folder = '';
let latest = '';
let model: ReportModel | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secure-score-formats-'));
  const { code, err } = await secureScore(['demo', '--days', '30', '--out', folder]);
  expect(code, err).toBe(0);
  latest = join(folder, 'site/latest');
  model = reportModelSchema.parse(JSON.parse(await readFile(join(latest, 'report.json'), 'utf8')));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const report = (): ReportModel => {
  if (model === null) throw new Error('no report');
  return model;
};

/** Numbers to twelve decimals: pp are ratios × 100 and back. */
function rounded(numbers: Numbers): unknown {
  return JSON.parse(JSON.stringify(numbers, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(12)) : value)));
}

describe('the site', () => {
  it('holds every format, in the run and in latest, and the manifest lists them to be published', async () => {
    const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'site/manifest.json'), 'utf8')));
    const listed = manifest.public.map(({ path }) => path);
    for (const place of ['latest', `runs/${report().runId}`]) {
      for (const file of ['report.html', 'report.pdf', 'report.xlsx', 'report.json', 'csv/scopes.csv', 'csv/controls.csv', 'csv/columns.csv']) expect(listed).toContain(`${place}/${file}`);
    }
  });

  it('takes a format made anew, written as config says, and keeps the others', async () => {
    const config = join(folder, 'config.yaml');
    await writeFile(config, 'report: { formats: [csv], csv: { delimiter: ";", bom: false } }\n');
    const out = join(folder, 'again');
    for (const part of ['data', 'site']) await cp(join(folder, part), join(out, part), { recursive: true });
    const { code, err } = await secureScore(['render', '--config', config, '--out', out]);
    expect(code, err).toBe(0);
    expect(await readFile(join(out, 'site/latest/csv/headline.csv'), 'utf8')).toMatch(/^figure;value_ratio;/);
    expect(await readFile(join(out, 'site/latest/report.xlsx'))).toEqual(await readFile(join(latest, 'report.xlsx')));
  });
});

describe('the same figures in every format', () => {
  it('report.json has figures to compare', () => {
    const numbers = numbersOf(report());
    expect(numbers.score).not.toBeNull();
    expect(new Set(numbers.scopes.map(({ name }) => name)).size).toBe(numbers.scopes.length);
    expect(numbers.scopes.filter(({ ratio }) => ratio !== null).length).toBeGreaterThan(10);
    expect(numbers.scopes.some(({ ratio }) => ratio === null)).toBe(true);
    expect(numbers.controls.length).toBeGreaterThan(10);
  });

  it('report.html', async () => {
    expect(readHtml(await readFile(join(latest, 'report.html'), 'utf8'))).toEqual(shown(numbersOf(report()), report()));
  });

  it('report.pdf', async () => {
    const { scopes, controls } = report();
    const names = { scopes: scopes.map(({ name }) => name), controls: controls.map(({ name }) => name) };
    expect(await readPdfFigures(await readFile(join(latest, 'report.pdf')), names)).toEqual(shown(numbersOf(report()), report()));
  });

  it('report.xlsx, to the last digit', async () => {
    const numbers = readXlsxNumbers(await readFile(join(latest, 'report.xlsx')));
    expect(rounded(numbers)).toEqual(rounded(numbersOf(report())));
    expect(shown(numbers, report())).toEqual(shown(numbersOf(report()), report()));
  });

  it('csv/*.csv, to the last digit', async () => {
    const names = ['headline', 'changes', 'scopes', 'scope-trends', 'controls'];
    const files = new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(latest, `csv/${name}.csv`), 'utf8')] as const)));
    const numbers = readCsvNumbers((name) => files.get(name) ?? '');
    expect(rounded(numbers)).toEqual(rounded(numbersOf(report())));
    expect(shown(numbers, report())).toEqual(shown(numbersOf(report()), report()));
  });
});
