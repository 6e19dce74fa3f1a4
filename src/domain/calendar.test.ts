import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, baseDay, dayFromNumber, dayNumber, dayOf, daysBetween, daysOfRange, endOfDay, isoWeekOf, isTimeZone, startOfDay, weekEndOf, weekStartOf } from './calendar.ts';

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Chatham', 'Africa/Cairo', 'Asia/Beirut', 'America/Sao_Paulo', 'America/Havana', 'America/St_Johns'];
const anyZone = fc.constantFrom(...zones);
const anyDay = fc.integer({ min: dayNumber('1995-01-01'), max: dayNumber('2060-12-31') }).map(dayFromNumber);
const anyInstant = fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2060, 0, 1) });

describe('days', () => {
  it('adds and subtracts across months, leap days and years', () => {
    expect([addDays('2028-02-28', 1), addDays('2026-12-31', 1), addDays('2026-03-01', -1)]).toEqual(['2028-02-29', '2027-01-01', '2026-02-28']);
    fc.assert(fc.property(anyDay, fc.integer({ min: -4000, max: 4000 }), (day, count) => {
      expect(daysBetween(day, addDays(day, count))).toBe(count);
      expect(baseDay(addDays(day, count), count)).toBe(day);
    }));
  });

  it('refuses what is not a day', () => {
    for (const bad of ['2026-02-30', '2026-2-3', '', 'today', '2026-11-21T00:00:00Z']) expect(() => dayNumber(bad), bad).toThrow(RangeError);
    expect(() => dayOf('nonsense', 'UTC')).toThrow(RangeError);
    expect([isTimeZone('Europe/Berlin'), isTimeZone('Europe/Atlantis')]).toEqual([true, false]);
  });

  it('lists a range with both ends', () => {
    expect(daysOfRange('2026-02-27', '2026-03-02')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
    expect(daysOfRange('2026-03-02', '2026-03-01')).toEqual([]);
  });
});

describe('weeks', () => {
  it('numbers ISO weeks, week 53 and the turn of the year included', () => {
    const cases = { '2020-12-31': [2020, 53], '2021-01-03': [2020, 53], '2021-01-04': [2021, 1], '2026-12-31': [2026, 53], '2027-01-03': [2026, 53], '2024-12-30': [2025, 1], '2023-01-01': [2022, 52], '2008-12-28': [2008, 52] };
    for (const [day, [year, week]] of Object.entries(cases)) expect(isoWeekOf(day), day).toEqual({ year, week });
  });

  it('starts weeks on Monday or Sunday', () => {
    expect([weekStartOf('2026-11-22', 'monday'), weekStartOf('2026-11-22', 'sunday'), weekStartOf('2026-11-23', 'monday')]).toEqual(['2026-11-16', '2026-11-22', '2026-11-23']);
    fc.assert(fc.property(anyDay, fc.constantFrom('monday' as const, 'sunday' as const), (day, weekStart) => {
      const start = weekStartOf(day, weekStart);
      expect(daysBetween(start, day)).toBeGreaterThanOrEqual(0);
      expect(daysBetween(day, weekEndOf(day, weekStart))).toBeGreaterThanOrEqual(0);
      expect(new Date(`${start}T00:00:00Z`).getUTCDay()).toBe(weekStart === 'monday' ? 1 : 0);
      expect(isoWeekOf(weekStartOf(day, 'monday'))).toEqual(isoWeekOf(day));
    }));
  });
});

describe('instants and zones', () => {
  it('gives the local day on both sides of midnight', () => {
    expect(dayOf('2026-11-21T22:59:59.999Z', 'Europe/Berlin')).toBe('2026-11-21');
    expect(dayOf('2026-11-21T23:00:00Z', 'Europe/Berlin')).toBe('2026-11-22');
    expect(dayOf('2026-07-21T22:00:00Z', 'Europe/Berlin')).toBe('2026-07-22');
    expect(dayOf('2026-11-21T18:15:00Z', 'Asia/Kathmandu')).toBe('2026-11-22');
  });

  it('ends days of 23 and 25 hours, days without a midnight and skipped days right', () => {
    const hours = (day: string, zone: string): number => (Date.parse(endOfDay(day, zone)) - Date.parse(startOfDay(day, zone)) + 1) / 3_600_000;
    expect([hours('2026-03-29', 'Europe/Berlin'), hours('2026-10-25', 'Europe/Berlin'), hours('2026-10-26', 'Europe/Berlin')]).toEqual([23, 25, 24]);
    expect([hours('2018-11-04', 'America/Sao_Paulo'), hours('2018-02-17', 'America/Sao_Paulo')]).toEqual([23, 25]);
    expect(hours('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5);
    // back to midnight, and back over midnight
    expect([hours('2026-10-31', 'America/Havana'), hours('2026-11-01', 'America/Havana')]).toEqual([24, 25]);
    expect(endOfDay('2026-10-31', 'America/Havana')).toBe('2026-11-01T03:59:59.999Z');
    expect(endOfDay('2010-11-06', 'America/St_Johns')).toBe('2010-11-07T03:29:59.999Z');
    expect(endOfDay('2011-12-29', 'Pacific/Apia')).toBe('2011-12-30T09:59:59.999Z');
    expect(endOfDay('2011-12-30', 'Pacific/Apia')).toBe('2011-12-30T09:59:59.999Z');
  });

  it('agrees with Intl at every instant', () => {
    fc.assert(fc.property(anyInstant, anyZone, (ms, zone) => {
      expect(dayOf(ms, zone)).toBe(new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(ms));
    }), { numRuns: 300 });
  });

  it('puts the last millisecond on the day and the next one after it', () => {
    fc.assert(fc.property(anyDay, anyZone, (day, zone) => {
      const end = endOfDay(day, zone);
      fc.pre(day !== '2011-12-30');
      expect(dayOf(end, zone)).toBe(day);
      expect(dayOf(Date.parse(end) + 1, zone) > day).toBe(true);
      expect(dayOf(startOfDay(day, zone), zone)).toBe(day);
    }), { numRuns: 3000 });
  });
});
