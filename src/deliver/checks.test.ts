import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAzure } from '../azure/index.ts';
import { defaultConfig } from '../config/index.ts';
import type { BlobTarget, GitTarget, SmtpTransport } from '../domain/delivery.ts';
import { secretOf } from '../domain/secret.ts';
import { startEmulator } from '../emulator/index.ts';
import { tenantWith } from '../emulator/server/testTenant.ts';
import type { DeliveryCheck } from './checks.ts';
import { communicationServicesMailer } from './email/communicationServices.ts';
import { graphMailer, type ServiceWorld } from './email/graph.ts';
import { smtpMailer } from './email/smtp.ts';
import { testSmtp } from './email/testSmtp.ts';
import { azureBlobPublisher } from './publish/azureBlob.ts';
import { directoryPublisher } from './publish/directory.ts';
import { gitPublisher } from './publish/git.ts';
import type { Publisher } from './publish/publisher.ts';
import { testAzurite, type TestAzurite } from './publish/testAzurite.ts';
import { testGitServer } from './publish/testGitServer.ts';
import { testFolder } from './testSite.ts';

function lines(checks: readonly DeliveryCheck[]): readonly string[] {
  return checks.map(({ status, message, fix }) => `${status}: ${message}${fix === null ? '' : ` | ${fix}`}`);
}

async function told(publisher: Publisher): Promise<readonly string[]> {
  try {
    return lines(await publisher.examine());
  } finally {
    await publisher.close();
  }
}

describe('what a directory needs', () => {
  it('is a free place, or one of ours, in a folder that can be written', async () => {
    const root = testFolder();
    const outDir = join(root, 'reports');
    mkdirSync(join(root, 'taken/x'), { recursive: true });
    mkdirSync(outDir);
    const of = (path: string) => told(directoryPublisher({ type: 'directory', path }, outDir));
    expect(await of(join(root, 'www/site'))).toEqual([expect.stringMatching(/^ok: .*site can be written, and is free; whether a server shows/)]);
    expect(await of(join(root, 'taken'))).toEqual([expect.stringMatching(/^missing: .*taken holds something that was not published by this program \| Name a folder/)]);
    expect(await of(join(outDir, 'www'))).toEqual([expect.stringMatching(/^missing: .* lie inside each other/)]);
    expect(await of(join(root, 'missing/reports'))).toEqual([expect.stringMatching(/^ok: /)]);
    expect(await told(directoryPublisher({ type: 'directory', path: join(root, 'www') }, join(root, 'not/yet')))).toEqual([expect.stringMatching(/^ok: /)]);
    expect(await of('/proc/self/www')).toEqual([expect.stringMatching(/^missing: \/proc\/.* cannot be written/)]);
    symlinkSync('/nowhere/release', join(root, 'link'));
    expect(await of(join(root, 'link'))).toEqual([expect.stringContaining('was not published by this program')]);
    expect(readdirSync(root).toSorted()).toEqual(['link', 'reports', 'taken']);
  });
});

