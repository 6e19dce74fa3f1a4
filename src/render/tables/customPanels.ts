import type { CustomPanel, PanelColumn, PanelValue } from '../../domain/customPanels.ts';
import type { ReportModel } from '../../domain/report.ts';
import { plainText } from './plainText.ts';
import { column, tableOf, type Kind, said, type SaidTable } from './table.ts';

const kinds: Readonly<Record<PanelColumn['kind'], Kind>> = { text: 'text', number: 'number', boolean: 'yesNo', instant: 'instant', link: 'link' };

/** Panels of one's own, with every row that was collected. */
export function customPanelTables({ customPanels }: ReportModel): readonly SaidTable[] {
  if (customPanels.length === 0) return [];
  const sheets = new Set<string>();
  return [listTable(customPanels), ...customPanels.map((panel) => ({ ...panelTable(panel), sheet: sheetName(panel.title, sheets) }))];
}

/** What the panels are, beside their rows. */
function listTable(panels: readonly CustomPanel[]): SaidTable {
  return tableOf<CustomPanel>({ id: 'own-panels', title: said('ownPanels.title'), note: said('ownPanels.note'), empty: '' }, panels, [
    column('text', 'panel', said('ownPanels.panel'), (row) => row.title, { width: 40 }),
    column('text', 'description', said('ownPanels.description'), (row) => row.description, { width: 50 }),
    column('count', 'rows', said('ownPanels.rows'), (row) => row.rows.length, { means: said('ownPanels.rowsMeans') }),
    column('count', 'total', said('ownPanels.total'), (row) => row.total, { means: said('ownPanels.totalMeans') }),
    column('text', 'missing', said('ownPanels.missing'), (row) => row.missing, { width: 50 }),
    column('text', 'notes', said('ownPanels.notes'), (row) => (row.notes.length === 0 ? null : row.notes.join(' ')), { width: 50 }),
    column('text', 'kind', said('ownPanels.kind'), (row) => row.kind, { width: 12 }),
    column('text', 'x', said('ownPanels.x'), (row) => row.x, { means: said('ownPanels.xMeans') }),
    column('text', 'y', said('ownPanels.y'), (row) => row.y, { means: said('ownPanels.yMeans') }),
    column('text', 'csv_file', said('ownPanels.file'), (row) => `csv/panel-${row.id}.csv`, { width: 40 }),
  ]);
}

/** A head that a workbook can hold. */
function headOf(name: string): string {
  const plain = plainText(name).replaceAll('\n', ' ');
  return plain.length <= 200 ? plain : `${plain.slice(0, 200).toWellFormed()} … [cut: ${name.length} characters in all; report.json has them]`;
}

function panelTable(panel: CustomPanel): SaidTable {
  const note = said('panel.note', { words: [panel.description, ...panel.notes].filter((part) => part !== null && part !== '').map((part) => `${part} `).join('') });
  const about = { id: `panel-${panel.id}`, title: panel.title, note, empty: panel.missing ?? said('table.theQueryFoundNothing') };
  const ids = new Set<string>();
  const titles = new Set<string>();
  const columns = panel.columns.map(({ name, kind }, index) => column<readonly PanelValue[]>(kinds[kind], unique(idOf(name), ids), uniqueHead(headOf(name), titles), (row) => row[index] ?? null, { means: said('panel.column', { name: name.slice(0, 180) }) }));
  const nothing = column<readonly PanelValue[]>('text', 'rows', said('table.rows'), () => null);
  return tableOf<readonly PanelValue[]>(about, panel.columns.length === 0 ? [] : panel.rows, columns.length === 0 ? [nothing] : columns);
}

/** Names that readers of CSV take as they are. */
function idOf(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9_]+/g, '_').slice(0, 100);
  return /^[a-z]/.test(plain) && name.length <= 100 ? plain : `c_${plain}`;
}

/** Unique without case, as tables of a workbook ask for. */
function unique(name: string, taken: Set<string>): string {
  let own = name;
  for (let number = 2; taken.has(own.toLowerCase()); number += 1) own = `${name}_${number}`;
  taken.add(own.toLowerCase());
  return own;
}

/** Unique without case, the number in front. */
function uniqueHead(name: string, taken: Set<string>): string {
  let own = name;
  for (let number = 2; taken.has(own.toLowerCase()); number += 1) own = `(${number}) ${name}`;
  taken.add(own.toLowerCase());
  return own;
}

/** A sheet's name: at most 31 characters, without those that end a reference, no other's. */
function sheetName(title: string, taken: Set<string>): string {
  const plain = plainText(title).replaceAll(/[[\]:*?/\\'\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const own = `Own ${[...plain].slice(0, 22).join('')}`.trim();
  return unique(own, taken);
}
