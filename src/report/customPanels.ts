import type { PanelConfig } from '../domain/customising.ts';
import { narrowedPanels, panelRowLimit, queryHash, type CustomPanel, type PanelAnswer, type PanelColumn } from '../domain/customPanels.ts';
import type { Words } from '../domain/language.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** Config's own panels with the rows the run collected for them; one without rows says why. */
export function customPanels(panels: readonly PanelConfig[], { panels: answers }: Pick<Snapshot, 'panels'>, masked: boolean, words: Pick<Words, 'text'>): CustomPanel[] {
  const byQuery = new Map(answers?.map((answer) => [answer.query, answer]));
  return panels.map((panel) => {
    if (masked) return withoutRows(panel, words.text('panel.masked'));
    const answer = byQuery.get(queryHash(panel.query));
    if (answer !== undefined) return panelOf(panel, answer, words);
    return withoutRows(panel, words.text(answers === undefined ? 'panel.notOnRecord' : 'panel.notAsked'));
  });
}

function withoutRows({ id, title, description, kind, limit }: Omit<PanelConfig, 'query' | 'place' | 'x' | 'y'>, missing: string): CustomPanel {
  return { id, title, description, kind, x: null, y: null, limit, columns: [], rows: [], total: 0, missing, notes: [] };
}

function panelOf({ id, title, description, kind, limit, x, y }: PanelConfig, { columns, rows, total, failure: why, parts }: PanelAnswer, words: Pick<Words, 'text'>): CustomPanel {
  const failure = why === null ? null : said(why, words);
  if (rows.length === 0 && failure !== null) return withoutRows({ id, title, description, kind, limit }, failure);
  const chart = kind === 'table' ? null : axes(kind, columns, x, y);
  return {
    id, title, description, kind, limit, columns, rows, total,
    x: chart?.x ?? null, y: chart?.y ?? null,
    missing: null,
    notes: [
      ...(failure === null ? [] : [failure]),
      ...(total > rows.length ? [words.text('panel.cut', { rows: rows.length, total })] : []),
      ...(parts > 1 ? [words.text('panel.parts', { parts })] : []),
      ...(kind !== 'table' && chart === null && rows.length > 0 ? [words.text('panel.noChart')] : []),
    ],
  };
}

/** Our own reasons in the report's language; the service's as it gave them. */
function said(failure: string, words: Pick<Words, 'text'>): string {
  if (failure === narrowedPanels.firstRows) return words.text('panel.firstRows', { rows: panelRowLimit });
  const reason = (['withoutColumn', 'sharedSubscription', 'strangers', 'failed'] as const).find((name) => narrowedPanels[name] === failure);
  return reason === undefined ? failure : words.text(`panel.${reason}`);
}

/** Columns of a chart: those config names, else the first numbers, and the first texts (bars) or moments (lines). */
function axes(kind: 'bar' | 'line', columns: readonly PanelColumn[], x: string | null, y: string | null): { readonly x: string; readonly y: string } | null {
  const named = (name: string): PanelColumn | undefined => columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  const down = y === null ? columns.find((column) => column.kind === 'number' && column.name.toLowerCase() !== x?.toLowerCase()) : named(y);
  const wanted: readonly PanelColumn['kind'][] = kind === 'line' ? ['instant', 'text', 'number'] : ['text', 'instant', 'boolean', 'link', 'number'];
  const across = x === null ? wanted.map((one) => columns.find((column) => column.kind === one && column !== down)).find((column) => column !== undefined) : named(x);
  return down?.kind !== 'number' || across === undefined || across === down ? null : { x: across.name, y: down.name };
}
