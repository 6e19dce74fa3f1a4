import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDatetimeJson, parseDatetime } from './datetimes.ts';
import { valueOf } from './testQuery.ts';
import { formatTimespan, parseTimespan } from './timespans.ts';

describe('datetime and timespan', () => {
  it.each([
    ['now()', '2026-02-01T12:30:00Z'], ['ago(1d)', '2026-01-31T12:30:00Z'], ['now(-2h)', '2026-02-01T10:30:00Z'],
    ['startofday(datetime(2017-01-01 10:10:17))', '2017-01-01T00:00:00Z'], ['startofday(datetime(2017-01-01 10:10:17), -1)', '2016-12-31T00:00:00Z'], ['endofday(datetime(2017-01-01 10:10:17))', '2017-01-01T23:59:59.9999999Z'],
    ['startofweek(datetime(2017-01-01 10:10:17))', '2017-01-01T00:00:00Z'], ['startofweek(datetime(2017-01-01 10:10:17), -1)', '2016-12-25T00:00:00Z'], ['endofweek(datetime(2017-01-01 10:10:17), 1)', '2017-01-14T23:59:59.9999999Z'],
    ['startofmonth(datetime(2017-01-15), 1)', '2017-02-01T00:00:00Z'], ['endofmonth(datetime(2024-02-10))', '2024-02-29T23:59:59.9999999Z'], ['startofyear(datetime(2017-05-05))', '2017-01-01T00:00:00Z'],
    ['bin(datetime(1970-05-11 13:45:07), 1d)', '1970-05-11T00:00:00Z'], ['bin(datetime(2026-02-01 12:30), 7d)', '2026-01-26T00:00:00Z'], ['bin(time(16d), 7d)', '14.00:00:00'],
    ['datetime(2020-03-01) - 1d', '2020-02-29T00:00:00Z'], ['datetime(2020-03-01) - datetime(2020-02-01)', '29.00:00:00'], ['1d / 2h', 12], ['86400 * 1s', '1.00:00:00'], ['1.5h', '01:30:00'],
    ['dayofweek(datetime(1947-11-30 10:00:05))', '00:00:00'], ['dayofweek(datetime(1970-05-11))', '1.00:00:00'], ['toint(dayofweek(datetime(1970-5-12)) / 1d)', 2],
    ['week_of_year(datetime(2020-12-31))', 53], ['week_of_year(datetime(2020-06-15))', 25], ['week_of_year(datetime(1970-01-01))', 1], ['week_of_year(datetime(2000-01-01))', 52],
    ['datetime_add("month", 1, datetime(2024-01-31))', '2024-02-29T00:00:00Z'], ['datetime_add("year", -1, datetime(2024-02-29))', '2023-02-28T00:00:00Z'], ['datetime_add("week", 2, datetime(2024-01-01))', '2024-01-15T00:00:00Z'],
    ["datetime_diff('year', datetime(2017-01-01), datetime(2000-12-31))", 17], ["datetime_diff('quarter', datetime(2017-07-01), datetime(2017-03-30))", 2], ["datetime_diff('month', datetime(2017-01-01), datetime(2015-12-30))", 13],
    ["datetime_diff('week', datetime(2017-10-29 00:00), datetime(2017-09-30 23:59))", 5], ["datetime_diff('day', datetime(2017-10-29 00:00), datetime(2017-09-30 23:59))", 29],
    ["datetime_diff('hour', datetime(2017-10-31 01:00), datetime(2017-10-30 23:59))", 2], ["datetime_diff('second', datetime(2017-10-30 23:00:10.100), datetime(2017-10-30 23:00:00.900))", 10],
    ["datetime_diff('nanosecond', datetime(2017-10-30 23:00:00.0000000), datetime(2017-10-30 23:00:00.0000007))", -700],
    ["datetime_part('week_of_year', datetime(2017-10-30 01:02:03.7654321))", 44], ["datetime_part('dayOfYear', datetime(2017-10-30))", 303], ["datetime_part('nanosecond', datetime(2017-10-30 01:02:03.7654321))", 765432100],
    ["format_datetime(datetime(2017-01-29 09:00:05), 'yy-MM-dd [HH:mm:ss]')", '17-01-29 [09:00:05]'], ["format_datetime(datetime(2017-01-29 09:00:05), 'yyyy-M-dd [H:mm:ss]')", '2017-1-29 [9:00:05]'],
    ["format_datetime(datetime(2009-06-15T13:45:30.6175425), 'hh:mm tt fff FFFFFFF')", '01:45 PM 617 6175425'], ["format_timespan(time(29.09:00:05.12345), 'dd.hh:mm:ss:FF')", '29.09:00:05:12'],
    ['make_datetime(2017,10,01,12,11,0.1234567)', '2017-10-01T12:11:00.1234567Z'], ['make_datetime(2017,13,01)', null], ['unixtime_seconds_todatetime(1546300800)', '2019-01-01T00:00:00Z'],
    ['getyear(datetime(2015-10-12))', 2015], ['monthofyear(datetime(2015-10-12))', 10], ['hourofday(datetime(2015-12-14 18:54))', 18], ['dayofyear(datetime(2015-12-14))', 348],
    ['datetime(2026-01-05) between (datetime(2026-01-01) .. 7d)', true], ['datetime(9999-12-31) + 400d', null], ['datetime(null) == datetime(2020-01-01)', false], ['todatetime("not a date")', null],
  ])('%s is %j', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });

  it.each([
    '2014-05-25T08:20:03.123456Z', '2014-05-25T08:20:03.123456', '2014-05-25 08:20:03.123456Z', '2014-05-25T10:20:03.123456+02:00',
  ])('reads %s', (text) => {
    expect(formatDatetimeJson(parseDatetime(text) ?? NaN)).toBe('2014-05-25T08:20:03.123456Z');
  });

  it.each(['Sat, 8 Nov 14 15:05:02 GMT', '8 Nov 14 15:05:02', 'Saturday, 08-Nov-14 15:05:02 GMT', '08-Nov-14 15:05:02', '2014-11-08 15:05:02 GMT', '11/08/2014 15:05:02', '11/8/2014 3:05:02 PM', '11-08-2014 15:05:02'])('reads %s', (text) => {
    expect(formatDatetimeJson(parseDatetime(text) ?? NaN)).toBe('2014-11-08T15:05:02Z');
  });

  it.each(['', '2026-02-30', '2026-13-01', '2026-01-01T25:00:00Z', '2026-01-01T00:00:00.Zx', '2026-01-01T00:00:00xZ', 'tomorrow'])('does not read %j', (text) => {
    expect(parseDatetime(text)).toBeNull();
  });

  it('keeps every tick of our time', () => {
    const ticks = fc.tuple(fc.integer({ min: Date.UTC(1982, 0, 1), max: Date.UTC(2038, 0, 1) }), fc.integer({ min: 0, max: 9999 }));
    fc.assert(fc.property(ticks, ([milliseconds, rest]) => {
      const text = new Date(milliseconds).toISOString().replace('Z', `${String(rest).padStart(4, '0')}Z`).replace(/\.?0+Z$/, 'Z');
      expect(formatDatetimeJson(parseDatetime(text) ?? NaN)).toBe(text);
    }));
  });

  it('reads a timespan back from its text', () => {
    fc.assert(fc.property(fc.integer({ min: -(10 ** 15), max: 10 ** 15 }), (ticks) => {
      expect(parseTimespan(formatTimespan(ticks))).toBe(ticks);
    }));
  });
});
