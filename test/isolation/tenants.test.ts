import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testSmtp, type TestSmtp } from '../../src/deliver/email/testSmtp.ts';
import { secureScore, type Finished } from '../program/program.ts';
import { filesBelow, readable } from './bytes.ts';
import { canaryTenant, type CanaryTenant } from './canaryTenants.ts';

const main = resolve(import.meta.dirname, '../../src/cli/main.ts');
let root = '';
let smtp: TestSmtp;
let tenants: readonly CanaryTenant[] = [];
let env: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'secure-score-tenants-'));
  smtp = await testSmtp();
  tenants = await Promise.all([canaryTenant('aaa', 3, root, smtp), canaryTenant('bbb', 4, root, smtp)]);
  env = Object.assign({}, ...tenants.map((tenant) => tenant.env));
});
afterAll(async () => {
  await Promise.all([smtp.close(), ...tenants.map(({ emulator }) => emulator.close())]);
  await rm(root, { recursive: true, force: true });
});

const configs = (): string[] => tenants.flatMap(({ config }) => ['--config', config]);
const others = ({ name }: CanaryTenant): readonly string[] => tenants.filter((other) => other.name !== name).flatMap(({ canaries }) => canaries);

/** Fails where a byte of a tenant's files or mail names another tenant, or where its own name is nowhere to be seen. */
async function expectApart(): Promise<void> {
  for (const tenant of tenants) {
    const files = await filesBelow(tenant.folder);
    const written = [...files].filter(([path]) => path.startsWith('reports/') || path.startsWith('www'));
    expect(written.map(([path]) => path)).toEqual(expect.arrayContaining(['reports/site/latest/report.pdf', 'reports/site/latest/report.xlsx', 'reports/site/latest/report.json', 'reports/site/latest/csv/scopes.csv', 'reports/site/index.html']));
    const mails = smtp.received.filter(({ to }) => to.includes(`${tenant.canaries[0] ?? ''}@contoso.com`)).map(({ raw }, index) => [`mail ${index}`, Buffer.from(raw, 'latin1')] as const);
    expect(mails.length).toBeGreaterThan(0);
    for (const [path, bytes] of [...written, ...mails, ...mails.flatMap(([, mail]) => partsOf(mail))]) {
      const text = await readable(path, bytes);
      for (const word of others(tenant)) expect(text.includes(word), `${word} in ${tenant.name}'s ${path}`).toBe(false);
      if (/latest\/report\.|mail/.test(path)) expect(text, `${tenant.name}'s own name in ${path}`).toContain(tenant.canaries[0]);
    }
  }
}

/** Bodies of a message's base64 parts, by their file names. */
function partsOf(mail: Buffer): readonly (readonly [string, Uint8Array])[] {
  return mail.toString('latin1').split(/\r\n--/).flatMap((part) => {
    const end = part.indexOf('\r\n\r\n');
    const head = part.slice(0, end);
    return end > 0 && /^content-transfer-encoding: base64/im.test(head) ? [[/name="?([^"\r\n;]+)/i.exec(head)?.[1] ?? 'part.txt', Buffer.from(part.slice(end), 'base64')] as const] : [];
  });
}

function expectNoSecret({ out, err }: Finished): void {
  for (const { emulator } of tenants) expect(out + err).not.toContain(emulator.env.AZURE_CLIENT_SECRET);
  expect(out + err).not.toContain('hunter22');
}

