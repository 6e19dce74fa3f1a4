import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownStates, StateChange } from '../../domain/history.ts';
import { shownParts } from './shownParts.ts';
import { transitionsOf } from './transitions.ts';

describe('shownParts', () => {
  it('sums to the total to the last digit and moves no part by a whole unit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 10 }), (values) => {
        const total = Math.round(values.reduce((sum, value) => sum + value, 0));
        const shown = shownParts(values, total);
        return shown.reduce((sum, value) => sum + value, 0) === total && shown.every((value, index) => Math.abs(value - (values[index] ?? 0)) < 1.0000001);
      }),
    );
  });
});

const definition = (...keys: string[]) => [{ controlId: 'c', name: 'C', maxScore: 4, recommendationKeys: keys }];
const change = (key: string, from: string | null, to: string | null, cause: string | null = null): StateChange => ({
  scopeId: 's', key, resourceId: 'r', resourceName: 'r', state: to ?? '', cause, reason: null, changedAt: null, firstEvaluatedAt: null, portalUrl: null,
  from, to, at: '2026-11-20T00:00:00Z', atSource: 'reported',
});
/** States at the later point; `r` is the only resource. */
const known = (states: Readonly<Record<string, string>>): KnownStates => ({
  since: '2026-11-21T00:00:00Z',
  state: ({ key }) => states[key] ?? null,
  resources: (_, key) => new Map(states[key] === undefined ? [] : [['r', states[key]]]),
  counts: () => new Map(),
});
const graced = (keys: readonly string[] = []): ReadonlyMap<string, ReadonlySet<string>> => new Map(keys.length === 0 ? [] : [['r', new Set(keys)]]);
const causesOf = (changes: readonly StateChange[], states: Readonly<Record<string, string>>, options: { before?: string[]; after?: string[]; ended?: string[]; graceBefore?: string[]; graceAfter?: string[] } = {}) =>
  transitionsOf({ scopeId: 's', changes, after: known(states), controlsBefore: definition(...(options.before ?? ['a', 'b'])), controlsAfter: definition(...(options.after ?? ['a', 'b'])), exemptionsEnded: new Set(options.ended ?? []), graceBefore: graced(options.graceBefore), graceAfter: graced(options.graceAfter) }).map(
    ({ from, to, cause, keys }) => [from, to, cause, keys.join()],
  );

describe('transitionsOf', () => {
  it('calls a failing resource that passes everything again remediated', () => {
    expect(causesOf([change('a', 'Unhealthy', 'Healthy')], { a: 'Healthy', b: 'Healthy' })).toEqual([['unhealthy', 'healthy', 'remediated', 'a']]);
  });
  it('sees no difference while another recommendation still fails', () => {
    expect(causesOf([change('a', 'Unhealthy', 'Healthy')], { a: 'Healthy', b: 'Unhealthy' })).toEqual([]);
  });
  it('tells regressions, new, deleted and exempted resources apart', () => {
    expect(causesOf([change('a', 'Healthy', 'Unhealthy')], { a: 'Unhealthy' })).toEqual([['healthy', 'unhealthy', 'regressed', 'a']]);
    expect(causesOf([change('a', null, 'Unhealthy')], { a: 'Unhealthy' })).toEqual([[null, 'unhealthy', 'newResources', 'a']]);
    expect(causesOf([change('a', 'Healthy', null)], {})).toEqual([['healthy', null, 'deletedResources', 'a']]);
    expect(causesOf([change('a', 'Unhealthy', 'NotApplicable', 'Exempt')], { a: 'NotApplicable', b: 'Healthy' })).toEqual([['unhealthy', 'healthy', 'exemptions', 'a']]);
    expect(causesOf([change('a', 'NotApplicable', 'Unhealthy')], { a: 'Unhealthy' }, { ended: ['a'] })).toEqual([[null, 'unhealthy', 'exemptions', 'a']]);
  });
  it('blames the catalogue when a recommendation began or ceased to count', () => {
    expect(causesOf([], { a: 'Healthy', b: 'Unhealthy' }, { before: ['a'] })).toEqual([['healthy', 'unhealthy', 'catalogue', 'b']]);
    expect(causesOf([], { a: 'Healthy', b: 'Unhealthy' }, { after: ['a'] })).toEqual([['unhealthy', 'healthy', 'catalogue', 'b']]);
    expect(causesOf([change('b', null, 'Unhealthy')], { a: 'Healthy', b: 'Unhealthy' }, { before: ['a'] })).toEqual([['healthy', 'unhealthy', 'catalogue', 'b']]);
  });
  it('tells grace periods that begin and end from what is mended or gone', () => {
    const fails = { a: 'Unhealthy', b: 'Healthy' };
    expect(causesOf([], fails, { graceAfter: ['a'] })).toEqual([['unhealthy', 'healthy', 'gracePeriod', 'a']]);
    expect(causesOf([], fails, { graceBefore: ['a'] })).toEqual([['healthy', 'unhealthy', 'gracePeriod', 'a']]);
    expect(causesOf([], { a: 'Unhealthy' }, { graceAfter: ['a'] })).toEqual([['unhealthy', null, 'gracePeriod', 'a']]);
    expect(causesOf([], { a: 'Unhealthy', b: 'Unhealthy' }, { graceBefore: ['a'] })).toEqual([]);
    expect(causesOf([], fails, { graceBefore: ['a'], graceAfter: ['a'] })).toEqual([]);
    expect(causesOf([change('a', 'Healthy', 'Unhealthy')], { a: 'Unhealthy' }, { graceAfter: ['a'] })).toEqual([['healthy', null, 'gracePeriod', 'a']]);
    expect(causesOf([change('a', 'Unhealthy', 'Healthy')], { a: 'Healthy' }, { graceBefore: ['a'] })).toEqual([[null, 'healthy', 'remediated', 'a']]);
    expect(causesOf([change('a', 'Unhealthy', 'Healthy')], { a: 'Healthy' }, { graceBefore: ['a'], graceAfter: ['a'] })).toEqual([[null, 'healthy', 'remediated', 'a']]);
    expect(causesOf([change('a', null, 'Unhealthy')], { a: 'Unhealthy' }, { graceAfter: ['a'] })).toEqual([]);
  });
  it('counts a flip within the window as nothing', () => {
    expect(causesOf([change('a', 'Healthy', 'Unhealthy'), change('a', 'Unhealthy', 'Healthy')], { a: 'Healthy' })).toEqual([]);
  });
});
