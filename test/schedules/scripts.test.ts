import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeProgram, output, root, run, script, scripts, type Ended } from './shell.ts';

/** The scripts one by one, without Azure. */

let folder = '';
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'secure-score-scripts-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

const shells = (await readdir(join(root, 'examples'), { recursive: true })).filter((path) => path.endsWith('.sh'));

describe('every script', () => {
  it.each(shells)('%s parses, and stops at the first fault', async (path) => {
    const file = join(root, 'examples', path);
    expect(await run('bash', ['-n', file])).toEqual({ code: 0, out: '' });
    const source = await readFile(file, 'utf8');
    expect(source).not.toMatch(/\beval\b|\bcurl\b|\bwget\b/);
    if (path !== 'scripts/common.sh') expect(source).toMatch(/^#!\/usr\/bin\/env bash\n[\s\S]*\nset -euo pipefail\n/);
  });
});

describe('verdict', () => {
  const verdict = async (code: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> => {
    const RESULT = await mkdtemp(join(folder, 'verdict-'));
    if (code !== '') await writeFile(join(RESULT, 'exit-code'), `${code}\n`);
    return script('verdict.sh', [], { env: { RESULT, ...env } });
  };

  it.each([['0', 0], ['1', 1], ['2', 2], ['3', 3], ['4', 4], ['5', 5], ['130', 130], ['', 1], ['x', 1]])('of exit code "%s" is %i', async (code, expected) => expect((await verdict(code)).code).toBe(expected));
  it.each([['3', '4 5', 0], ['4', '4 5', 4], ['5', 'none', 0], ['1', 'none', 1], ['2', 'none', 2], ['3', '1', 2], ['3', '3;ls', 2]])('of exit code %s with FAIL_ON %s is %i', async (code, FAIL_ON, expected) => expect((await verdict(code, { FAIL_ON })).code).toBe(expected));
  it('is a warning where the service shows it', async () => {
    expect((await verdict('4', { FAIL_ON: '3', GITHUB_ACTIONS: 'true' })).out).toMatch(/^::warning::secure-score ended with 4: report made, but figures are incomplete\n$/);
    expect((await verdict('4', { FAIL_ON: '3', TF_BUILD: 'True' })).out).toBe('##vso[task.logissue type=warning]secure-score ended with 4: report made, but figures are incomplete\n##vso[task.complete result=SucceededWithIssues;]\n');
    expect((await verdict('3', { TF_BUILD: 'True' })).out).toContain('type=error');
  });
});

describe('report', () => {
  async function report(codes: string, env: Readonly<Record<string, string>> = {}): Promise<Ended & { readonly kept: string; readonly calls: string }> {
    const place = await mkdtemp(join(folder, 'report-'));
    const BIN = await fakeProgram(join(place, 'bin'), 'secure-score', `echo "$*" >>"${place}/calls"; n=$(wc -l <"${place}/calls"); set -- ${codes}; exit "\${!n}"`);
    const ended = await script('report.sh', [], { cwd: place, env: { BIN, SECURE_SCORE_MAIN: '', ...env } });
    return { ...ended, kept: await readFile(join(place, 'secure-score-result/exit-code'), 'utf8').catch(() => ''), calls: await readFile(join(place, 'calls'), 'utf8').catch(() => '') };
  }

  it.each([['0', '0', 1], ['1 0', '0', 2], ['4 4 0', '4', 2], ['2 0', '2', 1], ['3 0', '3', 1], ['5 0', '5', 1]])('that ends with %s comes to %s after %i calls', async (codes, kept, calls) => {
    const ended = await report(codes);
    expect(ended).toMatchObject({ code: 0, kept: `${kept}\n` });
    expect(ended.calls.trim().split('\n')).toEqual(Array.from({ length: calls }, () => 'run --config config.yaml --out reports --log-format json'));
  });
  it.each([[{ COMMAND: 'emulate' }], [{ COMMAND: 'run; ls' }], [{ ATTEMPTS: '99' }], [{ RETRY_AFTER: '1; ls' }]])('refuses %o', async (env) => expect(await report('0', env)).toMatchObject({ code: 2, calls: '' }));
});

describe('the summary', () => {
  const hostile = '</details><script>x</script> [a](javascript:x) ![b](https://x) `c` | **d** @all #1\n::error::e\nscore=1\u202e';

  async function summary(runId: string, name = hostile): Promise<{ readonly markdown: string; readonly outputs: string }> {
    const place = await mkdtemp(join(folder, 'summary-'));
    await mkdir(join(place, 'out/site/latest'), { recursive: true });
    await writeFile(join(place, 'out/site/latest/run.json'), JSON.stringify({ runId, score: 0.612, change: { change: -0.012 }, sentences: [name], scoredScopes: 3, expectedScopes: 4 }));
    await writeFile(join(place, 'outcome.json'), JSON.stringify({ runId: '20261122T060000Z', gaps: [{ affectsScore: true, what: name }], gate: { failures: [name] }, undelivered: [{ part: name, message: name }] }));
    await writeFile(join(place, 'exit-code'), '3\n');
    const markdown = await output(process.execPath, [join(scripts, 'summary.mjs'), '--out', join(place, 'out'), '--result', place, '--outputs', join(place, 'outputs')]);
    return { markdown, outputs: await readFile(join(place, 'outputs'), 'utf8') };
  }

  it('shows the score, its change and what went wrong', async () => {
    const { markdown, outputs } = await summary('20261122T060000Z', 'Payments fell');
    expect(markdown).toMatch(/^## Secure score 61\.2 %, −1\.2 pp\n\nExit code 3: a gate failed\.\n\nPayments fell\n/);
    expect(outputs).toMatch(/^score=0\.612\nchange=-0\.012\nexit-code=3\nreport=.*report\.html\n$/);
  });
  it('lets no text act', async () => {
    const { markdown, outputs } = await summary('20261122T060000Z');
    expect(markdown).not.toMatch(/<|\]\(|`|^::|@all|\u202e|\|/m);
    expect(outputs.trim().split('\n')).toHaveLength(4);
  });
  it('does not show last week\'s report as this one', async () => {
    const { markdown, outputs } = await summary('20261115T060000Z');
    expect(markdown).toMatch(/^## Secure score: no report\n/);
    expect(outputs).toBe('score=\nchange=\nexit-code=3\nreport=\n');
  });
});

describe('the guard', () => {
  const guard = async (what: string, answer: string, env: Readonly<Record<string, string>> = {}): Promise<number> => {
    const BIN = await fakeProgram(await mkdtemp(join(folder, 'gh-')), 'gh', answer);
    return (await script('guard-visibility.sh', [what], { env: { BIN, GITHUB_REPOSITORY: 'contoso/score', ...env } })).code;
  };
  it.each([['repository', 'echo private', 0], ['repository', 'echo internal', 0], ['repository', 'echo public', 1], ['repository', 'echo', 1], ['repository', 'exit 1', 1], ['pages', 'echo false', 0], ['pages', 'echo true', 1], ['pages', 'exit 1', 1], ['else', 'echo private', 2]])('of %s, when GitHub says "%s", ends with %i', async (what, answer, code) => expect(await guard(what, answer)).toBe(code));
  it('is passed by with ACCEPT_PUBLIC: yes, and by nothing else', async () => {
    expect(await guard('pages', 'echo true', { ACCEPT_PUBLIC: 'yes' })).toBe(0);
    expect(await guard('pages', 'echo true', { ACCEPT_PUBLIC: 'true' })).toBe(1);
  });
});

describe('the inputs of the action', () => {
  const inputs = { CONFIG: 'config.yaml', OUT: 'reports', COMMAND: 'run', NODE_VERSION: '24', ATTEMPTS: '2', FAIL_ON: '3 4 5', HISTORY_BRANCH: '', MAX_DAYS: '8' };
  const check = async (changed: Partial<typeof inputs>): Promise<number> => (await script('check-inputs.sh', [], { env: { ...inputs, ...changed } })).code;
  it('pass as they are by default', async () => expect(await check({})).toBe(0));
  it.each([[{ CONFIG: '../other/config.yaml' }], [{ CONFIG: '-x' }], [{ CONFIG: '' }], [{ OUT: '/etc' }], [{ OUT: 'a\nb' }], [{ OUT: '$(ls)' }], [{ COMMAND: 'emulate' }], [{ NODE_VERSION: '20' }], [{ NODE_VERSION: '22.16.0' }], [{ NODE_VERSION: 'lts/*' }], [{ FAIL_ON: '3,4' }], [{ HISTORY_BRANCH: '--force' }], [{ COMMAND: 'check' }], [{ MAX_DAYS: '0' }]])('%o is refused', async (changed) => expect(await check(changed)).toBe(2));
});

describe('Azure Pipelines', () => {
  it('hands the federated token on as a file that is gone afterwards', async () => {
    const place = await mkdtemp(join(folder, 'pipelines-'));
    const BIN = await fakeProgram(join(place, 'bin'), 'secure-score', 'echo "$AZURE_CLIENT_ID $AZURE_TENANT_ID $(cat "$AZURE_FEDERATED_TOKEN_FILE") $(stat -c %a "$AZURE_FEDERATED_TOKEN_FILE") ${idToken:-none}"');
    const env = { BIN, SECURE_SCORE_MAIN: '', AGENT_TEMPDIRECTORY: place, idToken: 'the-token', servicePrincipalId: 'client', tenantId: 'tenant', RESULT: join(place, 'result') };
    expect(await script('azure-pipelines.sh', [], { cwd: place, env })).toMatchObject({ code: 0 });
    expect(await readFile(join(place, 'result/outcome.json'), 'utf8')).toBe('client tenant the-token 600 none\n');
    expect((await readdir(place)).filter((name) => name.includes('token'))).toEqual([]);
    expect(await script('azure-pipelines.sh', [], { cwd: place, env: { ...env, idToken: '' } })).toMatchObject({ code: 2 });
  });
});

describe('cron', () => {
  it('is silent when all went well, and says what happened when not', async () => {
    const weekly = async (code: number): Promise<Ended> => {
      const place = await mkdtemp(join(folder, 'cron-'));
      const BIN = await fakeProgram(join(place, 'bin'), 'secure-score', `echo working >&2; exit ${code}`);
      return run('bash', [join(root, 'examples/cron/weekly.sh')], { cwd: place, env: { BIN, SECURE_SCORE_MAIN: '' } });
    };
    expect(await weekly(0)).toEqual({ code: 0, out: '' });
    const failed = await weekly(3);
    expect(failed.code).toBe(3);
    expect(failed.out).toContain('Exit code 3: a gate failed');
  });
});

describe('the token of the history', () => {
  it('reaches git through its environment, for that host only, and nothing that git is asked to run', async () => {
    const place = await mkdtemp(join(folder, 'token-'));
    const git = await output('bash', ['-c', 'command -v git']);
    const BIN = await fakeProgram(join(place, 'bin'), 'git', `if [ "$1" = ls-remote ]; then echo "$* $GIT_CONFIG_COUNT $GIT_CONFIG_KEY_0 $GIT_CONFIG_VALUE_0 \${HISTORY_TOKEN:-none}" >"${place}/seen"; exit 2; fi; exec ${git} "$@"`);
    await output('git', ['init', '--quiet'], { cwd: place });
    const { code, out } = await script('history-branch.sh', ['restore'], { cwd: place, env: { BIN, HISTORY_TOKEN: 'ghs_secret', GITHUB_SERVER_URL: 'https://git.example.com' } });
    expect(code).toBe(0);
    expect(out).not.toContain('ghs_secret');
    const header = Buffer.from('x-access-token:ghs_secret').toString('base64');
    expect(await readFile(join(place, 'seen'), 'utf8')).toBe(`ls-remote --exit-code --heads origin refs/heads/secure-score-history 1 http.https://git.example.com/.extraheader AUTHORIZATION: basic ${header} none\n`);
    expect(await readFile(join(place, '.git/config'), 'utf8')).not.toContain('extraheader');
  });
});
