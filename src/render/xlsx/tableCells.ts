import type { Words } from '../../domain/language.ts';
import type { Column } from '../tables/table.ts';
import type { Table } from '../tables.ts';
import { cellOf, type WallClock } from './cells.ts';
import { address, put, putCell, range, type Draft } from './sheet.ts';
import { accent, headHeight, headStyle, noteStyle } from './styles.ts';

/** What a sheet can hold: rows, less what stands above and below a table, and links; from there on addresses are texts. */
const sheetLimits = { rows: 1_048_000, links: 60_000 };

export interface Place {
  readonly sheet: Draft;
  /** Row of the table's head, from 0. */
  readonly top: number;
  readonly timeZone: string;
  readonly toWallClock: WallClock;
  /** What stands in the sheet besides the table. */
  readonly words: Words;
}

/** Puts a table with its head into a sheet, as a table of the workbook with filters; gives the row below it. */
export function putTable(table: Table, place: Place, limits = sheetLimits): number {
  const { sheet, top } = place;
  const titles = headTitles(table.columns, place.timeZone);
  for (const [column, title] of titles.entries()) put(sheet, top, column, title, headStyle(table.columns[column]?.kind ?? 'text'));
  sheet.rowDefs.set(top, { height: headHeight });
  if (table.rows.length === 0) {
    put(sheet, top + 1, 0, table.empty, noteStyle);
    return top + 2;
  }
  const rows = table.rows.slice(0, limits.rows);
  putRows(rows, table.columns, place, limits.links);
  const bottom = top + rows.length;
  sheet.tables.push({ name: tableName(table.id), range: range(top, 0, bottom, titles.length - 1), columns: titles.map((name) => ({ name })), style: 'TableStyleLight1' });
  for (const [column, { bar, kind }] of table.columns.entries()) if (bar) putBar(sheet, range(top + 1, column, bottom, column), kind === 'ratio');
  if (rows.length === table.rows.length) return bottom + 1;
  put(sheet, bottom + 1, 0, place.words.text('xlsx.firstRows', { shown: rows.length, total: table.rows.length }), noteStyle);
  return bottom + 2;
}

function putRows(rows: Table['rows'], columns: readonly Column[], { sheet, top, toWallClock, words }: Place, linkLimit: number): void {
  for (const [index, row] of rows.entries()) {
    for (const [column, value] of row.entries()) {
      const kind = columns[column]?.kind ?? 'text';
      const cell = cellOf(value, kind === 'link' && sheet.links >= linkLimit ? 'text' : kind, toWallClock, words);
      if (cell === null) continue;
      if (cell.hyperlink !== undefined) sheet.links += 1;
      putCell(sheet, top + 1 + index, column, cell);
    }
  }
}

/** A bar from 0 to 1 for ratios, from 0 to the largest for counts. */
function putBar(sheet: Draft, cells: string, ratio: boolean): void {
  const top = ratio ? { type: 'num' as const, value: '1' } : { type: 'max' as const };
  sheet.rules.push({ type: 'dataBar', priority: sheet.rules.length + 1, range: cells, dataBar: { cfvo: [{ type: 'num', value: '0' }, top], color: `FF${barColour}` } });
}

/** A light tint of the accent, so that the figure on it stays legible. */
const barColour = '9DB9DE';

/** Heads with the zone of their times; unique without case, as tables ask for. */
function headTitles(columns: readonly Column[], timeZone: string): readonly string[] {
  return columns.map(({ title, kind }) => (kind === 'instant' ? `${title} (${timeZone})` : title));
}

/** Names of tables are words: `score-trends` → `score_trends`. */
export function tableName(id: string): string {
  return `t_${id.replaceAll(/\W/g, '_')}`;
}

/** Adds a line per row from cells that run from `first` to `last`; only so many, each costs an entry of its own. */
export function putSparklines(table: Table, first: number, last: number, { sheet, top, words }: Omit<Place, 'timeZone' | 'toWallClock'>): void {
  const column = table.columns.length;
  put(sheet, top, column, words.text('xlsx.trend'), headStyle('text'));
  for (const index of table.rows.slice(0, sparklineLimit).keys()) {
    const row = top + 1 + index;
    sheet.sparklines.push({ location: address(row, column), dataRange: `'${sheet.name}'!${range(row, first, row, last)}`, type: 'line', color: accent });
  }
}

const sparklineLimit = 2000;
