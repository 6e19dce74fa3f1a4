import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { groupRow, scoreRow, subscription, subscriptionRow } from '../../src/collect/testCollect.ts';
import { startEmulator, type Emulator } from '../../src/emulator/index.ts';
import { tenantWith } from '../../src/emulator/server/testTenant.ts';
import { secureScore, type Finished } from '../program/program.ts';
import { azureCli, azureCliAnswer, azureToken, counterpart, tunnelProxy, type Counterpart } from './counterparts.ts';

/** The real program signs in by every way it knows, against what answers as the real service does. */

let folder = '';
let emulator: Emulator;
let clientCertificate: { readonly cert: string; readonly private: string };
let token = '';
const open: { close(): void }[] = [];
const opened = <Closable extends { close(): void }>(one: Closable): Closable => { open.push(one); return one; };

const tenant = tenantWith({ resourcecontainers: [groupRow('contoso'), subscriptionRow(1, { chain: ['contoso'] })], securityresources: [scoreRow(subscription(1), 5, 10)] });

beforeAll(async () => {
  clientCertificate = await generate([{ name: 'commonName', value: 'test' }], { keySize: 2048, algorithm: 'sha256' });
  emulator = await startEmulator({ tenant, quota: null, clientCertificate: clientCertificate.cert });
  token = await azureToken(emulator);
});
afterAll(() => emulator.close());
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'secure-score-identity-')); });
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await rm(folder, { recursive: true, force: true });
});

/** Everything that may be in nobody's log. */
const secrets = (): readonly string[] => [token, emulator.env.AZURE_CLIENT_SECRET, emulator.federatedToken, 'identity-header-value', 'actions-request-token', 'system-access-token', 'proxy-password'];
const env = (): Record<string, string> => ({ AZURE_TENANT_ID: emulator.env.AZURE_TENANT_ID, AZURE_CLIENT_ID: emulator.env.AZURE_CLIENT_ID });

/** `collect` against the local Azure; what it says holds no secret, whatever it comes to. */
async function collect(azure: object, variables: Readonly<Record<string, string>>, trusted: readonly string[] = [], ...flags: readonly string[]): Promise<Finished> {
  const config = join(folder, 'config.yaml');
  const { resourceManager, authority } = emulator.endpoints;
  await writeFile(join(folder, 'ca.pem'), [emulator.caPem, ...trusted].join('\n'));
  await writeFile(config, JSON.stringify({ azure: { endpoints: { resourceManager, authority }, caFile: 'ca.pem', ...azure } }));
  const path = `${dirname(process.execPath)}:/usr/bin:/bin`;
  const done = await secureScore(['collect', '--config', config, '--verbose', ...flags], { HOME: folder, PATH: path, ...variables });
  for (const secret of secrets()) expect(done.out + done.err).not.toContain(secret);
  return done;
}

const signedIn = { code: 0, out: expect.stringContaining('is on record') };
/** Exit code 2, the cause, and what to do. */
const refused = (cause: RegExp) => ({ code: 2, out: '', err: expect.stringMatching(cause) });

