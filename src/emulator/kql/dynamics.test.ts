import { describe, expect, it } from 'vitest';
import { rowsOf, valueOf } from './testQuery.ts';

describe('dynamic access', () => {
  const d = `dynamic({"a":{"b":[10,20,30]},"constructor":1,"n":null,"s":"text","odata.type":"x"})`;
  it.each([
    [`${d}.a.b[0]`, 10], [`${d}['a']['b'][2]`, 30], [`${d}.a.b[-1]`, 30], [`${d}.a.b[3]`, null], [`${d}.absent`, null], [`${d}.absent.deeper[0]`, null], [`${d}.n`, null],
    [`${d}.constructor`, 1], [`dynamic({}).constructor`, null], [`dynamic({}).__proto__`, null], [`${d}.s.length`, null], [`${d}.a.b.length`, null], [`${d}.['odata.type']`, 'x'], [`${d}[strcat("s", "")]`, 'text'],
    [`${d}.a.b[toint("1")]`, 20], ['parse_json("{\\"a\\":[1,2]}").a[1]', 2], ['parse_json("not json")', 'not json'], ['parse_json("")', null],
    [String.raw`todatetime(parse_json('{"a":"2026-01-01T00:00:00Z"}').a) > datetime(2025-01-01)`, true],
  ])('%s is %j', (expression, expected) => {
    expect(valueOf(expression)).toEqual(expected);
  });

  it.each([
    [`${d}.s == 'text'`, true], [`${d}.s == 'Text'`, false], [`${d}.s =~ 'TEXT'`, true], [`${d}.s in ('text')`, true], [`${d}.s has 'text'`, true], [`${d}.a contains 'b'`, true],
    [`${d}.absent == 'x'`, false], [`${d}.absent != 'x'`, true], [`${d}.absent == ''`, true], [`isempty(${d}.absent)`, true], [`isnotempty(${d}.s)`, true], [`isnull(${d}.n)`, true], [`isnotnull(${d}.a)`, true],
    [`dynamic({"n":5.5}).n == 5`, false], [`dynamic({"n":5}).n == 5`, true], [`dynamic({"b":true}).b == true`, true], [`dynamic({"n":5}).n > 4`, true], [`dynamic({}).n > 4`, null],
  ])('%s is %j', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });

  it('refuses to compare two dynamic values', () => {
    expect(() => valueOf('dynamic({}).a == dynamic({}).b')).toThrow(/cannot compare values of types dynamic and dynamic/);
  });
});

describe('arrays and bags', () => {
  it.each([
    ['array_length(dynamic([1, 2, 3]))', 3], ["array_length(parse_json('{}'))", null], ['array_concat(dynamic([1]), dynamic([2, 3]))', [1, 2, 3]],
    ['array_slice(dynamic([1,2,3]), 1, 2)', [2, 3]], ['array_slice(dynamic([1,2,3,4,5]), 2, -1)', [3, 4, 5]], ['array_slice(dynamic([1,2,3,4,5]), -3, -2)', [3, 4]],
    ['array_index_of(dynamic(["this","is","an","example","an","example"]), "an")', 2], ['array_index_of(dynamic(["this","is","an","example","an","example"]), "example", 1, 2)', -1],
    ['array_index_of(dynamic(["this","is","an","example","an","example"]), "an", 1, -1, 2)', 4], ['array_index_of(dynamic(["this","is","an","example","an","example"]), "is", -4)', -1],
    ['array_sort_asc(dynamic([null,"blue","yellow","green",null]))', ['blue', 'green', 'yellow', null, null]], ['array_sort_asc(dynamic([null,"b","a"]), false)', [null, 'a', 'b']],
    ['array_sort_desc(dynamic([1, 3, "x", 2]))', [3, 2, 1, 'x']], ['array_reverse(dynamic([1,2]))', [2, 1]], ['array_sum(dynamic([1,2,3,4]))', 10], ['array_sum(dynamic([1,"a"]))', null],
    ['set_has_element(dynamic(["this", "is"]), "is")', true], ['set_has_element(dynamic(["this"]), "is")', false], ['set_union(dynamic([1,2]), dynamic([2,3]), dynamic([1]))', [1, 2, 3]],
    ['set_intersect(dynamic([1,2,3,3]), dynamic([3,1]))', [1, 3]], ['set_difference(dynamic([1,2,3]), dynamic([2]), dynamic([3]))', [1]],
    ['bag_keys(dynamic({"a":1,"c":{"d":2}}))', ['a', 'c']], ['bag_keys(parse_json("[]"))', null], ['bag_merge(dynamic({"A1":12,"B1":2}), dynamic({"A2":81,"A1":1}))', { A1: 12, B1: 2, A2: 81 }],
    ['bag_pack("Level", "Information", "n", 5)', { Level: 'Information', n: 5 }], ['pack("t", datetime(2020-01-01))', { t: '2020-01-01T00:00:00.0000000Z' }], ['pack_array(1, "a", 1h)', [1, 'a', '01:00:00']],
    ['bag_has_key(dynamic({"k":1}), "k")', true], ['bag_remove_keys(dynamic({"a":1,"b":2}), dynamic(["a"]))', { b: 2 }],
    ['zip(dynamic([1,3,5]), dynamic([2,4]))', [[1, 2], [3, 4], [5, null]]], ['range(1, 8, 3)', [1, 4, 7]], ['range(1, 3)', [1, 2, 3]], ['range(1h, 3h)', ['01:00:00', '02:00:00', '03:00:00']],
    ['range(datetime(2007-01-01), datetime(2007-01-02), 1d)', ['2007-01-01T00:00:00.0000000Z', '2007-01-02T00:00:00.0000000Z']],
  ])('%s is %j', (expression, expected) => {
    expect(valueOf(expression)).toEqual(expected);
  });

  it('packs all columns of a row', () => {
    expect(rowsOf('datatable(a:long, b:string)[1, "x", 2, ""] | project all = pack_all(), some = pack_all(true)')).toEqual([[{ a: 1, b: 'x' }, { a: 1, b: 'x' }], [{ a: 2, b: '' }, { a: 2 }]]);
  });

  it('never lets a bag key reach the prototype', () => {
    expect(valueOf('bag_merge(parse_json(\'{"__proto__":{"polluted":1}}\'), dynamic({}))')).toEqual(JSON.parse('{"__proto__":{"polluted":1}}'));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
