import type { WriteSheet } from 'hucre';
import { writeXlsx } from 'hucre/xlsx';
import { formatOf } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import { tablesOf } from './tables.ts';
import { plainText } from './tables/plainText.ts';
import { panelSheet, stackedSheet } from './xlsx/panelSheets.ts';
import { printTitles } from './xlsx/sheet.ts';
import { printHeads } from './xlsx/printHeads.ts';
import { summarySheet } from './xlsx/summarySheet.ts';

/**
 * The report as a workbook: a summary with charts, a sheet a panel, data quality, method. Ratios, changes, counts and dates are numbers with a
 * format; a missing value is an empty cell with its reason in a column beside it; texts are strings and never formulas. The same bytes for the same model.
 */
export async function renderXlsx(model: ReportModel): Promise<Uint8Array> {
  const made = new Date(model.generatedAt);
  const properties = { title: plainText(model.title), subject: formatOf(model).text('xlsx.subject'), creator: plainText(`secure-score ${model.toolVersion}`), ...(model.company === null ? {} : { company: plainText(model.company) }) };
  const sheets = sheetsOf(model);
  return writeXlsx({ sheets: [...sheets], namedRanges: printTitles(sheets), properties: { ...properties, created: made, modified: made } });
}

function sheetsOf(model: ReportModel): readonly WriteSheet[] {
  const { summary, panels, quality, method } = tablesOf(model, formatOf(model));
  const aggregate = panels.find(({ id }) => id === 'aggregate-score');
  if (aggregate === undefined) throw new Error('the table of the score over time is missing');
  const sheets = [
    summarySheet(summary, aggregate, model),
    ...panels.map((table) => panelSheet(table, model)),
    stackedSheet(formatOf(model).text('section.quality'), quality, model),
    stackedSheet(formatOf(model).text('section.method'), method, model),
  ];
  return sheets.map((sheet) => ({ ...sheet, headerFooter: printHeads(model) }));
}