describe('Azure CLI', () => {
  it('is asked for a token of the tenant', async () => {
    const { path, log } = await azureCli(folder, { out: azureCliAnswer(token, emulator.env.AZURE_TENANT_ID) });
    const identity = { tenantId: emulator.env.AZURE_TENANT_ID };
    expect(await collect({ credential: 'azureCli', identity }, { PATH: `${path}:/usr/bin:/bin` })).toMatchObject(signedIn);
    expect(await readFile(log, 'utf8')).toBe(`account get-access-token --output json --resource https://management.azure.com --tenant ${emulator.env.AZURE_TENANT_ID}\n`);
  });

  it.each([['AzureGovernment', 'https://management.usgovcloudapi.net'], ['AzureChina', 'https://management.chinacloudapi.cn']])('of %s, for its own Resource Manager', async (cloud, resource) => {
    const { path, log } = await azureCli(folder, { out: azureCliAnswer(token, emulator.env.AZURE_TENANT_ID) });
    expect(await collect({ cloud, credential: 'azureCli' }, { PATH: `${path}:/usr/bin:/bin` })).toMatchObject(signedIn);
    expect(await readFile(log, 'utf8')).toBe(`account get-access-token --output json --resource ${resource}\n`);
  });

  it('is found by the default chain, too', async () => {
    const { path } = await azureCli(folder, { out: azureCliAnswer(token, emulator.env.AZURE_TENANT_ID) });
    expect(await collect({}, { PATH: `${path}:/usr/bin:/bin`, AZURE_TOKEN_CREDENTIALS: 'dev' })).toMatchObject(signedIn);
  });

  it.each([
    ['not signed in', { err: "ERROR: Please run 'az login' to setup account.\n", code: 1 }, /sign-in failed: Azure CLI.*`az login`/],
    ['signed in too long ago', { err: 'ERROR: AADSTS70043: The refresh token has expired due to a sign-in frequency check. Interactive authentication is needed. Please run: az login\n', code: 1 }, /sign-in failed: Azure CLI.*`az login`/],
    ['of another tenant', { err: 'ERROR: AADSTS90002: Tenant not found.\n', code: 1 }, /AADSTS90002.*AZURE_TENANT_ID/],
  ])('%s', async (_, says, cause) => {
    const { path } = await azureCli(folder, says);
    expect(await collect({ credential: 'azureCli' }, { PATH: `${path}:/usr/bin:/bin` })).toMatchObject(refused(cause));
  });

  it('not installed', async () => {
    expect(await collect({ credential: 'azureCli' }, {})).toMatchObject(refused(/Install the Azure CLI and sign in with `az login`/));
  });
});

describe('managed identity', () => {
  const given = (resource: string) => ({ access_token: token, expires_on: String(Math.floor(Date.now() / 1000) + 3600), resource, token_type: 'Bearer', client_id: emulator.env.AZURE_CLIENT_ID });

  it('of App Service, Functions and Container Apps', async () => {
    const service = opened(await counterpart('http', () => ({ body: given('https://management.azure.com') })));
    expect(await collect({ credential: 'managedIdentity' }, { IDENTITY_ENDPOINT: `${service.url}/msi/token`, IDENTITY_HEADER: 'identity-header-value' })).toMatchObject(signedIn);
    expect(service.asked[0]).toMatchObject({ method: 'GET', headers: { 'x-identity-header': 'identity-header-value' } });
    expect(service.asked[0]?.url).toMatch(/^\/msi\/token\?.*resource=https%3A%2F%2Fmanagement\.azure\.com/);
  });

  it('of a virtual machine, user-assigned', async () => {
    const service = opened(await counterpart('http', () => ({ body: given('https://management.azure.com') })));
    const identity = { clientId: emulator.env.AZURE_CLIENT_ID };
    expect(await collect({ credential: 'managedIdentity', identity }, { AZURE_POD_IDENTITY_AUTHORITY_HOST: service.url })).toMatchObject(signedIn);
    expect(service.asked.at(-1)).toMatchObject({ headers: { metadata: 'true' } });
    expect(service.asked.at(-1)?.url).toContain(`client_id=${emulator.env.AZURE_CLIENT_ID}`);
  });

  it('that the machine has not', async () => {
    const service = opened(await counterpart('http', () => ({ status: 400, body: { error: 'invalid_request', error_description: 'Identity not found' } })));
    const said = await collect({ credential: 'managedIdentity' }, { AZURE_POD_IDENTITY_AUTHORITY_HOST: service.url });
    expect(said).toMatchObject(refused(/sign-in failed: managed identity \(system-assigned\).*Give the machine a managed identity/));
  });
});

