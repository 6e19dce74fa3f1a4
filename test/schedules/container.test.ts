import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockerfileProblems, instructions } from './dockerfileRules.ts';

const root = resolve(import.meta.dirname, '../..');
const source = readFileSync(join(root, 'Dockerfile'), 'utf8');
const ignore = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');

describe('the image', () => {
  it('is built by a sound Dockerfile', () => expect(dockerfileProblems(source)).toEqual([]));

  it('copies only what is there and what .dockerignore lets through', () => {
    const sources = instructions(source).filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from')).flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1)).map((path) => path.replace(/^\.\//, ''));
    expect(sources.length).toBeGreaterThan(5);
    expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(sources.filter((path) => !ignore.includes(`!${path}`))).toEqual([]);
    expect(ignore.find((line) => line !== '' && !line.startsWith('#'))).toBe('*');
  });

  it('writes to /out and /tmp only', () => {
    const environment = instructions(source).find(({ name }) => name === 'ENV')?.rest ?? '';
    expect([...environment.matchAll(/(?:HOME|XDG_\w+)=(\S+)/g)].map(([, path = '']) => path)).toSatisfy((paths: string[]) => paths.length === 3 && paths.every((path) => path.startsWith('/tmp')));
    expect(instructions(source).find(({ name }) => name === 'CMD')?.rest).toBe('["run", "--config", "/config/config.yaml", "--out", "/out"]');
  });
});

const sound = 'FROM node:24-slim AS one\nRUN apt-get update && apt-get install --no-install-recommends x && rm -rf /var/lib/apt/lists/*\nCOPY src ./src\nENV A=1\nUSER 10001:10001\nHEALTHCHECK NONE\nENTRYPOINT ["node", "x"]\n';

describe('the rules', () => {
  it('pass a sound Dockerfile', () => expect(dockerfileProblems(sound)).toEqual([]));

  it.each([
    ['node:24-slim', 'node', 'no pinned tag'], ['node:24-slim', 'node:latest', 'no pinned tag'],
    ['USER 10001:10001', 'USER root', 'not a number'], ['USER 10001:10001', 'USER 0', 'not a number'], ['USER 10001:10001\n', '', 'not a number'],
    [' && rm -rf /var/lib/apt/lists/*', '', 'apt lists stay'], ['--no-install-recommends ', '', 'recommended'], ['apt-get update && ', '', 'without update'],
    ['COPY src ./src', 'ADD https://example.com/x .', 'ADD'], ['COPY src ./src', 'COPY . .', 'whole context'], ['COPY src ./src', 'RUN curl -O x', 'fetches'],
    ['ENV A=1', 'ENV AZURE_CLIENT_SECRET=x', 'names a secret'], ['ENV A=1', 'ARG NPM_TOKEN', 'names a secret'],
    ['["node", "x"]', 'node x', 'exec form'], ['HEALTHCHECK NONE\n', '', 'HEALTHCHECK'], ['HEALTHCHECK NONE', 'HEALTHCHECK NONE\nRUN ls', 'RUN after USER'],
  ])('%s as %s is told', (from, to, problem) => {
    expect(sound).toContain(from);
    expect(dockerfileProblems(sound.replace(from, () => to)).join('\n')).toContain(problem);
  });
});
