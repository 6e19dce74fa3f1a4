import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleModel } from '../../../test/fixtures/report-model.ts';
import { formatFor } from '../../domain/format.ts';
import { renderFeed, xmlText } from './feed.ts';
import { checkedPath, fileOfScope, folderOfName, folderOfRun } from './names.ts';
import { readRunRecord, runRecord, runRecordText, uuidOf, type RunRecord } from './runRecord.ts';
import { trendSizes, trendSvg, trendWords } from './trend.ts';

const format = formatFor('en-GB', 'Europe/Berlin');
const base = runRecord(sampleModel(), [], null);

function record(day: string, score: number | null, more: Partial<RunRecord> = {}): RunRecord {
  return { ...base, day, takenAt: `${day}T06:00:00.000Z`, runId: day, id: uuidOf(day), score, change: { ...base.change, methodBreak: null }, ...more };
}

describe('the folder of a run', () => {
  it('is safe for any id and differs when the id does, also without regard to case', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 5 }), (ids) => {
      const folders = ids.map(folderOfRun);
      for (const folder of folders) expect(checkedPath(folder)).toBe(folder);
      expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(ids.length);
    }));
  });
});

describe('the folder of a group and the file of a scope', () => {
  it('are safe for any name, and differ when the name does by more than case', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 5, selector: (name) => name.toLowerCase() }), (names) => {
      for (const fileOf of [folderOfName, fileOfScope]) {
        for (const name of names) expect(checkedPath(fileOf(name))).toBe(fileOf(name));
        expect(new Set(names.map((name) => fileOf(name).toLowerCase())).size).toBe(names.length);
      }
    }));
  });

  it('are plain where the name is, and never one that a hash makes of another', () => {
    expect(folderOfName('Payments')).toBe('payments');
    expect(folderOfName('Team A')).toMatch(/^team-a-[0-9a-f]{12}$/);
    expect(folderOfName(folderOfName('Team A'))).not.toBe(folderOfName('Team A'));
    expect(fileOfScope('/subscriptions/1-2')).toMatch(/^1-2-[0-9a-f]{12}\.html$/);
  });
});

describe('run.json', () => {
  it('is read as it was written', () => {
    expect(readRunRecord(Buffer.from(runRecordText(base)))).toEqual(base);
  });

  it('keeps the identity it is given', () => {
    const id = uuidOf('x');
    expect(runRecord(sampleModel(), [], id).id).toBe(id);
  });
});

describe('the trend', () => {
  const wide = trendSizes[0] ?? { name: 'wide', width: 100, height: 100, ticks: 2 };
  const pathOf = (runs: readonly RunRecord[]): string => /class="line" d="([^"]*)"/.exec(trendSvg(runs, wide, format))?.[1] ?? '';

  it('breaks at a run without a score and at a change of method', () => {
    const days = ['2026-10-31', '2026-11-07', '2026-11-14', '2026-11-21'];
    const runs = days.map((day) => record(day, 0.5));
    expect(pathOf(runs).replace(/[^ML]/g, '')).toBe('MLLL');
    expect(pathOf(runs.with(1, record('2026-11-07', null))).replace(/[^ML]/g, '')).toBe('MML');
    expect(pathOf(runs.with(2, record('2026-11-14', 0.5, { change: { ...base.change, methodBreak: 'catalogue changed' } }))).replace(/[^ML]/g, '')).toBe('MLML');
  });

  it('rings an incomplete run', () => {
    expect(trendSvg([record('2026-11-21', 0.5, { complete: false })], wide, format)).toContain('class="dot ring"');
  });

  it('states the finding', () => {
    expect(trendWords([record('2026-11-14', 0.5), record('2026-11-21', 0.621)], format)).toBe('The score rose 12.1\u00a0pp, from 50.0\u00a0% on 14 Nov 2026 to 62.1\u00a0% on 21 Nov 2026');
    expect(trendWords([record('2026-11-14', 0.5), record('2026-11-21', 0.4)], format)).toMatch(/^The score fell 10\.0/);
    expect(trendWords([record('2026-11-14', 0.5), record('2026-11-21', 0.5)], format)).toMatch(/^The score stands where it was/);
    expect(trendWords([record('2026-11-14', null), record('2026-11-21', 0.5)], format)).toMatch(/first report with a score$/);
    expect(trendWords([record('2026-11-21', null)], format)).toBe('No report has a score yet');
  });

  it('has finite numbers inside its frame for any runs', () => {
    const run = fc.record({ at: fc.integer({ min: 0, max: 4_000 }), score: fc.option(fc.double({ min: 0, max: 1, noNaN: true })), target: fc.option(fc.double({ min: 0, max: 1, noNaN: true })) });
    fc.assert(fc.property(fc.array(run, { minLength: 1, maxLength: 20 }), (runs) => {
      const records = runs.toSorted((one, other) => one.at - other.at).map(({ at, score, target }) => record(new Date(at * 86_400_000).toISOString().slice(0, 10), score, { target }));
      for (const size of trendSizes) {
        const svg = trendSvg(records, size, format);
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        for (const [, x, y] of svg.matchAll(/c?x="([\d.-]+)" c?y="([\d.-]+)"/g)) {
          expect(Number(x)).toBeLessThanOrEqual(size.width);
          expect(Number(y)).toBeLessThanOrEqual(size.height);
        }
      }
    }), { numRuns: 50 });
  });
});

describe('the feed', () => {
  it('holds the newest 50, each under its own identity', () => {
    const runs = Array.from({ length: 60 }, (_, index) => ({ folder: String(index), record: record(`2026-01-${String(index % 28 + 1).padStart(2, '0')}`, 0.5, { id: uuidOf(String(index)) }) }));
    const feed = renderFeed(runs, uuidOf('site'));
    expect(feed.match(/<entry>/g)).toHaveLength(50);
    expect(new Set(feed.match(/<id>[^<]+/g)).size).toBe(51);
  });

  it('is XML whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(xmlText(text)).toMatch(/^(?:[\t\n\r -%(-;=?-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|&#\d+;)*$/u);
      expect(xmlText(text)).not.toMatch(/[<>"']|&(?!#\d+;)/);
    }));
  });
});
