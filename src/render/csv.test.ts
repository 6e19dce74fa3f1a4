import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../../test/fixtures/hostile-text.ts';
import { csvObjects, readCsv } from '../../test/fixtures/read-csv.ts';
import { sampleModel } from '../../test/fixtures/report-model.ts';
import type { CsvConfig } from '../domain/config.ts';
import { csvOf, renderCsv } from './csv.ts';
import { neutral, quoted } from './csv/field.ts';
import { wordsFor } from '../domain/language.ts';
import { column, spoken, tableOf } from './tables/table.ts';

const plain: CsvConfig = { delimiter: ',', bom: false };

/** What a spreadsheet evaluates: a sign at the start, whatever it skips before it. */
const evaluated = /^[\s\p{Cc}\p{Cf}\ufffd]*[=+\-@＝＋－＠]/u;

function tableWith(values: readonly (readonly [kind: Parameters<typeof column>[0], value: string | number | boolean | null])[]) {
  return spoken(tableOf({ id: 't', title: 'T', note: '', empty: '' }, [0], values.map(([kind, value], index) => column(kind, `c${index}`, `C${index}`, () => value))), wordsFor('en', 'en-GB'));
}

const cellText = (kind: Parameters<typeof column>[0], value: string | number | boolean | null): string => csvOf(tableWith([[kind, value]]), plain).split('\r\n')[1] ?? '';

describe('a CSV file', () => {
  it('ends every record with CRLF, has as many fields in each, and begins with a byte order mark when asked for', () => {
    for (const { content } of renderCsv(sampleModel(), { delimiter: ';', bom: true })) {
      expect(content.startsWith('\ufeff')).toBe(true);
      expect(content.endsWith('\r\n')).toBe(true);
      expect(csvObjects(content, ';').length).toBeGreaterThanOrEqual(0);
    }
    expect(renderCsv(sampleModel(), plain)[0]?.content).toMatch(/^figure,value_ratio,/);
  });

  it.each([',', ';', '|', '\t'] as const)('reads back the same with the delimiter %j', (delimiter) => {
    const of = (config: CsvConfig): unknown => renderCsv(sampleModel(), config).map(({ path, content }) => [path, readCsv(content, config.delimiter)]);
    expect(of({ delimiter, bom: true })).toEqual(of(plain));
  });

  it('has a file a table, each with a name of its own', () => {
    const paths = renderCsv(sampleModel(), plain).map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(20);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain('csv/scopes.csv');
    for (const path of paths) expect(path).toMatch(/^csv\/[a-z-]+\.csv$/);
  });

  it('names columns once a table, with their unit', () => {
    for (const { content, path } of renderCsv(sampleModel(), plain)) {
      const head = readCsv(content)[0] ?? [];
      expect(new Set(head).size, path).toBe(head.length);
      for (const name of head) expect(name, path).toMatch(/^[a-z][a-z0-9_]*$/);
    }
  });

  it('lists every column of every file in columns.csv', () => {
    const files = renderCsv(sampleModel(), plain);
    const listed = new Set(csvObjects(files.find(({ path }) => path === 'csv/columns.csv')?.content ?? '').map((row) => `${row['csv_file']} ${row['csv_column']}`));
    const own = files.filter(({ path }) => path !== 'csv/columns.csv' && path !== 'csv/provenance.csv');
    const columns = own.flatMap(({ path, content }) => (readCsv(content)[0] ?? []).map((name) => `${path} ${name.replace(/_\d{4}_\d\d_\d\d/, '_YYYY_MM_DD')}`));
    expect(columns.filter((one) => !listed.has(one))).toEqual([]);
  });
});

describe('numbers', () => {
  it.each([
    ['ratio', 0.6127, '0.6127'],
    ['ratio', 0, '0'],
    ['ratio', -0, '0'],
    ['pp', 0.012, '1.2'],
    ['pp', -0.021, '-2.1'],
    ['pp', -1e-17, '0'],
    ['change', -3, '-3'],
    ['count', 1234567, '1234567'],
    ['points', 31.75, '31.75'],
    ['ratio', 1e-7, '0.0000001'],
    ['ratio', Number.NaN, ''],
    ['ratio', null, ''],
    ['yesNo', true, 'yes'],
    ['day', '2026-11-21', '2026-11-21'],
    ['instant', '2026-11-21T06:00:00.000Z', '2026-11-21T06:00:00Z'],
  ] as const)('a %s of %s is %j', (kind, value, text) => {
    expect(cellText(kind, value)).toBe(text);
  });

  it('stay the number they are, digit by digit', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).filter((value) => value === 0 || Math.abs(value) > 1e-5);
    fc.assert(fc.property(number, (value) => {
      expect(Number(cellText('ratio', value))).toBe(value + 0);
      expect(cellText('ratio', value)).toMatch(/^-?\d+(\.\d+)?$/);
    }));
  });
});

describe('texts', () => {
  it.each(hostileTexts)('%s is no formula, in no program that splits at another delimiter either', (_, text) => {
    const line = cellText('text', text);
    const [[field = '']] = readCsv(`${line}\r\n`) as [[string]];
    expect(field).not.toMatch(evaluated);
    for (const other of [',', ';', '\t', '|', '\n']) for (const part of field.split(other)) expect(part).not.toMatch(evaluated);
    expect(field.isWellFormed()).toBe(true);
  });

  it('keeps ordinary text as it is', () => {
    for (const text of ['pay-prod', 'a = b', 'jane@contoso.com', '50 % of 3 scopes', 'Größe, Länge', '−1.2 pp', 'x+y', '']) expect(neutral(text)).toBe(text);
  });

  it('come back as they were, whatever they hold', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(',', ';', '|', '\t'), (text, delimiter) => {
      const [record = []] = readCsv(`${quoted(neutral(text))}${delimiter}end\r\n`, delimiter);
      expect(record).toEqual([neutral(text), 'end']);
    }), { numRuns: 1000 });
  });
});
