import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../test/fixtures/read-csv.ts';
import type { Cell, ExportColumn } from '../history/index.ts';
import { exportText } from './historyExport.ts';

const columns: readonly ExportColumn[] = [
  { name: 'scope', kind: 'text', about: '' }, { name: 'ratio', kind: 'number', about: '' }, { name: 'complete', kind: 'boolean', about: '' }, { name: 'at', kind: 'instant', about: '' },
];
const plain = { delimiter: ',', bom: false } as const;

function text(format: 'csv' | 'ndjson', rows: readonly (readonly Cell[])[], csv: Parameters<typeof exportText>[3] = plain): string {
  return [...exportText(format, columns, rows, csv)].join('');
}

describe('CSV', () => {
  it('has numbers as numbers, moments in UTC, and nothing for what is missing', () => {
    expect(text('csv', [['a, b', 0.123456789012345, true, '2026-11-20T06:00:00.000Z'], [null, -1e-7, false, null]]))
      .toBe('scope,ratio,complete,at\r\n"a, b",0.123456789012345,yes,2026-11-20T06:00:00Z\r\n,-0.0000001,no,\r\n');
  });

  it('lets no name be a formula', () => {
    expect(text('csv', [['=HYPERLINK("http://x")', 1, true, null], ['@x', -1, true, null]])).toContain('"\'=HYPERLINK(""http://x"")",1');
    expect(text('csv', [['@x', -1, true, null]])).toContain("'@x,-1,");
  });

  it('follows config in delimiter and mark', () => {
    expect(text('csv', [['a;b', 1.5, true, null]], { delimiter: ';', bom: true })).toBe('\ufeffscope;ratio;complete;at\r\n"a;b";1.5;yes;\r\n');
  });

  it('gives back every text and number', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.string({ unit: fc.constantFrom('a', 'ü', '"', ',', ';', ' ', '/') }), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })), { minLength: 1, maxLength: 20 }), (rows) => {
      const fields = readCsv(text('csv', rows.map(([name, ratio]) => [name, ratio, true, null]))).slice(1);
      expect(fields.map(([name]) => name)).toEqual(rows.map(([name]) => name));
      for (const [index, [, ratio = '']] of fields.entries()) expect(Number(ratio)).toBeCloseTo(rows[index]?.[1] ?? Number.NaN, 12);
    }));
  });
});

it('NDJSON gives back every value, a line each', () => {
  const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0), fc.boolean(), fc.constant(null));
  fc.assert(fc.property(fc.array(fc.tuple(cell, cell, cell, cell), { maxLength: 5 }), (rows) => {
    const lines = text('ndjson', rows).split('\n').slice(0, -1);
    expect(lines.map((line) => Object.values(JSON.parse(line)))).toEqual(JSON.parse(JSON.stringify(rows)));
  }));
});

it('is made a few hundred rows at a time', () => {
  let read = 0;
  function* rows(): Generator<readonly Cell[]> {
    for (; read < 5_000; read += 1) yield ['a', read, true, null];
  }
  const parts = exportText('csv', columns, rows(), plain);
  parts.next();
  expect(read).toBeLessThan(1_000);
  expect([...parts].join('').split('\r\n').length + 500).toBeGreaterThan(4_999);
});
