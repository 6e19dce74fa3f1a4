import { describe, expect, it } from 'vitest';
import { wordsFor } from '../../domain/language.ts';
import { column, spoken, tableOf } from '../tables/table.ts';
import { wallClock } from './cells.ts';
import { draft } from './sheet.ts';
import { putTable } from './tableCells.ts';
import { cellText, looksLikeError, textLimit } from './text.ts';

const words = wordsFor('en', 'en-GB');
const table = spoken(tableOf({ id: 'many', title: 'Many', note: '', empty: 'none' }, Array.from({ length: 10 }, (_, index) => index), [
  column('count', 'n', 'N', (row) => row + 1),
  column('link', 'portal', 'Portal', (row) => `https://portal.azure.com/#${row}`),
]), words);

function put(limits: { readonly rows: number; readonly links: number }) {
  const sheet = draft('Many');
  const below = putTable(table, { sheet, top: 2, timeZone: 'UTC', toWallClock: wallClock('UTC'), words }, limits);
  return { sheet, below };
}

describe('a table larger than a sheet', () => {
  it('is cut, and says under it how much is left out and where it is', () => {
    const { sheet, below } = put({ rows: 4, links: 100 });
    expect(sheet.tables[0]?.range).toBe('A3:B7');
    expect(sheet.cells.get('7,0')?.value).toBe('The first 4 of 10 rows; the CSV file has all of them.');
    expect(below).toBe(8);
  });

  it('has its addresses as texts from where a sheet can hold no more links', () => {
    const { sheet } = put({ rows: 100, links: 3 });
    const cells = [...sheet.cells.values()];
    expect(cells.filter(({ hyperlink }) => hyperlink !== undefined)).toHaveLength(3);
    expect(cells.filter(({ value }) => String(value).startsWith('https://'))).toHaveLength(7);
  });
});

describe('a clock on the wall', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T00:30:00Z', '2026-03-29T01:30:00.000Z'],
    ['Europe/Berlin', '2026-03-29T01:30:00Z', '2026-03-29T03:30:00.000Z'],
    ['Asia/Kathmandu', '2026-11-21T18:15:00Z', '2026-11-22T00:00:00.000Z'],
    ['America/New_York', '2026-11-21T04:59:59.999Z', '2026-11-20T23:59:59.000Z'],
  ])('in %s at %s shows %s', (zone, instant, shown) => {
    expect(wallClock(zone)(instant)?.toISOString()).toBe(shown);
  });

  it.each(['', '1/2', '2026', 'yesterday', '0001-01-01T00:00:00Z', '2026-13-01T00:00:00Z'])('%j is no moment a sheet can hold', (text) => {
    expect(wallClock('UTC')(text)).toBeNull();
  });
});

describe('a text in a cell', () => {
  it('is cut at the limit, never inside a character or an escape', () => {
    for (const shift of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
      for (const unit of ['𝕬', '_x0041_', 'ab']) {
        const text = `${'.'.repeat(shift)}${unit.repeat(40_000)}`;
        const cut = cellText(text);
        expect(cut.length).toBeLessThanOrEqual(textLimit);
        expect(cut.length).toBeGreaterThan(textLimit / 4);
        const [kept = '', notice = ''] = cut.replaceAll('_x005F_', '_').split(' … ');
        expect(notice).toBe(`[cut: ${text.length} characters in all; report.json has them]`);
        expect(kept.isWellFormed() && text.startsWith(kept)).toBe(true);
      }
    }
  });

  it('is told apart from an error value', () => {
    for (const error of ['#REF!', '#N/A', '#DIV/0!', '#NAME?', '#GETTING_DATA', '#SPILL!', '#CALC!', '#NULL!', '#NUM!', '#VALUE!']) expect(looksLikeError(error)).toBe(true);
    for (const text of ['x #REF!', '# REF', '#channel', '']) expect(looksLikeError(text)).toBe(false);
  });
});
