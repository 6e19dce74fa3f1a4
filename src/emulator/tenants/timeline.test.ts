import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from './random.ts';
import { changesOf, type ForcedChange, randomChanges } from './timeline.ts';
import { day } from './instants.ts';

const span = { from: 0, until: 400 * day };
const temper = { unhealthy: 0.3, notApplicable: 0.1, mendRate: 3, flipShare: 0.3 };
const forcedChange: fc.Arbitrary<ForcedChange> = fc.record({
  at: fc.integer({ min: -50 * day, max: 500 * day }), code: fc.constantFrom('Healthy' as const, 'Unhealthy' as const), holdUntil: fc.integer({ min: 0, max: 600 * day }),
});

describe('an assessment\'s history', () => {
  it('ascends, never repeats a state, begins with its span and ends with it', () => {
    fc.assert(fc.property(fc.integer(), fc.array(forcedChange, { maxLength: 4 }), (seed, forced) => {
      const changes = changesOf(randomChanges(randomFrom(seed), span, temper), forced, span);
      expect(changes[0]?.at).toBeGreaterThanOrEqual(0);
      expect(changes.at(-1)).toEqual({ at: span.until, code: null });
      changes.slice(1).forEach((change, index) => {
        expect(change.at).toBeGreaterThan(changes[index]?.at ?? Infinity);
        expect(change.code).not.toBe(changes[index]?.code);
      });
    }));
  });

  it('obeys the story: a forced state holds until its end', () => {
    const forced: ForcedChange = { at: 100 * day, code: 'Unhealthy', holdUntil: 300 * day };
    for (let seed = 0; seed < 200; seed++) {
      const changes = changesOf(randomChanges(randomFrom(seed), span, temper), [forced], span);
      const during = changes.filter(({ at }) => at > 100 * day && at < 300 * day);
      expect(during).toEqual([]);
      expect(changes.findLast(({ at }) => at <= 100 * day)?.code).toBe('Unhealthy');
    }
  });

  it('keeps its long-run share', () => {
    let unhealthy = 0;
    for (let seed = 0; seed < 4000; seed++) {
      const changes = randomChanges(randomFrom(seed * 7919), span, { ...temper, flipShare: 0 });
      if (changes.at(-1)?.code === 'Unhealthy') unhealthy++;
    }
    expect(unhealthy / 4000).toBeGreaterThan(0.24);
    expect(unhealthy / 4000).toBeLessThan(0.3);
  });

  it('is empty when the span is', () => {
    expect(changesOf([{ at: 5, code: 'Healthy' }], [], { from: 9, until: 9 })).toEqual([]);
  });
});
