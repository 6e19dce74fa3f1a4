import type { PanelConfig } from '../domain/customising.ts';
import { panelRowLimit, queryHash, type CustomPanel, type PanelAnswer, type PanelColumn } from '../domain/customPanels.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** Config's own panels with the rows the run collected for them; one without rows says why. */
export function customPanels(panels: readonly PanelConfig[], { panels: answers }: Pick<Snapshot, 'panels'>, masked: boolean): CustomPanel[] {
  const byQuery = new Map(answers?.map((answer) => [answer.query, answer]));
  return panels.map((panel) => {
    if (masked) return withoutRows(panel, 'Rows of queries can hold any name, so this panel is left out of masked reports.');
    const answer = byQuery.get(queryHash(panel.query));
    if (answer !== undefined) return panelOf(panel, answer);
    return withoutRows(panel, answers === undefined ? 'The run on record has no rows of panels: it was made before the panel was added, or its rows are no longer kept (they are for 90 days).' : 'The run did not ask this query: it was changed afterwards. The next run asks it.');
  });
}

function withoutRows({ id, title, description, kind, limit }: Omit<PanelConfig, 'query' | 'place' | 'x' | 'y'>, missing: string): CustomPanel {
  return { id, title, description, kind, x: null, y: null, limit, columns: [], rows: [], total: 0, missing, notes: [] };
}

function panelOf({ id, title, description, kind, limit, x, y }: PanelConfig, { columns, rows, total, failure, parts }: PanelAnswer): CustomPanel {
  if (rows.length === 0 && failure !== null) return withoutRows({ id, title, description, kind, limit }, failure);
  const chart = kind === 'table' ? null : axes(kind, columns, x, y);
  return {
    id, title, description, kind, limit, columns, rows, total,
    x: chart?.x ?? null, y: chart?.y ?? null,
    missing: null,
    notes: [
      ...(failure === null ? [] : [failure]),
      ...(total > rows.length ? [`The query has more rows than are collected: the first ${rows.length} of ${total}${rows.length < panelRowLimit ? '' : ' (a page of the service)'}.`] : []),
      ...(parts > 1 ? [`The query was asked in ${parts} parts, since it covers many subscriptions: what it counts or sums up, it does so in each part.`] : []),
      ...(kind !== 'table' && chart === null && rows.length > 0 ? ['There is no chart: the rows lack a column of numbers, or one to set them against.'] : []),
    ],
  };
}

/** Columns of a chart: those config names, else the first numbers, and the first texts (bars) or moments (lines). */
function axes(kind: 'bar' | 'line', columns: readonly PanelColumn[], x: string | null, y: string | null): { readonly x: string; readonly y: string } | null {
  const named = (name: string): PanelColumn | undefined => columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  const down = y === null ? columns.find((column) => column.kind === 'number' && column.name.toLowerCase() !== x?.toLowerCase()) : named(y);
  const wanted: readonly PanelColumn['kind'][] = kind === 'line' ? ['instant', 'text', 'number'] : ['text', 'instant', 'boolean', 'link', 'number'];
  const across = x === null ? wanted.map((one) => columns.find((column) => column.kind === one && column !== down)).find((column) => column !== undefined) : named(x);
  return down?.kind !== 'number' || across === undefined || across === down ? null : { x: across.name, y: down.name };
}
