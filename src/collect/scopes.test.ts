import { describe, expect, it } from 'vitest';
import type { ScopeSelector } from '../domain/config.ts';
import type { WireRow } from '../azure/index.ts';
import { splitBatch } from './batches.ts';
import { createDriftLog } from './drift.ts';
import { planReach, listsOf, subscriptionsIn } from './reach.ts';
import { decodeContainers } from './rows/containers.ts';
import { estateOf, selectScopes, type Estate } from './scopes.ts';
import { guid, subscription } from './testCollect.ts';

const chainOf = (chain: readonly string[]): readonly object[] => chain.map((name) => ({ name, displayName: name.toUpperCase() }));

function subscriptionOf(n: number, name: string, chain: readonly string[]): WireRow {
  return { id: subscription(n), name, type: 'microsoft.resources/subscriptions', tenantId: 't', subscriptionId: guid(n), state: 'Enabled', chain: chainOf(chain) };
}

function groupOf(name: string, chain: readonly string[] = [], displayName = name.toUpperCase()): WireRow {
  return { id: `/providers/x/${name}`, name, type: 'microsoft.management/managementgroups', displayName, chain: chainOf(chain), parent: chain[0] ?? '' };
}

function connectorOf(n: number, name: string, environmentName: string, hierarchyIdentifier: string, projectId = ''): WireRow {
  const id = `${subscription(n)}/resourceGroups/rg/providers/Microsoft.Security/securityConnectors/${name}`;
  return { id, name, type: 'microsoft.security/securityconnectors', tenantId: 't', subscriptionId: guid(n), environmentName, hierarchyIdentifier, projectId };
}

const estateFrom = (rows: readonly WireRow[]): Estate => estateOf(decodeContainers(rows, createDriftLog()));

const estate = estateFrom([
  groupOf('root'), groupOf('Contoso', ['root'], 'Contoso Ltd'), groupOf('pay', ['Contoso', 'root']), groupOf('empty', ['root']),
  subscriptionOf(1, 'Pay-Prod', ['pay', 'Contoso', 'root']), subscriptionOf(2, 'pay-stage', ['pay', 'Contoso', 'root']), subscriptionOf(3, 'shop (eu) [1]', ['Contoso', 'root']),
  subscriptionOf(4, 'sandbox-a', ['closed', 'root']),
  connectorOf(1, 'aws-main', 'AWS', '123456789012'), connectorOf(3, 'gcp-main', 'GCP', '987654321', 'contoso-project'), connectorOf(4, 'gh', 'Github', 'contoso'),
]);

const named = (include: readonly ScopeSelector[], exclude: readonly ScopeSelector[] = []): readonly string[] => selectScopes(estate, include, exclude).scopes.map(({ name }) => name).toSorted();
const group = (name: string): ScopeSelector => ({ kind: 'managementGroup', name });
const sub = (pattern: string): ScopeSelector => ({ kind: 'subscription', pattern });
const connector = (changes: Partial<Extract<ScopeSelector, { kind: 'connector' }>>): ScopeSelector => ({ kind: 'connector', environment: null, account: null, name: null, ...changes });

describe('selectScopes', () => {
  it('takes everything when nothing is named', () => {
    expect(named([])).toHaveLength(7);
  });

  it('takes a management group with all below it, connectors included, by id, ARM id or display name', () => {
    const all = ['Pay-Prod', 'aws-main', 'gcp-main', 'pay-stage', 'shop (eu) [1]'];
    for (const name of ['contoso', '/providers/Microsoft.Management/managementGroups/CONTOSO', 'contoso ltd']) expect(named([group(name)])).toEqual(all);
    expect(named([group('closed')])).toEqual(['gh', 'sandbox-a']);
  });

  it('takes subscriptions by glob on the name, or by id, and no connector with them', () => {
    expect(named([sub('pay-*')])).toEqual(['Pay-Prod', 'pay-stage']);
    expect(named([sub('pay-????')])).toEqual(['Pay-Prod']);
    expect(named([sub('shop (eu) [1]')])).toEqual(['shop (eu) [1]']);
    expect(named([sub(guid(2).toUpperCase())])).toEqual(['pay-stage']);
    expect(named([sub(`/subscriptions/${guid(2)}`)])).toEqual(['pay-stage']);
  });

  it('takes connectors by environment, account and name', () => {
    expect(named([connector({ environment: 'GitHub' })])).toEqual(['gh']);
    expect(named([connector({ environment: 'AWS', account: '123456789012' })])).toEqual(['aws-main']);
    expect(named([connector({ environment: 'AWS', account: '1' })])).toEqual([]);
    expect(named([connector({ account: 'Contoso-Project' })])).toEqual(['gcp-main']);
    expect(named([connector({ name: '*-main' })])).toEqual(['aws-main', 'gcp-main']);
  });

  it('leaves out what is excluded', () => {
    expect(named([group('contoso')], [sub('pay-*'), connector({ environment: 'GCP' })])).toEqual(['aws-main', 'shop (eu) [1]']);
    expect(named([], [group('root')])).toEqual([]);
  });

  it('lists what is named in vain', () => {
    const { gaps } = selectScopes(estate, [sub('nothing-*'), group('empty'), connector({ environment: 'GitLab' }), group('pay')], []);
    expect(gaps.map(({ cause, what, affectsScore }) => [cause, what, affectsScore])).toEqual([
      ['notFound', 'subscription nothing-* was not found', true],
      ['notFound', 'management group empty holds no subscription that the identity can read', false],
      ['notFound', 'connector GitLab was not found', true],
    ]);
    expect(selectScopes(estate, [], []).gaps).toMatchObject([{ cause: 'restricted', what: expect.stringContaining('CLOSED') }]);
  });
});

