import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GitTarget } from '../../domain/delivery.ts';
import { secretOf } from '../../domain/secret.ts';
import { DeliveryError } from '../outcomes.ts';
import { planPublish, type PublishStep } from '../plan.ts';
import type { Site } from '../site.ts';
import { testFolder, testSite } from '../testSite.ts';
import { gitPublisher } from './git.ts';
import { webAddress } from './gitExposure.ts';
import { breakingWire } from './testAzurite.ts';
import { testGitServer, type TestGitServer } from './testGitServer.ts';

const first = { 'index.html': 'one', 'runs/a/report.html': 'line\r\nline\r\n', 'runs/a/report.pdf': '\u0000pdf' };
const clock = { now: () => new Date('2026-11-21T06:00:00Z') };

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=Other', '-c', 'user.email=other@contoso.com', '-c', 'init.defaultBranch=main', ...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function bareRepository(root: string): string {
  const path = join(root, 'remote.git');
  mkdirSync(path);
  git(path, 'init', '--bare', '--quiet');
  return path;
}

function target(remote: string, changes: Partial<GitTarget> = {}): GitTarget {
  return { type: 'git', remote, branch: 'gh-pages', folder: '', author: { name: 'secure-score', email: 'score@contoso.com' }, token: null, public: false, ...changes };
}

/** Publishes; `meanwhile` happens between plan and act. */
async function publish(to: GitTarget, site: Site, meanwhile: () => void = () => {}): Promise<{ readonly step: PublishStep; readonly told: string }> {
  const publisher = gitPublisher(to, { clock, env: process.env });
  try {
    const step = planPublish({ id: 'publish[0]', group: null, target: publisher.target, publicAllowed: to.public, siteId: site.id, files: site.files }, await publisher.inspect(site));
    meanwhile();
    return { step, told: step.decision === 'publish' ? await publisher.publish(step, site) : '' };
  } finally {
    await publisher.close();
  }
}

function branchFiles(remote: string, branch = 'gh-pages'): Readonly<Record<string, string>> {
  const names = git(remote, 'ls-tree', '-r', '--name-only', branch).trim().split('\n');
  return Object.fromEntries(names.map((name) => [name, git(remote, 'show', `${branch}:${name}`)]));
}

async function publicFiles(site: Site): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(await Promise.all(site.files.map(async (file) => [file.path, Buffer.from(await site.read(file)).toString('utf8')] as const)));
}

/** Another writer's commit on the branch. */
function otherCommit(root: string, remote: string, name: string, file: string, content: string): void {
  const folder = join(root, name);
  git(root, 'clone', '--quiet', '--branch', 'gh-pages', remote, folder);
  writeFileSync(join(folder, file), content);
  git(folder, 'add', '-f', file);
  git(folder, 'commit', '--quiet', '-m', `other ${file}`);
  git(folder, 'push', '--quiet', 'origin', 'HEAD:gh-pages');
}