describe('federation', () => {
  const exchanged = (): readonly string[] => emulator.requests().filter(({ path }) => path.includes('oauth2')).map(({ status }) => String(status));

  it('by a token file, as Kubernetes mounts it', async () => {
    await writeFile(join(folder, 'token'), emulator.federatedToken);
    expect(await collect({ credential: 'workloadIdentity' }, { ...env(), AZURE_FEDERATED_TOKEN_FILE: join(folder, 'token') })).toMatchObject(signedIn);
    await writeFile(join(folder, 'token'), emulator.federatedToken.replace(/\.[^.]*$/, '.other'));
    expect(await collect({ credential: 'workloadIdentity' }, { ...env(), AZURE_FEDERATED_TOKEN_FILE: join(folder, 'token') })).toMatchObject(refused(/AADSTS70021.*issuer, subject and audience/));
  });

  const github = (): Promise<Counterpart> => counterpart('https', ({ url, headers }) => (headers.authorization === 'Bearer actions-request-token' && (url ?? '').includes('audience=api%3A%2F%2FAzureADTokenExchange') ? { body: { value: emulator.federatedToken } } : { status: 403, body: { message: 'no' } }));
  const job = (url: string, bearer = 'actions-request-token') => ({ ...env(), GITHUB_ACTIONS: 'true', ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer });

  it('by GitHub Actions', async () => {
    const service = opened(await github());
    expect(await collect({ credential: 'workloadIdentity' }, job(service.url), [service.ca])).toMatchObject(signedIn);
    expect([...new Set(service.asked.map(({ method, url }) => `${method} ${url}`))]).toEqual(['GET /token?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange']);
    expect(await collect({}, job(service.url), [service.ca])).toMatchObject(signedIn);
    expect(exchanged()).toContain('200');
  });

  it('that GitHub refuses', async () => {
    const service = opened(await github());
    expect(await collect({ credential: 'workloadIdentity' }, job(service.url, 'another-request-token'), [service.ca])).toMatchObject(refused(/GitHub gave no token for the job \(HTTP 403\)/));
    expect(await collect({ credential: 'workloadIdentity' }, { ...env(), GITHUB_ACTIONS: 'true' })).toMatchObject(refused(/no ACTIONS_ID_TOKEN_REQUEST_URL.*permissions: { id-token: write }/));
  });

  const devOps = (): Promise<Counterpart> => counterpart('https', ({ method, url, headers }) => (method === 'POST' && headers.authorization === 'Bearer system-access-token' && (url ?? '').includes('serviceConnectionId=connection-1') ? { body: { oidcToken: emulator.federatedToken } } : { status: 401, body: { message: 'no' } }));
  const pipeline = (url: string, bearer = 'system-access-token') => ({
    TF_BUILD: 'True', AZURESUBSCRIPTION_TENANT_ID: emulator.env.AZURE_TENANT_ID, AZURESUBSCRIPTION_CLIENT_ID: emulator.env.AZURE_CLIENT_ID,
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: 'connection-1', SYSTEM_ACCESSTOKEN: bearer, SYSTEM_OIDCREQUESTURI: `${url}/oidctoken`,
  });

  it('by an Azure Pipelines service connection', async () => {
    const service = opened(await devOps());
    expect(await collect({ credential: 'workloadIdentity' }, pipeline(service.url), [service.ca])).toMatchObject(signedIn);
    expect([...new Set(service.asked.map(({ method, url }) => `${method} ${url}`))]).toEqual(['POST /oidctoken?api-version=7.1&serviceConnectionId=connection-1']);
  });

  it('that Azure Pipelines refuses, or that lacks what it needs', async () => {
    const service = opened(await devOps());
    expect(await collect({ credential: 'workloadIdentity' }, pipeline(service.url, 'another-access-token'), [service.ca])).toMatchObject(refused(/sign-in failed: workload identity \(Azure Pipelines service connection\).*System\.AccessToken/));
    expect(await collect({ credential: 'workloadIdentity' }, { ...env(), TF_BUILD: 'True' })).toMatchObject(refused(/no AZURESUBSCRIPTION_SERVICE_CONNECTION_ID, no SYSTEM_ACCESSTOKEN.*AzureCLI@2/));
  });
});

