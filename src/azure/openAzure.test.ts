import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AzureConfig } from '../domain/config.ts';
import { startEmulator, type Emulator, type EmulatorOptions, type Fault } from '../emulator/index.ts';
import { machines, subscriptionId, subscriptionRow, tenantWith } from '../emulator/server/testTenant.ts';
import { tokenSource, chooseCredential } from './credential.ts';
import { endpointsOf } from './clouds.ts';
import { asItCame, openAzure, redactor, type AzureClients, type QueryRows, type QueryScope, type WireRow } from './index.ts';
import { createPacer } from './quota.ts';
import { outboundAgent } from './proxy.ts';
import { createResourceGraph } from './resourceGraph.ts';
import { impatientTime } from './testTime.ts';
import { createTransport } from './transport.ts';

let folder: string;
let emulator: Emulator;
let caFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azure-'));
  caFile = join(folder, 'ca.pem');
});
afterEach(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

async function start(options: Partial<EmulatorOptions> = {}): Promise<void> {
  const tenant = tenantWith({ resources: machines(2_500, 2), resourcecontainers: [subscriptionRow(0, ['root']), subscriptionRow(1, ['root'])] });
  emulator = await startEmulator({ tenant, quota: null, ...options });
  await writeFile(caFile, emulator.caPem);
}

function config(changes: Partial<AzureConfig> = {}): AzureConfig {
  const { resourceManager, authority } = emulator.endpoints;
  return { cloud: 'AzurePublic', endpoints: { resourceManager, authority, logAnalytics: null }, caFile, credential: 'clientSecret', requestsPer5s: null, ...changes };
}

const open = (changes: Partial<AzureConfig> = {}, env: Record<string, string> = {}): Promise<AzureClients> => openAzure(config(changes), { ...emulator.env, ...env });

const text = 'resources | project id, name | order by id asc';
const tenantScope: QueryScope = { kind: 'tenant' };

function ask({ resourceGraph }: Pick<AzureClients, 'resourceGraph'>, scope: QueryScope = tenantScope, query = text): Promise<QueryRows<WireRow>> {
  return resourceGraph.query({ name: 'machines', text: query, columns: ['id', 'name'], scope, keep: asItCame });
}

/** The same clients over time that only jumps, so that waits cost nothing. */
function quick(timeoutMs = 10_000): Pick<AzureClients, 'resourceGraph'> {
  const own = config();
  const endpoints = endpointsOf(own, {});
  const agent = outboundAgent({}, emulator.caPem);
  const credential = tokenSource(chooseCredential('clientSecret', { env: { ...emulator.env }, endpoints, ca: emulator.caPem, agent }), own, { endpoints, agent }, (one) => one, Date.now);
  const transport = createTransport({ endpoint: endpoints.resourceManager, tokenScope: 'https://management.azure.com/.default', credential, agent, timeoutMs, redact: (one) => one });
  const time = impatientTime();
  return { resourceGraph: createResourceGraph(transport, createPacer(time, null), time) };
}

describe('a query through the client and TLS', () => {
  it('brings every row in the fewest pages', async () => {
    await start();
    const { rows, problem, requests } = await ask(await open());
    expect(problem).toBeNull();
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2_500);
    expect(requests).toEqual({ sent: 3, throttled: 0, retried: 0 });
  });

  it('asks subscriptions and management groups', async () => {
    await start();
    const azure = await open();
    expect((await ask(azure, { kind: 'subscriptions', ids: [subscriptionId(1)] })).rows).toHaveLength(1_250);
    expect((await ask(azure, { kind: 'managementGroups', names: ['root'] })).rows).toHaveLength(2_500);
    expect((await ask(azure, { kind: 'managementGroups', names: ['elsewhere'] })).problem).toMatchObject({ kind: 'restricted', status: 403 });
    expect((await ask(azure, { kind: 'managementGroups', names: ['root', 'elsewhere'] })).problem).toMatchObject({ kind: 'restricted', status: 403 });
  });

  it('says when the service looked at its first subscriptions only', async () => {
    await start({ limits: { subscriptions: 1 } });
    expect(await ask(await open())).toMatchObject({ subscriptionLimitHit: true });
  });

  it('tells a bad query by the parser\'s words', async () => {
    await start();
    const { problem } = await ask(await open(), tenantScope, 'resources | project id, name = (');
    expect(problem).toMatchObject({ kind: 'requestFailed', status: 400, code: 'InvalidQuery' });
    expect(problem?.message).toContain('ParserFailure');
  });

  it('tells an answer that is too large, with its size', async () => {
    await start({ limits: { payloadBytes: 20_000 } });
    expect((await ask(await open())).problem).toMatchObject({ kind: 'payloadTooLarge', limit: 20_000 });
  });

  it('paces itself so that the service never refuses', async () => {
    await start({ quota: { requests: 3, windowMs: 600 } });
    const azure = await open();
    const answers = await Promise.all(Array.from({ length: 3 }, () => ask(azure)));
    expect(answers.map(({ requests, problem }) => [requests.throttled, problem])).toEqual(Array.from({ length: 3 }, () => [0, null]));
  });
});

