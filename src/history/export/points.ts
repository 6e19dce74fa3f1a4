import { dayNumber, dayOf, startOfDay } from '../../domain/calendar.ts';
import type { Day } from '../../domain/history.ts';
import type { ScopeId } from '../../domain/scope.ts';
import { formulaVersion, runIdOf, snapshotVersion, type ScopeScore, type Snapshot } from '../../domain/snapshot.ts';
import { carryDays } from '../../domain/history.ts';
import { compareText } from '../numbers.ts';
import { runningCounts } from './counts.ts';
import { exportedScope } from './scopeIds.ts';
import type { ExportDay, ExportDetails, ExportScores } from './source.ts';
import { standingDefinitions, standingOf } from './standing.ts';
import { changesByPoint } from './timelines.ts';

/** What an export's points are marked with. */
export interface PointOptions {
  readonly timeZone: string;
  readonly toolVersion: string;
  /** Cloud as config names it, e.g. `AzurePublic`. */
  readonly cloud: string;
}

/** Catalogue hash of reconstructed points: an export does not hold the definitions, so a change of them cannot be told. */
export const unknownCatalogue = '';

export const noDetails: ExportDetails = { controls: [], definitions: [], sightings: [], unreadable: 0 };

/** Run id of a day's reconstructed point: the same whenever it is made, no live run's, and in its place among theirs, which sort by time. */
export function exportRunId(day: Day, timeZone: string): string {
  return `${runIdOf(new Date(startOfDay(day, timeZone)))}-export`;
}

/**
 * Reconstructs one point for each of the days (oldest first), as a snapshot. Only what was exported on a day is in its point, apart from what
 * an export sends in parts: all controls of a scope, its other score row, and the states of all assessments stand with it.
 */
export function* pointsFromExport(days: readonly ExportDay[], { scores }: ExportScores, details: ExportDetails, options: PointOptions): Generator<Snapshot> {
  const standing = standingOf(scores, details.controls, options.timeZone);
  const definitions = standingDefinitions(details.definitions, details.sightings, options.timeZone);
  const changes = changesByPoint(details.sightings, days);
  const counts = runningCounts();
  const exported = exportedWithin(scores, details, options.timeZone);
  let since: string | null = null;
  for (const [index, { day, at }] of days.entries()) {
    const { rows, deleted } = changes[index] ?? { rows: [], deleted: [] };
    counts.apply({ rows, deleted });
    const scopes = standing.upTo(dayNumber(day));
    const takenAt = new Date(at).toISOString();
    const ids = [...new Set([...scopes.keys(), ...counts.scopeIds()])].filter((id) => exported(id, dayNumber(day))).sort(compareText);
    yield {
      ...emptyPoint(day, takenAt, options),
      ...definitions.upTo(dayNumber(day)),
      // Listed are those with a score that day: an export does not say which scopes there are.
      scopes: ids.flatMap((id) => (scopes.get(id)?.secureScore ? [exportedScope(id, scopes.get(id)?.environment ?? '')] : [])),
      scores: ids.map((scopeId): ScopeScore => {
        const { secureScore = null, gracePeriod = null, weight = null, controls = [] } = scopes.get(scopeId) ?? {};
        return { scopeId, secureScore, gracePeriod, weight, controls: [...controls], recommendations: counts.of(scopeId), signatures: [] };
      }),
      assessments: { since, rows, deleted },
    };
    since = takenAt;
  }
}

/** Whether a scope had a row of any table on a day or within {@link carryDays} before it; one without has left, as far as an export can tell. */
function exportedWithin(scores: ExportScores['scores'], { controls, sightings }: ExportDetails, timeZone: string): (scopeId: ScopeId, day: number) => boolean {
  const days = new Map<ScopeId, Set<number>>();
  const add = (scopeId: ScopeId, day: number): void => {
    const own = days.get(scopeId) ?? new Set<number>();
    days.set(scopeId, own.add(day));
  };
  for (const { scopeId, at } of [...scores, ...controls]) add(scopeId, dayNumber(dayOf(at, timeZone)));
  for (const { assessment, days: seen } of sightings) for (const day of seen) add(assessment.scopeId, day);
  return (scopeId, day) => {
    const own = days.get(scopeId) ?? new Set();
    return Array.from({ length: carryDays + 1 }, (_, back) => day - back).some((earlier) => own.has(earlier));
  };
}

function emptyPoint(day: Day, takenAt: string, { timeZone, toolVersion, cloud }: PointOptions): Omit<Snapshot, 'scopes' | 'scores' | 'controls' | 'recommendations' | 'assessments'> {
  return {
    schema: 'secure-score/snapshot', version: snapshotVersion, runId: exportRunId(day, timeZone), takenAt, finishedAt: takenAt, toolVersion, model: 'classic', formula: formulaVersion,
    cloud, tenantIds: [], catalogueHash: unknownCatalogue, managementGroups: [], governance: [], gaps: [], drift: [], requests: { sent: 0, throttled: 0, retried: 0, rows: 0 },
  };
}
