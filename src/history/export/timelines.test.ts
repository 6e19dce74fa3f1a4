import { describe, expect, it } from 'vitest';
import { addDays } from '../../domain/calendar.ts';
import { joinedSightings } from './joinedSightings.ts';
import { sightingOfRow, type Sighting } from './sightings.ts';
import { changesByPoint } from './timelines.ts';

const first = '2026-03-01';
const points = Array.from({ length: 30 }, (_, index) => ({ day: addDays(first, index), at: Date.parse(`${addDays(first, index)}T22:00:00Z`) }));
const at = (day: number, time = '10:00:00'): string => `${addDays(first, day)}T${time}.000Z`;

function seen(resource: string, day: number, state: string, since: string | null, kind: 'streamed' | 'snapshot' = 'streamed', time = '10:00:00'): Sighting {
  const sighting = sightingOfRow({ TimeGenerated: at(day, time), AssessedResourceId: `/subscriptions/s/vm/${resource}`, RecommendationId: 'k', RecommendationState: state, StatusChangeDate: since, IsSnapshot: kind === 'snapshot' }, 'UTC');
  if (sighting === null) throw new Error('not a sighting');
  return sighting;
}

/** `day: resource state` of every change, `gone` for the end. */
function told(sightings: readonly Sighting[]): readonly string[] {
  const joined = joinedSightings();
  for (const one of sightings) joined.add(one);
  return changesByPoint(joined.all(), points).flatMap(({ rows, deleted }, day) => [
    ...rows.map((row) => `${String(day)}: ${row.resourceName} ${row.state}`),
    ...deleted.map((ref) => `${String(day)}: ${ref.resourceId.split('/').at(-1) ?? ''} gone`),
  ]);
}

const long = '2025-12-01T00:00:00.000Z';
const weekly = (resource: string, days: readonly number[], state = 'Healthy', since: string | null = long): readonly Sighting[] => days.map((day) => seen(resource, day, state, since, 'snapshot'));

describe('states by point', () => {
  it('reach back to their date of change, so that an export without a baseline has one', () => {
    expect(told([...weekly('a', [5, 12, 19]), ...weekly('b', [5, 12, 19], 'Unhealthy', at(3))])).toEqual(['0: a Healthy', '3: b Unhealthy']);
  });

  it('reach back to the first point when no date says since when', () => {
    expect(told(weekly('a', [5, 12], 'Healthy', null))).toEqual(['0: a Healthy']);
    expect(told([seen('a', 5, 'Healthy', null)])).toEqual(['5: a Healthy']);
  });

  it('hold every flip, also two in a day and one told the next day', () => {
    expect(told([...weekly('a', [5]), seen('a', 7, 'Unhealthy', at(7, '09:00:00')), seen('a', 7, 'Healthy', at(7, '12:00:00'), 'streamed', '13:00:00'), seen('a', 9, 'Unhealthy', at(8, '21:00:00'), 'streamed', '00:10:00')]))
      .toEqual(['0: a Healthy', '7: a Unhealthy', '7: a Healthy', '8: a Unhealthy']);
  });

  it('do not begin before the last time another state was seen', () => {
    expect(told([...weekly('a', [5, 12]), seen('a', 14, 'Unhealthy', at(2))])).toEqual(['0: a Healthy', '12: a Unhealthy']);
  });

  it('say nothing new when a row comes again, in any order', () => {
    const sightings = [...weekly('a', [5, 12, 19]), ...weekly('a', [5, 12, 19]), seen('a', 19, 'Healthy', long)];
    expect(told(sightings.toReversed())).toEqual(['0: a Healthy']);
  });
});

describe('deletions', () => {
  const others = [...weekly('b', [5, 12, 19]), ...weekly('c', [5, 12, 19])];

  it('are seen at the first snapshot that lacks the assessment', () => {
    expect(told([...weekly('a', [5]), ...others])).toContain('12: a gone');
    expect(told([...others, seen('a', 6, 'Healthy', at(6))])).toContain('12: a gone');
  });

  it('are not seen where only one day of a snapshot over midnight lacks it', () => {
    const overMidnight = [...weekly('b', [5, 12, 19]), ...weekly('a', [6, 13, 20]), ...weekly('c', [5, 12, 19])];
    expect(told(overMidnight).filter((line) => line.endsWith('gone'))).toEqual([]);
  });

  it('are not believed when most of a snapshot is missing, nor of a snapshot of the last day', () => {
    expect(told([...weekly('a', [5]), ...weekly('b', [5, 12]), ...weekly('c', [5]), ...weekly('d', [5])]).filter((line) => line.endsWith('gone'))).toEqual([]);
    expect(told([...weekly('a', [22]), ...weekly('b', [22, 29]), ...weekly('c', [22, 29])]).filter((line) => line.endsWith('gone'))).toEqual([]);
  });

  it('end where the assessment comes back with another date; with the same one it was never gone', () => {
    expect(told([...weekly('a', [5]), ...weekly('a', [19], 'Healthy', at(11)), ...others]).filter((line) => line.includes(' a '))).toEqual(['0: a Healthy', '12: a gone', '13: a Healthy']);
    expect(told([...weekly('a', [5, 19]), ...others]).filter((line) => line.includes(' a '))).toEqual(['0: a Healthy']);
  });
});
