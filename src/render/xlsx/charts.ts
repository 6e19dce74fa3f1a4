import type { SheetChart } from 'hucre';
import type { Table } from '../tables.ts';
import { range } from './sheet.ts';
import { accent } from './styles.ts';

/** Where a table's head stands. */
export interface Source {
  readonly sheet: string;
  readonly top: number;
}

export interface Corner {
  readonly row: number;
  readonly column: number;
}

/** Columns and rows a chart covers. */
const size = { columns: 9, rows: 18 };

const grey = '868C93';

/** The score day by day, like for like beside it, and the target. */
export function scoreChart(table: Table, source: Source, corner: Corner): SheetChart {
  const lines = [
    { id: 'score', name: 'Score', color: accent, stroke: { width: 2.25 } },
    { id: 'like_for_like', name: 'Like for like', color: grey, stroke: { width: 1.25 } },
    { id: 'target', name: 'Target', color: '17191C', stroke: { width: 1, dash: 'dash' as const } },
  ];
  const shown = lines.flatMap((line) => {
    const column = table.columns.findIndex(({ id }) => id === line.id);
    return table.rows.some((row) => row[column] !== null) ? [{ ...line, column }] : [];
  });
  return {
    type: 'line',
    title: 'Score over time',
    altText: `Line chart of the score on ${table.rows.length} days; the figures are in the table Aggregated score.`,
    series: shown.map(({ name, color, stroke, column }) => ({ name, values: columnRange(table, source, column), categories: columnRange(table, source, 0), color, stroke, marker: { symbol: 'none' as const }, smooth: false })),
    axes: { x: { numberFormat: { formatCode: 'd mmm yyyy' }, tickLblSkip: Math.max(1, Math.ceil(table.rows.length / 6)), tickMarkSkip: Math.max(1, Math.ceil(table.rows.length / 6)) }, y: { numberFormat: { formatCode: '0\\ %' }, gridlines: { major: true } } },
    legend: 'bottom', dispBlanksAs: 'gap', titleFontSize: 13, titleBold: true,
    anchor: anchorAt(corner),
  };
}

/** The causes of the change; the bars sum to it. */
export function accountChart(table: Table, source: Source, corner: Corner): SheetChart {
  const shown = table.columns.findIndex(({ id }) => id === 'shown');
  return {
    type: 'column',
    title: 'Why it moved (pp)',
    altText: `Bar chart of ${table.rows.length} causes of the change; the figures are in the table Why it moved.`,
    series: [{ name: 'Change (pp)', values: columnRange(table, source, shown), categories: columnRange(table, source, 0), color: accent, invertIfNegative: false }],
    dataLabels: { showValue: true, numberFormat: { formatCode: '+0.0;\u22120.0;±0.0' } },
    axes: { x: { tickLblPos: 'low' }, y: { numberFormat: { formatCode: '+0.0;\u22120.0;0.0' }, gridlines: { major: true } } },
    legend: false, titleFontSize: 13, titleBold: true, gapWidth: 60,
    anchor: anchorAt(corner),
  };
}

function columnRange(table: Table, { sheet, top }: Source, column: number): string {
  return `'${sheet}'!${range(top + 1, column, top + table.rows.length, column).replaceAll(/([A-Z]+)(\d+)/g, '$$$1$$$2')}`;
}

function anchorAt({ row, column }: Corner): SheetChart['anchor'] {
  return { from: { row, col: column }, to: { row: row + size.rows, col: column + size.columns } };
}
