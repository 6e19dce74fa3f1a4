import { describe, expect, it } from 'vitest';
import { globOf, matchesGlob } from './glob.ts';

describe('matchesGlob', () => {
  it.each([
    ['pay-*', 'PAY-prod', true],
    ['pay-*', 'xpay-prod', false],
    ['*-prod', 'pay-prod', true],
    ['p*y*d', 'pay-prod', true],
    ['ab*ba', 'aba', false],
    ['*', '', true],
    ['pay.prod', 'payxprod', false],
    ['pay-prod', 'pay-prod', true],
    ['a*b*c', 'acb', false],
    ['pay-?', 'pay-1', true],
    ['pay-?', 'pay-', false],
    ['p?y-*', 'PAY-prod', true],
    ['?', '😀', true],
    ['pay-?', 'pay-?', true],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected);
  });

  it('matches globs without being a regular expression', () => {
    expect(globOf('a.c')('abc')).toBe(false);
    expect(globOf('**a*')('x\nyA')).toBe(true);
    expect(['', 'ab', 'xa', 'aXb', 'aabb', 'abx'].filter(globOf('a*b'))).toEqual(['ab', 'aXb', 'aabb']);
    expect(['', 'x'].filter(globOf('*'))).toEqual(['', 'x']);
    expect(['', 'x', 'xy'].filter(globOf('?'))).toEqual(['x']);
    // A backtracking matcher would not come back from this.
    expect(globOf(`${'*a'.repeat(30)}*b`)('a'.repeat(5_000))).toBe(false);
  });
});
