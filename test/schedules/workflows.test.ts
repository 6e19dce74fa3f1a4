import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cronProblems } from './cronRules.ts';
import { at, list, map, text, yaml } from './tree.ts';
import { output } from './shell.ts';
import { actionProblems, workflowProblems } from './workflowRules.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const workflows = ['.github/workflows', 'examples/github-actions'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`));
const ownAction = { './.secure-score': yaml(read('action.yml')) };

/** Everything any job may write, and why; a new entry is a decision. */
const writes: Readonly<Record<string, readonly string[]>> = {
  'examples/github-actions/weekly.yml': [
    'report contents', // pushes the history branch
    'report id-token', // signs in to Azure
    'pages pages', 'pages id-token', // both asked for by deploy-pages
  ],
  '.github/workflows/release.yml': ['publish id-token', 'publish attestations'],
};

describe('workflows for GitHub', () => {
  it.each(workflows)('%s is sound', (path) => expect(workflowProblems(read(path), ownAction)).toEqual([]));

  it.each(workflows)('%s writes no more than it must', (path) => {
    const jobs = Object.entries(map(at(yaml(read(path)), 'jobs')));
    const given = jobs.flatMap(([job, value]) => Object.entries(map(at(value, 'permissions'))).filter(([, level]) => level === 'write').map(([scope]) => `${job} ${scope}`));
    expect(given).toEqual(writes[path] ?? []);
  });

  it('the action is sound', () => expect(actionProblems(read('action.yml'))).toEqual([]));

  it('dependabot looks after every file that is pinned', () => {
    const updates = at(yaml(read('.github/dependabot.yml')), 'updates');
    expect(JSON.stringify(updates)).toContain('"directories":["/","/examples/github-actions"]');
  });

  it('the release\'s bill of materials names what is installed, and no tool of ours', async () => {
    const [, command = ''] = /^\s*(npm sbom .*) > /m.exec(read('.github/workflows/release.yml')) ?? [];
    const bill: unknown = JSON.parse(await output('bash', ['-c', command]));
    const names = new Set(list(at(bill, 'components')).map((component) => text(at(component, 'name'))));
    expect(at(bill, 'bomFormat')).toBe('CycloneDX');
    expect([names.has('commander'), names.has('vitest')]).toEqual([true, false]);
  });

  it('the weekly run asks before anything leaves', () => {
    const steps = JSON.stringify(at(yaml(read('examples/github-actions/weekly.yml')), 'jobs', 'report', 'steps'));
    expect(steps.indexOf('guard-visibility.sh repository')).toBeLessThan(steps.indexOf('azure/login'));
    const pages = JSON.stringify(at(yaml(read('examples/github-actions/weekly.yml')), 'jobs', 'pages', 'steps'));
    expect(pages.indexOf('guard-visibility.sh pages')).toBeGreaterThan(0);
    expect(pages.indexOf('guard-visibility.sh pages')).toBeLessThan(pages.indexOf('actions/deploy-pages'));
  });
});

const sound = `
on: { schedule: [{ cron: '17 6 * * 1' }] }
permissions: {}
concurrency: { group: one }
jobs:
  only:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions: { contents: read }
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with: { persist-credentials: false }
      - id: said
        uses: ./.secure-score
        with: { out: reports }
      - run: echo "$SCORE"
        env: { SCORE: "\${{ steps.said.outputs.score }}" }
`;

describe('the rules', () => {
  it('pass a sound workflow', () => expect(workflowProblems(sound, ownAction)).toEqual([]));

  it.each([
    ['permissions: {}', 'permissions: write-all', 'names no scope'],
    ['permissions: {}', 'permissions: { contents: write }', 'contents: write for all jobs'],
    ['permissions: {}', 'env: {}', 'no permissions'],
    ['    permissions: { contents: read }', '    env: {}', 'a job without permissions'],
    ['contents: read', 'content: read', 'unknown key content'],
    ['17 6 * * 1', '17 24 * * 1', 'hour is out of range'],
    ['    timeout-minutes: 5', '    name: x', 'no timeout-minutes'],
    ['ubuntu-24.04', 'ubuntu-latest', 'not a runner with a version'],
    ['@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1', '@v7', 'not pinned'],
    [' # v7.0.1', '', 'not pinned'],
    ['with: { persist-credentials: false }', 'with: {}', 'keeps the token'],
    ['echo "$SCORE"', 'echo "${{ github.event.issue.title }}"', 'an expression in the text of run'],
    ['echo "$SCORE"', 'echo "${{ inputs.out }}"', 'an expression in the text of run'],
    ['steps.said.outputs', 'steps.sad.outputs', 'steps.sad is no step'],
    ['outputs.score', 'outputs.scores', 'reads scores'],
    ['out: reports', 'outdir: reports', 'gives outdir'],
    ['steps.said.outputs.score', 'secrets.PASSWORD', 'uses a stored secret'],
    ['concurrency: { group: one }', 'name: x', 'no concurrency group'],
    ['schedule: [{ cron: \'17 6 * * 1\' }]', 'pull_request_target: {}', 'pull_request_target'],
    ['timeout-minutes', 'timeout-minute', 'unknown key timeout-minute'],
  ])('%s as %s is told', (from, to, problem) => {
    expect(sound).toContain(from);
    expect(workflowProblems(sound.replace(from, () => to), ownAction).join('\n')).toContain(problem);
  });

  it.each(['* * *', '60 * * * *', '0 6 * * 1', '5 6 0 * *', '5 6 * 13 *', '5 6 * * mon', '*/0 * * * *'])('cron %s is told', (cron) => expect(cronProblems(cron)).not.toEqual([]));
  it.each(['17 6 * * 1', '*/15 1-5 * * 0,6'])('cron %s passes', (cron) => expect(cronProblems(cron)).toEqual([]));

  it('an action with a step without shell, or an input that nobody reads, is told', () => {
    expect(actionProblems('inputs: { out: { default: x } }\nruns: { using: composite, steps: [{ name: a, run: ls }] }')).toEqual(['step a: no shell', 'input out is not used']);
  });
});
