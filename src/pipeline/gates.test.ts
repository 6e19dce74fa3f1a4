import { describe, expect, it } from 'vitest';
import { sampleModel } from '../../test/fixtures/report-model.ts';
import { judgeGates } from './gates.ts';

function failures(ratio: number | null, change: number | null, gates: { minimumPercent?: number; maximumDrop?: number }): readonly string[] {
  const sample = sampleModel();
  const { score, sinceLastReport } = sample.headline;
  const headline = { ...sample.headline, score: { ...score, ratio }, sinceLastReport: { ...sinceLastReport, change, since: '2026-11-14' } };
  return judgeGates({ minimumPercent: gates.minimumPercent ?? null, maximumDrop: gates.maximumDrop ?? null }, { headline, locale: 'en-GB', timeZone: 'UTC' }).failures;
}

describe('gates', () => {
  it('pass at the limit itself', () => {
    expect(failures(0.7, -0.02, { minimumPercent: 70, maximumDrop: 2 })).toEqual([]);
    expect(failures(0.7 - 0.4, 0.3 - 0.32, { minimumPercent: 30, maximumDrop: 2 })).toEqual([]);
  });

  it('fail below the minimum and beyond the drop, and say both', () => {
    expect(failures(0.6994, -0.021, { minimumPercent: 70, maximumDrop: 2 })).toEqual([
      'The score is 69.9\u00a0%, the minimum 70.0\u00a0%.',
      'The score changed by \u22122.1\u00a0pp since 14 Nov 2026; at most \u22122.0\u00a0pp is allowed.',
    ]);
  });

  it('fail without a score, and have nothing to say of a first report', () => {
    expect(failures(null, null, { minimumPercent: 70, maximumDrop: 0 })).toEqual(['There is no score to hold against the minimum of 70.0\u00a0%.']);
    expect(failures(0.2, 0.5, { maximumDrop: 0 })).toEqual([]);
  });
});