describe('an application', () => {
  it('by a certificate, and by one that is not its own', async () => {
    await writeFile(join(folder, 'client.pem'), `${clientCertificate.private}\n${clientCertificate.cert}`);
    const identity = { tenantId: emulator.env.AZURE_TENANT_ID, clientId: emulator.env.AZURE_CLIENT_ID, certificateFile: 'client.pem' };
    expect(await collect({ credential: 'clientSecret' }, { ...env(), AZURE_CLIENT_CERTIFICATE_PATH: join(folder, 'client.pem') })).toMatchObject(signedIn);
    expect(await collect({ credential: 'clientSecret', identity }, {})).toMatchObject(signedIn);
    const other = await generate([{ name: 'commonName', value: 'other' }], { keySize: 2048, algorithm: 'sha256' });
    await writeFile(join(folder, 'client.pem'), `${other.private}\n${other.cert}`);
    expect(await collect({ credential: 'clientSecret', identity }, {})).toMatchObject(refused(/AADSTS700027.*not one of the app registration/));
    expect(await collect({ credential: 'clientSecret', identity: { ...identity, certificateFile: 'none.pem' } }, {})).toMatchObject(refused(/none\.pem/));
  });

  it('that config names is used, and none of the environment', async () => {
    const identity = { tenantId: emulator.env.AZURE_TENANT_ID, clientId: emulator.env.AZURE_CLIENT_ID, clientSecret: '${MY_OWN}' };
    const variables = { AZURE_TENANT_ID: 'another', AZURE_CLIENT_ID: 'another', AZURE_CLIENT_SECRET: 'another-secret' };
    expect(await collect({ credential: 'clientSecret', identity }, { ...variables, MY_OWN: emulator.env.AZURE_CLIENT_SECRET })).toMatchObject(signedIn);
    expect(await collect({ credential: 'clientSecret', identity }, { ...variables, MY_OWN: 'not-the-right-one' })).toMatchObject(refused(/client secret \(azure\.identity\.clientId, azure\.identity\.clientSecret\).*AADSTS7000215.*set azure\.identity\.clientSecret to the value/));
  });
});

describe('a proxy', () => {
  it('is used for everything, with its user, and nobody hears the password', async () => {
    const proxy = opened(await tunnelProxy('robot', 'proxy-password'));
    const variables = { ...emulator.env, HTTPS_PROXY: `http://robot:proxy-password@127.0.0.1:${proxy.port}` };
    expect(await collect({ credential: 'clientSecret' }, variables)).toMatchObject(signedIn);
    const host = new URL(emulator.endpoints.authority).host;
    expect(new Set(proxy.targets)).toEqual(new Set([host]));
    const before = proxy.targets.length;
    expect(before).toBeGreaterThan(1);
    expect(await collect({ credential: 'clientSecret' }, { ...variables, NO_PROXY: '127.0.0.1' })).toMatchObject(signedIn);
    expect(proxy.targets).toHaveLength(before);
  });

  it.each(['text', 'json'])('that refuses, or is not there, is named (%s)', async (format) => {
    const proxy = opened(await tunnelProxy('robot', 'a-new-password'));
    const variables = { ...emulator.env, HTTPS_PROXY: `http://robot:proxy-password@127.0.0.1:${proxy.port}` };
    expect(await collect({ credential: 'clientSecret' }, variables, [], '--log-format', format)).toMatchObject(refused(/the proxy 127\.0\.0\.1:\d+ asks for a user and password.*HTTPS_PROXY/));
    expect(await collect({ credential: 'clientSecret' }, { ...variables, HTTPS_PROXY: 'http://robot:proxy-password@127.0.0.1:1' }, [], '--log-format', format)).toMatchObject(refused(/the proxy 127\.0\.0\.1:1 cannot be reached/));
    expect(await collect({ credential: 'clientSecret' }, { ...variables, HTTPS_PROXY: 'socks5://robot:proxy-password@127.0.0.1:1' }, [], '--log-format', format)).toMatchObject(refused(/HTTPS_PROXY names no http or https proxy/));
  });
});
