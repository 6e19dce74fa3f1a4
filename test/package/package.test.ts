import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
let folder = '';
const packed: { readonly version: string; readonly man: readonly string[] } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

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

  it('has types and an entry for other programs', async () => {
    await writeFile(join(folder, 'use.ts'), `import { secureScore, reportModelSchema, type Config, type ReportModel } from 'secure-score';
export const titleOf = (text: string): string => { const model: ReportModel = reportModelSchema.parse(JSON.parse(text)); return model.title; };
export const zone = (config: Config): string => config.timeZone;
const { code, out } = await secureScore(['--version']);
if (code !== 0) throw new Error(out);
console.log(out.trim());
`);
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await run(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--skipLibCheck', 'false', '--types', 'node', '--typeRoots', join(root, 'node_modules/@types'), 'use.ts'], { cwd: folder });
    await writeFile(join(folder, 'use.mjs'), `import { secureScore } from 'secure-score';\nconsole.log((await secureScore(['--version'])).out.trim());\n`);
    expect((await run(process.execPath, ['use.mjs'], { cwd: folder })).stdout).toBe(`${packed.version}\n`);
  });

  it('has a page for man, completion, docs and examples', async () => {
    const man = await readFile(join(folder, 'node_modules/secure-score', packed.man[0] ?? ''), 'utf8');
    expect(man).toContain('.SS secure\\-score completion');
    expect(await secureScore('completion', 'bash')).toContain('complete -F _secure_score secure-score');
    for (const path of ['docs/permissions.md', 'docs/operations.md', 'examples/cron/weekly.sh', 'README.md', 'LICENSE', 'SECURITY.md']) expect(existsSync(join(folder, 'node_modules/secure-score', path)), path).toBe(true);
  });

  it('is small: what it needs is installed, not packed', async () => {
    const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
    expect((await stat(join(folder, archive))).size).toBeLessThan(1_500_000);
  });

  it('carries no tests and no sources', async () => {
    const names = await readdir(join(folder, 'node_modules/secure-score'), { recursive: true });
    expect(names.filter((name) => /\.test\.|^src\/|^test\//.test(name))).toEqual([]);
  });
});
