import { dayNumber } from '../../domain/calendar.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { Assessment, AssessmentRef } from '../../domain/snapshot.ts';
import { compareText } from '../numbers.ts';
import type { Sighting } from './sightings.ts';
import type { ExportDay } from './source.ts';

/** What one point has to say of assessments. */
export interface PointChanges {
  /** New states, oldest first; an assessment may come twice. */
  readonly rows: Assessment[];
  readonly deleted: AssessmentRef[];
}

/** Consecutive days with rows of a scope's weekly snapshot, as numbers, both included. */
interface Batch {
  readonly from: number;
  readonly to: number;
}

/** The points, for looking up. */
interface Points {
  readonly at: readonly number[];
  readonly days: readonly number[];
}

/**
 * Which states each point (oldest first) saw begin or end.
 *
 * An export begins without a baseline, but a row says since when its state has held: an assessment first seen in a snapshot is put at
 * the first point of that time. An assessment that the scope's later snapshot no longer has is gone, since deletions are not exported.
 */
export function changesByPoint(sightings: readonly Sighting[], points: readonly ExportDay[]): readonly PointChanges[] {
  const changes = points.map((): PointChanges => ({ rows: [], deleted: [] }));
  const lookUp: Points = { at: points.map((point) => point.at), days: points.map((point) => dayNumber(point.day)) };
  for (const own of Map.groupBy(sightings, (one) => one.assessment.scopeId).values()) {
    const timelines = [...Map.groupBy(own, identityOf).values()].map(timelineOf);
    const batches = wholeBatches(timelines, lookUp.days.at(-1) ?? 0);
    for (const timeline of timelines) place(timeline, batches, lookUp, changes);
  }
  for (const { rows, deleted } of changes) {
    rows.sort((a, b) => compareText(a.changedAt ?? '', b.changedAt ?? '') || compareRefs(a, b));
    deleted.sort(compareRefs);
  }
  return changes;
}

/** Sightings of one assessment, oldest first, repeats joined. */
function timelineOf(sightings: readonly Sighting[]): readonly Sighting[] {
  const joined = new Map<string, Sighting>();
  for (const one of sightings.toSorted((a, b) => a.first - b.first || compareText(a.assessment.changedAt ?? '', b.assessment.changedAt ?? '') || compareText(a.assessment.state, b.assessment.state))) {
    const { state, changedAt } = one.assessment;
    // Without a date of change, a state that comes back cannot be told from one that stayed, so days are kept apart.
    const key = `${state} ${changedAt ?? String(one.days[0] ?? '')}`;
    const before = joined.get(key);
    joined.set(key, before === undefined ? one : { ...before, days: union(before.days, one.days), snapshotDays: union(before.snapshotDays, one.snapshotDays) });
  }
  return [...joined.values()];
}

/** The scope's snapshots that are over and whole: with at least half of the assessments seen since the one before. */
function wholeBatches(timelines: readonly (readonly Sighting[])[], lastDay: number): readonly Batch[] {
  const days = [...new Set(timelines.flatMap((timeline) => timeline.flatMap((one) => one.snapshotDays)))].sort((a, b) => a - b);
  const batches: Batch[] = [];
  for (const day of days) {
    const last = batches.at(-1);
    if (last !== undefined && last.to === day - 1) batches[batches.length - 1] = { from: last.from, to: day };
    else batches.push({ from: day, to: day });
  }
  return batches.filter(({ from, to }, index) => {
    const since = batches[index - 1]?.from ?? -Infinity;
    const expected = timelines.filter((timeline) => seenWithin(timeline, since, from - 1)).length;
    const seen = timelines.filter((timeline) => timeline.some((one) => one.snapshotDays.some((day) => day >= from && day <= to))).length;
    return to < lastDay && seen * 2 >= expected;
  });
}

/** Puts the states of one assessment, and its end, at their points. */
function place(timeline: readonly Sighting[], batches: readonly Batch[], points: Points, changes: readonly PointChanges[]): void {
  let known: Sighting | null = null;
  let earliest = 0;
  for (const [index, one] of timeline.entries()) {
    const ended: Batch | undefined = known === null ? undefined : batches.find((batch) => batch.from > lastDay(known) && batch.to < firstDay(one) && !seenWithin(timeline, batch.from, batch.to));
    if (known !== null && ended !== undefined) {
      changes[pointOfDay(points, ended.to)]?.deleted.push(refOf(one.assessment));
      known = null;
    }
    const absent = known === null ? batches.findLast((batch) => batch.to < firstDay(one)) : undefined;
    if (absent !== undefined) earliest = Math.max(earliest, pointOfDay(points, absent.to) + 1);
    const seen = pointOfMoment(points, one.first);
    const same = known?.assessment.state === one.assessment.state && known.assessment.changedAt === one.assessment.changedAt;
    if (!same) {
      const at = Math.min(seen, Math.max(earliest, beganAt(one, known, points, seen)));
      changes[at]?.rows.push(one.assessment);
    }
    known = one;
    earliest = Math.max(earliest, pointOfDay(points, lastDayBefore(one, timeline[index + 1])));
  }
  const gone = known === null ? undefined : batches.find((batch) => batch.from > lastDay(known ?? batch0) && !seenWithin(timeline, batch.from, batch.to));
  if (known !== null && gone !== undefined) changes[pointOfDay(points, gone.to)]?.deleted.push(refOf(known.assessment));
}
