import type { MessageKey, Words } from '../../domain/language.ts';

/**
 * What a column holds, and with it its unit:
 * `ratio` 0–1 · `relative` a signed ratio of a figure · `pp` signed percentage points · `points` of the service · `number` a bare number · `count` · `change` a signed count ·
 * `day` YYYY-MM-DD · `instant` ISO 8601 UTC · `link` an address · `yesNo` a boolean.
 */
export type Kind = 'text' | 'link' | 'day' | 'instant' | 'ratio' | 'relative' | 'pp' | 'points' | 'number' | 'count' | 'change' | 'yesNo';

/** A cell; null: nothing is known. Never 0 for missing. */
export type Value = string | number | boolean | null;

/** A text of ours that is not said yet: whoever writes the table says it in a language. */
export interface Said {
  readonly key: MessageKey;
  readonly values: SaidValues;
}

/** Values of a message; some are messages themselves. */
export type SaidValues = Readonly<Record<string, string | number | Said>>;

export function said(key: MessageKey, values: SaidValues = {}): Said {
  return { key, values };
}

/** A text from outside, or one of ours. */
export type Text = string | Said;

export interface Column {
  /** Lower case with underscores, without the unit. */
  readonly id: string;
  readonly title: string;
  readonly kind: Kind;
  /** One sentence for the list of columns; empty where the title says it all. */
  readonly means: string;
  /** In characters; null: what the kind needs. */
  readonly width: number | null;
  /** Shown with a bar in the cell, where the format has such. */
  readonly bar: boolean;
}

/** A table of the report as values, before any format: what spreadsheets and CSV files are made from. */
export interface Table {
  /** File name without extension; words joined by `-`. */
  readonly id: string;
  readonly title: string;
  /** Name of its sheet where the title is none that a workbook takes. Default: the title. */
  readonly sheet?: string;
  /** What a reader has to know about the rows, in a sentence or two. */
  readonly note: string;
  /** What an empty table means. */
  readonly empty: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
}

/** A column whose texts are not said yet. */
export interface SaidColumn extends Omit<Column, 'title' | 'means'> {
  readonly title: Text;
  readonly means: Text;
}

/** A cell that is not said yet; several texts stand in one cell, one after the other. */
export type Cell = Value | Said | readonly Text[];

/** A table whose texts are not said yet. */
export interface SaidTable extends Omit<Table, 'title' | 'note' | 'empty' | 'columns' | 'rows'> {
  readonly title: Text;
  readonly note: Text;
  readonly empty: Text;
  readonly columns: readonly SaidColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A column with where its values come from. */
export interface ColumnOf<Row> extends SaidColumn {
  readonly of: (row: Row, index: number) => Cell;
}

/** Options of a column besides its kind. */
export interface Extra {
  readonly means?: Text;
  readonly width?: number;
  readonly bar?: boolean;
}

/** A column of a kind. */
export function column<Row>(kind: Kind, id: string, title: Text, of: ColumnOf<Row>['of'], extra: Extra = {}): ColumnOf<Row> {
  return { id, title, kind, of, means: extra.means ?? '', width: extra.width ?? null, bar: extra.bar ?? false };
}

export function tableOf<Row>(about: Omit<SaidTable, 'columns' | 'rows'>, rows: readonly Row[], columns: readonly ColumnOf<Row>[]): SaidTable {
  return {
    ...about,
    columns: columns.map(({ id, title, kind, means, width, bar }) => ({ id, title, kind, means, width, bar })),
    rows: rows.map((row, index) => columns.map(({ kind, of }) => finite(kind, of(row, index)))),
  };
}

/** The table with its texts in a language. */
export function spoken(table: SaidTable, words: Words): Table {
  const say = (text: Text): string => (typeof text === 'string' ? text : words.text(text.key, Object.fromEntries(Object.entries(text.values).map(([name, value]) => [name, typeof value === 'object' ? say(value) : value]))));
  return {
    ...table,
    title: say(table.title), note: say(table.note), empty: say(table.empty),
    columns: table.columns.map((one) => ({ ...one, title: say(one.title), means: say(one.means) })),
    rows: table.rows.map((row) => row.map((value) => (isList(value) ? value.map(say).join('; ') : typeof value === 'object' && value !== null ? say(value) : value))),
  };
}

function isList(cell: Cell): cell is readonly Text[] {
  return Array.isArray(cell);
}

/** No format has a way to write NaN; pp are ratios × 100 without the noise of the multiplication, so that 0.012 is 1.2. */
function finite(kind: Kind, value: Cell): Cell {
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value)) return null;
  if (kind !== 'pp') return value;
  return Number((value * 100).toFixed(12)) + 0;
}
