import { environmentLabel } from '../domain/environment.ts';
import type { Format } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import { shownChange, type ScoreChange, type TrendPoint } from '../domain/reportFigures.ts';
import type { Account, ControlTrend } from '../domain/reportPanels.ts';

/** Titles that say what a chart shows; every number in them is in the report. */

/** True when a change shows as something else than ±0.0 pp. */
function shows(change: number | null): change is number {
  return change !== null && Math.abs(change) >= 0.0005;
}

function unsigned(change: number, format: Format): string {
  return format.pp(Math.abs(change)).replace('+', '');
}

/** `The score rose 11.4 pp to 62.6 % between 22 Nov 2025 and 21 Nov 2026`. */
export function trendTitle(trend: readonly TrendPoint[], format: Format, subject: 'score' | 'aggregate' = 'score'): string {
  const known = trend.filter((point) => point.ratio !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || first.ratio === null || last.ratio === null) return format.text('title.noScore');
  const change = shownChange(first.ratio, last.ratio);
  const words = { subject, by: unsigned(change, format), now: format.percent(last.ratio), from: format.day(first.day), to: format.day(last.day) };
  if (first.day === last.day) return format.text('title.begins', words);
  if (!shows(change)) return format.text('title.stands', words);
  return format.text(change < 0 ? 'title.fell' : 'title.rose', words);
}

/** The largest cause against the direction of the change or with it: `Became unhealthy took 1.2 pp, remediated brought 0.6 pp`. */
export function accountTitle({ parts }: Account, format: Format): string {
  const shown = parts.filter((part) => part.shown !== 0).toSorted((a, b) => a.shown - b.shown);
  const [worst, best] = [shown[0], shown.at(-1)];
  if (worst === undefined || best === undefined) return format.text('title.nothingMoved');
  const words = {
    worst: format.text(`causeSubject.${worst.cause}`), took: unsigned(worst.shown / 100, format),
    best: format.text(`causeSubject.${best.cause}`), brought: unsigned(best.shown / 100, format),
  };
  const title = format.text(worst.shown >= 0 ? 'title.brought' : best.shown > 0 ? 'title.tookAndBrought' : 'title.took', words);
  return `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`;
}

/** Which scope moved most over 30 days, in which direction. */
export function scopesTitle({ scopes }: ReportModel, format: Format): string {
  const moved = scopes.flatMap((row) => (shows(row.over30Days.shown) ? [{ name: row.name, change: row.over30Days.shown }] : [])).toSorted((a, b) => a.change - b.change);
  const [down, up] = [moved[0], moved.at(-1)];
  if (down === undefined || up === undefined) return scopes.some((row) => row.over30Days.change !== null) ? format.text('title.scopesStill') : format.text('title.nothingYet');
  const words = { down: down.name, fall: format.pp(down.change), up: up.name, rise: format.pp(up.change) };
  return format.text(down.change >= 0 ? 'title.scopeRose' : up.change > 0 ? 'title.scopesMoved' : 'title.scopeFell', words);
}

/** The recommendation whose unhealthy resources grew most. */
export function topRecommendationsTitle({ topRecommendations: { rows, since } }: ReportModel, format: Format): string {
  const most = rows.toSorted((a, b) => (b.increase ?? 0) - (a.increase ?? 0))[0];
  if (rows.length === 0) return format.text('title.noneUnhealthy');
  if (since === null || most === undefined) return format.text('title.fail', { count: rows[0]?.unhealthy ?? 0, recommendation: rows[0]?.name ?? '' });
  if ((most.increase ?? 0) <= 0) return format.text('title.noneMore', { day: format.day(since) });
  return format.text('title.moreFail', { count: most.increase ?? 0, recommendation: most.name, day: format.day(since) });
}

/** The control that gained most and the one that lost most over the weeks shown. */
export function controlsTitle({ controlTrends: { rows, weeks } }: ReportModel, format: Format): string {
  const moved = rows.flatMap((row) => (shows(row.change) ? [{ name: row.name, change: row.change }] : [])).toSorted((a, b) => b.change - a.change);
  const [up, down] = [moved[0], moved.at(-1)];
  if (up === undefined || down === undefined) return format.text(rows.length === 0 ? 'title.noControl' : 'title.controlsStill');
  const words = { up: up.name, gain: format.pp(up.change), down: down.name, loss: format.pp(down.change), since: weeks[0] === undefined ? 'no' : 'yes', week: format.day(weeks[0] ?? null) };
  return format.text(up.change < 0 ? 'title.controlLost' : down.change > 0 || up === down ? 'title.controlGained' : 'title.controlsMoved', words);
}

/** `Up 6.1 pp to 62.0 %`. */
export function controlTitle(row: ControlTrend, format: Format): string {
  if (row.retired !== null) return format.text('title.retired', { day: format.day(row.retired), score: format.percent(row.values.findLast((value) => value !== null) ?? null) });
  if (row.ratio === null) return format.text('title.noScoreLastWeek');
  return movedWords(row.change, row.ratio, 'any', format);
}

/** `Down 1.2 pp in 30 days to 62.0 %`. */
export function environmentTitle(ratio: number | null, over30Days: ScoreChange, format: Format): string {
  if (ratio === null) return format.text('score.none');
  return movedWords(over30Days.shown, ratio, 'month', format);
}

function movedWords(change: number | null, ratio: number, within: 'month' | 'any', format: Format): string {
  const now = format.percent(ratio);
  if (change === null) return format.text('title.at', { now });
  if (!shows(change)) return format.text('title.unchanged', { now, within });
  return format.text(change < 0 ? 'title.down' : 'title.up', { by: unsigned(change, format), now, within });
}

/** Highest and lowest environment. */
export function environmentsTitle({ environments }: ReportModel, format: Format): string {
  const scored = environments.flatMap((row) => (row.score.ratio === null ? [] : [{ name: environmentLabel(row.environment), ratio: row.score.ratio }])).toSorted((a, b) => b.ratio - a.ratio);
  const [first, last] = [scored[0], scored.at(-1)];
  if (first === undefined || last === undefined) return format.text('title.noEnvironment');
  const words = { first: first.name, highest: format.percent(first.ratio), last: last.name, lowest: format.percent(last.ratio) };
  return format.text(first === last ? 'title.oneEnvironment' : 'title.environments', words);
}

/** How many resources changed in the window. */
export function stateChangesTitle({ stateChanges: { from, to, totals } }: ReportModel, format: Format): string {
  if (from === null) return format.text('title.nothingRecorded');
  if (totals.toUnhealthy + totals.toHealthy + totals.toNotApplicable + totals.deleted === 0) return format.text('title.noChange', { from: format.day(from), to: format.day(to) });
  return format.text('title.changes', { unhealthy: totals.toUnhealthy, healthy: totals.toHealthy, from: format.day(from), to: format.day(to) });
}
