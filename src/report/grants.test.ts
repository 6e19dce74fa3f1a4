import { describe, expect, it } from 'vitest';
import type { DefenderPlan, Grant } from '../domain/circumstances.ts';
import type { Scope } from '../domain/scope.ts';
import { covers, grantFinder, isOver, scopeOf } from './grants.ts';
import { planNeedOf } from './paidPlans.ts';
import { riskOf } from './risks.ts';

const sub = '/subscriptions/s1';
const connector = `${sub}/resourcegroups/rg/providers/microsoft.security/securityconnectors/aws`;
const scope = (id: string): Scope => ({ id, kind: 'subscription', name: id, environment: 'Azure', subscriptionId: 's1', hierarchyIdentifier: null, ancestors: [{ name: 'Online', displayName: 'Online' }, { name: 'root', displayName: 'Root' }], tags: {}, state: 'Enabled' });
const grant = (granted: string, changes: Partial<Grant> = {}): Grant => ({
  id: `${granted}/providers/microsoft.authorization/policyexemptions/e`, source: 'policyExemption', scope: granted, keys: ['k'], name: null, reason: null, category: null, expiresAt: null, createdBy: null, createdAt: null, ...changes,
});
const group = (name: string): string => `/providers/microsoft.management/managementgroups/${name}`;
const vm = `${sub}/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm1`;

describe('an exemption', () => {
  it.each([[vm, true], [`${sub}/resourcegroups/rg`, true], [sub, true], [group('online'), true], [group('corp'), false], [`${sub}/resourcegroups/r`, false], [`${vm}0`, false], ['/subscriptions/s2', false]])('granted on %s holds for the machine: %s', (granted, held) => {
    expect(covers(grant(granted), scope(sub), vm)).toBe(held);
  });

  it('is in a subscription or a connector, or above both', () => {
    expect([vm, `${connector}/securityentitydata/x`, group('root')].map(scopeOf)).toEqual([sub, connector, null]);
  });

  it('is found by what it was granted on, nearest first, one in force before one that is over', () => {
    const takenAt = '2026-11-20T06:00:00Z';
    const wide = grant(group('root'), { id: 'wide' });
    const own = grant(vm, { id: 'own' });
    const over = grant(vm, { id: 'over', expiresAt: '2026-11-01T00:00:00Z' });
    const found = (...grants: Grant[]): string | null => grantFinder({ grants, scopes: [scope(sub)], takenAt })({ scopeId: sub, key: 'k', resourceId: vm })?.id ?? null;
    expect([found(wide, own), found(over, wide), found(over), found(grant(vm, { keys: ['other'] })), found()]).toEqual(['own', 'wide', 'over', null, null]);
    expect([isOver(over, takenAt), isOver(own, takenAt)]).toEqual([true, false]);
  });
});

describe('riskOf', () => {
  const row = { scopeId: sub, key: 'k', critical: 0, high: 2, medium: 1, low: 0, none: 0, exposed: 1, attackPaths: 0 };
  it('adds up scopes and recommendations, the highest level first; without any evaluated there is none', () => {
    expect(riskOf([row, { ...row, scopeId: connector, critical: 1, attackPaths: 1 }, { ...row, key: 'other', low: 9 }], ['k'])).toEqual({ level: 'Critical', critical: 1, high: 4, medium: 2, low: 0, none: 0, exposed: 2, attackPaths: 1 });
    expect([riskOf([row], ['other']), riskOf(undefined, ['k'])]).toEqual([null, null]);
  });
});

describe('planNeedOf', () => {
  const jit = { key: '805651bc-6ecd-4c73-9b55-97a19d0582d0', name: 'Management ports of virtual machines should be protected with just-in-time network access control' };
  const plan = (scopeId: string, name: string, enabled: boolean, subPlan: string | null = null): DefenderPlan => ({ scopeId, plan: name, enabled, subPlan });
  it('counts the scopes in which no plan that would do is on: the kind of a plan matters', () => {
    const plans = [plan('a', 'VirtualMachines', true, 'P2'), plan('b', 'VirtualMachines', true, 'P1'), plan('c', 'VirtualMachines', false)];
    expect(planNeedOf([jit], ['a', 'b', 'c'], plans)).toEqual({ plans: ['Defender for Servers Plan 2'], scopes: 3, missingIn: 2 });
    expect(planNeedOf([{ key: '06e3a6db-6c0c-4ad9-943f-31d9d73ecf6c', name: 'EDR' }], ['c', 'd'], [...plans, plan('d', 'CloudPosture', true)])).toEqual({ plans: ['Defender for Servers Plan 2', 'Defender CSPM'], scopes: 2, missingIn: 1 });
  });
  it('does not say what is on where that is not known', () => {
    expect([planNeedOf([jit], ['a'], undefined)?.missingIn, planNeedOf([jit], ['a', 'b'], [plan('a', 'VirtualMachines', true, 'P2')])?.missingIn]).toEqual([null, null]);
  });
  it('knows that enabling a plan is buying it, and says nothing of others', () => {
    expect(planNeedOf([{ key: 'x', name: 'Microsoft Defender for Key Vault should be enabled' }], ['a'], [plan('a', 'KeyVaults', false)])).toEqual({ plans: ['Defender for Key Vault'], scopes: 1, missingIn: 1 });
    expect(planNeedOf([{ key: 'x', name: 'MFA should be enabled on accounts' }], ['a'], [])).toBeNull();
  });
});