describe('what a container needs', () => {
  let azurite: TestAzurite;
  beforeAll(async () => { azurite = await testAzurite(); });
  afterAll(() => azurite.close());

  const of = (changes: Partial<BlobTarget>) => told(azureBlobPublisher({ type: 'azureBlob', endpoint: azurite.endpoint, container: 'checked', prefix: '', sas: secretOf(azurite.sas()), public: false, ...changes }, { credential: async () => { throw new Error('no identity'); }, retry: { maxTries: 1 }, ca: null }));

  it('is there, private, and lets the sign-in list, write and delete', async () => {
    expect(await of({})).toEqual(['missing: Azure Storage refused: ContainerNotFound: The specified container does not exist | Create the container checked.']);
    const container = azurite.service.getContainerClient('checked');
    await container.create();
    expect(await of({})).toEqual(['ok: reached; the container gives strangers no access', 'ok: the sign-in may list, write and delete blobs']);
    expect(await of({ sas: secretOf(azurite.sas('rl')) })).toEqual([
      'ok: reached; the container gives strangers no access',
      expect.stringMatching(/^missing: the sign-in may not write blobs \| Renew the shared access signature/), expect.stringMatching(/^missing: the sign-in may not delete blobs/),
    ]);
    expect((await container.listBlobsFlat().byPage().next()).value.segment.blobItems).toEqual([]);
    await container.setAccessPolicy('blob');
    expect((await of({}))[0]).toMatch(/^missing: the target is public: the container gives strangers access \(blob\) \| Choose a private container, or set public: true/);
    expect((await of({ public: true }))[0]).toMatch(/^ok: reached; the container gives strangers access/);
  });

  it('is shown, where it is $web', async () => {
    await azurite.service.getContainerClient('$web').create();
    const web = { container: '$web', public: true };
    expect((await of(web)).at(-1)).toMatch(/^missing: the account's static website is off \| Turn it on: az storage blob service-properties update/);
    await azurite.service.setProperties({ staticWebsite: { enabled: true, indexDocument: 'index.html' } });
    expect((await of(web)).at(-1)).toBe('ok: the account\'s static website is on');
  });

  it('answers', async () => {
    expect(await of({ endpoint: 'http://127.0.0.1:9/x' })).toEqual([expect.stringMatching(/^missing: Azure Storage refused: .*ECONNREFUSED.* \| Check that/)]);
  });
});

describe('what a repository needs', () => {
  const clock = { now: () => new Date('2026-11-21T06:00:00Z') };
  const target: GitTarget = { type: 'git', remote: '', branch: 'gh-pages', folder: '', author: { name: 'a', email: 'a@contoso.com' }, token: null, public: false };
  const of = (changes: Partial<GitTarget>) => told(gitPublisher({ ...target, ...changes }, { clock, env: process.env }));

  it('is an answer, a sign-in that may push, and readers as config says', async () => {
    const root = testFolder();
    const remote = join(root, 'remote.git');
    execFileSync('git', ['init', '--bare', '--quiet', remote]);
    expect(await of({ remote })).toEqual(['ok: reached; the branch gh-pages will be made; who can read the repository cannot be seen from here', 'ok: the sign-in may push']);
    const authorization = `Basic ${Buffer.from('x-access-token:token-1').toString('base64')}`;
    const server = await testGitServer(root, authorization);
    expect(await of({ remote: `${server.base}/private/remote.git`, token: secretOf('token-1') })).toEqual([expect.stringMatching(/^ok: .*asks strangers to sign in/), 'ok: the sign-in may push']);
    const refused = await of({ remote: `${server.base}/private/remote.git`, token: secretOf('other-token') });
    expect(refused).toEqual([expect.stringMatching(/^missing: git refused: .* \| Give the identity write access/)]);
    expect(refused.join()).not.toContain('other-token');
    expect((await of({ remote: `${server.base}/public/remote.git` }))[0]).toMatch(/^missing: the target is public: .*can be read without signing in/);
    server.close();
    expect(execFileSync('git', ['-C', remote, 'for-each-ref'], { encoding: 'utf8' })).toBe('');
    expect((await of({ remote: join(root, 'nowhere.git') }))[0]).toMatch(/^missing: git refused/);
  });
});

describe('what a mail server needs', () => {
  it('is TLS with a certificate that holds and a sign-in it accepts; nothing is sent', async () => {
    const server = await testSmtp();
    const plain = await testSmtp({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const config: SmtpTransport = { type: 'smtp', host: 'localhost', port: server.port, security: 'starttls', user: 'score@contoso.com', auth: { kind: 'password', password: secretOf('hunter22') }, caFile: null };
    const of = async (changes: Partial<SmtpTransport> = {}, ca: string | null = server.ca) => lines(await smtpMailer({ ...config, ...changes }, { ca, token: async () => 'token-1', timeoutMs: 5000, wait: async () => {} }).examine(1));
    expect(await of()).toEqual(['ok: answers over TLS with a certificate that holds; accepts the sign-in']);
    expect(await of({ auth: { kind: 'identity' } })).toEqual(['ok: answers over TLS with a certificate that holds; accepts the sign-in']);
    expect(await of({ user: null, auth: { kind: 'none' } })).toEqual(['ok: answers over TLS with a certificate that holds; asks for no sign-in']);
    const refused = await of({ auth: { kind: 'password', password: secretOf('wrong-word') } });
    expect(refused).toEqual([expect.stringMatching(/^missing: .*Invalid login.* \| Check user and password/)]);
    expect(refused.join()).not.toContain('wrong-word');
    expect(await of({}, null)).toEqual([expect.stringMatching(/^missing: .*self.signed.* \| .*caFile/)]);
    expect(await of({ port: plain.port })).toEqual([expect.stringMatching(/\| The server must offer TLS/)]);
    expect(await of({ port: 9 })).toEqual([expect.stringMatching(/^missing: .* \| Check email.transport.host and port/)]);
    expect([...server.received, ...plain.received]).toEqual([]);
    await Promise.all([server.close(), plain.close()]);
  });
});

describe('what a mail service needs', () => {
  it('is an answer, a token and the permission in it; nothing is sent', async () => {
    const emulator = await startEmulator({ tenant: tenantWith({}) });
    const { azure } = defaultConfig('/w');
    const caFile = join(mkdtempSync(join(tmpdir(), 'secure-score-ca-')), 'ca.pem');
    writeFileSync(caFile, emulator.caPem);
    const { credential } = await openAzure({ ...azure, credential: 'clientSecret', caFile, endpoints: { ...azure.endpoints, authority: emulator.endpoints.authority } }, { ...emulator.env });
    const tokenFor = (scope: string) => async () => (await credential.getToken(scope)).token;
    const world = (token: ServiceWorld['token']): ServiceWorld => ({ ca: emulator.caPem, timeoutMs: 5000, wait: async () => {}, token });
    const carrying = (claims: object) => async () => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`;
    const graph = async (token: ServiceWorld['token'], bytes = 10_000_000) => lines(await graphMailer({ type: 'graph', endpoint: emulator.endpoints.graph }, world(token)).examine(bytes));
    expect(await graph(tokenFor('https://graph.microsoft.com/.default'))).toEqual(['ok: reached, and gives a token', expect.stringMatching(/^warning: whether the token may send/)]);
    expect(await graph(carrying({ roles: ['Mail.Send', 'Mail.ReadWrite'] }))).toEqual(['ok: reached, and the token may send']);
    expect(await graph(carrying({ roles: ['Mail.Send'] }), 2_000_000)).toEqual(['ok: reached, and the token may send']);
    expect(await graph(carrying({ scp: 'Mail.Send User.Read' }))).toEqual(['ok: reached, and the token may send', expect.stringMatching(/^warning: messages over 3 MB .* Mail.ReadWrite/)]);
    expect(await graph(carrying({ roles: ['User.Read.All'] }))).toEqual([expect.stringMatching(/^missing: the token may not send mail \| Grant the application permission Mail.Send/)]);
    expect(await graph(async () => { throw new Error('AADSTS700016: no such application'); })).toEqual([expect.stringMatching(/^missing: no token for Microsoft Graph: AADSTS700016.* \| Check azure.credential/)]);

    const services = async (token: ServiceWorld['token'], ca: string | null = emulator.caPem) => lines(await communicationServicesMailer({ type: 'communicationServices', endpoint: emulator.endpoints.communicationServices }, { ...world(token), ca }).examine(1));
    expect(await services(tokenFor('https://communication.azure.com/.default'))).toEqual(['ok: reached, and the token is accepted']);
    expect(await services(async () => 'x')).toEqual([expect.stringMatching(/^missing: Azure Communication Services refused: HTTP 401 .* \| Give the identity the role/)]);
    expect(await services(tokenFor('https://communication.azure.com/.default'), null)).toEqual([expect.stringMatching(/^missing: .* \| Name the certificate authority with azure.caFile/)]);
    expect(emulator.sentMail()).toEqual([]);
    await emulator.close();
  });
});
