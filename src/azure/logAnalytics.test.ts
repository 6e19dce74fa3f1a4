import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { startEmulator, type Emulator, type EmulatorOptions, type Row } from '../emulator/index.ts';
import { credentialFor } from '../emulator/server/testClients.ts';
import { openAzure } from './index.ts';
import { openLogAnalytics } from './logAnalyticsClient.ts';
import { createLogAnalytics, createLogTransport, type LogAnalytics, type LogQuery } from './logAnalytics.ts';
import type { LogAnswer } from './logAnalyticsWire.ts';
import { redactor } from './redact.ts';

const now = '2026-06-30T06:00:00.000Z';
const timespan = { from: '2026-06-01T00:00:00.000Z', to: '2026-06-29T23:59:59.999Z' };
const running: Emulator[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
});

/** One row every six hours of June. */
const rows: readonly Row[] = Array.from({ length: 116 }, (_, index) => ({
  TimeGenerated: new Date(Date.parse(timespan.from) + index * 6 * 3_600_000).toISOString(), AssessedResourceId: `id-${String(index)}`, CurrentScore: index, MaxScore: 200, Weight: 1, Properties: { index },
}));

interface Workspace {
  readonly client: LogAnalytics;
  readonly emulator: Emulator;
  readonly slept: number[];
  readonly ask: (text: string, changes?: Partial<LogQuery>) => ReturnType<LogAnalytics['query']>;
}

async function workspace(options: Omit<EmulatorOptions, 'tenant'> = {}): Promise<Workspace> {
  const tenant = { tenantId: '1a1a1a1a-1a1a-4a1a-8a1a-1a1a1a1a1a1a', defaultNow: new Date(now), rows: (table: string) => (table === 'SecureScores' ? rows : []) };
  const emulator = await startEmulator({ tenant, ...options });
  running.push(emulator);
  const slept: number[] = [];
  const transport = createLogTransport({ endpoint: emulator.endpoints.logAnalytics, audience: 'https://api.loganalytics.io', credential: credentialFor(emulator), ca: emulator.caPem, redact: redactor({ ...emulator.env }) });
  const client = createLogAnalytics(transport, { now: () => 0, random: () => 0, sleep: async (milliseconds) => void slept.push(milliseconds) });
  return { client, emulator, slept, ask: (text, changes = {}) => client.query({ workspaceId: emulator.workspaceId, text, timespan, ...changes }) };
}

const ids = ({ rows: found }: { readonly rows: readonly (readonly unknown[])[] }): readonly string[] => [...new Set(found.map((row) => String(row[0])))];

