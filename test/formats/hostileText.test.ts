import { describe, expect, it } from 'vitest';
import { renderCsv } from '../../src/render/csv.ts';
import { renderJson } from '../../src/render/json.ts';
import { renderXlsx } from '../../src/render/xlsx.ts';
import { textLimit } from '../../src/render/xlsx/text.ts';
import { fewRows, foreignPaths, hostileTexts, withTexts } from '../fixtures/hostile-text.ts';
import { readCsv } from '../fixtures/read-csv.ts';
import { cellsOf, readXlsx, type ReadCell } from '../fixtures/read-xlsx.ts';
import { sampleModel } from '../fixtures/report-model.ts';
import { xmlFault } from '../fixtures/xml.ts';

/** Every text of a model, attacked in every field, in the formats that are values; the page has a test of its own beside it. */

/** Fields tables leave out, each with why. A new field of the model is either shown or has to be named here. */
const leftOut: Readonly<Record<string, string>> = {};

const small = fewRows(sampleModel());

const config = { delimiter: ',', bom: true } as const;

/** A word for a path that no other text of the report holds. */
const marker = (path: string): string => `mark ${path.replaceAll(/\W+/g, ' ')} kram`;

async function sheetCells(text: (path: string) => string, model = small): Promise<readonly ReadCell[]> {
  const workbook = readXlsx(await renderXlsx(withTexts(model, text)));
  for (const path of workbook.parts) expect(xmlFault(workbook.part(path)), path).toBeNull();
  for (const path of workbook.parts.filter((one) => one.startsWith('xl/worksheets/sheet'))) expect(workbook.part(path)).not.toMatch(/<f[ >/]/);
  return workbook.book.SheetNames.flatMap((name) => cellsOf(workbook, name).map(([, cell]) => cell));
}

const csvFields = (text: (path: string) => string): readonly string[] => renderCsv(withTexts(sampleModel(), text), config).flatMap(({ content }) => readCsv(content).flat());

const harmless = sheetCells(() => 'benign');

describe('every text of the model', () => {
  it('is shown by both formats, or is named above with a reason', async () => {
    const csv = csvFields(marker).join('\n');
    const xlsx = (await sheetCells(marker, sampleModel())).map((cell) => [cell.v, cell.l?.Target].join(' ')).join('\n');
    const missing = (shown: string): readonly string[] => foreignPaths().filter((path) => !shown.includes(marker(path)));
    expect(missing(csv)).toEqual(Object.keys(leftOut).toSorted());
    expect(missing(xlsx)).toEqual(Object.keys(leftOut).toSorted());
  });

  it.each(hostileTexts)('%s stays a string in cells, and changes no other cell', async (_, text) => {
    const [attacked, benign] = [await sheetCells(() => text), await harmless];
    for (const cell of attacked) {
      expect(cell.f).toBeUndefined();
      expect(['s', 'n', 'z']).toContain(cell.t);
      if (typeof cell.v === 'string') expect(cell.v.length).toBeLessThanOrEqual(textLimit);
    }
    if (text !== '') expect(attacked.map(({ t }) => t)).toEqual(benign.map(({ t }) => t));
    const numbers = (cells: readonly ReadCell[]): readonly unknown[] => cells.filter(({ t }) => t === 'n').map(({ v }) => v);
    expect(numbers(attacked)).toEqual(numbers(benign));
  });

  it('comes back from a cell letter by letter', async () => {
    for (const text of ['=1+1', '#N/A', '#REF!', '_x003D_1+1', ' spaces ', 'a\nb', '<&>"\'', '𝕬é漢', '007', 'TRUE']) {
      const cells = await sheetCells(() => text);
      expect(cells.filter(({ v }) => v === text).length, text).toBeGreaterThan(80);
    }
  });

  it('is cut where a cell is full, and says so', async () => {
    const cells = await sheetCells(() => 'x'.repeat(50_000));
    const cut = cells.filter(({ v }) => typeof v === 'string' && v.startsWith('xxxx'));
    expect(cut.length).toBeGreaterThan(80);
    for (const { v } of cut) expect(v).toMatch(/x … \[cut: \d+ characters in all; report\.json has them\](?: \(Europe\/Berlin\))?$/);
  });

  it.each(hostileTexts)('%s is the same text in report.json', (_, text) => {
    const model = withTexts(small, () => text);
    const json = renderJson(model);
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(model)));
    expect(json.isWellFormed()).toBe(true);
  });

  it.each(hostileTexts)('%s leaves the same records and numbers in CSV', (_, text) => {
    const shape = (value: string): unknown => renderCsv(withTexts(small, () => value), config).map(({ path, content }) => {
      const records = readCsv(content);
      return [path, records.map((record) => record.map((field) => (/^-?\d+(\.\d+)?$/.test(field) && field !== '007' ? field : 'text')).join('|'))];
    });
    if (text !== '') expect(shape(text)).toEqual(shape('benign'));
    else expect(renderCsv(withTexts(small, () => text), config).length).toBeGreaterThan(20);
  });
});
