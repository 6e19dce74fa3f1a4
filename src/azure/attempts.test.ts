import { describe, expect, it } from 'vitest';
import { attempt, type RequestCounts } from './attempts.ts';
import { createPacer } from './quota.ts';
import { testTime } from './testTime.ts';
import type { Transport, WireAnswer, WireFailure, WirePage } from './wire.ts';

const quota = { remaining: 10, resetsAfterMs: 5_000 };
const page: WirePage = { kind: 'page', totalRecords: 0, count: 0, truncated: false, skipToken: null, rows: [], subscriptionLimitHit: false, quota };
const failure = (status: number | null, retryAfterMs: number | null = null): WireFailure => ({ kind: 'failure', status, code: `Http${status}`, message: '', retryAfterMs, quota });

async function run(answers: readonly WireAnswer[], random = 0): Promise<{ readonly answer: WireAnswer; readonly counts: Record<keyof RequestCounts, number>; readonly renewed: number; readonly took: number; readonly slept: readonly number[] }> {
  const time = testTime(random);
  const counts = { sent: 0, throttled: 0, retried: 0 };
  let renewed = 0;
  const transport: Transport = {
    renew: () => {
      renewed += 1;
    },
    send: async () => answers[counts.sent - 1] ?? answers.at(-1) ?? page,
  };
  const answer = await attempt({ text: '', scope: { kind: 'tenant' }, pageSize: 1, skipToken: null }, transport, createPacer(time, null), time, (what) => {
    counts[what] += 1;
  });
  return { answer, counts, renewed, took: time.now(), slept: time.slept };
}

describe('attempt', () => {
  it.each([408, 409, 425, 431, 500, 502, 503, 504, null])('tries again after %s, with growing waits', async (status) => {
    const { answer, counts, slept } = await run([failure(status), failure(status), page]);
    expect(answer).toBe(page);
    expect(counts).toEqual({ sent: 3, throttled: 0, retried: 2 });
    expect(slept).toEqual([500, 1000]);
  });

  it('gives up after five attempts', async () => {
    const { answer, counts } = await run([failure(503)]);
    expect(answer).toMatchObject({ status: 503 });
    expect(counts).toEqual({ sent: 5, throttled: 0, retried: 4 });
  });

  it.each([400, 403, 404, 501])('does not try again after %s', async (status) => {
    expect((await run([failure(status)])).counts).toEqual({ sent: 1, throttled: 0, retried: 0 });
  });

  it('waits as long as Retry-After says, and counts the refusals', async () => {
    const { answer, counts, took } = await run([failure(429, 7_000), failure(429, 2_000), page]);
    expect(answer).toBe(page);
    expect(took).toBe(9_000);
    expect(counts).toEqual({ sent: 3, throttled: 2, retried: 2 });
    expect((await run([failure(429, 1_000)])).counts.sent).toBe(10);
  });

  it('falls back on the quota\'s reset when there is no Retry-After', async () => {
    expect((await run([failure(429), page])).took).toBe(5_000);
  });

  it('asks for a new token after a 401', async () => {
    expect(await run([failure(401), page])).toMatchObject({ answer: page, renewed: 1, took: 0 });
  });

  it('spreads its waits', async () => {
    expect((await run([failure(500), page], 0.5)).slept).toEqual([625]);
  });
});
