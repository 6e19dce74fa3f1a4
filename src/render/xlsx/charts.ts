import type { SheetChart } from 'hucre';
import type { Words } from '../../domain/language.ts';
import type { Table } from '../tables.ts';
import { range } from './sheet.ts';
import { accent, numberFormats } from './styles.ts';

/** Where a table's head stands. */
export interface Source {
  readonly sheet: string;
  readonly top: number;
  readonly words: Words;
}

export interface Corner {
  readonly row: number;
  readonly column: number;
}

/** Columns and rows a chart covers. */
const size = { columns: 9, rows: 18 };

const grey = '868C93';

const noMarks = { majorTickMark: 'none', minorTickMark: 'none' } as const;

/** The score day by day, like for like beside it, and the target. */
export function scoreChart(table: Table, source: Source, corner: Corner): SheetChart {
  const lines = [
    { id: 'score', name: source.words.text('head.score'), color: accent, stroke: { width: 2.25 } },
    { id: 'like_for_like', name: source.words.text('head.likeForLike'), color: grey, stroke: { width: 1.25 } },
    { id: 'target', name: source.words.text('head.target'), color: '17191C', stroke: { width: 1, dash: 'dash' as const } },
  ];
  const shown = lines.flatMap((line) => {
    const column = table.columns.findIndex(({ id }) => id === line.id);
    return table.rows.some((row) => row[column] !== null) ? [{ ...line, column }] : [];
  });
  return {
    type: 'line',
    title: source.words.text('xlsx.scoreChart'),
    altText: source.words.text('xlsx.scoreChartAlt', { days: table.rows.length, table: table.title }),
    series: shown.map(({ name, color, stroke, column }) => ({ name, values: columnRange(table, source, column), categories: columnRange(table, source, 0), color, stroke, marker: { symbol: 'none' as const }, smooth: false })),
    axes: { x: { numberFormat: { formatCode: 'd mmm yyyy' }, tickLblSkip: Math.max(1, Math.ceil(table.rows.length / 6)), ...noMarks }, y: { numberFormat: { formatCode: '0\\ %' }, scale: scaleOf(table, shown.map(({ column }) => column)), ...noMarks } },
    legend: 'bottom', dispBlanksAs: 'gap', titleFontSize: 13, titleBold: true,
    anchor: anchorAt(corner),
  };
}

/** The causes of the change; the bars sum to it. */
export function accountChart(table: Table, source: Source, corner: Corner): SheetChart {
  const shown = table.columns.findIndex(({ id }) => id === 'shown');
  return {
    type: 'column',
    title: source.words.text('xlsx.accountChart'),
    altText: source.words.text('xlsx.accountChartAlt', { count: table.rows.length, table: table.title }),
    series: [{ name: source.words.text('table.changePp'), values: columnRange(table, source, shown), categories: columnRange(table, source, 0), color: accent, invertIfNegative: false }],
    dataLabels: { showValue: true, numberFormat: { formatCode: numberFormats.pp } },
    axes: { x: { tickLblPos: 'low', ...noMarks }, y: { numberFormat: { formatCode: numberFormats.pp }, ...noMarks } },
    legend: false, titleFontSize: 13, titleBold: true, gapWidth: 60,
    anchor: anchorAt(corner),
  };
}

/** From the whole ten percent below the lowest value to that above the highest: lines that move by a point shall show it. */
function scaleOf({ rows }: Table, columns: readonly number[]): { readonly min: number; readonly max: number; readonly majorUnit: number } {
  const values = rows.flatMap((row) => columns.map((column) => row[column]).filter((value) => typeof value === 'number'));
  const [low, high] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [1, 0]);
  const [min, max] = [Math.max(0, Math.floor(low * 10) / 10), Math.min(1, Math.ceil(high * 10) / 10)];
  return { min, max: max > min ? max : min + 0.1, majorUnit: max - min > 0.4 ? 0.1 : 0.05 };
}

function columnRange(table: Table, { sheet, top }: Omit<Source, 'words'>, column: number): string {
  return `'${sheet}'!${range(top + 1, column, top + table.rows.length, column).replaceAll(/([A-Z]+)(\d+)/g, '$$$1$$$2')}`;
}

function anchorAt({ row, column }: Corner): SheetChart['anchor'] {
  return { from: { row, col: column }, to: { row: row + size.rows, col: column + size.columns } };
}