describe('publishing to git', () => {
  it('makes the branch, then commits only what changed and removes only what is ours', async () => {
    const root = testFolder();
    const [outDir, remote] = [join(root, 'reports'), bareRepository(root)];
    const site = await testSite(outDir, first);
    await publish(target(remote), site);
    expect(branchFiles(remote)).toEqual(await publicFiles(site));
    otherCommit(root, remote, 'other', 'CNAME', 'score.contoso.com');
    const second = await testSite(outDir, { 'index.html': 'two', 'runs/a/report.html': first['runs/a/report.html'], 'runs/b/report.html': 'b' });
    const { step } = await publish(target(remote), second);
    expect([step.upload.map((file) => file.path), step.remove]).toEqual([['runs/b/report.html', 'index.html', 'manifest.json'], ['runs/a/report.pdf']]);
    expect(branchFiles(remote)).toEqual({ ...(await publicFiles(second)), CNAME: 'score.contoso.com' });
    expect(git(remote, 'log', '--format=%s', 'gh-pages').trim().split('\n')).toEqual(['Secure score report 20261121T060000Z', 'other CNAME', 'Secure score report 20261121T060000Z']);
    expect((await publish(target(remote), second)).step.decision).toBe('unchanged');
  });

  it('comes second in a race and keeps the other\'s commit, also when both make the branch', async () => {
    const root = testFolder();
    const [outDir, remote] = [join(root, 'reports'), bareRepository(root)];
    const site = await testSite(outDir, first);
    const racing = await publish(target(remote), site, () => {
      const folder = join(root, 'founder');
      git(root, 'clone', '--quiet', remote, folder);
      writeFileSync(join(folder, 'README.md'), 'hello');
      git(folder, 'add', 'README.md');
      git(folder, 'commit', '--quiet', '-m', 'founded');
      git(folder, 'push', '--quiet', 'origin', 'HEAD:gh-pages');
    });
    expect(racing.told).toMatch(/after 1 lost race$/);
    expect(branchFiles(remote)).toEqual({ ...(await publicFiles(site)), 'README.md': 'hello' });
    const next = await testSite(outDir, { ...first, 'index.html': 'two' });
    await publish(target(remote), next, () => otherCommit(root, remote, 'second', 'notes.txt', 'n'));
    expect(branchFiles(remote)).toEqual({ ...(await publicFiles(next)), 'README.md': 'hello', 'notes.txt': 'n' });
    expect(git(remote, 'log', '--format=%s', 'gh-pages').trim().split('\n')).toHaveLength(4);
  });

  it('loses to a writer who is always faster with a clear outcome, and changes nothing', async () => {
    const root = testFolder();
    const [outDir, remote] = [join(root, 'reports'), bareRepository(root)];
    await publish(target(remote), await testSite(outDir, first));
    writeFileSync(join(remote, 'hooks/update'), '#!/bin/sh\necho "cannot lock ref" >&2\nexit 1\n', { mode: 0o755 });
    const head = git(remote, 'rev-parse', 'gh-pages');
    await expect(publish(target(remote), await testSite(outDir, { ...first, 'index.html': 'two' }))).rejects.toThrow('others pushed to gh-pages faster, 8 times');
    writeFileSync(join(remote, 'hooks/update'), '#!/bin/sh\necho "protected branch hook declined" >&2\nexit 1\n', { mode: 0o755 });
    await expect(publish(target(remote), await testSite(outDir, { ...first, 'index.html': 'two' }))).rejects.toThrow(/^git refused: .*hook declined/);
    expect(git(remote, 'rev-parse', 'gh-pages')).toBe(head);
  });

  it('keeps bytes whatever the branch\'s attributes say, and follows no link of the branch out of the work tree', async () => {
    const root = testFolder();
    const [outDir, remote] = [join(root, 'reports'), bareRepository(root)];
    const founder = join(root, 'founder');
    git(root, 'clone', '--quiet', remote, founder);
    writeFileSync(join(founder, '.gitattributes'), '*.html text eol=lf\n');
    writeFileSync(join(founder, '.gitignore'), '*.pdf\n');
    mkdirSync(join(root, 'outside'));
    symlinkSync(join(root, 'outside'), join(founder, 'assets'));
    git(founder, 'add', '-A');
    git(founder, 'commit', '--quiet', '-m', 'traps');
    git(founder, 'push', '--quiet', 'origin', 'HEAD:gh-pages');
    const site = await testSite(outDir, first);
    await publish(target(remote, { folder: 'reports' }), site);
    expect(branchFiles(remote)['reports/runs/a/report.html']).toBe('line\r\nline\r\n');
    await expect(publish(target(remote), await testSite(outDir, { ...first, 'assets/site.css': 'css' }))).rejects.toThrow();
    expect(() => readFileSync(join(root, 'outside/site.css'))).toThrow('ENOENT');
  });

  it('names what is wrong with a remote, without the token', async () => {
    const root = testFolder();
    const site = await testSite(join(root, 'reports'), first);
    await expect(publish(target(join(root, 'nowhere.git')), site)).rejects.toThrow(/^git refused: .*does not/);
    const failed = await publish(target('http://127.0.0.1:9/x.git', { token: secretOf('ghp_secret_token') }), site).catch((error: unknown) => String(error));
    expect(failed).toMatch(/git refused/);
    expect(failed).not.toContain('ghp_secret_token');
  });
});

