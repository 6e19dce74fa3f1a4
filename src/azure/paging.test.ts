import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectPages, type CollectedRows, type PagePosition } from './paging.ts';
import { asItCame } from './resourceGraph.ts';
import type { WireFailure, WirePage, WireRow } from './wire.ts';

const quota = { remaining: null, resetsAfterMs: null };
const columns = ['id', 'name'];

/** The service: a sorted table cut into pages by offset tokens, and a table that may move between two answers. */
function tableOf(ids: Iterable<string>, pageSize: number): { readonly table: Set<string>; readonly fetch: (position: PagePosition) => WirePage } {
  const table = new Set(ids);
  const fetch = ({ skipToken, after }: PagePosition): WirePage => {
    const sorted = [...table].filter((id) => after === null || id > after).toSorted((a, b) => (a < b ? -1 : 1));
    const offset = skipToken === null ? 0 : Number(skipToken);
    const rows = sorted.slice(offset, offset + pageSize).map((id) => ({ id, name: `name of ${id}` }));
    const next = offset + rows.length;
    const more = rows.length > 0 && next < sorted.length;
    return { kind: 'page', totalRecords: sorted.length, count: rows.length, truncated: false, skipToken: more ? String(next) : null, rows, subscriptionLimitHit: false, quota };
  };
  return { table, fetch };
}

const idsOf = ({ rows }: CollectedRows<WireRow>): readonly unknown[] => rows.map(({ id }) => id);
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `r${String(n).padStart(4, '0')}`);

/** Counts restarts beside the result. */
async function collected(fetch: (position: PagePosition) => WirePage | WireFailure): Promise<CollectedRows<WireRow> & { readonly restarts: number }> {
  let restarts = 0;
  const result = await collectPages(async (position) => fetch(position), { columns, keep: asItCame, onRestart: () => {
    restarts += 1;
  } });
  return { ...result, restarts };
}

/** The same answers, but one of them changed. */
function faulty(fetch: (position: PagePosition) => WirePage, request: number, times: number, change: (page: WirePage, position: PagePosition) => WirePage | WireFailure): (position: PagePosition) => WirePage | WireFailure {
  let count = 0;
  let left = times;
  return (position) => {
    count += 1;
    if (count < request || left === 0) return fetch(position);
    left -= 1;
    return change(fetch(position), position);
  };
}

