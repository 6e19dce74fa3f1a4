import { describe, expect, it } from 'vitest';
import { matchesGlob } from './glob.ts';

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
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected);
  });
});
