import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pseudonyms } from './pseudonyms.ts';

const names = pseudonyms(Buffer.alloc(32, 7));
const subscription = '/subscriptions/11111111-2222-4333-8444-555555555555';
const machine = `${subscription}/resourcegroups/pay-prod/providers/microsoft.compute/virtualmachines/pay-vm-1`;

describe('path', () => {
  it('keeps the shape and the kinds, and no name', () => {
    expect(names.path(machine)).toMatch(/^\/masked\/subscriptions\/[0-9a-f-]{36}\/resourcegroups\/rg-[0-9a-z]{16}\/providers\/microsoft\.compute\/virtualmachines\/name-[0-9a-z]{16}$/);
    expect(names.path(`${machine}/extensions/agent/providers/microsoft.security/x/y`)).toMatch(/extensions\/name-\w{16}\/providers\/microsoft\.security\/x\/name-\w{16}$/);
    expect(names.path('/providers/microsoft.management/managementgroups/contoso')).toMatch(/managementgroups\/mg-\w{16}$/);
  });

  it('places a resource below its masked subscription', () => {
    expect(names.path(machine).startsWith(`${names.path(subscription)}/`)).toBe(true);
    expect(names.path(subscription)).toBe(`/masked/subscriptions/${names.guid('11111111-2222-4333-8444-555555555555')}`);
  });

  it('replaces an id that is not of ARM as a whole', () => {
    expect(names.path('arn:aws:s3:::contoso-payroll')).toMatch(/^\/masked\/resource\/\w{16}$/);
  });

  it('is the same without regard to case, and another on another key', () => {
    expect(names.path('/subscriptions/ABC')).toBe(names.path('/subscriptions/abc'));
    expect(pseudonyms(Buffer.alloc(32, 8)).path(machine)).not.toBe(names.path(machine));
  });

  it('holds no name of any path, and two paths never become one', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{7,20}$/).map((text) => `q${text}`);
    fc.assert(fc.property(name, name, name, (group, first, second) => {
      const path = (resource: string): string => `${subscription}/resourcegroups/${group}/providers/microsoft.compute/virtualmachines/${resource}`;
      const masked = names.path(path(first));
      for (const hidden of [group, first]) expect(masked.includes(hidden)).toBe(false);
      expect(masked === names.path(path(second))).toBe(first === second);
    }));
  });
});

it('a resource is called by its kind and a code', () => {
  expect(names.resource(machine)).toMatch(/^virtualmachines [0-9A-HJKMNP-TV-Z]{6}$/);
  expect(names.resource('arn:aws:s3:::contoso-payroll')).toMatch(/^Resource \w{6}$/);
});

it('a GUID stands for a GUID', () => {
  expect(names.guid('11111111-2222-4333-8444-555555555555')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});