describe('a query through Azure\'s own client', () => {
  it('gives columns and rows, datetimes as dates and dynamics parsed', async () => {
    const { ask } = await workspace();
    const result = await ask('SecureScores | project AssessedResourceId, TimeGenerated, CurrentScore, Properties | order by TimeGenerated asc | take 1');
    expect(result).toEqual({ columns: ['AssessedResourceId', 'TimeGenerated', 'CurrentScore', 'Properties'], rows: [['id-0', new Date(timespan.from), 0, { index: 0 }]] });
  });

  it('asks for halves while a result is over the limit of rows, or of bytes, and loses none', async () => {
    for (const limits of [{ logRows: 20 }, { logBytes: 400 }]) {
      const { ask, emulator } = await workspace({ limits });
      const result = await ask('SecureScores | project AssessedResourceId');
      expect(ids(result)).toHaveLength(116);
      expect(emulator.requests().filter((request) => request.path.endsWith('/query')).length).toBeGreaterThan(6);
    }
  });

  it('names the interval when even the shortest is too large', async () => {
    const { ask } = await workspace({ limits: { logBytes: 3 } });
    const failure = await ask('SecureScores | project AssessedResourceId', { timespan: { from: timespan.from, to: '2026-06-01T00:01:00.000Z' } }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect(String(failure)).toContain('even 2026-06-01T00:00:00.000Z to 2026-06-01T00:01:00.000Z gets no whole answer: PartialError: ');
  });

  it('asks again when it is throttled or the service fails, and waits as long as it is told', async () => {
    const { ask, slept } = await workspace({ faults: [
      { kind: 'status', status: 429, headers: { 'retry-after': '7' }, request: 1 },
      { kind: 'status', status: 503, request: 2 },
      { kind: 'dropConnection', request: 3 },
      { kind: 'halfBody', request: 4 },
    ] });
    expect(ids(await ask('SecureScores | project AssessedResourceId'))).toHaveLength(116);
    expect(slept).toEqual([7_000, 2_000, 4_000, 8_000]);
  });

  it('asks for halves when the service times out', async () => {
    const { ask, slept } = await workspace({ faults: [{ kind: 'status', status: 504, query: 'project', times: 1 }] });
    expect(ids(await ask('SecureScores | project AssessedResourceId'))).toHaveLength(116);
    expect(slept).toEqual([]);
  });

  it('gives up after five attempts with the cause and what to do', async () => {
    const { ask, slept } = await workspace({ faults: [{ kind: 'status', status: 500, body: { error: { code: 'InternalServerError', message: 'broken' } }, query: 'project', times: 99 }] });
    await expect(ask('SecureScores | project AssessedResourceId')).rejects.toThrow(/500 InternalServerError: broken\. Run again later/);
    expect(slept).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('says what is wrong with a workspace, a right and a query, without repeating them', async () => {
    const { ask, slept, emulator } = await workspace({ faults: [{ kind: 'status', status: 403, body: { error: { code: 'InsufficientAccessError', message: 'no' } }, query: 'forbidden', times: 9 }] });
    await expect(ask('SecureScores', { workspaceId: '00000000-0000-4000-8000-000000000001' })).rejects.toThrow(/404 PathNotFoundError: The workspace could not be found.*history\.workspaceId/);
    await expect(ask('SecureScores // forbidden')).rejects.toThrow(/Log Analytics Reader/);
    await expect(ask('SecureScore | take 1')).rejects.toThrow(/400 BadArgumentError: .*continuous export/);
    expect(slept).toEqual([]);
    expect(emulator.requests().some((request) => request.path.endsWith('/query'))).toBe(true);
  });
});

describe('Log Analytics of an opened Azure', () => {
  it('signs in as config and environment say', async () => {
    const { emulator } = await workspace();
    const folder = await mkdtemp(join(tmpdir(), 'logs-'));
    const caFile = join(folder, 'ca.pem');
    await writeFile(caFile, emulator.caPem);
    const { resourceManager, authority, logAnalytics } = emulator.endpoints;
    const env = { ...emulator.env };
    const azure = await openAzure({ cloud: 'AzurePublic', endpoints: { resourceManager, authority, logAnalytics }, caFile, credential: 'clientSecret', requestsPer5s: null }, env);
    const { rows: found } = await openLogAnalytics(azure).query({ workspaceId: emulator.workspaceId, text: 'SecureScores | count', timespan });
    expect(found).toEqual([[116]]);
    await rm(folder, { recursive: true });
  });
});

describe('what the service may say', () => {
  const answers = (...given: LogAnswer[]): LogAnalytics => createLogAnalytics({ send: async () => given.shift() ?? { kind: 'failure', status: null, code: 'None', message: 'no answer left', retryAfterMs: null } }, { now: () => 0, random: () => 0, sleep: async () => {} });
  const request: LogQuery = { workspaceId: 'w', text: 'SecureScores', timespan };

  it('a partial result of another kind is an error that names it, never rows', async () => {
    const failure: LogAnswer = { kind: 'failure', status: null, code: 'MalformedAnswer', message: 'shards were not available', retryAfterMs: null };
    await expect(answers(failure).query(request)).rejects.toThrow('MalformedAnswer: shards were not available');
  });

  it('joins halves in order', async () => {
    const part = (value: string): LogAnswer => ({ kind: 'rows', columns: ['a'], rows: [[value]] });
    expect(await answers({ kind: 'tooLarge', message: '' }, part('first'), { kind: 'tooLarge', message: '' }, part('second'), part('third')).query(request)).toEqual({ columns: ['a'], rows: [['first'], ['second'], ['third']] });
  });
});
