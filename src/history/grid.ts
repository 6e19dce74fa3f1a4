import { daysOfRange } from '../domain/calendar.ts';
import { carryDays } from '../domain/history.ts';
import type { ControlDay, Day, DayRange, ScopeDay, ScoreGrid } from '../domain/history.ts';
import type { Scope, ScopeId } from '../domain/scope.ts';
import { pointsOfRow } from './block.ts';
import { lazyMap } from './lazyMap.ts';
import { flag } from './numbers.ts';
import { rowAt } from './series.ts';
import type { DatedEntry, Walk } from './walk.ts';
import { walkDays } from './walk.ts';

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
  const walk = readableWalk(entries, asked, maxAgeDays, onDamage);
  const places = new Map(asked.map((day, index) => [day, index]));
  return lazyMap(asked, (day) => controlsOfDay(walk, places.get(day) ?? -1));
}

/** The walk over runs whose controls can be read: those that cannot are reported and left out, so that the runs before them stand. */
function readableWalk(entries: readonly DatedEntry[], asked: readonly Day[], maxAgeDays: number, onDamage: (error: unknown) => void): Walk {
  const walk = walkDays(entries, asked, flag.controls, maxAgeDays);
  const damaged = new Set([...walk.blocks()].filter((block) => !readable(block, onDamage)));
  if (damaged.size === 0) return walk;
  return readableWalk(entries.filter(({ block }) => !damaged.has(block)), asked, maxAgeDays, onDamage);
}

function readable(block: DatedEntry['block'], onDamage: (error: unknown) => void): boolean {
  try {
    block.controls();
    return true;
  } catch (error) {
    onDamage(error);
    return false;
  }
}

function controlsOfDay(walk: Walk, day: number): readonly ControlDay[] {
  const controls: ControlDay[] = [];
  for (let scope = 0; scope < walk.scopeIds.length; scope += 1) {
    const entry = walk.entry(scope, day);
    if (entry !== null) addControls(controls, walk.scopeIds[scope] ?? '', entry, walk.scopeInBlock(scope, day), walk.row(scope, day));
  }
  return controls;
}

/** Plain loops: a year of weeks of 1,000 scopes is near a million rows. */
function addControls(controls: ControlDay[], scopeId: string, { block, index, day: measuredOn }: DatedEntry, scope: number, scoreRow: number): void {
  const { series, scopeStart, names, name, current: currentOf, ratio: ratioOf } = block.controls();
  const { max, healthy, unhealthy, notApplicable } = series.columns;
  const scopeWeight = block.scores().columns.weight[scoreRow] ?? 0;
  const end = scopeStart[scope + 1] ?? 0;
  for (let one = scopeStart[scope] ?? 0; one < end; one += 1) {
    const row = rowAt(series, one, index);
    if (row < 0) continue;
    const current = currentOf(row);
    controls.push({
      scopeId,
      controlId: names[name[one] ?? 0] ?? '',
      points: { current, max: max[row] ?? 0, ratio: ratioOf(row, current) },
      counts: { healthy: healthy[row] ?? 0, unhealthy: unhealthy[row] ?? 0, notApplicable: notApplicable[row] ?? 0 },
      scopeWeight,
      measuredOn,
    });
  }
}
