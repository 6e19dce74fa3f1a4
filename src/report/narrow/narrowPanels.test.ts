import { describe, expect, it } from 'vitest';
import type { PanelAnswer, PanelValue } from '../../domain/customPanels.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { narrowPanels } from './narrowPanels.ts';

const guidOf = (digit: string): string => `${digit.repeat(8)}-${digit.repeat(4)}-4${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`;
const [one, two, host] = ['1', '2', '3'].map(guidOf) as [string, string, string];
const idOf = (guid: string): string => `/subscriptions/${guid}`;
const connector = `${idOf(host)}/resourcegroups/rg/providers/microsoft.security/securityconnectors/aws`;
const scope = (id: string, name: string, subscriptionId: string, kind: 'subscription' | 'securityConnector' = 'subscription', hierarchyIdentifier: string | null = null) => ({ id, name, kind, subscriptionId, hierarchyIdentifier, environment: 'Azure', ancestors: [], tags: {}, state: 'Enabled' });
const scopes: Snapshot['scopes'] = [scope(idOf(one), 'pay-prod', one), scope(idOf(two), 'shop-prod', two), scope(idOf(host), 'host', host), scope(connector, 'aws-main', host, 'securityConnector', '123456789012')];

function narrowed(columns: readonly string[], rows: PanelValue[][], ids: readonly string[], more: Partial<PanelAnswer> = {}): PanelAnswer {
  const panel: PanelAnswer = { query: 'a'.repeat(64), columns: columns.map((name) => ({ name, kind: 'text' })), rows, total: rows.length, parts: 1, failure: null, ...more };
  const { panels } = narrowPanels({ scopes, panels: [panel] } as unknown as Snapshot, new Set(ids));
  return panels?.[0] ?? panel;
}

describe('a panel of one’s own in a report on some scopes', () => {
  it('has the rows of these scopes alone, by id', () => {
    const rows = [[`${idOf(one).toUpperCase()}/resourceGroups/rg/x`, 'a'], [`${idOf(two)}/resourceGroups/rg/x`, 'b'], [`${connector}/securityentitydata/x`, 'c'], [`${idOf(host)}/resourcegroups/rg/x`, 'd']];
    const of = (ids: readonly string[]): readonly PanelValue[] => narrowed(['id', 'n'], rows, ids).rows.map((row) => row[1] ?? null);
    expect(of([idOf(one)])).toEqual(['a']);
    expect(of([idOf(two)])).toEqual(['b']);
    expect(of([connector])).toEqual(['c']);
    expect(of([idOf(host)])).toEqual(['d']);
    expect(narrowed(['id', 'n'], rows, [idOf(two)])).toMatchObject({ total: 1, failure: null });
  });

  it('may tell by subscription, but not where one hosts connectors of others', () => {
    const rows = [[one, 1], [two, 2], [host, 3]];
    expect(narrowed(['subscriptionId', 'n'], rows, [idOf(one)]).rows).toEqual([[one, 1]]);
    expect(narrowed(['SubscriptionId', 'n'], rows, [idOf(host)])).toMatchObject({ rows: [], columns: [], failure: '#sharedSubscription' });
    expect(narrowed(['subscriptionId', 'n'], rows, [connector])).toMatchObject({ rows: [], failure: '#sharedSubscription' });
    expect(narrowed(['subscriptionId', 'n'], rows, [idOf(host), connector]).rows).toEqual([[host, 3]]);
  });

  it('is left out where rows do not say of which scope they are', () => {
    expect(narrowed(['severity', 'n'], [['High', 1]], [idOf(one)])).toMatchObject({ rows: [], columns: [], total: 0, failure: '#withoutColumn' });
    expect(narrowed(['id', 'n'], [['not an id', 1], [`${idOf(one)}/x`, 2]], [idOf(one)])).toMatchObject({ rows: [], failure: '#withoutColumn' });
  });

  it.each([
    ['an id', `see ${idOf(two)}/resourceGroups/x`], ['a subscription in capitals', two.toUpperCase()], ['a name', 'Shop-Prod'], ['an account', 'arn:aws:iam::123456789012:role/x'], ['a connector', connector],
  ])('is left out where a row names another scope: %s', (_, text) => {
    expect(narrowed(['subscriptionId', 'text'], [[one, text]], [idOf(one)])).toMatchObject({ rows: [], total: 0, failure: '#strangers' });
  });

  it('tells nothing of how many rows the others have', () => {
    expect(narrowed(['subscriptionId', 'n'], [[one, 1], [two, 2]], [idOf(one)], { total: 5000 })).toMatchObject({ total: 1, failure: '#firstRows' });
    expect(narrowed(['subscriptionId', 'n'], [], [idOf(one)], { total: 7, failure: `Forbidden: ${two}` })).toMatchObject({ total: 0, failure: '#failed' });
    expect(narrowPanels({ scopes } as unknown as Snapshot, new Set([idOf(one)]))).toEqual({});
  });
});
