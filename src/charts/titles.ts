import { environmentLabel } from '../domain/environment.ts';
import type { Format } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import type { ScoreChange, TrendPoint } from '../domain/reportFigures.ts';
import type { Account, ControlTrend } from '../domain/reportPanels.ts';

/** Titles that say what a chart shows; every number in them is in the report. */

/** True when a change shows as something else than ±0.0 pp. */
function shows(change: number | null): change is number {
  return change !== null && Math.abs(change) >= 0.0005;
}

function unsigned(change: number, format: Format): string {
  return format.pp(Math.abs(change)).replace('+', '');
}

function verb(change: number): string {
  return change < 0 ? 'fell' : 'rose';
}

/** `The score rose 11.4 pp to 62.6 % between 22 Nov 2025 and 21 Nov 2026`. */
export function trendTitle(trend: readonly TrendPoint[], format: Format, subject = 'The score'): string {
  const known = trend.filter((point) => point.ratio !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || first.ratio === null || last.ratio === null) return 'No score is on record yet';
  if (first.day === last.day) return `${subject} is ${format.percent(last.ratio)}; the line begins with this run`;
  const change = last.ratio - first.ratio;
  if (!shows(change)) return `${subject} stands at ${format.percent(last.ratio)}, as on ${format.day(first.day)}`;
  return `${subject} ${verb(change)} ${unsigned(change, format)} to ${format.percent(last.ratio)} between ${format.day(first.day)} and ${format.day(last.day)}`;
}

/** The largest cause against the direction of the change or with it: `Became unhealthy took 1.2 pp, remediated brought 0.6 pp`. */
export function accountTitle({ parts }: Account, format: Format): string {
  const shown = parts.filter((part) => part.shown !== 0).toSorted((a, b) => a.shown - b.shown);
  const [worst, best] = [shown[0], shown.at(-1)];
  if (worst === undefined || best === undefined) return 'Nothing moved the score';
  const took = worst.shown < 0 ? `${causeSubjects[worst.cause]} took ${unsigned(worst.shown / 100, format)}` : null;
  const brought = best.shown > 0 ? `${causeSubjects[best.cause]} brought ${unsigned(best.shown / 100, format)}` : null;
  const words = [took, brought].filter((part) => part !== null).join(', ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

const causeSubjects: Readonly<Record<Account['parts'][number]['cause'], string>> = {
  remediated: 'remediation',
  regressed: 'resources that became unhealthy',
  newResources: 'new resources',
  deletedResources: 'deleted resources',
  exemptions: 'exemptions',
  gracePeriod: 'grace periods',
  catalogue: 'the changed catalogue',
  scopesJoined: 'scopes that joined',
  scopesLeft: 'scopes that left',
  weightShift: 'shifted weights',
  staleData: 'stale data',
  remainder: 'what is not explained',
};

/** Which scope moved most over 30 days, in which direction. */
export function scopesTitle({ scopes }: ReportModel, format: Format): string {
  const moved = scopes.flatMap((row) => (shows(row.over30Days.shown) ? [{ name: row.name, change: row.over30Days.shown }] : [])).toSorted((a, b) => a.change - b.change);
  const [down, up] = [moved[0], moved.at(-1)];
  if (down === undefined || up === undefined) return scopes.some((row) => row.over30Days.change !== null) ? 'No scope moved in 30 days' : 'Nothing to compare with yet';
  const fell = down.change < 0 ? `${down.name} fell most in 30 days (${format.pp(down.change)})` : null;
  const rose = up.change > 0 ? `${up.name} rose most${fell === null ? ' in 30 days' : ''} (${format.pp(up.change)})` : null;
  return [fell, rose].filter((part) => part !== null).join(', ');
}

/** The recommendation whose unhealthy resources grew most. */
export function topRecommendationsTitle({ topRecommendations: { rows, since } }: ReportModel, format: Format): string {
  const most = rows.toSorted((a, b) => (b.increase ?? 0) - (a.increase ?? 0))[0];
  if (rows.length === 0) return 'No recommendation has an unhealthy resource';
  if (since === null || most === undefined) return `${format.count(rows[0]?.unhealthy ?? null)} resources fail “${rows[0]?.name ?? ''}”`;
  if ((most.increase ?? 0) <= 0) return `No recommendation has more unhealthy resources than on ${format.day(since)}`;
  return `${format.count(most.increase)} more resources fail “${most.name}” than on ${format.day(since)}`;
}

/** The control that gained most and the one that lost most over the weeks shown. */
export function controlsTitle({ controlTrends: { rows, weeks } }: ReportModel, format: Format): string {
  const moved = rows.flatMap((row) => (shows(row.change) ? [{ name: row.name, change: row.change }] : [])).toSorted((a, b) => b.change - a.change);
  const [up, down] = [moved[0], moved.at(-1)];
  if (up === undefined || down === undefined) return rows.length === 0 ? 'No control is on record yet' : 'No control moved';
  const since = weeks[0] === undefined ? '' : ` since the week of ${format.day(weeks[0])}`;
  if (up.change < 0) return `${down.name} lost most (${format.pp(down.change)})${since}`;
  if (down.change > 0 || up === down) return `${up.name} gained most (${format.pp(up.change)})${since}`;
  return `${up.name} gained most (${format.pp(up.change)}), ${down.name} lost most (${format.pp(down.change)})${since}`;
}

/** `Up 6.1 pp to 62.0 %`. */
export function controlTitle(row: ControlTrend, format: Format): string {
  if (row.ratio === null) return 'No score in the last week';
  return movedWords(row.change, row.ratio, format);
}

/** `Down 1.2 pp in 30 days to 62.0 %`. */
export function environmentTitle(ratio: number | null, over30Days: ScoreChange, format: Format): string {
  if (ratio === null) return 'No score';
  return movedWords(over30Days.shown, ratio, format, ' in 30 days');
}

function movedWords(change: number | null, ratio: number, format: Format, within = ''): string {
  if (change === null) return `At ${format.percent(ratio)}; nothing to compare with`;
  if (!shows(change)) return `Unchanged${within} at ${format.percent(ratio)}`;
  return `${change < 0 ? 'Down' : 'Up'} ${unsigned(change, format)}${within} to ${format.percent(ratio)}`;
}

/** Highest and lowest environment. */
export function environmentsTitle({ environments }: ReportModel, format: Format): string {
  const scored = environments.flatMap((row) => (row.score.ratio === null ? [] : [{ name: environmentLabel(row.environment), ratio: row.score.ratio }])).toSorted((a, b) => b.ratio - a.ratio);
  const [first, last] = [scored[0], scored.at(-1)];
  if (first === undefined || last === undefined) return 'No environment has a score';
  if (first === last) return `${first.name} stands at ${format.percent(first.ratio)}`;
  return `${first.name} leads at ${format.percent(first.ratio)}, ${last.name} is lowest at ${format.percent(last.ratio)}`;
}

/** How many resources changed in the window. */
export function stateChangesTitle({ stateChanges: { from, to, totals } }: ReportModel, format: Format): string {
  if (from === null) return 'Nothing on record to compare with yet';
  if (totals.toUnhealthy + totals.toHealthy + totals.toNotApplicable + totals.deleted === 0) return `No resource changed its state between ${format.day(from)} and ${format.day(to)}`;
  return `${format.count(totals.toUnhealthy)} became unhealthy and ${format.count(totals.toHealthy)} healthy between ${format.day(from)} and ${format.day(to)}`;
}
