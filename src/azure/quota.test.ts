import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacer } from './quota.ts';
import { readQuota, type QuotaHeaders } from './quotaWindow.ts';
import { testTime, type TestTime } from './testTime.ts';

/** The service's side: so many requests in each window, which begins with a first request. */
function service(time: TestTime, requests: number, windowMs = 5_000): { readonly ask: () => QuotaHeaders & { readonly granted: boolean }; readonly refused: () => number } {
  let window = { start: -Infinity, used: 0 };
  let refused = 0;
  return {
    refused: () => refused,
    ask: () => {
      if (time.now() >= window.start + windowMs) window = { start: time.now(), used: 0 };
      const granted = window.used < requests;
      if (granted) window.used += 1;
      else refused += 1;
      return { granted, remaining: requests - window.used, resetsAfterMs: Math.ceil((window.start + windowMs - time.now()) / 1000) * 1000 };
    },
  };
}

async function sendAll(time: TestTime, requests: number, quota: number, latencyOf: (request: number) => number, rate: number | null): Promise<{ readonly took: number; readonly refused: number; readonly starts: readonly number[] }> {
  const pacer = createPacer(time, rate);
  const { ask, refused } = service(time, quota);
  const starts: number[] = [];
  await Promise.all(Array.from({ length: requests }, async (_, request) => {
    const turn = await pacer.turn();
    starts.push(time.now());
    const headers = ask();
    await time.sleep(latencyOf(request));
    pacer.answered(headers, turn);
  }));
  return { took: time.now(), refused: refused(), starts };
}

describe('createPacer', () => {
  it('never overruns the quota when alone, and uses it up', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 2, max: 20 }), fc.array(fc.integer({ min: 1, max: 8_000 }), { minLength: 1, maxLength: 20 }), async (requests, quota, latencies) => {
      const latency = Math.max(...latencies);
      const { took, refused } = await sendAll(testTime(), requests, quota, (request) => latencies[request % latencies.length] ?? 1, null);
      expect(refused).toBe(0);
      // Windows before the last have to pass in full; what comes on top is the rounding of the header to whole seconds and the answers' way.
      const floor = Math.floor((requests - 1) / quota) * 5_000;
      expect(took).toBeLessThanOrEqual(floor * 1.2 + latency * (Math.ceil(requests / 2) + 1) + 1_500);
    }), { numRuns: 150 });
  });

  it('stays within a tenth of the quota\'s floor: 15 requests in 5 s', async () => {
    const { took, refused } = await sendAll(testTime(), 300, 15, () => 200, null);
    expect(refused).toBe(0);
    expect(took).toBeGreaterThanOrEqual(95_000);
    expect(took).toBeLessThan(95_000 * 1.1);
  });

  it('keeps to a rate set by the user', async () => {
    const { starts } = await sendAll(testTime(), 20, 1000, () => 10, 4);
    for (const [place, start] of starts.entries()) {
      const fifth = starts[place + 4];
      if (fifth !== undefined) expect(fifth - start).toBeGreaterThanOrEqual(5_000);
    }
  });

  it('gives nobody a turn while the service is closed', async () => {
    const time = testTime();
    const pacer = createPacer(time, null);
    const turn = await pacer.turn();
    pacer.answered({ remaining: 7, resetsAfterMs: 1_000 }, turn);
    pacer.throttled(30_000);
    await pacer.turn();
    expect(time.now()).toBeGreaterThanOrEqual(30_000);
  });

  it('goes on when an answer carries no quota, and when it says 0 without an end', async () => {
    const time = testTime();
    const pacer = createPacer(time, null);
    for (let request = 0; request < 40; request += 1) {
      const turn = await pacer.turn();
      pacer.answered({ remaining: null, resetsAfterMs: null }, turn);
    }
    expect(time.now()).toBe(0);
    const turn = await pacer.turn();
    pacer.answered({ remaining: 0, resetsAfterMs: null }, turn);
    await pacer.turn();
    expect(time.now()).toBe(5_000);
  });

  it('believes the service rather than its own count', async () => {
    const time = testTime();
    const pacer = createPacer(time, null);
    for (let request = 0; request < 100; request += 1) {
      const turn = await pacer.turn();
      pacer.answered({ remaining: 15, resetsAfterMs: 5_000 }, turn);
    }
    expect(time.now()).toBe(0);
  });
});

describe('readQuota', () => {
  const read = (headers: Readonly<Record<string, string>>): QuotaHeaders => readQuota((name) => headers[name]);
  it('reads counts and clock spans', () => {
    expect(read({ 'x-ms-user-quota-remaining': '14', 'x-ms-user-quota-resets-after': '00:01:05' })).toEqual({ remaining: 14, resetsAfterMs: 65_000 });
  });
  it('has null for what is not there or not readable', () => {
    expect(read({})).toEqual({ remaining: null, resetsAfterMs: null });
    expect(read({ 'x-ms-user-quota-remaining': '-1', 'x-ms-user-quota-resets-after': 'soon' })).toEqual({ remaining: null, resetsAfterMs: null });
  });
});
