import { describe, expect, it } from 'vitest';
import { rowsOf, valueOf } from './testQuery.ts';

/** scalar-data-types/null-values, sort-operator, and the functions that name null in their descriptions. */
describe('null', () => {
  it('is sticky, but for equality and decided logic', () => {
    const text = `datatable(val:int)[5, int(null)] | extend bigger = val > 3, orNull = val > 3 or isnull(val), equal = val == int(null), unequal = val != int(null), add = val + 10, times = val * 10`;
    expect(rowsOf(text)).toEqual([[5, true, true, false, true, 15, 50], [null, null, true, null, null, null, null]]);
  });

  it.each([
    ['bool(null) and false', false], ['bool(null) and true', null], ['bool(null) or true', true], ['bool(null) or false', null], ['not(bool(null))', null], ['int(null) < 5', null], ['datetime(null) > datetime(2020-01-01)', null],
    ['int(null) in (1, 2)', false], ['int(null) !in (1, 2)', true], ['isnull("")', false], ['isempty("")', true], ['isnull(int(null))', true], ['isnotnull(5)', true], ['isempty(dynamic([]))', false],
    ['coalesce(tolong("not a number"), tolong("42"), 33)', 42], ['coalesce("", "b")', 'b'], ['iff(bool(null), 1, 2)', 2], ['case(bool(null), "a", 5 > 4, "b", "c")', 'b'], ['strcat("a", int(null))', 'a'],
    ['strlen(dynamic(null))', 0], ['tolower(dynamic(null))', ''], ['max_of(int(null), int(null))', null], ['bin(int(null), 5)', null], ['startofday(datetime(null))', null], ['datetime_diff("day", datetime(null), now())', null],
  ])('%s is %j', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });

  it('is dropped by where, and unequal to anything', () => {
    expect(rowsOf('datatable(ival:int, sval:string)[5, "a", int(null), "b"] | where ival != 5')).toEqual([[null, 'b']]);
    expect(rowsOf('datatable(ival:int)[5, int(null)] | where ival > 3')).toEqual([[5]]);
  });

  it.each([
    ['asc', [null, 'NaN', '-Infinity', -5, 5, 'Infinity']], ['desc', ['Infinity', 5, -5, '-Infinity', 'NaN', null]],
    ['asc nulls last', ['-Infinity', -5, 5, 'Infinity', 'NaN', null]], ['desc nulls first', [null, 'NaN', 'Infinity', 5, -5, '-Infinity']],
  ])('sorts outside of the order: %s', (order, expected) => {
    expect(rowsOf(`datatable(v:real)[5, real(null), real(+inf), real(nan), -5, real(-inf)] | sort by v ${order}`).flat()).toEqual(expected);
  });

  it('is left out of aggregates', () => {
    const text = 'datatable(v:long)[1, long(null), 3] | summarize count(), sum(v), avg(v), min(v), max(v), dcount(v), make_list(v), make_set(v), make_list_with_nulls(v)';
    expect(rowsOf(text)).toEqual([[3, 4, 2, 1, 3, 2, [1, 3], [1, 3], [1, null, 3]]]);
  });

  it('is what aggregates of nothing give, or their default', () => {
    const text = 'datatable(x:long, s:string)[] | summarize count(), countif(x > 1), dcount(x), sum(x), sumif(x, x > 0), stdev(x), variance(x), make_list(x), make_set(x), min(x), max(x), avg(x), take_any(x), percentile(x, 55), max(s)';
    expect(rowsOf(text)).toEqual([[0, 0, 0, 0, 0, 0, 0, [], [], null, null, 'NaN', null, null, '']]);
    expect(rowsOf('datatable(x:long)[] | summarize count() by x')).toEqual([]);
  });

  it('joins with nothing', () => {
    expect(rowsOf('datatable(k:long)[1, long(null)] | join kind=inner (datatable(k:long)[1, long(null)]) on k')).toEqual([[1, 1]]);
  });

  it('is a group of its own', () => {
    expect(rowsOf('datatable(k:long)[1, long(null), long(null)] | summarize n = count() by k')).toEqual([[1, 1], [null, 2]]);
  });

  it('comes out of stored rows that lack a column, and out of values of the wrong kind', () => {
    const tables = { SecureScores: [{ CurrentScore: 'x', MaxScore: null, TimeGenerated: 'soon' }] };
    expect(rowsOf('SecureScores | project TimeGenerated, CurrentScore, MaxScore, Weight, Environment, IsSnapshot, Properties', tables)).toEqual([[null, null, null, null, '', null, null]]);
  });
});
