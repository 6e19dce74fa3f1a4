import { describe, expect, it } from 'vitest';
import { rowsOf } from './testQuery.ts';

/** The tables X and Y of the documentation's page on each kind of join. */
const x = `let X = datatable(Key:string, Value1:long)['a',1, 'b',2, 'b',3, 'c',4]; let Y = datatable(Key:string, Value2:long)['b',10, 'c',20, 'c',30, 'd',40]; X | `;

const cases: readonly (readonly [string, readonly (readonly unknown[])[]])[] = [
  ['join Y on Key', [['b', 2, 'b', 10], ['c', 4, 'c', 20], ['c', 4, 'c', 30]]],
  ['join kind=innerunique Y on Key', [['b', 2, 'b', 10], ['c', 4, 'c', 20], ['c', 4, 'c', 30]]],
  ['join kind=inner Y on Key', [['b', 2, 'b', 10], ['b', 3, 'b', 10], ['c', 4, 'c', 20], ['c', 4, 'c', 30]]],
  ['join kind=leftouter Y on Key', [['a', 1, '', null], ['b', 2, 'b', 10], ['b', 3, 'b', 10], ['c', 4, 'c', 20], ['c', 4, 'c', 30]]],
  ['join kind=rightouter Y on Key', [['b', 2, 'b', 10], ['b', 3, 'b', 10], ['c', 4, 'c', 20], ['c', 4, 'c', 30], ['', null, 'd', 40]]],
  ['join kind=fullouter Y on Key', [['a', 1, '', null], ['b', 2, 'b', 10], ['b', 3, 'b', 10], ['c', 4, 'c', 20], ['c', 4, 'c', 30], ['', null, 'd', 40]]],
  ['join kind=leftanti Y on Key', [['a', 1]]],
  ['join kind=anti Y on Key', [['a', 1]]],
  ['join kind=rightanti Y on Key', [['d', 40]]],
  ['join kind=leftsemi Y on Key', [['b', 2], ['b', 3], ['c', 4]]],
  ['join kind=rightsemi Y on Key', [['b', 10], ['c', 20], ['c', 30]]],
  ['join kind=inner (Y | project k = Key, Value2) on $left.Key == $right.k', [['b', 2, 'b', 10], ['b', 3, 'b', 10], ['c', 4, 'c', 20], ['c', 4, 'c', 30]]],
  ['join kind=inner (Y | extend Value1 = Value2 / 10 + 1) on Key, Value1', [['b', 2, 'b', 10, 2], ['c', 4, 'c', 30, 4]]],
  ['join kind=inner (Y | extend w = Value2 / 10 + 1) on Key and $left.Value1 == $right.w', [['b', 2, 'b', 10, 2], ['c', 4, 'c', 30, 4]]],
  ['join kind=inner (Y | project k = Key, Value2) on $right.k == $left.Key', [['b', 2, 'b', 10], ['b', 3, 'b', 10], ['c', 4, 'c', 20], ['c', 4, 'c', 30]]],
  ['lookup Y on Key', [['a', 1, null], ['b', 2, 10], ['b', 3, 10], ['c', 4, 20], ['c', 4, 30]]],
  ['lookup kind=inner Y on Key | where Value1 > 3', [['c', 4, 20], ['c', 4, 30]]],
];

describe('join and lookup', () => {
  it.each(cases)('%s', (text, rows) => {
    expect(rowsOf(x + text)).toEqual(rows);
  });

  it('reads stored rows on both sides, and blanks the missing one', () => {
    const tables = { SecureScores: [{ Environment: 'Azure', Weight: 1 }, { Environment: 'AWS', Weight: 2 }] };
    const text = 'SecureScores | join kind=leftouter (SecureScores | where Weight == 2) on Environment | project Environment, Environment1, Weight1, TimeGenerated1';
    expect(rowsOf(text, tables)).toEqual([['Azure', '', null, null], ['AWS', 'AWS', 2, null]]);
  });

  it.each(['$left.Key == $left.Value1', '$left.Key == $right.None', '$left.None == $right.Key'])('refuses on %s', (condition) => {
    expect(() => rowsOf(`${x} join kind=inner Y on ${condition}`)).toThrow(expect.objectContaining({ code: 'semantic' }));
  });

  it('stops before it fills the memory', () => {
    expect(() => rowsOf('let T = range x from 1 to 3000 step 1 | extend k = 1; T | join kind=inner T on k | count')).toThrow(expect.objectContaining({ code: 'limit' }));
    expect(() => rowsOf('range x from 1 to 100000000 step 1 | count')).toThrow(expect.objectContaining({ code: 'limit' }));
  });
});
