import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createBlock, scopePointsAt } from './block.ts';
import type { PointHeader } from './documents.ts';
import type { ScopePoint } from './numbers.ts';
import { createNumbersBuilder } from './numbers.ts';
import { createSeriesBuilder, decodeSeries, rowAt } from './series.ts';
import { decodeTable, encodeTable } from './table.ts';
import { decodeVlq, encodeVlq, largestVlq } from './vlq.ts';

describe('number columns', () => {
  it('are Base64 VLQ as in source maps', () => {
    expect(encodeVlq([0, 1, -1, 15, -15, 16, 1000])).toBe('ACDefgBw+B');
    expect([...decodeVlq('ACDefgBw+B', 7)]).toEqual([0, 1, -1, 15, -15, 16, 1000]);
  });

  it('hold any whole numbers', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -largestVlq, max: largestVlq })), (values) => {
      expect([...decodeVlq(encodeVlq(values), values.length)]).toEqual(values.map((value) => value + 0));
    }));
  });

  it('refuse what is not one', () => {
    expect(() => encodeVlq([0.5])).toThrow(RangeError);
    expect(() => encodeVlq([Number.NaN])).toThrow(RangeError);
    for (const [text, count] of [['AA', 1], ['A', 2], ['g', 1], ['!', 1], ['é', 1], ['gggggggggggggggggA', 1]] as const) expect(() => decodeVlq(text, count), text).toThrow(RangeError);
  });

  it('never crash on damaged text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, count) => {
      try {
        expect(decodeVlq(text, count)).toHaveLength(count);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }));
  });
});

describe('series', () => {
  /** For each point the value of the series, or none. */
  const anySeries = fc.array(fc.option(fc.tuple(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.double({ noNaN: true, noDefaultInfinity: true })), fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: Number.NaN })), { nil: null }), { minLength: 6, maxLength: 6 });

  it('come back at every point, whatever the numbers', () => {
    fc.assert(fc.property(fc.array(anySeries, { maxLength: 5 }), (all) => {
      const builder = createSeriesBuilder(['a'], ['b']);
      for (let point = 0; point < 6; point += 1) {
        all.forEach((series, index) => {
          const values = series[point] ?? null;
          if (values !== null) builder.add(point, String(index), 'n', values);
        });
      }
      const keys = all.map((_, index) => ({ scopeId: String(index), name: 'n' }));
      const document = JSON.parse(JSON.stringify(builder.build(keys, 6)));
      const series = decodeSeries(document, keys.length, ['a']);
      all.forEach((values, index) => values.forEach((value, point) => {
        const row = rowAt(series, index, point);
        expect(row < 0 ? null : (series.columns.a[row] ?? 0) + 0).toEqual(value === null ? null : value[0] + 0);
      }));
    }));
  });
});

describe('numbers of scopes', () => {
  const count = fc.nat(100_000);
  const figure = fc.oneof(count, fc.integer({ min: 0, max: 10_000 }).map((value) => value / 100), fc.double({ min: 0, max: 100, noNaN: true }));
  const points = fc.record({ current: figure, max: figure, ratio: figure });
  const anyControl = fc.record({ controlId: fc.constantFrom('c1', 'c2', '__proto__'), current: figure, max: figure, ratio: figure, weight: figure, healthy: count, unhealthy: count, notApplicable: count });
  const anyCount = fc.record({ key: fc.constantFrom('k1', 'constructor', 'k:3'), healthy: count, unhealthy: count, notApplicable: count, exempt: count });
  const anyScope = fc.record({
    scopeId: fc.constantFrom('/s/1', '/s/2', '3:/s', '\n'), listed: fc.boolean(), left: fc.boolean(),
    score: fc.option(fc.record({ secureScore: fc.option(points), gracePeriod: fc.option(points), weight: fc.option(figure), controls: fc.uniqueArray(anyControl, { selector: (one) => one.controlId }), recommendations: fc.uniqueArray(anyCount, { selector: (one) => one.key }) })),
  });
  const anyRuns = fc.array(fc.uniqueArray(anyScope, { selector: (one) => one.scopeId }), { minLength: 1, maxLength: 5 });

  it('come back run by run', () => {
    fc.assert(fc.property(anyRuns, (runs) => {
      const header = { runId: 'r' } as PointHeader;
      const given = runs.map((scopes) => scopes.map(sortedScope).sort((a, b) => (a.scopeId < b.scopeId ? -1 : 1)));
      const builder = createNumbersBuilder();
      for (const scopes of given) builder.add(header, scopes);
      const { scopeIds, scores, controls, recommendations } = JSON.parse(JSON.stringify(builder.build()));
      const block = createBlock({ path: 'p', points: given.map(() => header), scopeIds, scores, controls: () => ({ path: 'p', section: controls }), recommendations: () => ({ path: 'p', section: recommendations }) });
      given.forEach((scopes, point) => expect(scopePointsAt(block, point)).toEqual(scopes));
    }));
  });

  type Drawn = typeof anyScope extends fc.Arbitrary<infer T> ? T : never;
  function sortedScope({ score, ...scope }: Drawn): ScopePoint {
    if (score === null) return { ...scope, score };
    const controls = [...score.controls].sort((a, b) => (a.controlId < b.controlId ? -1 : 1));
    return { ...scope, score: { ...score, scopeId: scope.scopeId, controls, recommendations: [...score.recommendations].sort((a, b) => (a.key < b.key ? -1 : 1)) } };
  }
});

describe('tables', () => {
  const shape = { name: z.string().nullable(), number: z.number(), flag: z.boolean() };

  it('come back row by row', () => {
    const anyRow = fc.record({ name: fc.option(fc.string({ unit: 'binary' })), number: fc.integer(), flag: fc.boolean() });
    fc.assert(fc.property(fc.array(anyRow), (rows) => {
      expect(decodeTable(JSON.parse(JSON.stringify(encodeTable(rows, shape))), shape)).toEqual(rows);
    }));
  });

  it('refuse a value of another type and an index out of range', () => {
    const table = encodeTable([{ name: 'a', number: 1, flag: true }], shape);
    expect(() => decodeTable({ ...table, columns: { ...table.columns, number: { values: ['1'], rows: 'A' } } }, shape)).toThrow();
    expect(() => decodeTable({ ...table, columns: { ...table.columns, number: { values: [1], rows: 'C' } } }, shape)).toThrow(RangeError);
  });
});
