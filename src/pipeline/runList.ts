import type { Day, DayRange, HistoryPoint, ScoreGrid } from '../domain/history.ts';
import { rollUp } from '../score/index.ts';
import type { Engine } from './engine.ts';

/** A run on record with its overall score. */
export interface ListedRun extends HistoryPoint {
  /** The score a report of the run shows: Σ weight·current/max ÷ Σ weight over what stands on its day as of the run; 0–1, unrounded; null when no scope has one. */
  readonly score: number | null;
}

/** Runs of the days asked for, oldest first. */
export async function listRuns(engine: Pick<Engine, 'points' | 'asOf'>, range: Partial<DayRange>): Promise<readonly ListedRun[]> {
  const newest = engine.points.at(-1);
  if (newest === undefined) return [];
  const history = engine.asOf(newest.runId);
  const points = history.points.filter(({ day }) => day >= (range.from ?? day) && day <= (range.to ?? day));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [];
  const grid = await history.scoreDays({ from: first.day, to: last.day });
  const lastOfDay = new Map(history.points.map(({ day, runId }) => [day, runId]));
  return Promise.all(points.map(async (point) => {
    const { day, runId } = point;
    // What a later run of the day found was not known to this one.
    const own = lastOfDay.get(day) === runId ? grid : await engine.asOf(runId).scoreDays({ from: day, to: day });
    return { ...point, score: scoreOf(own, day) };
  }));
}

function scoreOf(grid: ScoreGrid, day: Day): number | null {
  const index = grid.days.indexOf(day);
  return rollUp(grid.scopeIds.flatMap((_, scope) => grid.at(scope, index) ?? [])).ratio;
}
