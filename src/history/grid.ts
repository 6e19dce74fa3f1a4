import { daysOfRange } from '../domain/calendar.ts';
import type { ControlDay, Day, DayRange, ScopeDay, ScoreGrid } from '../domain/history.ts';
import type { Scope, ScopeId } from '../domain/scope.ts';
import { namedRows, pointsOfRow } from './block.ts';
import { lazyMap } from './lazyMap.ts';
import { flag } from './numbers.ts';
import type { DatedEntry, Walk } from './walk.ts';
import { walkDays } from './walk.ts';

/** Days a scope without a point is carried for (DESIGN §9.6). */
export const carryDays = 14;

export function scoreGrid(entries: readonly DatedEntry[], range: DayRange, scopes: ReadonlyMap<ScopeId, Scope>): ScoreGrid {
  const days = daysOfRange(range.from, range.to);
  const walk = walkDays(entries, days, flag.secureScore, carryDays);
  return {
    days,
    scopeIds: walk.scopeIds,
    at: (scope, day) => scopeDay(walk, scope, day),
    environment: (scope) => scopes.get(walk.scopeIds[scope] ?? '')?.environment ?? 'Unknown',
  };
}

function scopeDay(walk: Walk, scope: number, day: number): ScopeDay | null {
  const entry = walk.entry(scope, day);
  if (entry === null) return null;
  const scores = entry.block.scores();
  const row = walk.row(scope, day);
  const points = pointsOfRow(scores, row, 'secureScore');
  if (points === null) return null;
  return { points, weight: scores.columns.weight[row] ?? 0, gracePeriod: pointsOfRow(scores, row, 'gracePeriod'), measuredOn: entry.day };
}

/** Controls of each day, made when a day is asked for: a year of 1,000 scopes is too large to hold. */
export function controlGrid(entries: readonly DatedEntry[], days: readonly Day[], maxAgeDays: number, onDamage: (error: unknown) => void): ReadonlyMap<Day, readonly ControlDay[]> {
  const asked = [...new Set(days)].sort();
  const walk = walkDays(withReadableControls(entries, asked, onDamage), asked, flag.controls, maxAgeDays);
  const places = new Map(asked.map((day, index) => [day, index]));
  return lazyMap(asked, (day) => controlsOfDay(walk, places.get(day) ?? -1));
}

function controlsOfDay(walk: Walk, day: number): readonly ControlDay[] {
  const controls: ControlDay[] = [];
  for (let scope = 0; scope < walk.scopeIds.length; scope += 1) {
    const entry = walk.entry(scope, day);
    if (entry === null) continue;
    const { block, day: measuredOn, index } = entry;
    const scopeId = walk.scopeIds[scope] ?? '';
    const scopeWeight = block.scores().columns.weight[walk.row(scope, day)] ?? 0;
    controls.push(...namedRows(block.controls(), walk.scopeInBlock(scope, day), index, (controlId, row, { current, max, ratio, healthy, unhealthy, notApplicable }): ControlDay => ({
      scopeId, controlId,
      points: { current: current[row] ?? 0, max: max[row] ?? 0, ratio: ratio[row] ?? 0 },
      counts: { healthy: healthy[row] ?? 0, unhealthy: unhealthy[row] ?? 0, notApplicable: notApplicable[row] ?? 0 },
      scopeWeight, measuredOn,
    })));
  }
  return controls;
}

/** Leaves out runs whose controls cannot be read, so that the runs before them stand; the damage is reported. */
function withReadableControls(entries: readonly DatedEntry[], asked: readonly Day[], onDamage: (error: unknown) => void): readonly DatedEntry[] {
  const verdicts = new Map<DatedEntry['block'], boolean>();
  const last = asked.at(-1) ?? '';
  return entries.filter(({ block, day }) => {
    if (day > last) return false;
    return verdicts.get(block) ?? readable(verdicts, block, onDamage);
  });
}

function readable(verdicts: Map<DatedEntry['block'], boolean>, block: DatedEntry['block'], onDamage: (error: unknown) => void): boolean {
  let verdict = true;
  try {
    block.controls();
  } catch (error) {
    verdict = false;
    onDamage(error);
  }
  verdicts.set(block, verdict);
  return verdict;
}
