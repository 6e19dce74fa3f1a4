import type { CustomPanel, PanelColumn, PanelValue } from '../../domain/customPanels.ts';
import type { ReportModel } from '../../domain/report.ts';
import { column, tableOf, type Kind, said, type SaidTable } from './table.ts';

const kinds: Readonly<Record<PanelColumn['kind'], Kind>> = { text: 'text', number: 'number', boolean: 'yesNo', instant: 'instant', link: 'link' };

/** Panels of one's own, with every row that was collected. */
export function customPanelTables({ customPanels }: ReportModel): readonly SaidTable[] {
  const sheets = new Set<string>();
  return customPanels.map((panel) => ({ ...panelTable(panel), sheet: sheetName(panel.title, sheets) }));
}

function panelTable(panel: CustomPanel): SaidTable {
  const note = said('panel.note', { words: [panel.description, ...panel.notes].filter((part) => part !== null && part !== '').map((part) => `${part} `).join('') });
  const about = { id: `panel-${panel.id}`, title: panel.title, note, empty: panel.missing ?? said('table.theQueryFoundNothing') };
  const ids = new Set<string>();
  const titles = new Set<string>();
  const columns = panel.columns.map(({ name, kind }, index) => column<readonly PanelValue[]>(kinds[kind], unique(idOf(name), ids), unique(name.slice(0, 100), titles), (row) => row[index] ?? null, { means: said('panel.column', { name: name.slice(0, 180) }) }));
  const nothing = column<readonly PanelValue[]>('text', 'rows', said('table.rows'), () => null);
  return tableOf<readonly PanelValue[]>(about, panel.columns.length === 0 ? [] : panel.rows, columns.length === 0 ? [nothing] : columns);
}

/** Names that readers of CSV take as they are. */
function idOf(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9_]+/g, '_').slice(0, 100);
  return /^[a-z]/.test(plain) ? plain : `c_${plain}`;
}

/** Unique without case, as tables of a workbook ask for. */
function unique(name: string, taken: Set<string>): string {
  let own = name;
  for (let number = 2; taken.has(own.toLowerCase()); number += 1) own = `${name}_${number}`;
  taken.add(own.toLowerCase());
  return own;
}

/** A sheet's name: at most 31 characters, without those that end a reference, no other's. */
function sheetName(title: string, taken: Set<string>): string {
  const plain = title.toWellFormed().replaceAll(/[[\]:*?/\\'\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const own = `Own ${[...plain].slice(0, 22).join('')}`.trim();
  return unique(own, taken);
}