describe('a repository behind HTTP', () => {
  const root = testFolder();
  const remote = bareRepository(root);
  const credentials = `Basic ${Buffer.from('x-access-token:ghp_secret_token').toString('base64')}`;
  const token = secretOf('ghp_secret_token');
  let server: TestGitServer;
  beforeAll(async () => {
    git(remote, 'config', 'http.receivepack', 'true');
    server = await testGitServer(root, credentials);
  });
  afterAll(() => server.close());

  it('takes a push with the token, and refuses one without', async () => {
    const site = await testSite(join(root, 'reports'), first);
    const denied = await publish(target(`${server.base}/private/remote.git`), site).catch((error: unknown) => (error instanceof DeliveryError ? error.fix : String(error)));
    expect(denied).toMatch(/^Give the identity write access/);
    expect((await publish(target(`${server.base}/private/remote.git`, { token }), site)).told).toMatch(/commit [0-9a-f]{12}$/);
    expect(branchFiles(remote)).toEqual(await publicFiles(site));
    expect(server.asked).toContain(credentials);
  });

  it('is whole after a clean retry, wherever the connection broke, and knows a push that was taken without an answer', { timeout: 60_000 }, async () => {
    const root = testFolder();
    const remote = bareRepository(root);
    const server = await testGitServer(root, `Basic ${Buffer.from('x-access-token:token-1').toString('base64')}`);
    const wire = await breakingWire(`${server.base}/private/remote.git`);
    const to = target(wire.endpoint, { token: secretOf('token-1') });
    const outDir = join(root, 'reports');
    const before = await testSite(outDir, first);
    await publish(to, before);
    for (const bytes of [0, 300, 900, 4000, 9000]) {
      const noise = Array.from({ length: 500 }, (_, index) => createHash('sha256').update(`${bytes} ${index}`).digest('base64')).join('');
      const site = await testSite(outDir, { ...first, 'index.html': `after ${bytes}`, [`pages/n${bytes}/report.html`]: noise });
      const head = git(remote, 'rev-parse', 'gh-pages');
      const broken = await publish(to, site, () => wire.breakAfter(bytes)).catch((error: unknown) => error);
      wire.breakAfter(Number.POSITIVE_INFINITY);
      expect(broken).toBeInstanceOf(DeliveryError);
      expect(String(broken)).not.toContain('token-1');
      expect(git(remote, 'rev-parse', 'gh-pages')).toBe(head);
      await publish(to, site);
      expect(branchFiles(remote)).toEqual(await publicFiles(site));
    }
    const last = await testSite(outDir, { ...first, 'index.html': 'taken' });
    expect((await publish(to, last, () => server.loseNextAnswer())).told).toMatch(/commit [0-9a-f]{12}$/);
    expect(branchFiles(remote)).toEqual(await publicFiles(last));
    wire.close();
    server.close();
  });

  it('is asked as a stranger: what strangers can read is refused unless config allows it', async () => {
    const site = await testSite(join(root, 'reports'), { ...first, 'index.html': 'two' });
    const open = gitPublisher(target(`${server.base}/public/remote.git`), { clock, env: process.env });
    const closed = gitPublisher(target(`${server.base}/private/remote.git`, { token }), { clock, env: process.env });
    const [publicState, privateState] = [await open.inspect(site), await closed.inspect(site)];
    await Promise.all([open.close(), closed.close()]);
    expect([publicState.exposure, privateState.exposure]).toEqual(['public', 'private']);
    const plan = (publicAllowed: boolean): string => planPublish({ id: 'publish[0]', group: null, target: 't', publicAllowed, siteId: site.id, files: site.files }, publicState).decision;
    expect([plan(false), plan(true)]).toEqual(['refused', 'publish']);
  });

  it('knows where a host shows a repository that is pushed to over ssh', () => {
    expect(['git@github.com:contoso/score.git', 'ssh://git@gitlab.com:22/contoso/score.git', 'git@internal:x.git', '/srv/git/x.git', 'https://h.x/y'].map(webAddress))
      .toEqual(['https://github.com/contoso/score.git', 'https://gitlab.com/contoso/score.git', null, null, 'https://h.x/y']);
  });
});
