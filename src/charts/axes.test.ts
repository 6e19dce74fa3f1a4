import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFor } from '../domain/format.ts';
import { dayNumber, dayTicks, dodge, fullAxis, zoomedAxis } from './axes.ts';

const format = formatFor('en-GB', 'Europe/Berlin');

describe('day ticks', () => {
  it('names months over a year, with the year at January', () => {
    const ticks = dayTicks('2025-11-22', '2026-11-21', 13, format, 'en-GB');
    expect(ticks.values).toHaveLength(12);
    expect(Object.values(ticks.labels)).toContain('Jan 2026');
    expect(Object.values(ticks.labels)).not.toContain('Dec 2025');
  });

  it('keeps January when months are thinned', () => {
    for (const wanted of [2, 4, 5, 7]) expect(Object.values(dayTicks('2025-11-22', '2026-11-21', wanted, format, 'en-GB').labels)).toContain('Jan 2026');
  });

  it('counts days back from the last over short ranges', () => {
    const ticks = dayTicks('2026-08-24', '2026-11-21', 7, format, 'en-GB');
    expect(ticks.values.at(-1)).toBe(dayNumber('2026-11-21'));
    expect(Object.values(ticks.labels).at(-1)).toBe('21 Nov');
    expect(dayTicks('2026-11-21', '2026-11-21', 7, format, 'en-GB').values).toEqual([dayNumber('2026-11-21')]);
  });

  it('never gives more ticks than wanted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 3, max: 14 }), (length, wanted) => {
        const last = new Date(Date.UTC(2026, 10, 21)).toISOString().slice(0, 10);
        const first = new Date(Date.UTC(2026, 10, 21 - length)).toISOString().slice(0, 10);
        expect(dayTicks(first, last, wanted, format, 'en-GB').values.length).toBeLessThanOrEqual(wanted);
      }),
    );
  });
});

describe('percent axes', () => {
  it('is 0 to 100 by default and says nothing of a zoom', () => {
    expect(fullAxis()).toMatchObject({ domain: [0, 100], zoomed: false, values: [0, 20, 40, 60, 80, 100] });
  });

  it('zooms to whole steps that hold every value, spans at least two steps, stays in 0 to 100', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 20 }), (values) => {
        const { domain, values: ticks, labels } = zoomedAxis(values);
        expect(domain[0]).toBeGreaterThanOrEqual(0);
        expect(domain[1]).toBeLessThanOrEqual(100);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(domain[0]);
        expect(Math.max(...values)).toBeLessThanOrEqual(domain[1]);
        expect(ticks.length).toBeGreaterThanOrEqual(3);
        expect(Object.keys(labels)).toHaveLength(ticks.length);
      }),
    );
  });

  it('without a value is the full axis', () => {
    expect(zoomedAxis([])).toEqual(fullAxis());
  });
});

describe('dodge', () => {
  it('keeps labels apart, in order and inside', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 380, noNaN: true }), { maxLength: 15 }), (wanted) => {
        const placed = dodge(wanted, 16, 380);
        const sorted = placed.toSorted((a, b) => a - b);
        for (const [index, value] of sorted.entries()) if (index > 0) expect(value - (sorted[index - 1] ?? 0)).toBeGreaterThanOrEqual(16 - 1e-9);
        if (wanted.length * 16 <= 380) expect(Math.min(0, ...placed)).toBeGreaterThanOrEqual(0);
        expect(Math.max(0, ...placed)).toBeLessThanOrEqual(380);
        for (const [a, one] of wanted.entries()) for (const [b, other] of wanted.entries()) if (one < other) expect(placed[a] ?? 0).toBeLessThan(placed[b] ?? 0);
      }),
    );
  });

  it('leaves labels with room where they are', () => {
    expect(dodge([10, 100, 50], 16, 200)).toEqual([10, 100, 50]);
  });
});
