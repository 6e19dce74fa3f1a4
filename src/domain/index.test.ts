import { describe, expect, it } from 'vitest';
import { environmentLabel, environmentName } from './environment.ts';
import { UserError } from './errors.ts';
import { runIdOf } from './snapshot.ts';

describe('domain', () => {
  it('spells environments as documented and keeps unknown ones', () => {
    expect(['github', 'AZUREDEVOPS', 'Azure', 'Bitbucket'].map(environmentName)).toEqual(['GitHub', 'AzureDevOps', 'Azure', 'Bitbucket']);
  });

  it('labels any name, even one that every object has', () => {
    expect(['AzureDevOps', 'constructor', '__proto__'].map(environmentLabel)).toEqual(['Azure DevOps', 'constructor', '__proto__']);
  });

  it('prints every problem with its place and its fix', () => {
    const error = new UserError([
      { message: 'unknown key "tilte"', position: { file: 'config.yaml', line: 2, column: 1, path: 'tilte' }, fix: 'Did you mean "title"?' },
      { message: 'no scopes' },
    ]);
    expect(error.message).toBe('config.yaml:2:1 tilte: unknown key "tilte". Did you mean "title"?\nno scopes');
    expect(error.exitCode).toBe(2);
  });

  it('makes run ids that sort by time', () => {
    expect(runIdOf(new Date('2026-11-21T06:00:00.123Z'))).toBe('20261121T060000Z');
  });
});
