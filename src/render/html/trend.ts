import { figureView, valuesTable } from './charts.ts';
import { counted, type Page } from './view.ts';
import { eventKinds } from './words.ts';
import type { Format } from '../../domain/format.ts';
import type { ReportModel } from '../../domain/report.ts';
import type { TrendEvent } from '../../domain/reportFigures.ts';

/** From this share on the charts draw a day as carried forward. */
const carriedShare = 0.5;
/** Events that get a number in the chart; the charts stage numbers the same ones. */
const numberedEvents = 20;

/** The trend over twelve months with target, events and forecast. */
export function trendView(page: Page): object {
  const { model, charts, format } = page;
  const { overall, likeForLike, likeForLikeScopes, events } = model.trend;
  const shown = shownEvents(events);
  const like = likeForLike.at(-1)?.ratio ?? null;
  return {
    finding: charts.findings.get('trend') ?? '',
    figure: figureView(charts, 'trend'),
    table: valuesTable('Every day as a table', 'Score by day, newest first', ['Day', 'Score#', 'Like for like#', 'Carried forward#', 'Remarks'], dayRows(page)),
    likeForLike: like === null || likeForLikeScopes === 0 ? null : `${format.percent(like)} over the ${counted(likeForLikeScopes, 'scope', format)} with a value on every day`,
    carried: overall.some((point) => point.ratio !== null && point.carried > carriedShare),
    gaps: overall.slice(overall.findIndex((point) => point.ratio !== null)).some((point) => point.ratio === null),
    incomplete: overall.some((point) => point.incomplete && point.ratio !== null),
    events: shown.map((event, index) => ({ number: index + 1, day: event.day, kind: eventKinds[event.kind], label: event.label })),
    moreEvents: shown.length < events.length ? `${format.count(events.length - shown.length)} more joined or left; report.json lists all events.` : '',
    forecast: forecastWords(page),
    missing: { what: 'No score is on record yet.', advice: 'The line begins with the first run in which a scope has a score.' },
  };
}

/** Method breaks before scopes that joined or left, the newest where there are too many; in the order of their days. */
function shownEvents(events: readonly TrendEvent[]): TrendEvent[] {
  const rank = (event: TrendEvent): number => (event.kind === 'methodBreak' ? 0 : 1);
  const kept = new Set(events.toSorted((a, b) => rank(a) - rank(b) || b.day.localeCompare(a.day)).slice(0, numberedEvents));
  return events.filter((event) => kept.has(event)).toSorted((a, b) => a.day.localeCompare(b.day));
}

function dayRows({ model, format }: Page): string[][] {
  const like = new Map(model.trend.likeForLike.map((point) => [point.day, point.ratio]));
  const first = model.trend.overall.findIndex((point) => point.ratio !== null);
  const days = first === -1 ? [] : model.trend.overall.slice(first);
  return days.toReversed().map((point) => [
    format.day(point.day),
    format.percent(point.ratio),
    format.percent(like.get(point.day) ?? null),
    point.ratio === null ? 'no data' : format.percent(point.carried),
    point.incomplete ? 'incomplete run' : '',
  ]);
}

function forecastWords({ model, format }: Page): object {
  const { refused, level, weeks, points, reaches } = model.forecast;
  const last = points.at(-1);
  const interval = `${Math.round(level * 100)}\u00a0%`;
  if (refused !== null || last === undefined) return { shown: false, level: interval, sentence: `No forecast: ${refused ?? 'there is no history to make one from'}.` };
  const range = `At the pace of the last ${counted(weeks, 'week', format)} the score is ${format.percent(last.ratio)} on ${format.day(last.day)}, with ${interval} of outcomes between ${format.percent(last.low)} and ${format.percent(last.high)}.`;
  if (reaches === null) return { shown: true, level: interval, sentence: range };
  return { shown: true, level: interval, sentence: `${range} ${targetWords(reaches, format.percent(model.headline.target), format)}` };
}

/** `At this pace the target of 80.0 % is reached in March 2027 (January 2027 to June 2027).` */
function targetWords({ expected, earliest, latest }: NonNullable<ReportModel['forecast']['reaches']>, target: string, format: Format): string {
  const first = earliest === null ? 'even at the best not' : `at the earliest in ${format.month(earliest)}`;
  if (expected === null) return `At this pace the target of ${target} is not reached within two years, ${first}.`;
  const last = latest === null ? 'at the latest beyond two years' : `at the latest in ${format.month(latest)}`;
  return `At this pace the target of ${target} is reached in ${format.month(expected)}: ${first}, ${last}.`;
}