describe('several tenants', () => {
  it('in one invocation, side by side: nothing of one in any byte of another', { timeout: 120_000 }, async () => {
    const done = await secureScore(['run', ...configs(), '--parallel', '2'], { ...env, AZURE_TENANT_ID: 'ambient', AZURE_CLIENT_ID: 'ambient', AZURE_CLIENT_SECRET: 'ambient-secret' });
    expect(done.out).toMatch(/^\[aaa\] Secure score /m);
    expect(done.out).toMatch(/^\[bbb\] Secure score /m);
    expect(done.out).toMatch(/2 tenants: aaa done, bbb done\.\n$/);
    expect(done.code).toBe(0);
    await expectApart();
    expectNoSecret(done);
    for (const tenant of tenants) {
      const lines = (done.out + done.err).split('\n').filter((line) => line.startsWith(`[${tenant.name}]`)).join('\n').toLowerCase();
      for (const word of others(tenant)) expect(lines.includes(word), `${word} in the log of ${tenant.name}`).toBe(false);
      expect(tenant.emulator.requests().filter(({ path }) => path.includes('oauth2')).map(({ status }) => status)).not.toContain(401);
    }
  });

  it('as two programs at the same time', { timeout: 120_000 }, async () => {
    const both = await Promise.all(tenants.map(({ config }) => secureScore(['run', '--config', config], env)));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    await expectApart();
    for (const one of both) expectNoSecret(one);
  });

  it('from a list; one that fails stops nobody, and the exit code is the worst', async () => {
    const broken = join(root, 'broken.yaml');
    const list = join(root, 'tenants.yaml');
    await writeFile(broken, 'tilte: x\n');
    await writeFile(list, JSON.stringify({ tenants: [{ name: 'Kaputt', config: 'broken.yaml' }, ...tenants.map(({ name, config }) => ({ name: `Firma ${name}`, config }))] }));
    const done = await secureScore(['validate', '--tenants', list], env);
    expect(done.err).toContain('unknown key "tilte"');
    expect(done.out).toContain('[Firma aaa] ');
    expect(done.out).toContain('3 tenants: Kaputt exit code 2, Firma aaa done, Firma bbb done.');
    expect(done.code).toBe(2);

    const wrong = await secureScore(['collect', ...configs()], { ...env, AAA_SECRET: env['BBB_SECRET'] ?? '' });
    expect(wrong.err).toMatch(/\[aaa\] .*AADSTS7000215/);
    expect(wrong.out).toContain('2 tenants: aaa exit code 2, bbb done.');
    expect(wrong.code).toBe(2);
    expectNoSecret(wrong);
  });

  it('says it in JSON, line by line', async () => {
    const { out } = await secureScore(['validate', ...configs(), '--log-format', 'json'], env);
    const lines: unknown[] = out.trim().split('\n').map((line) => JSON.parse(line));
    expect(lines).toMatchObject([{ tenant: 'aaa', valid: true }, { tenant: 'bbb', valid: true }, { tenants: [{ tenant: 'aaa', exitCode: 0 }, { tenant: 'bbb', exitCode: 0 }], exitCode: 0 }]);
  });

  it('are stopped together by Ctrl-C, each tidying up', async () => {
    // An authority that takes connections and never says a word.
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const files = await Promise.all(['x', 'y'].map(async (name) => {
      const file = join(root, `${name}.yaml`);
      const address = `https://127.0.0.1:${port}`;
      await writeFile(file, JSON.stringify({ outputDir: `out-${name}`, azure: { credential: 'clientSecret', endpoints: { authority: address, resourceManager: address }, identity: { tenantId: 't.example', clientId: 'c', clientSecret: `\${SECRET_${name}}` } } }));
      return file;
    }));
    const child = spawn(process.execPath, [main, 'collect', ...files.flatMap((file) => ['--config', file]), '--parallel', '2'], { env: { ...process.env, SECRET_x: 'secret of x', SECRET_y: 'secret of y' }, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    for await (const part of child.stderr) {
      said += String(part);
      if (!child.killed && said.includes('[x] record') && said.includes('[y] record')) child.kill('SIGINT');
    }
    silent.close();
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(130);
    expect(said).toContain('[x] stopped by SIGINT');
    expect(said).toContain('[y] stopped by SIGINT');
  });

  it('that would share a folder, a target or a secret are refused, and nothing is done', async () => {
    const [first] = tenants;
    const inside = join(root, 'aaa', 'inside.yaml');
    const identity = { tenantId: 't', clientId: 'c', clientSecret: '${AAA_SECRET}' };
    await writeFile(inside, JSON.stringify({ outputDir: 'reports/inner', azure: { credential: 'clientSecret', identity } }));
    const shared = await secureScore(['run', '--config', first?.config ?? '', '--config', inside], env);
    expect(shared).toMatchObject({ code: 2, out: '' });
    expect(shared.err).toMatch(/aaa and inside share a place: outputDir .*reports and outputDir .*reports\/inner/);
    expect(shared.err).toContain('aaa and inside both take a secret from AAA_SECRET');
    expect(await secureScore(['run', ...configs(), '--out', join(root, 'x')], env)).toMatchObject({ code: 2, err: expect.stringContaining('--out names one folder') });
    expect(await secureScore(['diff', 'previous', 'latest', ...configs()], env)).toMatchObject({ code: 2, err: expect.stringContaining('"diff" is for one tenant') });
  });

  it('without an identity of their own are not run with somebody else’s', async () => {
    const bare = join(root, 'bare.yaml');
    await writeFile(bare, 'outputDir: bare\n');
    const { code, err, out } = await secureScore(['validate', '--config', bare, '--config', tenants[0]?.config ?? ''], env);
    expect(err).toContain('azure.identity is missing');
    expect(out).toContain('2 tenants: bare exit code 2, aaa done.');
    expect(code).toBe(2);
  });
});
