import { cronProblems } from './cronRules.ts';
import { at, list, map, text, yaml, type Tree } from './tree.ts';

/** What may be wrong with a GitHub workflow or composite action, as far as this project cares. */

const known = {
  workflow: ['name', 'run-name', 'on', 'permissions', 'env', 'defaults', 'concurrency', 'jobs'],
  job: ['name', 'if', 'needs', 'runs-on', 'permissions', 'environment', 'concurrency', 'outputs', 'env', 'defaults', 'steps', 'timeout-minutes', 'strategy'],
  step: ['id', 'if', 'name', 'uses', 'run', 'working-directory', 'shell', 'with', 'env', 'continue-on-error', 'timeout-minutes'],
  scope: ['actions', 'attestations', 'checks', 'contents', 'deployments', 'id-token', 'issues', 'packages', 'pages', 'pull-requests', 'statuses'],
} as const;

/** Action files by the path they are used with, e.g. `./.secure-score`. */
export type LocalActions = Readonly<Record<string, unknown>>;

export function workflowProblems(source: string, actions: LocalActions = {}): readonly string[] {
  const tree = map(yaml(source));
  const jobs = Object.entries(map(tree['jobs']));
  return [
    ...unknownKeys('workflow', tree, known.workflow),
    ...triggerProblems(tree['on']),
    ...topPermissions(tree, jobs.map(([, job]) => map(job))),
    ...(tree['concurrency'] === undefined ? ['no concurrency group'] : []),
    ...(jobs.length === 0 ? ['no jobs'] : []),
    ...jobs.flatMap(([name, job]) => jobProblems(map(job), jobs.map(([other]) => other), actions).map((problem) => `job ${name}: ${problem}`)),
    ...pinProblems(source),
  ];
}

export function actionProblems(source: string): readonly string[] {
  const tree = map(yaml(source));
  const steps = list(at(tree, 'runs', 'steps')).map(map);
  const inputs = Object.keys(map(tree['inputs']));
  const used = [...source.matchAll(/(?<![\w-])inputs\.([\w-]+)/g)].map(([, name = '']) => name);
  return [
    ...(at(tree, 'runs', 'using') === 'composite' ? [] : ['is not a composite action']),
    ...steps.filter((step) => step['run'] !== undefined && step['shell'] === undefined).map((step) => `step ${text(step['name'])}: no shell`),
    ...stepsProblems(steps, {}, source),
    ...used.filter((name) => !inputs.includes(name)).map((name) => `inputs.${name} is not declared`),
    ...inputs.filter((name) => !used.includes(name)).map((name) => `input ${name} is not used`),
    ...Object.entries(map(tree['outputs'])).filter(([, output]) => text(at(output, 'value')) === '').map(([name]) => `output ${name} has no value`),
    ...pinProblems(source),
  ];
}

function triggerProblems(on: unknown): readonly string[] {
  const names = typeof on === 'string' ? [on] : Array.isArray(on) ? on.map(String) : Object.keys(map(on));
  const dangerous = names.filter((name) => ['pull_request_target', 'workflow_run', 'issue_comment'].includes(name)).map((name) => `trigger ${name} runs strangers' input with our token`);
  return [...(names.length === 0 ? ['no trigger'] : []), ...dangerous, ...list(at(on, 'schedule')).flatMap((entry) => cronProblems(text(at(entry, 'cron'))))];
}

function topPermissions({ permissions }: Tree, jobs: readonly Tree[]): readonly string[] {
  if (permissions === undefined) return ['no permissions: the token has the repository\'s default'];
  if (typeof permissions === 'string') return [`permissions: ${permissions} names no scope`];
  const writes = Object.entries(map(permissions)).filter(([, level]) => level === 'write').map(([scope]) => `${scope}: write for all jobs; give it to the one that needs it`);
  const missing = Object.keys(map(permissions)).length === 0 && jobs.some((job) => job['permissions'] === undefined) ? ['a job without permissions where the workflow gives none'] : [];
  return [...writes, ...missing];
}

function jobProblems(job: Tree, others: readonly string[], actions: LocalActions): readonly string[] {
  const needs = typeof job['needs'] === 'string' ? [job['needs']] : list(job['needs']).map(text);
  const minutes = job['timeout-minutes'];
  return [
    ...unknownKeys('job', job, known.job),
    ...(typeof minutes === 'number' && minutes > 0 && minutes <= 120 ? [] : ['no timeout-minutes of at most 120']),
    ...(/^(ubuntu|windows|macos)-\d/.test(text(job['runs-on'])) ? [] : ['runs-on is not a runner with a version']),
    ...(typeof job['permissions'] === 'string' ? ['permissions names no scope'] : unknownKeys('permissions', map(job['permissions']), known.scope)),
    ...needs.filter((name) => !others.includes(name)).map((name) => `needs ${name}, which is no job`),
    ...stepsProblems(list(job['steps']).map(map), actions, JSON.stringify(job)),
  ];
}

function stepsProblems(steps: readonly Tree[], actions: LocalActions, source: string): readonly string[] {
  const ids = new Set(steps.map((step) => text(step['id'])));
  const referred = [...source.matchAll(/\bsteps\.([\w-]+)\./g)].map(([, id = '']) => id);
  return [
    ...referred.filter((id) => !ids.has(id)).map((id) => `steps.${id} is no step`),
    ...steps.flatMap((step, index) => stepProblems(step, actions, source).map((problem) => `step ${text(step['name']) || index + 1}: ${problem}`)),
  ];
}

function stepProblems(step: Tree, actions: LocalActions, source: string): readonly string[] {
  const [run, uses] = [text(step['run']), text(step['uses'])];
  return [
    ...unknownKeys('step', step, known.step),
    ...((run === '') === (uses === '') ? ['has not exactly one of run, uses'] : []),
    // Text from outside inside a script is a script from outside; it belongs into env.
    ...(run.includes('${{') ? ['an expression in the text of run'] : []),
    ...(/\bsecrets\.(?!GITHUB_TOKEN)/.test(JSON.stringify(step)) ? ['uses a stored secret'] : []),
    ...(uses.startsWith('actions/checkout@') && at(step, 'with', 'persist-credentials') !== false ? ['checkout keeps the token on disk'] : []),
    ...(uses in actions ? localProblems(step, actions[uses], source) : []),
  ];
}

function localProblems(step: Tree, action: unknown, source: string): readonly string[] {
  const [inputs, outputs] = [Object.keys(map(at(action, 'inputs'))), Object.keys(map(at(action, 'outputs')))];
  const read = step['id'] === undefined ? [] : [...source.matchAll(new RegExp(`steps\\.${text(step['id'])}\\.outputs\\.([\\w-]+)`, 'g'))].map(([, name = '']) => name);
  return [
    ...Object.keys(map(step['with'])).filter((name) => !inputs.includes(name)).map((name) => `gives ${name}, which the action does not take`),
    ...read.filter((name) => !outputs.includes(name)).map((name) => `reads ${name}, which the action does not give`),
  ];
}

/** Every action by its commit, with the version it is in a comment; the action of this repository by path. */
function pinProblems(source: string): readonly string[] {
  const lines = source.split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line));
  return lines.map((line) => line.trim().replace(/^- /, '')).filter((line) => !/^uses: (?:\.\/\S*|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/.test(line)).map((line) => `not pinned by commit and version: ${line}`);
}

function unknownKeys(what: string, tree: Tree, allowed: readonly string[]): readonly string[] {
  return Object.keys(tree).filter((key) => !allowed.includes(key)).map((key) => `${what} has an unknown key ${key}`);
}
