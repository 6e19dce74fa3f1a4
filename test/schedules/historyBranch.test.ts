import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withEmulator, type Ready } from '../program/program.ts';
import { output, root, run, script, type Ended } from './shell.ts';
import { at, list, map, text, yaml } from './tree.ts';

/** Weekly jobs as their services run them: a fresh checkout each time, the record on a branch of a bare repository. */

const branch = 'secure-score-history';
let world = '';
let remote = '';

beforeAll(async () => {
  world = await mkdtemp(join(tmpdir(), 'secure-score-weekly-'));
  remote = join(world, 'remote.git');
  await output('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
  await checkout('seed', async (folder) => {
    await writeFile(join(folder, 'README.md'), 'config lives here\n');
    await output('git', ['add', '.'], { cwd: folder });
    await output('git', ['-c', 'user.name=one', '-c', 'user.email=one@example.com', 'commit', '--quiet', '-m', 'Begin'], { cwd: folder });
    await output('git', ['push', '--quiet', 'origin', 'HEAD:main'], { cwd: folder });
  });
});
afterAll(() => rm(world, { recursive: true, force: true }));

async function checkout(name: string, then: (folder: string) => Promise<void> = async () => {}): Promise<string> {
  const folder = join(world, name);
  await output('git', ['clone', '--quiet', remote, folder]);
  await then(folder);
  return folder;
}

const branchFiles = async (): Promise<readonly string[]> => (await output('git', ['--git-dir', remote, 'ls-tree', '-r', '--name-only', branch])).split('\n');
const runsOnBranch = async (): Promise<readonly string[]> => (await branchFiles()).flatMap((path) => /^data\/points\/.*\/(\w+)\.json\.zst$/.exec(path)?.[1] ?? []);
const tip = (): Promise<string> => output('git', ['--git-dir', remote, 'rev-parse', branch]);

async function withTenant(use: (env: Readonly<Record<string, string>>) => Promise<void>): Promise<void> {
  await withEmulator(['--tenant', 'demo'], async (ready: Ready, folder) => {
    const config = join(folder, 'weekly.yaml');
    await cp(ready.configFile, config);
    await appendFile(config, 'report: { formats: [html, json] }\n');
    await use({ ...ready.env, CONFIG: config });
  });
}

/** The run steps of action.yml, one after the other, each with the environment that it declares. */
async function runAction(folder: string, inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>): Promise<readonly (Ended & { readonly name: string })[]> {
  const action = yaml(await readFile(join(root, 'action.yml'), 'utf8'));
  const ended: (Ended & { readonly name: string })[] = [];
  for (const step of list(at(action, 'runs', 'steps')).filter((one) => at(one, 'run') !== undefined)) {
    const name = text(at(step, 'name'));
    if (name === 'Install' || name === 'Look for missed runs') continue;
    const value = (template: string): string => template.replaceAll(/\$\{\{ (inputs|runner)\.([\w-]+) \}\}/g, (_, of: string, key: string) => of === 'runner' ? `${folder}.temp` : inputs[key] ?? text(at(action, 'inputs', key, 'default')));
    const own = Object.fromEntries(Object.entries(map(at(step, 'env'))).map(([key, template]) => [key, value(text(template))]));
    const github = { GITHUB_ACTIONS: 'true', GITHUB_ACTION_PATH: root, GITHUB_OUTPUT: `${folder}.outputs`, GITHUB_STEP_SUMMARY: `${folder}.md` };
    ended.push({ name, ...(await run('bash', ['-eo', 'pipefail', '-c', text(at(step, 'run'))], { cwd: folder, env: { ...env, ...github, ...own } })) });
  }
  return ended;
}

describe('week after week', () => {
  it('two runs of the action: both on the branch, nothing but the record there, and the outputs say what the report says', async () => {
    await withTenant(async (env) => {
      for (const week of ['week-1', 'week-2']) {
        const folder = await checkout(week);
        await cp(env['CONFIG'] ?? '', join(folder, 'config.yaml'));
        const steps = await runAction(folder, { 'history-branch': branch, token: 'not-asked-for' }, { ...env, CONFIG: 'config.yaml' });
        expect(steps.filter(({ code }) => code !== 0), JSON.stringify(steps)).toEqual([]);
        expect(steps.map(({ name }) => name)).toEqual(['Check the inputs', 'Restore the history', 'Report', 'Summary', 'Keep the history', 'Verdict']);
      }
    });
    expect(await runsOnBranch()).toHaveLength(2);
    expect((await branchFiles()).filter((path) => !path.startsWith('data/'))).toEqual(['.gitattributes']);
    expect((await branchFiles()).filter((path) => /lock|checkpoints|site(?!s\.json$)/.test(path))).toEqual([]);
    expect(await output('git', ['--git-dir', remote, 'ls-tree', '-r', '--name-only', 'main'])).toBe('README.md');

    const latest: unknown = JSON.parse(await readFile(join(world, 'week-2/reports/site/latest/run.json'), 'utf8'));
    const outputs = Object.fromEntries((await readFile(join(world, 'week-2.outputs'), 'utf8')).trim().split('\n').map((line) => line.split('=', 2)));
    expect(outputs).toEqual({ score: String(at(latest, 'score')), change: '', 'exit-code': '0', report: 'reports/site/latest/report.html' });
    expect(await readFile(join(world, 'week-2.md'), 'utf8')).toMatch(/^## Secure score 65\.8 %/);
  });

  it('two writers at once: the second joins what the first pushed, and no run is lost', async () => {
    await withTenant(async (env) => {
      const folders = await Promise.all(['left', 'right'].map((name) => checkout(name)));
      for (const cwd of folders) {
        expect(await script('history-branch.sh', ['restore'], { cwd, env })).toMatchObject({ code: 0 });
        expect(await script('report.sh', [], { cwd, env: { ...env, COMMAND: 'collect' } })).toMatchObject({ code: 0 });
      }
      const [first, second] = folders as [string, string];
      const before = await tip();
      expect((await script('history-branch.sh', ['keep'], { cwd: first, env })).out).toContain('kept 3 runs');
      expect((await script('history-branch.sh', ['keep'], { cwd: second, env })).out).toContain('kept 4 runs');
      expect(await runsOnBranch()).toHaveLength(4);
      expect(await run('git', ['--git-dir', remote, 'merge-base', '--is-ancestor', before, branch])).toMatchObject({ code: 0 });
      const parents = await output('git', ['--git-dir', remote, 'log', '--format=%P', branch]);
      expect(parents.split('\n').every((line) => !line.includes(' '))).toBe(true);
    });
  });

  it('a second keep without a run pushes nothing', async () => {
    const cwd = await checkout('idle');
    await script('history-branch.sh', ['restore'], { cwd });
    const before = await tip();
    expect((await script('history-branch.sh', ['keep'], { cwd })).out).toContain('nothing new to keep');
    expect(await tip()).toBe(before);
  });
});

describe('what must not reach the branch', () => {
  async function refused(name: string, spoil: (data: string) => Promise<void>): Promise<string> {
    const cwd = await checkout(name);
    await script('history-branch.sh', ['restore'], { cwd });
    await spoil(join(cwd, 'reports/data'));
    const before = await tip();
    const { code, out } = await script('history-branch.sh', ['keep'], { cwd });
    expect(code).not.toBe(0);
    expect(await tip()).toBe(before);
    return out;
  }
  const points = async (data: string): Promise<readonly string[]> => (await readdir(join(data, 'points'), { recursive: true })).filter((path) => path.endsWith('Z.json.zst')).map((path) => join(data, 'points', path)).toSorted();

  it('a damaged record', async () => {
    expect(await refused('damaged', async (data) => writeFile((await points(data))[0] ?? '', 'not zstd'))).toContain('damaged');
  });

  it('a record that lost a run', async () => {
    expect(await refused('shrunk', async (data) => rm((await points(data))[0] ?? ''))).toContain('has 3 runs, the branch 4');
  });

  it('no record at all', async () => {
    expect(await refused('gone', (data) => rm(data, { recursive: true }))).toContain('damaged or not there');
  });
});

describe('what must not be taken for an empty history', () => {
  it('a remote that cannot be reached', async () => {
    const cwd = await checkout('unreachable');
    await output('git', ['remote', 'set-url', 'origin', join(world, 'nowhere.git')], { cwd });
    const { code, out } = await script('history-branch.sh', ['restore'], { cwd });
    expect(code).not.toBe(0);
    expect(out).toContain('cannot be read');
    expect(existsSync(join(cwd, 'reports/data'))).toBe(false);
  });

  it('a folder that holds another record', async () => {
    const cwd = await checkout('full');
    await mkdir(join(cwd, 'reports/data'), { recursive: true });
    await writeFile(join(cwd, 'reports/data/record.json'), '{}');
    expect(await script('history-branch.sh', ['restore'], { cwd })).toMatchObject({ code: 2 });
  });
});

describe('missed runs', () => {
  const look = async (NOW: string, MAX_DAYS = '8'): Promise<Ended> => script('missed-runs.sh', [], { cwd: join(world, 'week-2'), env: { NOW, MAX_DAYS, CONFIG: 'none.yaml' } });
  const later = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

  it('none within the cadence', async () => expect(await look(later(7))).toMatchObject({ code: 0 }));
  it('one when the newest run is too old', async () => expect((await look(later(9))).out).toContain('missed: the newest run is 9.0 days old, 8 are allowed'));
  it('fails without a record, and with a cadence that is none', async () => {
    expect((await script('missed-runs.sh', [], { cwd: await checkout('empty') })).code).not.toBe(0);
    expect(await look(later(1), '0')).toMatchObject({ code: 2 });
  });
});
