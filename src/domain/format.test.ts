import { describe, expect, it } from 'vitest';
import { formatFor } from './format.ts';

describe('formatFor', () => {
  const english = formatFor('en-GB', 'Europe/Berlin');
  it('writes percent, pp, points and counts as the brief says', () => {
    expect(english.percent(0.61266)).toBe('61.3\u00a0%');
    expect(english.pp(-0.0211)).toBe('\u22122.1\u00a0pp');
    expect(english.pp(0.012)).toBe('+1.2\u00a0pp');
    expect(english.points(31.75)).toBe('31.75');
    expect(english.count(12345)).toBe('12,345');
    expect(english.signedCount(-3)).toBe('\u22123');
  });
  it('gives no sign to a change that shows as zero', () => {
    expect([english.pp(0.0004), english.pp(-0.0004), english.pp(0)]).toEqual(['±0.0\u00a0pp', '±0.0\u00a0pp', '±0.0\u00a0pp']);
  });
  it('never shows no data as 0', () => {
    expect([english.percent(null), english.pp(null), english.count(null), english.day(null)]).toEqual(Array(4).fill('no data'));
  });
  it('writes dates that cannot be misread, in the time zone', () => {
    expect(english.day('2026-11-21')).toBe('21 Nov 2026');
    expect(english.dateTime('2026-11-21T06:00:00Z')).toBe('21 Nov 2026, 07:00');
  });
  it('follows the locale', () => {
    expect(formatFor('de-DE', 'UTC').percent(0.61266)).toBe('61,3\u00a0%');
  });
});
