import { describe, expect, it } from 'vitest';
import { UserError } from '../../domain/errors.ts';
import { parseTenantSpec } from './spec.ts';

describe('parseTenantSpec', () => {
  it('knows the demo, and synthetic tenants with and without sizes', () => {
    expect(parseTenantSpec('demo')).toEqual({ kind: 'demo' });
    expect(parseTenantSpec('synthetic')).toEqual({ kind: 'synthetic', size: { scopes: 100, assessments: 100, days: 30, seed: 1 } });
    expect(parseTenantSpec('synthetic: scopes = 7 , seed=0, days=365,assessments=5')).toEqual({ kind: 'synthetic', size: { scopes: 7, assessments: 5, days: 365, seed: 0 } });
  });

  it('says what is allowed for a tenant it does not know', () => {
    expect(() => parseTenantSpec('contoso')).toThrow(/unknown tenant "contoso".*"demo".*scopes \(1 to 20000/);
  });

  it('names every wrong key and value at once', () => {
    const attempt = (): unknown => parseTenantSpec('synthetic:scopes=0,size=3,days=x,seed=1.5,assessments=');
    expect(attempt).toThrow(UserError);
    try {
      attempt();
    } catch (error) {
      expect(error instanceof UserError ? error.problems.map(({ message }) => message) : []).toEqual([
        '"0" is no value for scopes', 'unknown key "size" in the tenant "synthetic:scopes=0,size=3,days=x,seed=1.5,assessments="',
        '"x" is no value for days', '"1.5" is no value for seed', '"" is no value for assessments',
      ]);
    }
  });
});
