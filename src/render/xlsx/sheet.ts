import type { Cell, CellStyle, ColumnDef, ConditionalRule, MergeRange, RowDef, Sparkline, TableDefinition, WriteSheet } from 'hucre';

/** A sheet while cells are put into it; rows and columns count from 0. */
export interface Draft {
  readonly name: string;
  readonly cells: Map<string, Partial<Cell>>;
  readonly tables: TableDefinition[];
  readonly rules: ConditionalRule[];
  readonly merges: MergeRange[];
  readonly rowDefs: Map<number, RowDef>;
  readonly sparklines: Sparkline[];
  /** Links so far; a sheet can hold so many. */
  links: number;
}

export function draft(name: string): Draft {
  return { name, cells: new Map(), tables: [], rules: [], merges: [], rowDefs: new Map(), sparklines: [], links: 0 };
}

export function put(sheet: Draft, row: number, column: number, value: string, style: CellStyle): void {
  sheet.cells.set(`${row},${column}`, { value, style });
}

/** How a sheet looks as a whole. */
export interface Layout {
  readonly widths: readonly number[];
  /** Rows and columns that stay in view. */
  readonly frozen: { readonly rows: number; readonly columns: number };
  readonly charts?: NonNullable<WriteSheet['charts']>;
}

/** The finished sheet, printable: landscape, as wide as a page, its head on every page. */
export function finished(sheet: Draft, { widths, frozen, charts = [] }: Layout): WriteSheet {
  const columns = widths.map((width): ColumnDef => ({ width }));
  return {
    name: sheet.name,
    cells: sheet.cells,
    columns,
    tables: sheet.tables,
    conditionalRules: sheet.rules,
    merges: sheet.merges,
    rowDefs: sheet.rowDefs,
    sparklines: sheet.sparklines,
    charts: [...charts],
    view: { showGridLines: false },
    pageSetup: { orientation: 'landscape', paperSize: 'a4', fitToPage: true, fitToWidth: 1, fitToHeight: 0, ...(frozen.rows > 0 ? { printTitlesRow: `$1:$${frozen.rows}` } : {}) },
    headerFooter: { oddFooter: '&L&A&R&P / &N' },
    ...(frozen.rows + frozen.columns > 0 ? { freezePane: frozen } : {}),
  };
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
