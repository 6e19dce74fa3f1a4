import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesOf, rowsOf } from './testQuery.ts';

const fruit = `datatable(Fruit:string, Color:string, Version:int)["Apple","Red",1, "Apple","Green",int(null), "Banana","Yellow",int(null), "Banana","Green",int(null), "Pear","Brown",1, "Pear","Green",2]`;
const numbers = 'range x from 1 to 5 step 1';

describe('summarize', () => {
  it.each([
    ['count()', 5], ['countif(x > 3)', 2], ['sum(x)', 15], ['sumif(x, x > 3)', 9], ['avg(x)', 3], ['avgif(x, x > 3)', 4.5], ['min(x)', 1], ['max(x)', 5], ['minif(x, x > 2)', 3], ['maxif(x, x < 2)', 1],
    ['dcount(x % 2)', 2], ['dcountif(x, x > 3)', 2], ['count_distinct(x % 2)', 2], ['stdev(x)', Math.sqrt(2.5)], ['variance(x)', 2.5], ['stdevp(x)', Math.SQRT2], ['variancep(x)', 2],
    ['percentile(x, 50)', 3], ['percentile(x, 95)', 5], ['percentile(x, 20)', 1], ['make_list(x)', [1, 2, 3, 4, 5]], ['make_list(x, 2)', [1, 2]], ['make_list_if(x, x > 3)', [4, 5]],
    ['make_set(x % 3)', [1, 2, 0]], ['make_set_if(x, x < 3)', [1, 2]], ['make_bag(bag_pack(tostring(x), x * 2))', { 1: 2, 2: 4, 3: 6, 4: 8, 5: 10 }], ['take_any(x)', 1], ['percentiles_array(x, 20, 100)', [1, 5]],
    ['sum(x) / count()', 3], ['round(100.0 * countif(x > 3) / count(), 1)', 40], ['tostring(max(x))', '5'], ['strcat_array(make_set(tostring(x)), ",")', '1,2,3,4,5'],
  ])('%s is %j', (expression, expected) => {
    const value = rowsOf(`${numbers} | summarize v = ${expression}`)[0]?.[0];
    if (typeof expected === 'number') expect(value).toBeCloseTo(expected, 12);
    else expect(value).toEqual(expected);
  });

  it('takes the row of the greatest or least value, the first of equals and of nulls', () => {
    expect(rowsOf(`${fruit} | summarize arg_max(Version, *) by Fruit`)).toEqual([['Apple', 1, 'Red'], ['Banana', null, 'Yellow'], ['Pear', 2, 'Green']]);
    expect(rowsOf(`${fruit} | summarize arg_min(Version, Color, strlen(Color)) by Fruit`)).toEqual([['Apple', 1, 'Red', 3], ['Banana', null, 'Yellow', 6], ['Pear', 1, 'Brown', 5]]);
    expect(rowsOf(`${fruit} | summarize (v, c) = arg_max(Version, Color)`)).toEqual([[2, 'Green']]);
  });

  it('names its columns as Kusto does', () => {
    expect(namesOf(`${fruit} | summarize count(), dcount(Fruit), arg_max(Version, *), make_set(Color), x = max(Version), sum(Version) / count(), percentiles(Version, 5, 50) by Fruit, bin(Version, 2), strlen(Color)`))
      .toEqual(['Fruit', 'Version', 'strlen_Color', 'count_', 'dcount_Fruit', 'Version1', 'Color', 'set_Color', 'x', 'Column1', 'percentile_Version_5', 'percentile_Version_50']);
  });

  it('gives the elements of arrays to a set', () => {
    expect(rowsOf(`datatable(a:dynamic)[dynamic(['A1','A2']), dynamic(['A2','C1'])] | summarize make_set(a)`)).toEqual([[['A1', 'A2', 'C1']]]);
  });

  it('tells keys apart that look alike', () => {
    expect(rowsOf(`datatable(a:string, b:string)["x,y","z", "x","y,z", "x,y","z"] | summarize n = count() by a, b`)).toEqual([['x,y', 'z', 2], ['x', 'y,z', 1]]);
    expect(rowsOf(`print 1 | summarize by a = "k", print_0`)).toEqual([[1, 'k']].map(([n, k]) => [k, n]));
  });

  it('agrees with a plain fold', () => {
    const row = fc.record({ Environment: fc.constantFrom('Azure', 'AWS', 'GCP', ''), Weight: fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.constant(null)), MaxScore: fc.integer({ min: 0, max: 3 }) });
    fc.assert(fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
      const groups = Map.groupBy(rows, ({ Environment, MaxScore }) => `${Environment} ${MaxScore}`);
      const expected = [...groups.values()].map((group) => {
        const weights = group.map(({ Weight }) => Weight).filter((weight) => weight !== null);
        return [group[0]?.Environment, group[0]?.MaxScore, group.length, weights.reduce((sum, weight) => sum + weight, 0), weights.length === 0 ? null : Math.max(...weights), new Set(weights).size, weights];
      });
      expect(rowsOf('SecureScores | summarize count(), sum(Weight), max(Weight), dcount(Weight), make_list(Weight) by Environment, MaxScore', { SecureScores: rows })).toEqual(expected);
    }));
  });
});
