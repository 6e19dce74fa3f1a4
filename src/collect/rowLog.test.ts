import { describe, expect, it } from 'vitest';
import { createRowLog, unpackRows } from './rowLog.ts';

const rows = Array.from({ length: 2_345 }, (_, n) => ({ id: `r${n}`, nested: { list: [n, null, 'ä'] } }));

describe('a row log', () => {
  it.each([0, 1, 999, 1_000, 1_001, 2_345])('gives %i rows back in order', (count) => {
    const log = createRowLog();
    for (const row of rows.slice(0, count)) log.add(row);
    expect(unpackRows(log.packed())).toEqual(rows.slice(0, count));
  });

  it('leaves out what a restart dropped', () => {
    const log = createRowLog();
    for (const row of rows.slice(0, 1_500)) log.add(row);
    const places = rows.map((row) => log.add(row));
    log.keepOnly(new Set(places));
    expect(unpackRows(log.packed())).toEqual(rows);
  });
});
