import type { CsvConfig } from '../domain/config.ts';
import { wordsFor } from '../domain/language.ts';
import type { ReportModel } from '../domain/report.ts';
import { neutral, quoted } from './csv/field.ts';
import { tablesOf, type Kind, type Table, type Value } from './tables.ts';
import { momentOf } from './tables/moment.ts';
import { csvName } from './tables/names.ts';

export interface CsvFile {
  /** Below the run's folder: `csv/scopes.csv`. */
  readonly path: string;
  readonly content: string;
}

/** One file a table, for programs: heads and our words in it are English in every language, sentences and reasons those of the report. RFC 4180 in UTF-8, names of columns with their unit, numbers as programs read them, texts that are no formula. */
export function renderCsv(model: ReportModel, config: CsvConfig): readonly CsvFile[] {
  const { summary, panels, quality, method } = tablesOf(model, wordsFor('en', 'en-GB'));
  return [...summary, ...panels, ...quality, ...method].map((table) => ({ path: `csv/${table.id}.csv`, content: csvOf(table, config) }));
}

/** The table as text; the byte order mark tells spreadsheets that it is UTF-8. */
export function csvOf(table: Table, { delimiter, bom }: CsvConfig): string {
  const head = table.columns.map((column) => quoted(csvName(column))).join(delimiter);
  const rows = table.rows.map((row) => row.map((value, index) => csvField(value, table.columns[index]?.kind ?? 'text')).join(delimiter));
  return `${bom ? '\ufeff' : ''}${[head, ...rows].map((line) => `${line}\r\n`).join('')}`;
}

/** One field. Numbers and moments are ours and never texts; everything else is somebody's. */
export function csvField(value: Value, kind: Kind): string {
  if (value === null) return '';
  if (typeof value === 'number') return decimal(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (kind === 'instant') return isoInstant(value);
  return quoted(neutral(value));
}

/** The shortest digits that are this number again, never with an exponent: not every program reads one. */
function decimal(value: number): string {
  const short = String(value === 0 ? 0 : value);
  return short.includes('e') ? value.toFixed(Math.abs(value) < 1 ? 20 : 0).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') : short;
}

/** A moment as `2026-11-21T06:00:00Z`; one that is none stands as the text it is. */
function isoInstant(text: string): string {
  const moment = momentOf(text);
  return Number.isNaN(moment) ? quoted(neutral(text)) : new Date(moment).toISOString().replace('.000Z', 'Z');
}
