import { baseDay, daysBetween } from '../domain/calendar.ts';
import type { Format } from '../domain/format.ts';
import type { Day, ScoreGrid } from '../domain/history.ts';
import { shownChange, type ScoreChange, type ScoreFigure, type TrendPoint } from '../domain/reportFigures.ts';
import type { ScopeId } from '../domain/scope.ts';
import { rollUp, type RollUp } from '../score/index.ts';
import { baseRunDay, baseTolerance, gridDay, type ReportContext } from './context.ts';
import { methodBreakBetween } from './methodBreaks.ts';

/** Figures, changes and lines over any set of scopes, given as indexes into the grid. */

/** Every scope of the grid. */
export function allScopes(grid: ScoreGrid): readonly number[] {
  return grid.scopeIds.map((_, index) => index);
}

/** Ids of some scopes. */
export function idsOf(grid: ScoreGrid, scopes: readonly number[]): readonly ScopeId[] {
  return scopes.flatMap((scope) => grid.scopeIds[scope] ?? []);
}

/** Score of some scopes on one day of the grid. */
export function scoreOn(grid: ScoreGrid, scopes: readonly number[], day: number): RollUp {
  return rollUp(scopes.flatMap((scope) => grid.at(scope, day) ?? []));
}

/** The same over the scoreGraceExcluded rows; a scope without one counts with its score. */
export function gracePeriodOn(grid: ScoreGrid, scopes: readonly number[], day: number): RollUp {
  return rollUp(
    scopes.flatMap((scope) => {
      const value = grid.at(scope, day);
      return value === null ? [] : { points: value.gracePeriod ?? value.points, weight: value.weight };
    }),
  );
}

/** Roll-up as a figure of the report; `expected` scopes that have no value at all count as without score. */
export function figure(result: RollUp, expected: number, format: Format): ScoreFigure {
  const reason = result.ratio !== null ? null : format.text(expected === 0 ? 'reason.noScope' : 'reason.noScopeScored');
  return { ...result, reason, withoutScore: Math.max(result.withoutScore, expected - result.scopes) };
}

const noChange = (reason: string): ScoreChange => ({ since: null, from: null, change: null, shown: null, relativeChange: null, reason, methodBreak: null });

function changeBetween(context: ReportContext, since: Day, from: number | null, now: number | null): ScoreChange {
  if (now === null) return noChange(context.format.text('reason.noScoreNow'));
  if (from === null) return { ...noChange(context.format.text('reason.noScoreThen')), since };
  return {
    since,
    from,
    change: now - from,
    shown: shownChange(from, now),
    relativeChange: from === 0 ? null : (now - from) / from,
    reason: null,
    methodBreak: methodBreakBetween(since, context.day, context.format),
  };
}

/** Change of a set of scopes over n days (DESIGN §9.4): from the last run at or before that day, at most 7 days older. */
export function changeOver(context: ReportContext, scopes: readonly number[], n: number): ScoreChange {
  const since = baseRunDay(context, n);
  const index = since === null ? null : gridDay(context.grid, since);
  if (since === null || index === null) return noChange(context.format.text('reason.noRun', { days: baseTolerance, day: context.format.day(baseDay(context.day, n)) }));
  return changeBetween(context, since, scoreOn(context.grid, scopes, index).ratio, scoreOn(context.grid, scopes, context.today).ratio);
}

/** Change of one scope over n days: from its own last point at or before that day, at most 7 days older. */
export function scopeChangeOver(context: ReportContext, scope: number, n: number): ScoreChange {
  const wanted = baseDay(context.day, n);
  const index = gridDay(context.grid, wanted);
  const then = index === null ? null : context.grid.at(scope, index);
  if (then === null || daysBetween(then.measuredOn, wanted) > baseTolerance) {
    return noChange(context.format.text('reason.noPoint', { days: baseTolerance, day: context.format.day(wanted) }));
  }
  const now = context.grid.at(scope, context.today);
  return changeBetween(context, then.measuredOn, rollUp([then]).ratio, now === null ? null : rollUp([now]).ratio);
}

/**
 * A line over the grid's days. Between two runs no further apart than the cadence the line goes on; a longer pause is a gap.
 * `carried` is the share of the weight whose last measurement is older than the last run.
 */
export function trend(context: ReportContext, scopes: readonly number[], from = 0): TrendPoint[] {
  const { grid, runDays, incompleteDays, period } = context;
  const points: TrendPoint[] = [];
  let run = -1;
  for (let index = 0; index < grid.days.length; index += 1) {
    const day = grid.days[index] as Day;
    while (run + 1 < runDays.length && (runDays[run + 1] as Day) <= day) run += 1;
    if (index < from) continue;
    const lastRun = runDays[run];
    const nextRun = runDays[run + 1];
    const silent = lastRun === undefined || (lastRun !== day && (nextRun === undefined || daysBetween(lastRun, nextRun) > period + 1));
    points.push(silent ? { day, ratio: null, carried: 0, incomplete: false } : trendPoint(grid, scopes, index, day, lastRun, incompleteDays.has(day)));
  }
  return points;
}

function trendPoint(grid: ScoreGrid, scopes: readonly number[], index: number, day: Day, lastRun: Day, incomplete: boolean): TrendPoint {
  const values = scopes.flatMap((scope) => grid.at(scope, index) ?? []);
  const all = rollUp(values);
  const carried = all.weight === 0 ? 0 : rollUp(values.filter((value) => value.measuredOn < lastRun)).weight / all.weight;
  return { day, ratio: all.ratio, carried, incomplete };
}
