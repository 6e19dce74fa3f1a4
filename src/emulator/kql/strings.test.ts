import { describe, expect, it } from 'vitest';
import { valueOf } from './testQuery.ts';

/** Worked examples of each function's and operator's documentation page, and cases at the edges. */
describe('string operators', () => {
  it.each([
    ['"abc" == "ABC"', false], ['"aBc" =~ "ABC"', true], ['"abc" != "ABC"', true], ['"aBc" !~ "xyz"', true], ['"abc" !~ "ABC"', false],
    ['"FabriKam" contains "BRik"', true], ['"Fabrikam" !contains "xyz"', true], ['"FabriKam" contains_cs "kam"', false], ['"FabriKam" contains_cs "Kam"', true],
    ['"Fabrikam" startswith "fab"', true], ['"Fabrikam" startswith_cs "fab"', false], ['"Fabrikam" !startswith "kam"', true],
    ['"Fabrikam" endswith "Kam"', true], ['"Fabrikam" endswith_cs "Kam"', false], ['"Fabrikam" !endswith_cs "brik"', true],
    ['"North America" has "america"', true], ['"North America" !has "amer"', true], ['"North America" has_cs "america"', false],
    ['"KustoExplorerQueryRun" has "Explorer"', false], ['"ad67d136-c1db-4f9f" has "c1db"', true], ['"/a/microsoft.security/x" has "microsoft.security"', true],
    ['"North America" hasprefix "ame"', true], ['"North America" hasprefix_cs "ame"', false], ['"North America" !hasprefix "mer"', true],
    ['"North America" hassuffix "ica"', true], ['"North America" hassuffix_cs "icA"', false], ['"North America" !hassuffix "americ"', true],
    ['"North and South America" has_all("south", "north")', true], ['"North America" has_any("south", "north")', true], ['"North America" has_any(dynamic(["x"]))', false],
    ['"abc" in ("123", "abc")', true], ['"Abc" in ("abc")', false], ['"Abc" in~ ("123", "abc")', true], ['"bca" !in ("abc")', true], ['"bCa" !in~ ("bca")', false],
    ['"a" in (dynamic(["a", "b"]))', true], ['"Fabrikam" matches regex "b.*k"', true], ['"Fabrikam" matches regex "(?i)FAB"', true], ['"Fabrikam" matches regex "^k"', false],
  ])('%s is %s', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });
});

describe('string functions', () => {
  it.each([
    ['tolower("Hello")', 'hello'], ['toupper("hello")', 'HELLO'], ['strlen("hello")', 5], ['strlen("🍒")', 1], ['string_size("⒦⒰")', 6], ['reverse("ABC")', 'CBA'],
    ['strcat("hello", " ", "world")', 'hello world'], ['strcat("a", 5, true, 1.5)', 'a5true1.5'], ['strcat_delim("-", 1, "2", 3)', '1-2-3'], ['strcat_array(dynamic([1, 2, 3]), "->")', '1->2->3'],
    ['substring("123456", 1)', '23456'], ['substring("123456", 2, 2)', '34'], ['substring("ABCD", 0, 2)', 'AB'], ['substring("123456", -2, 2)', '56'],
    ['indexof("abcdefg", "cde")', 2], ['indexof("abcdefg", "cde", 1, 4)', 2], ['indexof("abcdefg", "cde", 1, 2)', -1], ['indexof("abcdefg", "cde", 3, 4)', -1],
    ['indexof("abcdefg", "cde", -5)', 2], ['indexof(1234567, 5, 1, 4)', 4], ['indexof("abcdefgabcdefg", "cde", 1, 10, 2)', 9], ['indexof("abcdefgabcdefg", "cde", 1, -1, 3)', -1],
    ['countof("aaaa", "aa")', 3], ['countof("ababa", "aba", "regex")', 1], ['countof("abcabc", "a.c", "regex")', 2],
    ['trim("--", "--https://bing.com--")', 'https://bing.com'], [String.raw`trim(@"[^\w]+", "-  Te st1// $")`, 'Te st1'], ['trim_start("a+", "aab")', 'b'], ['trim_end("b+", "abb")', 'a'],
    ['replace_string("Number is 1", "is", "was")', 'Number was 1'], ['replace_string("a.c", ".", "$&")', 'a$&c'], [String.raw`replace_regex("Number is 1", @'is (\d+)', @'was: \1')`, 'Number was: 1'],
    ['extract("x=([0-9.]+)", 1, "hello x=45.6|wo")', '45.6'], ['extract("x=([0-9.]+)", 1, "none")', ''], ['extract("x=([0-9.]+)", 1, "x=45.6", typeof(real))', 45.6], ['extract("x=(\\\\d+)", 1, "y", typeof(long))', null],
    ['strcmp("ABC", "ABD")', -1], ['strrep("ABC", 2)', 'ABCABC'], ['strrep("A", 3, "-")', 'A-A-A'],
  ])('%s is %j', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });

  it.each([
    ['split("aa_bb", "_")', ['aa', 'bb']], ['split("aaa_bbb_ccc", "_", 1)', ['bbb']], ['split("", "_")', ['']], ['split("a__b", "_")', ['a', '', 'b']], ['split("a_b", "_", 7)', []],
    [String.raw`extract_all(@"([\da-f]{2})", "82b8")`, ['82', 'b8']], [String.raw`extract_all(@"(\w)(\w+)(\w)", "82b8be2d-dfa7")`, [['8', '2b8be2', 'd'], ['d', 'fa', '7']]],
    [String.raw`extract_all(@"(\w)(\w+)(\w)", dynamic([1,3]), "82b8be2d-dfa7")`, [['8', 'd'], ['d', '7']]], ['extract_all("x", "abc")', null],
    ['parse_url("scheme://username:password@host:1234/this/is/a/path?k1=v1&k2=v2#fragment")',
      { Scheme: 'scheme', Host: 'host', Port: '1234', Path: '/this/is/a/path', Username: 'username', Password: 'password', 'Query Parameters': { k1: 'v1', k2: 'v2' }, Fragment: 'fragment' }],
    ['parse_urlquery("k1=v1&k2=v2")', { 'Query Parameters': { k1: 'v1', k2: 'v2' } }],
  ])('%s is %j', (expression, expected) => {
    expect(valueOf(expression)).toEqual(expected);
  });

  it.each([
    ["url_decode(@'https%3a%2f%2fwww.bing.com%2f')", 'https://www.bing.com/'], ["url_encode('https://www.bing.com/hello world')", 'https%3a%2f%2fwww.bing.com%2fhello+world'],
    ["url_encode_component('https://www.bing.com/hello world')", 'https%3a%2f%2fwww.bing.com%2fhello%20world'], ['base64_encode_tostring("Kusto")', 'S3VzdG8='],
    ['base64_decode_tostring("S3VzdG8=")', 'Kusto'], ['base64_decode_tostring("U3RyaW5n0KHR0tGA0L7Rh9C60LA=")', ''],
    ['hash_sha256("World")', '78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524'],
  ])('%s is %j', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });
});
