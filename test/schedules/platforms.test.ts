import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secureScore } from '../program/program.ts';
import { cronProblems } from './cronRules.ts';
import { cronJobProblems, danglingNames } from './podRules.ts';
import { root, run } from './shell.ts';
import { at, list, map, text, yaml, yamlDocuments } from './tree.ts';

/** Azure Pipelines, Kubernetes, Container Apps. */

let folder = '';
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'secure-score-platforms-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (path: string): Promise<string> => readFile(join(root, 'examples', path), 'utf8');

async function accepted(config: string): Promise<string> {
  const file = join(await mkdtemp(join(folder, 'config-')), 'config.yaml');
  await writeFile(file, config);
  return (await secureScore(['validate', '--config', file])).out;
}

describe('Kubernetes', async () => {
  const source = await read('kubernetes/cronjob.yaml');
  const documents = yamlDocuments(source);
  const job = documents.find((document) => at(document, 'kind') === 'CronJob');

  it('has a job that is locked down and weekly', () => expect(cronJobProblems(job)).toEqual([]));
  it('refers only to what it has', () => expect(danglingNames(documents)).toEqual([]));
  it('holds a config that the program accepts', async () => {
    const config = documents.find((document) => at(document, 'kind') === 'ConfigMap');
    expect(await accepted(text(at(config, 'data', 'config.yaml')))).toContain('is valid');
  });
  it('signs in as a workload, and keeps the exit codes that a retry cannot mend', () => {
    const template = at(job, 'spec', 'jobTemplate', 'spec', 'template');
    expect(at(template, 'metadata', 'labels', 'azure.workload.identity/use')).toBe('true');
    expect(at(job, 'spec', 'jobTemplate', 'spec', 'podFailurePolicy', 'rules', 0, 'onExitCodes', 'values')).toEqual([2, 3, 4, 5]);
  });

  it.each([
    ['drop: [ALL]', 'drop: [NET_RAW]', 'capabilities.drop'], ['readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', 'readOnlyRootFilesystem'],
    ['type: RuntimeDefault', 'type: Unconfined', 'seccompProfile'], ['runAsNonRoot: true', 'runAsNonRoot: false', 'runAsNonRoot'], ['runAsUser: 10001', 'runAsUser: 0', 'runAsUser'],
    ['secure-score:0.1.0', 'secure-score', 'image'], ['secure-score:0.1.0', 'secure-score:latest', 'image'], ['Forbid', 'Allow', 'concurrencyPolicy'],
    ['17 6 * * 1', '17 6 * *', 'fields'], ['{ name: tmp, mountPath: /tmp }', '{ name: tmpp, mountPath: /tmp }', 'mount tmpp'], ['memory: 2Gi', 'cpu: 1', 'limits.memory'],
    ['activeDeadlineSeconds: 3600', 'suspend: false', 'activeDeadlineSeconds'],
  ])('%s as %s is told', (from, to, problem) => {
    expect(source).toContain(from);
    expect(cronJobProblems(yamlDocuments(source.replace(from, () => to)).at(-1)).join('\n')).toContain(problem);
  });
});

describe('Azure Pipelines', async () => {
  const source = await read('azure-pipelines/weekly.yml');
  const pipeline = yaml(source);
  const jobs = list(at(pipeline, 'jobs'));
  const steps = jobs.flatMap((job) => list(at(job, 'steps')));

  it('runs on schedules that mean something', () => {
    const schedules = list(at(pipeline, 'schedules'));
    expect(schedules.flatMap((schedule) => cronProblems(text(at(schedule, 'cron'))))).toEqual([]);
    expect(schedules.map((schedule) => at(schedule, 'always'))).toEqual([true, true]);
    for (const job of jobs) expect(text(at(job, 'condition'))).toContain(`'Missed runs'`);
    expect(schedules.map((schedule) => at(schedule, 'displayName'))).toContain('Missed runs');
  });
  it('has a timeout for every job, and a version for every task and image', () => {
    for (const job of jobs) expect(at(job, 'timeoutInMinutes')).toSatisfy((minutes: unknown) => Number(minutes) > 0 && Number(minutes) <= 120);
    for (const task of steps.map((step) => at(step, 'task')).filter((task) => task !== undefined)) expect(task).toMatch(/^\w+@\d+$/);
    expect(at(pipeline, 'pool', 'vmImage')).not.toMatch(/latest/);
  });
  it('signs in with federation, and with nothing that is stored', () => {
    const task = steps.find((step) => at(step, 'task') === 'AzureCLI@2');
    expect(at(task, 'inputs', 'addSpnToEnvironment')).toBe(true);
    expect(text(at(task, 'inputs', 'scriptPath'))).toBe('$(SCRIPTS)/azure-pipelines.sh');
    expect(source).not.toMatch(/password|secret(?!-|s-|\w*Score)|\$\(.*KEY.*\)/i);
  });
  it('puts no macro and no parameter into the text of a script; each script parses', async () => {
    for (const script of steps.map((step) => at(step, 'bash')).filter((one) => typeof one === 'string')) {
      expect(script).not.toMatch(/\$\{\{|\$\((?!cat |ls )/);
      expect(await run('bash', ['-n', '-c', script])).toEqual({ code: 0, out: '' });
    }
  });
  it('lets its user choose which exit codes fail', () => {
    const choices = list(at(pipeline, 'parameters', 0, 'values'));
    expect(choices.every((choice) => /^(none|[345]( [345])*)$/.test(String(choice)))).toBe(true);
    expect(choices).toContain(at(pipeline, 'parameters', 0, 'default'));
    expect(steps.filter((step) => text(at(step, 'bash')).includes('verdict.sh')).map((step) => map(at(step, 'env')))).toEqual([{ FAIL_ON: '${{ parameters.failOn }}' }]);
  });
});

describe('Container Apps', async () => {
  const bicep = await read('container-apps/job.bicep');

  it('has a schedule, a retry limit, a timeout, and an identity instead of a secret', () => {
    expect(cronProblems(/param cronExpression string = '([^']*)'/.exec(bicep)?.[1] ?? '')).toEqual([]);
    for (const line of ["triggerType: 'Schedule'", 'replicaTimeout: 3600', 'replicaRetryLimit: 1', "type: 'UserAssigned'", 'allowBlobPublicAccess: false', "minimumTlsVersion: 'TLS1_2'"]) expect(bicep).toContain(line);
    expect(bicep).not.toMatch(/clientSecret|password/i);
  });
  it('declares every name it uses, and closes every bracket', () => {
    const code = bicep.replaceAll(/\/\/.*$/gm, '').replaceAll(/'(?:[^'\\]|\\.)*'/g, "''");
    for (const [open, close] of ['{}', '[]', '()'].map((pair) => [...pair] as [string, string])) expect(code.split(open).length).toBe(code.split(close).length);
    const declared = new Set([...bicep.matchAll(/^(?:param|resource|var) (\w+)/gm)].map(([, name]) => name));
    const used = [...code.matchAll(/\b(\w+)\.(?:properties|listKeys|id\b|name\b)/g)].map(([, name]) => name);
    expect(used.filter((name) => !declared.has(name))).toEqual([]);
    const volumes = [...bicep.matchAll(/\{ name: '(\w+)', storageType/g)].map(([, name]) => name);
    expect([...bicep.matchAll(/volumeName: '(\w+)'/g)].map(([, name]) => name)).toEqual(volumes);
  });
  it('comes with a config that the program accepts', async () => expect(await accepted(await read('container-apps/config.yaml'))).toContain('is valid'));
});
