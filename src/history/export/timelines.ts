import { dayNumber } from '../../domain/calendar.ts';
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
 * Which states each point (oldest first) saw begin or end; of sightings with their repeats joined.
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

/** Sightings of one assessment, oldest first. */
function timelineOf(sightings: readonly Sighting[]): readonly Sighting[] {
  return sightings.toSorted((a, b) => a.first - b.first || compareText(a.assessment.changedAt ?? '', b.assessment.changedAt ?? '') || compareText(a.assessment.state, b.assessment.state));
}

/** The scope's snapshots that are over and whole: with at least half of the assessments seen since the one before. */
function wholeBatches(timelines: readonly (readonly Sighting[])[], lastPointDay: number): readonly Batch[] {
  const snapshots = timelines.map((timeline) => new Set(timeline.flatMap((one) => one.snapshotDays)));
  const all = timelines.map((timeline) => [...new Set(timeline.flatMap((one) => one.days))]);
  const batches: Batch[] = [];
  for (const day of [...new Set(snapshots.flatMap((days) => [...days]))].sort((a, b) => a - b)) {
    const last = batches.at(-1);
    if (last !== undefined && last.to === day - 1) batches[batches.length - 1] = { from: last.from, to: day };
    else batches.push({ from: day, to: day });
  }
  return batches.filter(({ from, to }, index) => {
    const since = batches[index - 1]?.from ?? -Infinity;
    const expected = all.filter((days) => days.some((day) => day >= since && day < from)).length;
    const seen = snapshots.filter((days) => days.has(from) || days.has(to) || [...days].some((day) => day > from && day < to)).length;
    return to < lastPointDay && seen * 2 >= expected;
  });
}

/** Puts the states of one assessment, and its end, at their points. */
function place(timeline: readonly Sighting[], batches: readonly Batch[], points: Points, changes: readonly PointChanges[]): void {
  let known: Sighting | null = null;
  const days = new Set(timeline.flatMap((one) => one.days));
  const lacking = batches.filter(({ from, to }) => !Array.from({ length: to - from + 1 }, (_, index) => from + index).some((day) => days.has(day)));
  for (const one of timeline) {
    if (known !== null && end(known, firstDay(one), lacking, points, changes)) known = null;
    const { state, changedAt } = one.assessment;
    if (known?.assessment.state !== state || known.assessment.changedAt !== changedAt) changes[beginning(one, known, lacking, points)]?.rows.push(one.assessment);
    known = one;
  }
  if (known !== null) end(known, Infinity, lacking, points, changes);
}

/** True when one of the snapshots that lack the assessment lies between the last row of a state and the next row: it is gone from there. */
function end(known: Sighting, before: number, lacking: readonly Batch[], points: Points, changes: readonly PointChanges[]): boolean {
  const first = lacking.find((batch) => batch.from > lastDay(known) && batch.to < before);
  if (first === undefined) return false;
  const { scopeId, key, resourceId } = known.assessment;
  changes[firstAtLeast(points.days, first.to)]?.deleted.push({ scopeId, key, resourceId });
  return true;
}

/** The point that a state begins at: that of its date of change, but not before what is known to have been otherwise, nor after its first row. */
function beginning(one: Sighting, known: Sighting | null, lacking: readonly Batch[], points: Points): number {
  const seen = firstAtLeast(points.at, one.first);
  const absent = known === null ? lacking.findLast((batch) => batch.to < firstDay(one)) : undefined;
  const earliest = known !== null ? firstAtLeast(points.days, lastDay(known)) : absent === undefined ? 0 : firstAtLeast(points.days, absent.to + 1);
  return Math.min(seen, Math.max(earliest, began(one, known, points, seen)));
}

function began({ assessment, days, snapshotDays }: Sighting, known: Sighting | null, points: Points, seen: number): number {
  if (assessment.changedAt !== null) return firstAtLeast(points.at, Date.parse(assessment.changedAt));
  // A snapshot shows what stood before, too.
  return known === null && days[0] !== undefined && snapshotDays.includes(days[0]) ? 0 : seen;
}

/** Index of the first value at or above; the length when there is none. */
function firstAtLeast(values: readonly number[], wanted: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Infinity) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstDay({ days }: Sighting): number {
  return days[0] ?? -Infinity;
}

function lastDay({ days }: Sighting): number {
  return days.at(-1) ?? -Infinity;
}

function identityOf({ assessment: { key, resourceId } }: Sighting): string {
  return `${key} ${resourceId}`;
}

function compareRefs(a: AssessmentRef, b: AssessmentRef): number {
  return compareText(a.scopeId, b.scopeId) || compareText(a.key, b.key) || compareText(a.resourceId, b.resourceId);
}
