import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../config/index.ts';
import type { Config } from '../../domain/config.ts';
import { sharedBetween, type ReadTenant } from './places.ts';
import { argumentsFor, environmentFor, markedLines, worst } from './together.ts';

describe('one of several tenants', () => {
  it('gets the command as given, with its own config', () => {
    expect(argumentsFor(['run', '--config', 'a.yaml', '--config=b.yaml', '--parallel', '2', '--only', 'html'], '/x/b.yaml')).toEqual(['run', '--only', 'html', '--config', '/x/b.yaml']);
    expect(argumentsFor(['--tenants', 'list.yaml', 'validate', '--quiet'], '/a')).toEqual(['validate', '--quiet', '--config', '/a']);
  });

  it('sees nobody’s identity and no variable of another', () => {
    const env = { PATH: '/bin', A_KEY: 'a', B_KEY: 'b', BOTH: 'x', AZURE_CLIENT_SECRET: 's', AZURE_AUTHORITY_HOST: 'h', HTTPS_PROXY: 'p' };
    expect(environmentFor({ names: ['A_KEY', 'BOTH'] }, [{ names: ['B_KEY', 'BOTH'] }], env, ['AZURE_CLIENT_SECRET'])).toEqual({ PATH: '/bin', A_KEY: 'a', BOTH: 'x', HTTPS_PROXY: 'p' });
    expect(environmentFor({ names: ['AZURE_CLIENT_SECRET'] }, [], env, ['AZURE_CLIENT_SECRET'])).toHaveProperty('AZURE_CLIENT_SECRET', 's');
  });

  it('is told apart in the log, whatever the pieces its output comes in', () => {
    const lines: string[] = [];
    const text = markedLines('contoso', 'text', (line) => lines.push(line));
    for (const part of ['one\ntw', 'o\n\n', 'end']) text.take(part);
    text.end();
    const json = markedLines('contoso', 'json', (line) => lines.push(line));
    json.take('{"level":"info"}\nplain\n[1]\n');
    json.end();
    expect(lines).toEqual(['[contoso] one\n', '[contoso] two\n', '[contoso]\n', '[contoso] end\n', '{"tenant":"contoso","level":"info"}\n', '{"tenant":"contoso","message":"plain"}\n', '{"tenant":"contoso","message":"[1]"}\n']);
  });

  it.each([[[0, 0], 0], [[0, 5, 4], 4], [[4, 3], 3], [[3, 2], 2], [[2, 1], 1], [[0, 77], 1], [[1, 143], 143], [[], 0]])('%j come to %d', (codes, expected) => {
    expect(worst(codes)).toBe(expected);
  });
});

describe('what tenants share', () => {
  const root = mkdtempSync(join(tmpdir(), 'secure-score-places-'));
  const tenant = (name: string, changes: Partial<Config>, secretNames: readonly string[] = []): ReadTenant => ({ name, config: { ...defaultConfig(root), outDir: join(root, name), ...changes }, secretNames });
  const shared = (...tenants: readonly ReadTenant[]): readonly string[] => sharedBetween(tenants).map(({ message }) => message);
  const git = (folder: string): Config['publish'] => [{ type: 'git', remote: 'https://git.example/score.git', branch: 'pages', folder, author: { name: 'x', email: 'x@example.com' }, token: null, public: false }];

  it('is nothing where every place is apart', () => {
    expect(shared(tenant('a', { publish: git('a') }, ['A']), tenant('ab', { publish: git('b') }, ['B']), tenant('b', {}))).toEqual([]);
  });

  it.each([
    ['the same folder', tenant('a', {}), tenant('b', { outDir: join(root, 'a') })],
    ['a folder in another', tenant('a', {}), tenant('b', { outDir: join(root, 'a', 'deep', 'er') })],
    ['a folder in another case', tenant('a', {}), tenant('b', { outDir: join(root, 'A') })],
    ['a target in another’s folder', tenant('a', {}), tenant('b', { publish: [{ type: 'directory', path: join(root, 'a', 'www') }] })],
    ['a branch', tenant('a', { publish: git('') }), tenant('b', { publish: git('b') })],
  ])('is found: %s', (_, one, other) => {
    expect(shared(one, other)).toEqual([expect.stringContaining('a and b share a place: ')]);
  });

  it('is found behind a link', () => {
    mkdirSync(join(root, 'real'));
    symlinkSync(join(root, 'real'), join(root, 'linked'));
    expect(shared(tenant('real', {}), tenant('x', { outDir: join(root, 'linked', 'reports') }))).toHaveLength(1);
  });

  it('is found in secrets', () => {
    expect(shared(tenant('a', {}, ['KEY']), tenant('b', {}, ['KEY']))).toEqual(['a and b both take a secret from KEY']);
  });
});
