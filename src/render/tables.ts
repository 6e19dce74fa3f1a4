import type { Words } from '../domain/language.ts';
import type { ReportModel } from '../domain/report.ts';
import { csvName, units } from './tables/names.ts';
import { customPanelTables } from './tables/customPanels.ts';
import { exemptionsTable } from './tables/exemptions.ts';
import { driftTable, gapsTable, provenanceTable, qualityTable } from './tables/quality.ts';
import { differencesTable, recomputationTable } from './tables/reconciliation.ts';
import { actionsTable, changeDetailsTable, controlsTable, recommendationsTable, stateChangesTable, topRecommendationsTable } from './tables/recommendations.ts';
import { environmentsTable, groupsTable, managementGroupsTable, scopesTable, scopeTrendsTable } from './tables/scopes.ts';
import { accountDetailsTable, accountTable, changesTable, headlineTable, sentencesTable } from './tables/summary.ts';
import { column, tableOf, said, spoken, type Column, type SaidTable, type Table } from './tables/table.ts';
import { aggregateTable, controlTrendsTable, forecastTable } from './tables/trends.ts';

export type { Column, Kind, Table, Value } from './tables/table.ts';

/** Tables that share a sheet or stand alone on one, by what they show. */
export interface Tables {
  readonly summary: readonly Table[];
  /** The workbook's panels, then the lists; each large enough for a page of its own. */
  readonly panels: readonly Table[];
  readonly quality: readonly Table[];
  readonly method: readonly Table[];
}

/** Every table of the report: what XLSX and CSV show, nothing more and nothing less; in the given words. */
export function tablesOf(model: ReportModel, words: Words): Tables {
  const say = (tables: readonly SaidTable[]): readonly Table[] => tables.map((table) => spoken(table, words));
  const summary = say([headlineTable(model), changesTable(model), sentencesTable(model), accountTable(model)]);
  const panels = say([
    scopeTrendsTable(model), aggregateTable(model), forecastTable(model), topRecommendationsTable(model), controlTrendsTable(model), stateChangesTable(model), changeDetailsTable(model),
    accountDetailsTable(model), scopesTable(model), environmentsTable(model), managementGroupsTable(model), groupsTable(model), controlsTable(model), recommendationsTable(model), actionsTable(model), exemptionsTable(model),
    ...customPanelTables(model),
  ]);
  const quality = say([qualityTable(model), gapsTable(model), differencesTable(model), recomputationTable(model), driftTable(model)]);
  return { summary, panels, quality, method: say([provenanceTable(model), columnsTable([...summary, ...panels, ...quality])]) };
}

interface Described {
  readonly table: Table;
  readonly column: Column;
}

/** What every column holds; columns of a day or a week are described once. */
function columnsTable(tables: readonly Table[]): SaidTable {
  const dated = /_\d{4}_\d\d_\d\d$/;
  const rows = tables.flatMap((table) => table.columns.filter(({ id }, index) => !dated.test(id) || !dated.test(table.columns[index - 1]?.id ?? '')).map((one): Described => ({ table, column: one })));
  return tableOf({ id: 'columns', title: said('table.columns'), note: said('table.whatEveryColumnOfThisReportHolds'), empty: '' }, rows, [
    column('text', 'table', said('table.table'), (row) => row.table.title, { width: 28 }),
    column('text', 'column', said('table.column'), (row) => (dated.test(row.column.id) ? 'YYYY-MM-DD' : row.column.title), { width: 30 }),
    column('text', 'csv_file', said('table.csvFile'), (row) => `csv/${row.table.id}.csv`, { width: 30 }),
    column('text', 'csv_column', said('table.csvColumn'), (row) => csvName(row.column).replace(/_\d{4}_\d\d_\d\d/, '_YYYY_MM_DD'), { width: 30 }),
    column('text', 'unit', said('table.unit'), (row) => said(units[row.column.kind]), { width: 24 }),
    column('text', 'meaning', said('table.meaning'), (row) => row.column.means || null, { width: 80 }),
  ]);
}
