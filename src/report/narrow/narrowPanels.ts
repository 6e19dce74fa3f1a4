import type { PanelAnswer, PanelValue } from '../../domain/customPanels.ts';
import { narrowedPanels } from '../../domain/customPanels.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { scopeOf } from '../grants.ts';

/** Columns that say which scope a row is of, the surest first; names without case. */
const idColumns = ['id', 'resourceid', 'scopeid', 'scope'];
const subscriptionColumn = 'subscriptionid';

/** Rows of panels that are of the scopes; a panel whose rows cannot be told apart, or name another scope, is left out and says why. */
export function narrowPanels({ panels, scopes }: Snapshot, ids: ReadonlySet<ScopeId>): Pick<Snapshot, 'panels'> {
  if (panels === undefined) return {};
  const strangers = strangersOf(scopes, ids);
  return { panels: panels.map((panel) => narrowPanel(panel, ids, strangers)) };
}

/** Other scopes by what a row could name them: id, subscription, name. */
interface Strangers {
  readonly texts: readonly string[];
  /** Subscriptions that belong to this report and host a scope that does not, or the other way round. */
  readonly shared: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

function strangersOf(scopes: Snapshot['scopes'], ids: ReadonlySet<ScopeId>): Strangers {
  const own = scopes.filter(({ id }) => ids.has(id));
  const others = scopes.filter(({ id }) => !ids.has(id));
  const subscriptions = new Set(own.map(({ subscriptionId }) => subscriptionId));
  const ownNames = new Set(own.map(({ name }) => name.toLowerCase()));
  return {
    shared: new Set(others.flatMap(({ subscriptionId }) => (subscriptions.has(subscriptionId) ? [subscriptionId] : []))),
    texts: [...new Set(others.flatMap(({ id, subscriptionId, kind, hierarchyIdentifier }) => [
      ...(subscriptions.has(subscriptionId) ? (kind === 'subscription' ? [] : [id]) : [subscriptionId]),
      ...(hierarchyIdentifier === null || hierarchyIdentifier.length < 8 ? [] : [hierarchyIdentifier.toLowerCase()]),
    ]))],
    names: new Set(others.map(({ name }) => name.toLowerCase()).filter((name) => !ownNames.has(name))),
  };
}

function narrowPanel(panel: PanelAnswer, ids: ReadonlySet<ScopeId>, strangers: Strangers): PanelAnswer {
  const leftOut = (failure: string): PanelAnswer => ({ query: panel.query, columns: [], rows: [], total: 0, parts: panel.parts, failure });
  if (panel.rows.length === 0) return { ...panel, total: 0, failure: panel.failure === null ? null : narrowedPanels.failed };
  const place = scopeColumn(panel);
  if (place === null) return leftOut(narrowedPanels.withoutColumn);
  const rows: PanelAnswer['rows'] = [];
  for (const row of panel.rows) {
    const value = row[place.index];
    if (typeof value !== 'string') continue;
    if (place.whole && ids.has(scopeOf(value.toLowerCase()) ?? '')) rows.push(row);
    if (place.whole) continue;
    const subscription = value.toLowerCase();
    const owned = [...ids].some((id) => id.startsWith(`/subscriptions/${subscription}`) && (id.length === `/subscriptions/${subscription}`.length || id.startsWith(`/subscriptions/${subscription}/`)));
    if (owned && (strangers.shared.has(subscription) || !ids.has(`/subscriptions/${subscription}`))) return leftOut(narrowedPanels.sharedSubscription);
    if (owned) rows.push(row);
  }
  if (rows.some((row) => row.some((value) => isForeign(value, strangers)))) return leftOut(narrowedPanels.strangers);
  const cut = panel.total > panel.rows.length;
  return { ...panel, rows, total: rows.length, failure: cut ? narrowedPanels.firstRows : panel.failure === null ? null : narrowedPanels.failed };
}

/** The column to tell scopes by; `whole`: it holds ids, otherwise subscriptions. */
function scopeColumn({ columns, rows }: PanelAnswer): { readonly index: number; readonly whole: boolean } | null {
  const names = columns.map(({ name }) => name.toLowerCase());
  for (const name of idColumns) {
    const index = names.indexOf(name);
    if (index >= 0 && rows.every((row) => typeof row[index] === 'string' && /^\/subscriptions\/[0-9a-f-]{36}(?:\/|$)/i.test(row[index]))) return { index, whole: true };
  }
  const index = names.indexOf(subscriptionColumn);
  return index < 0 ? null : { index, whole: false };
}

function isForeign(value: PanelValue, { texts, names }: Strangers): boolean {
  if (typeof value !== 'string') return false;
  const text = value.toLowerCase();
  return names.has(text.trim()) || texts.some((one) => text.includes(one));
}
