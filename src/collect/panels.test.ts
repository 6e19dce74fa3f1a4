import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FirstRows, QueryScope, ResourceGraph } from '../azure/index.ts';
import type { PanelConfig } from '../domain/customising.ts';
import { panelAnswerSchema, panelRowLimit, queryHash } from '../domain/customPanels.ts';
import { tenantWith } from '../emulator/server/testTenant.ts';
import { askPanels, tableOf } from './panels.ts';
import { guid, scoreRow, subscription, subscriptionRow, testAzure, type TestAzure } from './testCollect.ts';

const panel = (query: string, title = 'T'): PanelConfig => ({ id: 't', title, description: null, query, kind: 'table', x: null, y: null, limit: 20, place: { file: 'c', line: 1, column: 1, lineByLine: true, path: 'p' } });

function graphOf(answer: (scope: QueryScope, text: string) => Partial<FirstRows>): ResourceGraph {
  return {
    query: () => Promise.reject(new Error('panels do not page')),
    firstRows: async ({ scope, text }) => ({ rows: [], total: 0, problem: null, requests: { sent: 1, throttled: 0, retried: 0 }, ...answer(scope, text) }),
  };
}

describe('own panels', () => {
  it('are asked of the given subscriptions alone, in as many parts as it takes', async () => {
    const scopes: QueryScope[] = [];
    const noted: number[] = [];
    const graph = graphOf((scope) => {
      scopes.push(scope);
      return { rows: [{ n: scopes.length }], total: 1 };
    });
    const ids = Array.from({ length: 300 }, (_, index) => guid(index));
    const { answers, gaps } = await askPanels([panel('resources | count')], { graph, subscriptions: ids, note: ({ rows }) => { noted.push(rows); } });
    expect(scopes.map((scope) => (scope.kind === 'subscriptions' ? scope.ids.length : 0))).toEqual([299, 1]);
    expect(answers).toEqual([{ query: queryHash('resources | count'), columns: [{ name: 'n', kind: 'number' }], rows: [[1], [2]], total: 2, parts: 2, failure: null }]);
    expect([gaps, noted]).toEqual([[], [1, 1]]);
  });

  it('that fail say so and stop no other', async () => {
    const graph = graphOf((_, text) => (text === 'bad' ? { problem: { kind: 'requestFailed', message: 'BadRequest: no', status: 400, code: 'BadRequest' } } : { rows: [{ a: 1 }], total: 1 }));
    const { answers, gaps } = await askPanels([panel('bad', 'Broken <b>'), panel('good')], { graph, subscriptions: [guid(1)], note: () => {} });
    expect(answers.map(({ failure, rows }) => [failure, rows.length])).toEqual([['BadRequest: no', 0], [null, 1]]);
    expect(gaps).toMatchObject([{ cause: 'requestFailed', affectsScore: false, what: 'the panel “Broken <b>”: BadRequest: no' }]);
  });

  it('with the same query are asked once, whatever their indentation', async () => {
    let asked = 0;
    const graph = graphOf(() => {
      asked += 1;
      return {};
    });
    await askPanels([panel('resources\n| count'), panel('  resources\n\n    | count\n')], { graph, subscriptions: [guid(1)], note: () => {} });
    expect(asked).toBe(1);
  });

  it('keep at most a page of rows over all parts', async () => {
    const rows = Array.from({ length: 700 }, (_, n) => ({ n }));
    const { answers } = await askPanels([panel('x')], { graph: graphOf(() => ({ rows, total: 900 })), subscriptions: Array.from({ length: 300 }, (_, index) => guid(index)), note: () => {} });
    expect([answers[0]?.rows.length, answers[0]?.total]).toEqual([panelRowLimit, 1800]);
  });
});

describe('rows', () => {
  it('become a table with the kind of each column', () => {
    const rows = [
      { id: 'a', n: 1, yes: true, at: '2026-11-21T06:00:00Z', url: 'https://portal.azure.com/#x', tags: { a: [1] }, mixed: 1, none: null },
      { id: 'b', n: null, yes: false, at: '2026-11-22T06:00:00.1234567Z', url: 'https://contoso.com', tags: null, mixed: 'x', none: null, late: 'z' },
    ];
    expect(tableOf(rows)).toEqual({
      columns: [['id', 'text'], ['n', 'number'], ['yes', 'boolean'], ['at', 'instant'], ['url', 'link'], ['tags', 'text'], ['mixed', 'text'], ['none', 'text'], ['late', 'text']].map(([name, kind]) => ({ name, kind })),
      rows: [['a', 1, true, '2026-11-21T06:00:00Z', 'https://portal.azure.com/#x', '{"a":[1]}', 1, null, null], ['b', null, false, '2026-11-22T06:00:00.1234567Z', 'https://contoso.com', null, 'x', null, 'z']],
    });
    expect(tableOf([])).toEqual({ columns: [], rows: [] });
  });

  it('are cut and mended, whatever the service sends', () => {
    fc.assert(fc.property(fc.array(fc.dictionary(fc.string({ maxLength: 300 }), fc.jsonValue()), { maxLength: 5 }), (rows) => {
      const answer = { query: 'a'.repeat(64), ...tableOf(rows), total: rows.length, parts: 1, failure: null };
      expect(panelAnswerSchema.parse(answer)).toEqual(answer);
      expect(JSON.stringify(answer).isWellFormed()).toBe(true);
    }), { numRuns: 100 });
    const [[long] = []] = tableOf([{ a: 'x'.repeat(10_000) }]).rows;
    expect(String(long).length).toBe(4001);
    expect(tableOf([Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`c${index}`, 1]))]).columns).toHaveLength(40);
    expect(tableOf([{ at: '2026-13-41T99:00:00Z', url: 'https://user@evil.example/' }]).columns.map(({ kind }) => kind)).toEqual(['text', 'text']);
  });
});

describe('against a local Azure', () => {
  let azure: TestAzure;
  beforeAll(async () => {
    azure = await testAzure(tenantWith({ resourcecontainers: [subscriptionRow(1), subscriptionRow(2)], securityresources: [scoreRow(subscription(1), 5, 10), scoreRow(subscription(2), 5, 10)] }));
  });
  afterAll(() => azure.close());

  it('rows need no id, and a refusal of the service is told', async () => {
    const { answers } = await askPanels([panel('securityresources | summarize n = count() by type | order by n desc'), panel('nosuchtable | count')], { graph: azure.azure.resourceGraph, subscriptions: [guid(1)], note: () => {} });
    expect(answers[0]).toMatchObject({ rows: [['microsoft.security/securescores', 1]], total: 1, failure: null });
    expect(answers[1]?.failure).toMatch(/nosuchtable/);
  });
});