describe('faults of the service', () => {
  const rateLimited = { error: { code: 'RateLimiting', message: 'x', details: [{ code: 'RateLimiting', message: 'Client application has been throttled' }] } };
  const faults: readonly (readonly [string, readonly Fault[], { sent: number; throttled?: number }])[] = [
    ['429 with Retry-After', [{ kind: 'status', status: 429, body: rateLimited, headers: { 'retry-after': '1' }, request: 2 }], { sent: 4, throttled: 1 }],
    ['429 with a body of two bytes', [{ kind: 'status', status: 429, body: '""', request: 1 }], { sent: 4, throttled: 1 }],
    ['429 with an empty body', [{ kind: 'status', status: 429, body: '', request: 1 }], { sent: 4, throttled: 1 }],
    ...[408, 409, 431, 500, 502, 503, 504].map((status) => [`${status}`, [{ kind: 'status', status, body: 'no JSON', request: 2 }], { sent: 4 }] as const),
    ['a reset socket', [{ kind: 'dropConnection', request: 2 }], { sent: 4 }],
    ['half a body', [{ kind: 'halfBody', request: 3 }], { sent: 4 }],
    ['a slow answer', [{ kind: 'delay', milliseconds: 1_000, request: 1 }], { sent: 4 }],
    ['a token that expires', [{ kind: 'expireToken', request: 2 }], { sent: 4 }],
    ['a short page', [{ kind: 'shortPage', rows: 3, request: 1 }], { sent: 6 }],
    ['a repeated token', [{ kind: 'repeatSkipToken', request: 2 }], { sent: 5 }],
    ['a missing token', [{ kind: 'missingSkipToken', request: 1 }], { sent: 4 }],
    ['a truncated answer without a token', [{ kind: 'truncatedWithoutToken', request: 1 }], { sent: 4 }],
    ['a page of another query', [{ kind: 'foreignPage', rows: [{ type: 'x' }], request: 2 }], { sent: 5 }],
  ];
  it.each(faults)('%s costs a retry and no row', async (_, list, { sent, throttled = 0 }) => {
    await start({ faults: list });
    const { rows, problem, requests } = await ask(quick(400));
    expect(problem).toBeNull();
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2_500);
    expect(requests).toMatchObject({ sent, throttled, retried: expect.any(Number) });
    expect(requests.retried).toBeGreaterThan(0);
  });

  it('a fault that stays is a problem, not silence', async () => {
    await start({ faults: [{ kind: 'shortPage', rows: 3, times: 100 }] });
    expect(await ask(quick())).toMatchObject({ problem: { kind: 'shortPage' } });
  });

  it('no error holds the token', async () => {
    await start({ faults: [{ kind: 'status', status: 400, body: { error: { code: 'BadRequest', message: 'Bearer eyJ0eXAiOiJKV1Qi.eyJhdWQi.c2ln is wrong', details: [] } }, times: 9 }] });
    const { problem } = await ask(await open());
    expect(problem?.message).toContain('Bearer [token]');
    expect(inspect(problem, { depth: 10 })).not.toMatch(/eyJ/);
  });
});

