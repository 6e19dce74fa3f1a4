import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Assessment } from '../domain/snapshot.ts';
import { lazyRows } from './lazyRows.ts';
import { createPackedAssessments } from './packedAssessments.ts';

const text = fc.oneof(fc.constantFrom('k1', 'VM', 'İ', 'Σς', '%2f', '/subscriptions/s/Ä%', '', '$&', '\ud800'), fc.string({ unit: 'binary' }));
const moment = fc.option(fc.date({ noInvalidDate: true }).map((date) => date.toISOString()));
const link = (key: string, spelled: string): fc.Arbitrary<string | null> => fc.option(fc.constantFrom(
  `https://portal.azure.com/#@t/blade/X/assessmentKey/${key}/resourceId/${encoded(spelled)}`, `https://portal.azure.com/${encoded(spelled)}/${encoded(spelled.toLowerCase())}/${key}`, 'https://portal.azure.com/#blade/other',
).filter((url) => !/[\u0000\u0001]/.test(url)));
const encoded = (id: string): string => (id.isWellFormed() ? encodeURIComponent(id) : '');
const assessment: fc.Arbitrary<Assessment> = fc.record({ key: text.filter((key) => key !== ''), spelled: text }).chain(({ key, spelled }) => fc.record({
  scopeId: fc.oneof(text, fc.constant(spelled.slice(0, 3)), fc.constant(spelled.toLowerCase())), key: fc.constant(key), resourceId: fc.constant(spelled.toLowerCase()), resourceName: text, state: text, cause: fc.option(text), reason: fc.option(text), changedAt: moment, firstEvaluatedAt: moment, portalUrl: link(key, spelled),
}));

describe('packed assessments', () => {
  it('come out as they went in, whole pages and the rest', () => {
    fc.assert(fc.property(fc.array(assessment, { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 2_100 }), (some, count) => {
      const packed = createPackedAssessments();
      const all = Array.from({ length: count }, (_, place) => some[place % some.length] as Assessment);
      const places = all.map((one) => packed.add(one));
      expect(places).toEqual([...all.keys()]);
      expect(places.map((place) => packed.at(place))).toEqual(all);
      expect(() => packed.at(count)).toThrow(RangeError);
    }), { numRuns: 60 });
  });
});

describe('lazyRows', () => {
  const made: number[] = [];
  const rows = lazyRows(3, (place) => {
    made.push(place);
    return { place };
  });
  const plain = [{ place: 0 }, { place: 1 }, { place: 2 }];

  it('is an array to all that reads', () => {
    expect(Array.isArray(rows)).toBe(true);
    expect(rows).toEqual(plain);
    expect(JSON.stringify(rows)).toBe(JSON.stringify(plain));
    expect([...rows, ...rows.slice(1), ...[plain[0]].concat(rows)]).toEqual([...plain, ...plain.slice(1), ...[plain[0]].concat(plain)]);
    expect([rows.at(-1), rows[3], rows.length, 3 in rows, 2 in rows, Object.keys(rows)]).toEqual([{ place: 2 }, undefined, 3, false, true, ['0', '1', '2']]);
    expect(rows.filter(({ place }) => place > 0).map(({ place }) => place).toSorted((a, b) => b - a)).toEqual([2, 1]);
    expect(Map.groupBy(rows, ({ place }) => place % 2).get(0)).toEqual([plain[0], plain[2]]);
    expect(lazyRows(0, () => 1)).toEqual([]);
  });

  it('makes what is read, and takes nothing', () => {
    made.length = 0;
    expect(rows[1]).toEqual({ place: 1 });
    expect(made).toEqual([1]);
    expect(() => rows.push({ place: 3 })).toThrow('read only');
    expect(() => rows.sort()).toThrow('read only');
    expect(rows).toHaveLength(3);
  });
});
