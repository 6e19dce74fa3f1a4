import type { CsvConfig } from '../domain/config.ts';
import type { Cell, ExportColumn } from '../history/index.ts';
import { csvField } from '../render/csv.ts';

export const exportFormats = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Rows that are one text to write: large enough to be few, small enough to be nothing. */
const rowsAtOnce = 500;

/** An export as text, a few hundred rows at a time. CSV is RFC 4180 with names of columns, texts that are no formula and numbers that are numbers; NDJSON one object a line. */
export function* exportText(format: ExportFormat, columns: readonly ExportColumn[], rows: Iterable<readonly Cell[]>, csv: CsvConfig): Generator<string> {
  const line = format === 'csv' ? csvLine(columns, csv) : jsonLine(columns);
  let lines: string[] = format === 'csv' ? [`${csv.bom ? '\ufeff' : ''}${columns.map(({ name }) => name).join(csv.delimiter)}\r\n`] : [];
  for (const row of rows) {
    lines.push(line(row));
    if (lines.length < rowsAtOnce) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}

function csvLine(columns: readonly ExportColumn[], { delimiter }: CsvConfig): (row: readonly Cell[]) => string {
  return (row) => `${columns.map(({ kind }, index) => csvField(row[index] ?? null, kind === 'instant' ? 'instant' : 'text')).join(delimiter)}\r\n`;
}

function jsonLine(columns: readonly ExportColumn[]): (row: readonly Cell[]) => string {
  return (row) => `${JSON.stringify(Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])))}\n`;
}
