import type { CustomPanel, PanelColumn, PanelValue } from '../../domain/customPanels.ts';
import { figureView } from './charts.ts';
import { firstOf, type Page } from './view.ts';

/** Columns of a panel on a page; the CSV file has all. */
const mostColumns = 12;

/** Longest text of a cell on a page. */
const longestText = 300;

interface Cell {
  readonly text: string;
  readonly numeric: boolean;
  readonly first: boolean;
  /** An https address that the cell opens; null: none. */
  readonly link: string | null;
  /** What it opens, for those who hear the link alone. */
  readonly about: string;
}

/** A panel of one's own: its chart, if it has one, and its first rows. */
export function customPanelView(panel: CustomPanel, page: Page): object {
  const { format, charts } = page;
  const columns = panel.columns.slice(0, mostColumns);
  const rows = panel.rows.slice(0, panel.limit).map((row) => columns.map((column, index) => cell(row[index] ?? null, column, { first: index === 0, about: `${column.name}, ${String(row[0] ?? '')}` }, page)));
  return {
    finding: '',
    description: panel.description,
    missing: missingOf(panel, page),
    figure: figureView(charts, `panel:${panel.id}`),
    caption: format.text('panel.caption', { title: panel.title }),
    head: columns.map(({ name, kind }) => ({ text: name, numeric: kind === 'number' })),
    rows,
    more: firstOf(rows.length, panel.rows.length, page, 'rows', `panel-${panel.id}`),
    notes: rows.length > 0 && panel.missing !== null ? [panel.missing, ...panel.notes] : panel.notes,
  };
}

function missingOf({ missing, rows }: CustomPanel, { format }: Page): { readonly what: string; readonly advice: string } | null {
  if (rows.length > 0) return null;
  return missing !== null ? { what: format.text('panel.missing'), advice: missing } : { what: format.text('panel.none'), advice: format.text('panel.noneAdvice') };
}

function cell(value: PanelValue, { kind }: PanelColumn, { first, about }: Pick<Cell, 'first' | 'about'>, { format }: Page): Cell {
  const link = kind === 'link' && typeof value === 'string' && !first ? value : null;
  return { text: link === null ? textOf(value, kind, format) : format.text('panel.open'), numeric: kind === 'number', first, link, about: link === null ? '' : about.slice(0, longestText).toWellFormed() };
}

function textOf(value: PanelValue, kind: PanelColumn['kind'], format: Page['format']): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isInteger(value) ? format.count(value) : format.points(value);
  if (typeof value === 'boolean') return format.text(value ? 'panel.yes' : 'panel.no');
  if (kind === 'instant' && !Number.isNaN(Date.parse(value))) return format.dateTime(value);
  return value.length <= longestText ? value : `${value.slice(0, longestText).toWellFormed()}…`;
}
