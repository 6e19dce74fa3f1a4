import { addDays } from '../domain/calendar.ts';
import type { DayRange, History } from '../domain/history.ts';

/** Everything a history can be asked over a range of days, as plain values to compare. */
export async function answers(history: History, range: DayRange): Promise<unknown> {
  const grid = await history.scoreDays(range);
  const until = `${range.to}T00:00:00Z`;
  return {
    points: history.points,
    scopes: [...history.scopes],
    grid: grid.scopeIds.map((id, scope) => [id, grid.environment(scope), grid.days.map((_, day) => grid.at(scope, day))]),
    controls: [...(await history.controlDays(grid.days, 14))],
    counts: (await Promise.all(grid.days.map((day) => history.recommendationCounts(day, 7)))).map((one) => one && { measuredOn: one.measuredOn, scopes: [...one.scopes] }),
    changes: await history.stateChanges(`${range.from}T00:00:00Z`, until),
    lastChanges: await history.stateChanges(`${addDays(range.to, -30)}T00:00:00Z`, until),
    catalogue: await history.catalogue(range.to),
  };
}