describe('collectPages', () => {
  it('asks for as many pages as the rows need', async () => {
    for (const rows of [0, 1, 9, 10, 11, 30, 31]) {
      let requests = 0;
      const { fetch } = tableOf(names(rows), 10);
      const result = await collected((position) => {
        requests += 1;
        return fetch(position);
      });
      expect(idsOf(result)).toEqual(names(rows));
      expect(requests).toBe(Math.max(1, Math.ceil(rows / 10)));
    }
  });

  it('loses no row that was there throughout, however the number of rows changes between pages', async () => {
    const move = fc.record({ remove: fc.array(fc.nat(99), { maxLength: 4 }), add: fc.array(fc.nat(99), { maxLength: 4 }) });
    await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.nat(99), { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), fc.array(move, { maxLength: 25 }), async (start, pageSize, moves) => {
      const spell = (n: number): string => `r${String(n).padStart(2, '0')}`;
      const { table, fetch } = tableOf(start.map(spell), pageSize);
      const throughout = new Set(table);
      let request = 0;
      const result = await collected((position) => {
        const page = fetch(position);
        const { remove, add } = moves[request] ?? { remove: [], add: [] };
        request += 1;
        const size = table.size;
        // Equal numbers of rows coming and going leave the count as it was: no answer of the service shows that. One less goes then.
        const gone = remove.map(spell).filter((id) => table.has(id));
        const come = add.map(spell).filter((id) => !table.has(id));
        for (const id of gone) {
          table.delete(id);
          throughout.delete(id);
        }
        for (const id of come) table.add(id);
        const [extra] = come;
        if (table.size === size && extra !== undefined) table.delete(extra);
        return page;
      });
      expect(result.problem).toBeNull();
      const had = new Set(idsOf(result));
      expect([...throughout].filter((id) => !had.has(id))).toEqual([]);
      expect(had.size).toBe(result.rows.length);
    }), { numRuns: 500 });
  });

  it.each([
    ['a page that lost rows', (page: WirePage): WirePage => ({ ...page, rows: page.rows.slice(0, -2), count: page.count - 2 })],
    ['a count that is not the number of rows', (page: WirePage): WirePage => ({ ...page, rows: page.rows.slice(0, -1) })],
    ['a missing token', (page: WirePage): WirePage => ({ ...page, skipToken: null })],
    ['a truncated answer without a token', (page: WirePage): WirePage => ({ ...page, skipToken: null, truncated: true })],
    ['the token of the same page again', (page: WirePage, { skipToken }: PagePosition): WirePage => ({ ...page, skipToken: skipToken ?? '0' })],
    ['rows of another query', (page: WirePage): WirePage => ({ ...page, rows: page.rows.map(({ id }) => ({ id, other: 1 })) })],
    ['rows without an id', (page: WirePage): WirePage => ({ ...page, rows: page.rows.map(() => ({ id: 7, name: '' })) })],
  ])('meets %s by a clean start', async (_, change) => {
    const { fetch } = tableOf(names(25), 10);
    const result = await collected(faulty(fetch, 2, 1, change));
    expect(idsOf(result)).toEqual(names(25));
    expect(result).toMatchObject({ problem: null, restarts: 1 });
    const lasting = await collected(faulty(fetch, 2, Infinity, change));
    expect(lasting.problem).toMatchObject({ kind: 'shortPage' });
    expect(lasting.restarts).toBe(3);
  });

  it('drops repeats and does not take them for rows', async () => {
    const { fetch } = tableOf(names(20), 10);
    const shifted = await collected(faulty(fetch, 2, 1, (page) => ({ ...page, rows: [{ id: 'r0009', name: '' }, ...page.rows.slice(0, -1)] })));
    expect(idsOf(shifted)).toEqual(names(20));
    expect(shifted.restarts).toBe(1);
  });

  it('keeps what arrived when a page fails for good, and says why', async () => {
    const { fetch } = tableOf(names(25), 10);
    const failure: WireFailure = { kind: 'failure', status: 500, code: 'Http500', message: 'broken', retryAfterMs: null, quota };
    const result = await collected(faulty(fetch, 2, Infinity, () => failure));
    expect(idsOf(result)).toEqual(names(10));
    expect(result.problem).toEqual({ kind: 'requestFailed', status: 500, code: 'Http500', message: 'Http500: broken' });
  });

  it('reads sizes from the service\'s refusal of a large answer', async () => {
    const message = 'Response payload size is 94330584, and has exceeded the limit of 16777216. Please consider querying less data at a time and make paginated call if needed.';
    const failure: WireFailure = { kind: 'failure', status: 400, code: 'ResponsePayloadTooLarge', message, retryAfterMs: null, quota };
    expect((await collected(() => failure)).problem).toMatchObject({ kind: 'payloadTooLarge', bytes: 94_330_584, limit: 16_777_216 });
  });

  it('goes by tokens alone where the service does not take the addition to the query', async () => {
    const { table, fetch } = tableOf(names(30), 10);
    const failure: WireFailure = { kind: 'failure', status: 400, code: 'InvalidQuery', message: 'no strcmp', retryAfterMs: null, quota };
    let requests = 0;
    const result = await collected((position) => {
      requests += 1;
      if (requests === 2) table.delete('r0000');
      return position.after === null ? fetch(position) : failure;
    });
    expect(idsOf(result)).toEqual(names(30).slice(1));
    expect(result.problem).toBeNull();
  });
});
