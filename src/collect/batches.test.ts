import { describe, expect, it } from 'vitest';
import { asItCame, type QueryProblem, type QueryScope, type ResourceGraph } from '../azure/index.ts';
import { queryBatches } from './batches.ts';
import { queryOf } from './queries.ts';
import { listsOf } from './reach.ts';
import { guid } from './testCollect.ts';

const ids = Array.from({ length: 300 }, (_, n) => guid(n));
const idsIn = (scope: QueryScope): readonly string[] => (scope.kind === 'subscriptions' ? scope.ids : ids);

/** One row a subscription; the given ones spoil every request they are in. */
function graphWith(spoilt: ReadonlySet<string>, problem: QueryProblem): ResourceGraph & { readonly asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    query: async ({ scope, keep }) => {
      asked += 1;
      const bad = idsIn(scope).some((id) => spoilt.has(id));
      const requests = { sent: 1, throttled: 0, retried: 0 };
      return bad ? { rows: [], problem, subscriptionLimitHit: false, requests } : { rows: idsIn(scope).map((id) => keep({ id })), problem: null, subscriptionLimitHit: false, requests };
    },
  };
}

const serverError: QueryProblem = { kind: 'requestFailed', status: 500, code: 'Http500', message: '' };

describe('queryBatches', () => {
  it('needs one request when nothing fails', async () => {
    const graph = graphWith(new Set(), serverError);
    const { rows, failed, requests } = await queryBatches(graph, queryOf('scores'), asItCame, [{ kind: 'tenant' }], idsIn);
    expect([rows.length, failed.length, requests.sent]).toEqual([300, 0, 1]);
  });

  it.each([
    ['500', serverError], ['404', { ...serverError, status: 404 }], ['403', { kind: 'restricted', status: 403, message: '' }], ['too large', { kind: 'payloadTooLarge', message: '', bytes: null, limit: null }],
  ] as const)('finds the one subscription that spoils a tenant: %s', async (_, problem) => {
    const graph = graphWith(new Set([guid(117)]), problem);
    const { rows, failed } = await queryBatches(graph, queryOf('scores'), asItCame, [{ kind: 'tenant' }], idsIn);
    expect(rows).toHaveLength(299);
    expect(new Set(failed.map(({ scope }) => JSON.stringify(scope)))).toEqual(new Set([JSON.stringify({ kind: 'subscriptions', ids: [guid(117)] })]));
    expect(graph.asked()).toBeLessThan(40);
  });

  it('gives up on a service that fails throughout, after a bounded number of requests', async () => {
    const graph = graphWith(new Set(ids), serverError);
    const { rows, failed } = await queryBatches(graph, queryOf('scores'), asItCame, [{ kind: 'tenant' }], idsIn);
    expect(rows).toEqual([]);
    expect(new Set(failed.flatMap(({ scope }) => idsIn(scope))).size).toBe(300);
    expect(graph.asked()).toBeLessThan(60);
  });

  it('goes on with the other lists when one fails', async () => {
    const graph = graphWith(new Set([guid(5)]), { ...serverError, status: null });
    const { rows, failed } = await queryBatches(graph, queryOf('scores'), asItCame, listsOf(ids, 100), idsIn);
    expect([rows.length, failed.length]).toEqual([200, 1]);
  });

  it('takes the service\'s "nothing you can read" for no rows', async () => {
    const graph = graphWith(new Set([guid(5)]), { ...serverError, status: 400, code: 'NoValidSubscriptionsInQueryRequest' });
    expect(await queryBatches(graph, queryOf('scores'), asItCame, listsOf(ids, 100), idsIn)).toMatchObject({ failed: [], rows: { length: 200 } });
  });
});