describe('signing in', () => {
  const failure = async (changes: Partial<AzureConfig>, env: Record<string, string>): Promise<Error> => {
    const error = await open(changes, env).then(ask).then(() => new Error('it worked'), (caught: unknown) => caught);
    if (!(error instanceof Error)) throw new Error('no error');
    expect(error).toMatchObject({ name: 'UserError', exitCode: 2 });
    expect(inspect(error, { depth: 10 })).not.toContain(emulator.env.AZURE_CLIENT_SECRET);
    return error;
  };

  it('works with a workload identity, and with what the environment names', async () => {
    await start();
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, emulator.federatedToken);
    const workload = await open({ credential: 'workloadIdentity' }, { AZURE_FEDERATED_TOKEN_FILE: tokenFile, AZURE_CLIENT_SECRET: '' });
    expect((await ask(workload)).problem).toBeNull();
    const named = await open({ credential: 'default' });
    expect(named).toMatchObject({ identity: expect.stringContaining('client secret'), tenantId: emulator.env.AZURE_TENANT_ID });
    expect((await ask(named)).problem).toBeNull();
  });

  it('works with a certificate', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'test' }], { keySize: 2048, algorithm: 'sha256' });
    await start({ clientCertificate: cert });
    const file = join(folder, 'client.pem');
    await writeFile(file, `${key}\n${cert}`);
    expect((await ask(await open({}, { AZURE_CLIENT_SECRET: '', AZURE_CLIENT_CERTIFICATE_PATH: file }))).problem).toBeNull();
  });

  it('explains a wrong secret, application and tenant', async () => {
    await start();
    const secret = await failure({}, { AZURE_CLIENT_SECRET: 'a-wrong-secret-value' });
    expect(secret.message).toContain('AADSTS7000215');
    expect(secret.message).not.toContain('a-wrong-secret-value');
    expect((await failure({}, { AZURE_CLIENT_ID: subscriptionId(9) })).message).toContain('AADSTS700016');
    const tenant = await failure({}, { AZURE_TENANT_ID: subscriptionId(8) });
    expect(tenant.message).toContain('AADSTS90002');
    expect(tenant.message).toContain(subscriptionId(8));
  });

  it('explains what the environment lacks', async () => {
    await start();
    expect((await failure({}, { AZURE_CLIENT_ID: '', AZURE_CLIENT_SECRET: '' })).message).toContain('no AZURE_CLIENT_ID, no AZURE_CLIENT_SECRET (or AZURE_CLIENT_CERTIFICATE_PATH)');
    expect((await failure({ credential: 'workloadIdentity' }, {})).message).toContain('no AZURE_FEDERATED_TOKEN_FILE');
  });

  it('explains an authority that it does not trust, and one that is not there', async () => {
    await start();
    expect((await failure({ caFile: null }, {})).message).toContain('azure.caFile');
    expect((await failure({ endpoints: { ...config().endpoints, authority: 'https://127.0.0.1:9' } }, {})).message).toMatch(/127\.0\.0\.1:9 cannot be reached/);
    await writeFile(caFile, 'no certificate');
    expect((await failure({}, {})).message).toContain('holds no certificate');
    expect((await failure({ caFile: join(folder, 'none.pem') }, {})).message).toContain('cannot be read');
  });
});

it('takes the secret out of whatever it is shown in', () => {
  expect(redactor({ AZURE_CLIENT_SECRET: 'xyzzyxyzzy' })('a xyzzyxyzzy b')).toBe('a [secret] b');
});