describe('planReach', () => {
  const large = (count: number, groupOfNumber: (n: number) => readonly string[], groups: readonly WireRow[]): Estate =>
    estateFrom([...groups, ...Array.from({ length: count }, (_, n) => subscriptionOf(n, `s${n}`, groupOfNumber(n)))]);

  it('asks the tenant for everything', () => {
    expect(planReach(estate, estate.scopes)).toEqual([{ kind: 'tenant' }]);
    expect(planReach(estate, [])).toEqual([]);
  });

  it('asks the subscriptions of a few scopes, the hosts of connectors among them', () => {
    const gh = estate.scopes.filter(({ name }) => name === 'gh' || name === 'Pay-Prod');
    expect(planReach(estate, gh)).toEqual([{ kind: 'subscriptions', ids: [guid(1), guid(4)] }]);
  });

  it('asks a management group rather than hundreds of subscriptions, and the tenant rather than many lists', () => {
    const groups = [groupOf('root'), groupOf('a', ['root']), groupOf('b', ['root'])];
    const thousand = large(1_000, (n) => [n < 400 ? 'a' : 'b', 'root'], groups);
    expect(planReach(thousand, thousand.scopes.filter(({ ancestors }) => ancestors[0]?.name === 'a'))).toEqual([{ kind: 'managementGroups', names: ['a'] }]);
    expect(planReach(thousand, thousand.scopes.slice(1))).toEqual([{ kind: 'tenant' }]);
    expect(planReach(thousand, thousand.scopes.slice(0, 300).filter((_, n) => n % 2 === 0))).toMatchObject([{ kind: 'subscriptions' }]);
  });

  it('splits a tenant over the limit by group, and what lies directly below a group that is too large by lists', () => {
    const groups = [groupOf('root'), groupOf('a', ['root']), groupOf('b', ['root']), groupOf('b1', ['b', 'root']), groupOf('b2', ['b', 'root'])];
    const places = [['a', 'root'], ['b', 'root'], ['b1', 'b', 'root'], ['b2', 'b', 'root']] as const;
    const split = large(4_000, (n) => places[n % 4] ?? [], groups);
    const plan = planReach(split, split.scopes, 2_000);
    expect(plan).toEqual([{ kind: 'managementGroups', names: ['a', 'b1'] }, { kind: 'managementGroups', names: ['b2'] }, ...Array.from({ length: 4 }, () => ({ kind: 'subscriptions', ids: expect.any(Array) }))]);
    expect(new Set(plan.flatMap((scope) => subscriptionsIn(scope, split))).size).toBe(4_000);
  });

  it('never asks a group it may not read', () => {
    const closed = large(700, () => ['closed', 'root'], [groupOf('root')]);
    expect(planReach(closed, closed.scopes, 500)).toHaveLength(3);
    expect(planReach(closed, closed.scopes, 500).every(({ kind }) => kind === 'subscriptions')).toBe(true);
  });
});

describe('splitBatch', () => {
  const ids = Array.from({ length: 100 }, (_, n) => guid(n));
  const tooLarge = (bytes: number): Parameters<typeof splitBatch>[1] => ({ kind: 'payloadTooLarge', message: '', bytes, limit: 100 });
  const batch = { scope: { kind: 'subscriptions', ids }, pageSize: 1000 } as const;

  it('cuts to the size that the service names', () => {
    const parts = splitBatch(batch, tooLarge(400), () => ids);
    expect(parts?.map(({ scope }) => (scope.kind === 'subscriptions' ? scope.ids.length : 0))).toEqual([20, 20, 20, 20, 20]);
    expect(splitBatch(batch, tooLarge(101), () => ids)).toHaveLength(2);
    expect(listsOf(ids, 30).map((scope) => (scope.kind === 'subscriptions' ? scope.ids.length : 0))).toEqual([30, 30, 30, 10]);
  });

  it('makes the pages of a single subscription smaller, down to one row', () => {
    const one = { scope: { kind: 'subscriptions', ids: [guid(1)] }, pageSize: 1000 } as const;
    expect(splitBatch(one, tooLarge(400), () => [guid(1)])).toEqual([{ scope: one.scope, pageSize: 200 }]);
    expect(splitBatch({ ...one, pageSize: 1 }, tooLarge(400), () => [guid(1)])).toBeNull();
  });

  it('splits a batch that fails for one of its scopes, not one that fails for all', () => {
    expect(splitBatch(batch, { kind: 'restricted', message: '', status: 403 }, () => ids)).toHaveLength(2);
    expect(splitBatch(batch, { kind: 'requestFailed', message: '', status: 500, code: '' }, () => ids)).toHaveLength(2);
    for (const status of [null, 400, 401, 429, 501]) expect(splitBatch(batch, { kind: 'requestFailed', message: '', status, code: '' }, () => ids)).toBeNull();
    expect(splitBatch(batch, { kind: 'shortPage', message: '' }, () => ids)).toBeNull();
  });
});
