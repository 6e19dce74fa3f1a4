import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
let folder = '';

/** The packed program in an empty folder, with the dependencies that are installed here. */
async function secureScore(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [join(folder, 'node_modules/secure-score/dist/cli/main.js'), ...args], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
  return stdout;
}

describe('the published package', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secure-score-package-'));
    await run('npm', ['pack', '--pack-destination', folder], { cwd: root });
    const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
    await mkdir(join(folder, 'node_modules/secure-score'), { recursive: true });
    await run('tar', ['-xzf', archive, '--strip-components=1', '-C', 'node_modules/secure-score'], { cwd: folder });
    for (const name of await readdir(join(root, 'node_modules'))) {
      if (name !== 'secure-score' && !name.startsWith('.')) await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    }
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('runs the demo', async () => {
    await secureScore('demo', '--days', '8');
    for (const file of ['index.html', 'latest/report.html', 'latest/report.pdf', 'latest/report.json']) expect(existsSync(join(folder, 'reports/site', file)), file).toBe(true);
  });

  it('writes a first config that it accepts', async () => {
    await secureScore('init');
    expect(await secureScore('validate')).toContain('is valid');
  });

  it('carries no tests and no sources', async () => {
    const names = await readdir(join(folder, 'node_modules/secure-score'), { recursive: true });
    expect(names.filter((name) => /\.test\.|^src\/|^test\//.test(name))).toEqual([]);
  });
});
