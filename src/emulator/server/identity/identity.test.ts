import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientCertificateCredential, DefaultAzureCredential, EnvironmentCredential, WorkloadIdentityCredential } from '@azure/identity';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startEmulator, type Emulator } from '../startEmulator.ts';
import { credentialFor, emulatorShelf, graphClient, identityOptions, logsClient, postQuery, send, tokenFor } from '../testClients.ts';
import { machines, tenantWith } from '../testTenant.ts';

const arm = 'https://management.azure.com/.default';
const tenant = tenantWith({ resources: machines(1) });
const shelf = emulatorShelf();
const start = async (...options: Parameters<typeof startEmulator>): Promise<Emulator> => shelf.keep(await startEmulator(...options));

afterEach(async () => {
  vi.unstubAllEnvs();
  await shelf.closeAll();
});

describe('sign-in', () => {
  it('gives the right secret a token that opens the service it is for', async () => {
    const emulator = await start({ tenant });
    const token = await credentialFor(emulator).getToken(arm);
    expect(token.expiresOnTimestamp).toBeGreaterThan(Date.now() + 3_000_000);
    const answer = await graphClient(emulator).resources({ query: 'resources | project id' });
    expect(answer.totalRecords).toBe(1);
  });

  it('refuses a wrong secret, client or tenant with the codes Entra uses', async () => {
    const emulator = await start({ tenant });
    await expect(credentialFor(emulator, 'wrong').getToken(arm)).rejects.toThrow('AADSTS7000215');
    const form = { client_id: emulator.env.AZURE_CLIENT_ID, client_secret: emulator.env.AZURE_CLIENT_SECRET, grant_type: 'client_credentials', scope: arm };
    const ask = (change: Record<string, string>, id: string = tenant.tenantId): ReturnType<typeof send> =>
      send(emulator, 'POST', `/${id}/oauth2/v2.0/token`, { 'content-type': 'application/x-www-form-urlencoded' }, new URLSearchParams({ ...form, ...change }).toString());
    expect((await ask({})).body).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
    const wrong = await ask({ client_secret: 'wrong' });
    expect([wrong.status, wrong.body.error, wrong.body.error_codes]).toEqual([401, 'invalid_client', [7000215]]);
    expect((await ask({ client_id: 'other' })).body).toMatchObject({ error: 'unauthorized_client', error_codes: [700016] });
    expect((await ask({}, 'f0f0f0f0-0000-4000-8000-000000000000')).body).toMatchObject({ error: 'invalid_request', error_codes: [90002] });
    expect((await ask({ scope: 'https://example.org/.default' })).body).toMatchObject({ error: 'invalid_resource', error_codes: [500011] });
    expect((await ask({ scope: 'https://management.azure.com/user' })).body).toMatchObject({ error: 'invalid_scope' });
    expect((await ask({ grant_type: 'password' })).body).toMatchObject({ error: 'unsupported_grant_type' });
  });

  it('works from the environment', async () => {
    const emulator = await start({ tenant });
    for (const [name, value] of Object.entries(emulator.env)) vi.stubEnv(name, value);
    const options = identityOptions(emulator);
    expect((await new EnvironmentCredential(options).getToken(arm)).token).not.toBe('');
    expect((await new DefaultAzureCredential(options).getToken(arm)).token).not.toBe('');
  });

  it('accepts its own federated token and no other', async () => {
    const emulator = await start({ tenant });
    const folder = await mkdtemp(join(tmpdir(), 'federated-'));
    const tokenFilePath = join(folder, 'token');
    const credential = (): WorkloadIdentityCredential => new WorkloadIdentityCredential({
      ...identityOptions(emulator), tenantId: tenant.tenantId, clientId: emulator.env.AZURE_CLIENT_ID, tokenFilePath,
    });
    await writeFile(tokenFilePath, emulator.federatedToken);
    expect((await credential().getToken(arm)).token).not.toBe('');
    await writeFile(tokenFilePath, `${emulator.federatedToken.slice(0, -4)}AAAA`);
    await expect(credential().getToken(arm)).rejects.toThrow('AADSTS700213');
    await writeFile(tokenFilePath, 'not a token');
    await expect(credential().getToken(arm)).rejects.toThrow('AADSTS50027');
    await rm(folder, { recursive: true });
  });

  it('accepts the certificate that is registered and no other', async () => {
    const [registered, other] = await Promise.all([generate([], { keySize: 2048, algorithm: 'sha256' }), generate([], { keySize: 2048, algorithm: 'sha256' })]);
    const emulator = await start({ tenant, clientCertificate: registered.cert });
    const credential = (pair: typeof registered): ClientCertificateCredential => new ClientCertificateCredential(
      tenant.tenantId, emulator.env.AZURE_CLIENT_ID, { certificate: `${pair.private}\n${pair.cert}` }, identityOptions(emulator),
    );
    expect((await credential(registered).getToken(arm)).token).not.toBe('');
    await expect(credential(other).getToken(arm)).rejects.toThrow('AADSTS700027');
  });
});

describe('tokens on requests', () => {
  const query = { query: 'resources | project id' };

  it('are checked: none, unknown, expired, of another audience', async () => {
    let now = Date.now();
    const emulator = await start({ tenant, tokenLifetime: 60 }, { wallClock: () => now });
    const token = await tokenFor(emulator);
    expect((await postQuery(emulator, token, query)).status).toBe(200);
    const none = await send(emulator, 'POST', '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01');
    expect([none.status, none.body.error.code]).toEqual([401, 'AuthenticationFailed']);
    expect(none.headers['www-authenticate']).toContain('Bearer authorization_uri=');
    const unknown = await postQuery(emulator, `${token.slice(0, -2)}AA`, query);
    expect([unknown.status, unknown.body.error.code]).toEqual([401, 'InvalidAuthenticationToken']);
    const logsToken = await tokenFor(emulator, 'https://api.loganalytics.io/.default');
    const foreign = await postQuery(emulator, logsToken, query);
    expect([foreign.status, foreign.body.error.code]).toEqual([401, 'InvalidAuthenticationTokenAudience']);
    now += 60_000;
    const expired = await postQuery(emulator, token, query);
    expect([expired.status, expired.body.error.code]).toEqual([401, 'ExpiredAuthenticationToken']);
    expect(expired.body.error.message).toMatch(/^The access token expiry UTC time '\d+\/\d+\/\d{4} \d+:\d\d:\d\d [AP]M' is earlier than/);
  });

  it('of Resource Manager do not open Log Analytics', async () => {
    const emulator = await start({ tenant });
    const path = `/v1/workspaces/${emulator.workspaceId}/query`;
    const headers = { authorization: `Bearer ${await tokenFor(emulator)}`, 'content-type': 'application/json' };
    const answer = await send(emulator, 'POST', path, headers, JSON.stringify({ query: 'SecureScores' }));
    expect([answer.status, answer.body.error.code]).toEqual([403, 'InvalidAuthenticationTokenAudience']);
    const good = await logsClient(emulator).queryWorkspace(emulator.workspaceId, 'SecureScores', { duration: 'P1D' });
    expect(good.status).toBe('Success');
  });
});
