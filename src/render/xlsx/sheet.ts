import type { Cell, CellStyle, CellValue, ColumnDef, ConditionalRule, MergeRange, NamedRange, RowDef, Sparkline, TableDefinition, WriteSheet } from 'hucre';
import { textCell } from './cells.ts';

/** A sheet while cells are put into it; rows and columns count from 0. */
export interface Draft {
  readonly name: string;
  /** Styles of whole columns: cells that have theirs are kept as bare values, which is most of a large sheet. */
  readonly columnStyles: readonly CellStyle[];
  readonly rows: CellValue[][];
  readonly cells: Map<string, Partial<Cell>>;
  readonly tables: TableDefinition[];
  readonly rules: ConditionalRule[];
  readonly merges: MergeRange[];
  readonly rowDefs: Map<number, RowDef>;
  readonly sparklines: Sparkline[];
  /** Links so far; a sheet can hold so many. */
  links: number;
}

export function draft(name: string, columnStyles: readonly CellStyle[] = []): Draft {
  return { name, columnStyles, rows: [], cells: new Map(), tables: [], rules: [], merges: [], rowDefs: new Map(), sparklines: [], links: 0 };
}

/** Puts a text of any origin. */
export function put(sheet: Draft, row: number, column: number, text: string, style: CellStyle): void {
  sheet.cells.set(`${row},${column}`, { ...textCell(text), style });
}

/** Puts a cell where it takes the least memory. */
export function putCell(sheet: Draft, row: number, column: number, cell: Partial<Cell>): void {
  const { value = null, style, hyperlink, richText } = cell;
  if (hyperlink !== undefined || richText !== undefined || style === undefined || sheet.columnStyles[column] !== style) {
    sheet.cells.set(`${row},${column}`, cell);
    return;
  }
  while (sheet.rows.length <= row) sheet.rows.push([]);
  const values = sheet.rows[row] ?? [];
  while (values.length < column) values.push(null);
  values[column] = value;
}

/** How a sheet looks as a whole. */
export interface Layout {
  readonly widths: readonly number[];
  /** Rows and columns that stay in view. */
  readonly frozen: { readonly rows: number; readonly columns: number };
  readonly charts?: NonNullable<WriteSheet['charts']>;
}

/** Characters in a row that are legible on a page. */
const printable = 280;

/** The finished sheet, printable: landscape, as wide as a page where that is legible. */
export function finished(sheet: Draft, { widths, frozen, charts = [] }: Layout): WriteSheet {
  const columns = widths.map((width, index): ColumnDef => ({ width, ...styled(sheet.columnStyles[index]) }));
  return {
    name: sheet.name,
    rows: sheet.rows,
    cells: sheet.cells,
    columns,
    tables: sheet.tables,
    conditionalRules: sheet.rules,
    merges: sheet.merges,
    rowDefs: sheet.rowDefs,
    sparklines: sheet.sparklines,
    charts: [...charts],
    view: { showGridLines: false },
    pageSetup: { orientation: 'landscape', paperSize: 'a4', ...(widths.reduce((sum, width) => sum + width, 0) > printable ? {} : { fitToPage: true, fitToWidth: 1, fitToHeight: 0 }) },
    headerFooter: { oddFooter: '&L&A&R&P / &N' },
    ...(frozen.rows + frozen.columns > 0 ? { freezePane: frozen } : {}),
  };
}

/** Names for the heads that stay in view, so that they are printed on every page; the writer's own option leaves the sheet's name without quotes. */
export function printTitles(sheets: readonly WriteSheet[]): NamedRange[] {
  return sheets.flatMap(({ name, freezePane }) => (freezePane?.rows === undefined ? [] : [{ name: '_xlnm.Print_Titles', range: `'${name}'!$1:$${freezePane.rows}`, scope: name }]));
}

function styled(style: CellStyle | undefined): Pick<ColumnDef, 'style'> {
  return style === undefined ? {} : { style };
}

/** `A1` for row 0, column 0. */
export function address(row: number, column: number): string {
  return `${letters(column)}${row + 1}`;
}

export function range(top: number, left: number, bottom: number, right: number): string {
  return `${address(top, left)}:${address(bottom, right)}`;
}

export function letters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : `${letters(Math.floor(column / 26) - 1)}${last}`;
}
