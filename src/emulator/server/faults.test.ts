import { afterEach, describe, expect, it } from 'vitest';
import type { Fault } from './faults.ts';
import { startEmulator, type Emulator } from './startEmulator.ts';
import { emulatorShelf, graphClient, postQuery, tokenFor, type WireAnswer } from './testClients.ts';
import { machines, tenantWith } from './testTenant.ts';

const shelf = emulatorShelf();
afterEach(shelf.closeAll);

const query = 'resources | project id, name';

async function start(...faults: Fault[]): Promise<Emulator> {
  return shelf.keep(await startEmulator({ tenant: tenantWith({ resources: machines(30) }), faults }));
}

async function askOf(emulator: Emulator): Promise<(options?: object) => Promise<WireAnswer>> {
  const token = await tokenFor(emulator);
  return (options = {}) => postQuery(emulator, token, { query, options });
}

describe('faults', () => {
  it('strike by number or by part of the query, as often as they say', async () => {
    const emulator = await start({ request: 2, kind: 'status', status: 503 }, { query: 'name', times: 2, kind: 'status', status: 429, body: '{}', headers: { 'retry-after': '1' } });
    const ask = await askOf(emulator);
    const first = await ask();
    expect([first.status, first.text, first.headers['retry-after']]).toEqual([429, '{}', '1']);
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([503, 200, 200]);
    expect(emulator.requests().filter(({ number }) => number !== null).map(({ number, status, query: text }) => [number, status, text])).toEqual([
      [1, 429, query], [2, 503, query], [3, 200, query], [4, 200, query],
    ]);
  });

  it('are survived by the SDK when they pass', async () => {
    const emulator = await start({ request: 1, kind: 'status', status: 500 }, { request: 2, kind: 'dropConnection' });
    const client = graphClient(emulator, 3);
    expect((await client.resources({ query, options: { top: 5 } })).count).toBe(5);
    expect(emulator.requests().filter(({ number }) => number !== null).map(({ status }) => status)).toEqual([500, 0, 200]);
  });

  it('break connections', async () => {
    const ask = await askOf(await start({ request: 1, kind: 'dropConnection' }, { request: 2, kind: 'halfBody' }));
    await expect(ask()).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(ask()).rejects.toThrow(/aborted|ECONNRESET/);
    expect((await ask()).status).toBe(200);
  });

  it('damage pages', async () => {
    const foreign = [{ id: '/elsewhere' }];
    const ask = await askOf(await start(
      { request: 1, kind: 'shortPage', rows: 4 }, { request: 2, kind: 'repeatSkipToken' }, { request: 3, kind: 'missingSkipToken' },
      { request: 4, kind: 'truncatedWithoutToken' }, { request: 5, kind: 'foreignPage', rows: foreign },
    ));
    const short = (await ask({ $top: 10 })).body;
    expect([short.count, short.data.length, short.totalRecords]).toEqual([6, 6, 30]);
    const { $skipToken } = short;
    const repeated = (await ask({ $skipToken })).body;
    expect([repeated.data[0].name, repeated.$skipToken]).toEqual(['vm10', $skipToken]);
    const missing = (await ask({ $skipToken })).body;
    expect([missing.$skipToken, missing.resultTruncated]).toEqual([undefined, 'false']);
    const truncated = (await ask({ $skipToken })).body;
    expect([truncated.$skipToken, truncated.resultTruncated]).toEqual([undefined, 'true']);
    expect((await ask({ $skipToken })).body.data).toEqual(foreign);
    expect((await ask({ $skipToken })).body.data[0].name).toBe('vm10');
  });

  it('expire tokens', async () => {
    const emulator = await start({ request: 2, kind: 'expireToken' });
    const ask = await askOf(emulator);
    expect((await ask()).status).toBe(200);
    expect((await ask()).body.error.code).toBe('ExpiredAuthenticationToken');
    expect((await (await askOf(emulator))()).status).toBe(200);
  });

  it('make answers late, but not the emulator slow to close', async () => {
    const emulator = await start({ query: 'limit 1', kind: 'delay', milliseconds: 3_600_000 });
    const token = await tokenFor(emulator);
    const late = postQuery(emulator, token, { query: `${query} | limit 1` }).catch((error: unknown) => error);
    expect((await postQuery(emulator, token, { query })).status).toBe(200);
    await shelf.closeAll();
    expect(await late).toBeInstanceOf(Error);
  });
});
