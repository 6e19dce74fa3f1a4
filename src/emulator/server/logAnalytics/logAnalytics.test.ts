import { afterEach, describe, expect, it } from 'vitest';
import type { Row } from '../../tenant.ts';
import type { EmulatorOptions } from '../options.ts';
import { startEmulator, type Emulator } from '../startEmulator.ts';
import { emulatorShelf, logsClient, send, tokenFor } from '../testClients.ts';
import { tenantWith } from '../testTenant.ts';
import { readInterval } from './timespan.ts';

const shelf = emulatorShelf();
afterEach(shelf.closeAll);

/** One row a day up to 2026-06-30T00:00Z, the last first. */
const days = (count: number): readonly Row[] => Array.from({ length: count }, (_, n) => ({
  TimeGenerated: new Date(Date.UTC(2026, 5, 30) - n * 86_400_000).toISOString(), CurrentScore: 30 + n, MaxScore: 60, IsSnapshot: true, Properties: { n },
}));

async function start(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  return shelf.keep(await startEmulator({ tenant: tenantWith({ SecureScores: days(10) }), ...options }));
}

const query = 'SecureScores | project TimeGenerated, CurrentScore, Properties';

describe('Log Analytics', () => {
  it('answers the SDK with typed columns', async () => {
    const emulator = await start();
    const answer = await logsClient(emulator).queryWorkspace(emulator.workspaceId, query, { duration: 'P1D' }, { serverTimeoutInSeconds: 30, includeQueryStatistics: true });
    expect(answer).toMatchObject({
      status: 'Success',
      tables: [{
        name: 'PrimaryResult',
        columnDescriptors: [{ name: 'TimeGenerated', type: 'datetime' }, { name: 'CurrentScore', type: 'real' }, { name: 'Properties', type: 'dynamic' }],
        rows: [[new Date('2026-06-30T00:00:00Z'), 30, { n: 0 }]],
      }],
    });
  });

  it('applies the timespan to TimeGenerated, both ends included', async () => {
    const emulator = await start();
    const client = logsClient(emulator);
    const span = { startTime: new Date('2026-06-26T00:00:00Z'), endTime: new Date('2026-06-28T00:00:00Z') };
    const answer = await client.queryWorkspace(emulator.workspaceId, query, span);
    expect(answer.status === 'Success' && answer.tables[0]?.rows.map((row) => row[1])).toEqual([32, 33, 34]);
    const wide = await client.queryWorkspace(emulator.workspaceId, query, { duration: 'P30D' });
    expect(wide.status === 'Success' && wide.tables[0]?.rows.length).toBe(10);
  });

  it('sends what fits and an error beside it', async () => {
    const emulator = await start({ limits: { logRows: 4 } });
    const answer = await logsClient(emulator).queryWorkspace(emulator.workspaceId, query, { duration: 'P30D' });
    expect(answer).toMatchObject({ status: 'PartialFailure', partialError: { code: 'PartialError' } });
    expect(answer.status === 'PartialFailure' && answer.partialTables[0]?.rows.length).toBe(4);
    const narrow = await start({ limits: { logBytes: 200 } });
    expect(await logsClient(narrow).queryWorkspace(narrow.workspaceId, query, { duration: 'P30D' })).toMatchObject({ status: 'PartialFailure' });
  });

  it('answers each query of a batch for itself', async () => {
    const emulator = await start();
    const one = { workspaceId: emulator.workspaceId, timespan: { duration: 'P1D' } };
    const [good, bad] = await logsClient(emulator).queryBatch([{ ...one, query }, { ...one, query: 'SecureScore' }]);
    expect(good).toMatchObject({ status: 'Success' });
    expect(bad).toMatchObject({ status: 'PartialFailure', partialError: { code: 'BadArgumentError' } });
  });

  it('has the service\'s error envelopes', async () => {
    const emulator = await start();
    const token = await tokenFor(emulator, 'https://api.loganalytics.io/.default');
    const ask = (body: unknown, workspace = emulator.workspaceId): ReturnType<typeof send> =>
      send(emulator, 'POST', `/v1/workspaces/${workspace}/query`, { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, JSON.stringify(body));
    const semantic = await ask({ query: 'SecureScore | project Nothing' });
    expect([semantic.status, semantic.body.error]).toMatchObject([400, {
      code: 'BadArgumentError', message: 'The request had some invalid properties', innererror: { code: 'SemanticError', innererror: { code: 'SEM0100' } },
    }]);
    expect((await ask({ query: 'SecureScores | where Weight ==' })).body.error.innererror.code).toBe('SyntaxError');
    expect((await ask({ query, timespan: 'last week' })).body.error.innererror.code).toBe('InvalidTimespan');
    expect((await ask({})).body.error.code).toBe('BadArgumentError');
    const elsewhere = await ask({ query }, 'f0f0f0f0-0000-4000-8000-000000000000');
    expect([elsewhere.status, elsewhere.body.error]).toMatchObject([404, { code: 'PathNotFoundError', innererror: { code: 'WorkspaceNotFoundError' } }]);
    expect((await send(emulator, 'GET', '/v1/nothing')).body.error.code).toBe('PathNotFoundError');
  });
});

describe('readInterval', () => {
  const now = new Date('2026-03-31T12:00:00Z');
  const bounds = (text: string): string[] | null => {
    const interval = readInterval(text, now);
    return interval === null ? null : [interval.start.toISOString().slice(0, 16), interval.end.toISOString().slice(0, 16)];
  };

  it('reads every form of ISO 8601 interval', () => {
    expect(bounds('P7D')).toEqual(['2026-03-24T12:00', '2026-03-31T12:00']);
    expect(bounds('PT90M')).toEqual(['2026-03-31T10:30', '2026-03-31T12:00']);
    expect(bounds('P1M')).toEqual(['2026-03-01T12:00', '2026-03-31T12:00']);
    expect(bounds('P1Y')).toEqual(['2025-03-31T12:00', '2026-03-31T12:00']);
    expect(bounds('2026-01-01/P1W')).toEqual(['2026-01-01T00:00', '2026-01-08T00:00']);
    expect(bounds('P1DT12H/2026-01-02T12:00:00Z')).toEqual(['2026-01-01T00:00', '2026-01-02T12:00']);
    expect(bounds('2026-01-01T00:00:00Z/2026-02-01T00:00:00Z')).toEqual(['2026-01-01T00:00', '2026-02-01T00:00']);
  });

  it('refuses what is none', () => {
    for (const text of ['', 'P', 'PT', '7 days', '2026-01-01', '2026-01-01/', 'P1D/P1D', 'a/b', '2026-01-01/2026-02-01/2026-03-01']) expect(bounds(text)).toBeNull();
  });
});
