import { describe, expect, it } from 'vitest';
import { expandSecrets } from './secrets.ts';
import { closest, editDistance } from './suggest.ts';
import { readYamlTree } from './yamlTree.ts';

describe('secrets in config', () => {
  const expand = (text: string, env: Readonly<Record<string, string>> = {}): ReturnType<typeof expandSecrets> =>
    expandSecrets(readYamlTree(text, 'config.yaml'), env, ['email.password', 'targets.key']);

  it('come from the environment', () => {
    expect(expand('email: { password: "${MAIL}" }\ntargets: [{ key: "${KEY}" }]', { MAIL: 'm', KEY: 'k' })).toEqual({ value: { email: { password: 'm' }, targets: [{ key: 'k' }] }, problems: [], names: ['MAIL', 'KEY'], secretNames: ['MAIL', 'KEY'], secrets: ['m', 'k'] });
  });

  it('ids may come from there, without being secrets', () => {
    const text = 'azure: { identity: { tenantId: "${TENANT}", clientId: abc } }';
    expect(expand(text, { TENANT: 't' })).toEqual({ value: { azure: { identity: { tenantId: 't', clientId: 'abc' } } }, problems: [], names: ['TENANT'], secretNames: [], secrets: [] });
    expect(expand(text).problems.map(({ message }) => message)).toEqual(['the environment variable TENANT is not set']);
  });

  it('are refused when written out, and never repeated', () => {
    const { problems } = expand('email: { password: hunter2 }');
    expect(problems).toEqual([{ message: 'a secret must not be written in config', fix: 'Put it in an environment variable NAME and write ${NAME}.', position: { file: 'config.yaml', line: 1, column: 20, path: 'email.password' } }]);
  });

  it('name the variable that is not set', () => {
    expect(expand('email: { password: "${MAIL}" }', { MAIL: '' }).problems.map(({ message }) => message)).toEqual(['the environment variable MAIL is not set']);
  });
});

describe('suggestions', () => {
  it('count a swap of neighbours as one slip', () => {
    expect([editDistance('tilte', 'title'), editDistance('', 'abc'), editDistance('abc', 'abc'), editDistance('kitten', 'sitting')]).toEqual([1, 3, 0, 3]);
  });

  it('name nothing when nothing is close', () => {
    expect(closest('qqqq', ['title', 'groups'])).toBeNull();
    expect(closest('Grups', ['title', 'groups'])).toBe('groups');
  });
});
