import { describe, expect, it } from 'vitest';
import { valueOf } from './testQuery.ts';

describe('arithmetic', () => {
  it.each([
    ['1.0 / 2', 0.5], ['1 / 2.0', 0.5], ['1 / 2', 0], ['-7 / 2', -3], ['real(1) / 2', 0.5], ['14 % 12', 2], ['-14 % 12', 10], ['14 % -12', 2], ['-14 % -12', 10],
    ['1 / 0', null], ['1 % 0', null], ['1.0 / 0', 'Infinity'], ['0.0 / 0', 'NaN'], ['int(null) + 5', null], ['2 * int(null)', null], ['-5 + 3', -2], ['0xff', 255],
    ['bin(4.5, 1)', 4], ['bin(-4.5, 1)', -5], ['bin(17, 5)', 15], ['bin(-1, 5)', -5], ['bin(5, 0)', null], ['bin(5, -1)', null], ['floor(4.7, 1)', 4],
    ['round(2.98765, 3)', 2.988], ['round(2.15, 1)', 2.2], ['round(2.15)', 2], ['round(-50.55, -2)', -100], ['round(21.5, -1)', 20], ['ceiling(-1.1)', -1],
    ['abs(-5)', 5], ['sign(-42)', -1], ['sqrt(256)', 16], ['pow(2, 3)', 8], ['log10(1000)', 3], ['exp2(3)', 8], ['pi()', Math.PI],
    ['max_of(10, 1, -3, 17)', 17], ['min_of(10, 1, -3, 17)', -3], ['max_of(int(null), 2)', 2], ['min_of(int(null), int(null))', null],
    ['dynamic({"a":1.5}).a + 1', 2.5], ['5 between (1 .. 5)', true], ['6 between (1 .. 5)', false], ['6 !between (1 .. 5)', true], ['int(null) between (1 .. 5)', null],
    ['1 == 1.0', true], ['true == 1', true], ['5 in (1, 5)', true],
  ])('%s is %j', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });

  it('says that a long has left the range it can hold', () => {
    expect(() => valueOf('9007199254740991 + 1')).toThrow(/2\^53/);
    expect(() => valueOf('9223372036854775807')).toThrow(/literal cannot be read exactly/);
    expect(() => valueOf('tolong("9223372036854775807")')).toThrow(/2\^53/);
  });
});

describe('conversions', () => {
  it.each([
    ['toint("123")', 123], ['toint(2.3)', 2], ['toint(-2.7)', -2], ['toint("not a number")', null], ['toint("4000000000")', null], ['tolong("0x1F")', 31],
    ['todouble("123.4")', 123.4], ['toreal("x")', null], ['tobool("true")', true], ['tobool("FALSE")', false], ['tobool(123)', true], ['tobool("yes")', null],
    ['tostring(123)', '123'], ['tostring(int(null))', ''], ['tostring(true)', 'true'], ['tostring(dynamic({"a":[1,"b"]}))', '{"a":[1,"b"]}'], ['tostring(dynamic("x"))', 'x'], ['tostring(dynamic(null))', ''],
    ['tostring(datetime(2020-01-02 03:04:05.6))', '2020-01-02T03:04:05.6000000Z'], ['tostring(1d + 2h)', '1.02:00:00'], ['tostring(-90s)', '-00:01:30'],
    ['toguid("0123456789abcdef0123456789abcdef")', '01234567-89ab-cdef-0123-456789abcdef'], ['toguid("no")', null], ['guid(0123456789AB-CDEF-0123-456789abcdef) == "01234567-89ab-cdef-0123-456789abcdef"', true],
    ['tolong(dynamic({"a":"5"}).a)', 5], ['toint(dynamic({"a":true}).a)', 1], ['toint(dynamic({}).a)', null], ['todatetime(dynamic({"t":"2026-01-01"}).t) == datetime(2026-01-01)', true],
    ['gettype("a")', 'string'], ['gettype(111)', 'long'], ['gettype(1==1)', 'bool'], ['gettype(now())', 'datetime'], ['gettype(1s)', 'timespan'], ["gettype(parse_json('1'))", 'int'],
    ["gettype(parse_json(' \"abc\" '))", 'string'], ["gettype(parse_json(' {\"abc\":1} '))", 'dictionary'], ["gettype(parse_json(' [1, 2, 3] '))", 'array'], ['gettype(123.45)', 'real'], ["gettype(parse_json(''))", 'null'],
  ])('%s is %j', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });
});
