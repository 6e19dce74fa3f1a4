import type { WriteSheet } from 'hucre';
import { formatOf } from '../../domain/format.ts';
import type { ReportModel } from '../../domain/report.ts';
import { historyWeeks } from '../tables/scopes.ts';
import type { Table } from '../tables.ts';
import { wallClock } from './cells.ts';
import { scoreChart } from './charts.ts';
import { draft, finished, put, type Draft } from './sheet.ts';
import { cellStyles, noteStyle, partStyle, titleStyle, widths } from './styles.ts';
import { putSparklines, putTable } from './tableCells.ts';

/** Rows above a table on a sheet of its own: title, note. */
export const headRow = 2;

/** A table on a sheet of its own: title, what to know about it, the head, which stays in view, the rows. */
export function panelSheet(table: Table, model: ReportModel): WriteSheet {
  const sheet = draft(table.sheet ?? table.title, table.columns.map(({ kind }) => cellStyles[kind]));
  put(sheet, 0, 0, table.title, titleStyle);
  put(sheet, 1, 0, table.note, noteStyle);
  putTable(table, { sheet, top: headRow, timeZone: model.timeZone, toWallClock: wallClock(model.timeZone), words: formatOf(model) });
  const first = table.columns.findIndex(({ id }) => /_\d{4}_\d\d_\d\d$/.test(id));
  const weeks = table.id === 'scope-trends' ? historyWeeks : model.controlTrends.weeks.length;
  const trend = first >= 0 && weeks > 1 && table.rows.length > 0;
  if (trend) putSparklines(table, first, first + weeks - 1, { sheet, top: headRow, words: formatOf(model) });
  const charts = table.id === 'aggregate-score' && table.rows.length > 1 ? [scoreChart(table, { sheet: sheet.name, top: headRow, words: formatOf(model) }, { row: 2, column: table.columns.length + 1 })] : [];
  return finished(sheet, { widths: [...widthsOf(table), ...(trend ? [24] : [])], frozen: { rows: headRow + 1, columns: 1 }, charts });
}

/** Several tables below one another, each with its title and note. */
export function stackedSheet(name: string, tables: readonly Table[], model: ReportModel): WriteSheet {
  const sheet = draft(name);
  put(sheet, 0, 0, name, titleStyle);
  stack(sheet, 2, tables, model);
  const columns = Math.max(...tables.map(({ columns }) => columns.length));
  const all = tables.map(widthsOf);
  return finished(sheet, { widths: Array.from({ length: columns }, (_, index) => Math.max(...all.map((one) => one[index] ?? 0))), frozen: { rows: 0, columns: 0 } });
}

/** Puts tables below one another; gives each one's head row by its id. */
export function stack(sheet: Draft, from: number, tables: readonly Table[], model: ReportModel): ReadonlyMap<string, number> {
  const { timeZone } = model;
  const heads = new Map<string, number>();
  let row = from;
  for (const table of tables) {
    put(sheet, row, 0, table.title, partStyle);
    put(sheet, row + 1, 0, table.note, noteStyle);
    heads.set(table.id, row + 2);
    row = putTable(table, { sheet, top: row + 2, timeZone, toWallClock: wallClock(timeZone), words: formatOf(model) }) + 1;
  }
  return heads;
}

export function widthsOf({ columns }: Table): readonly number[] {
  return columns.map(({ width, kind }) => width ?? widths[kind]);
}
