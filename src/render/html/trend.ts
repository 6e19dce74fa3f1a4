import { figureView, valuesTable } from './charts.ts';
import { targetWords } from './outlook.ts';
import type { Page } from './view.ts';
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
    table: valuesTable(format.text('trend.table'), format.text('trend.tableCaption'), [format.text('head.day'), `${format.text('head.score')}#`, `${format.text('head.likeForLike')}#`, `${format.text('head.carried')}#`, format.text('head.remarks')], dayRows(page)),
    likeForLike: like === null || likeForLikeScopes === 0 ? null : format.text('trend.likeForLikeOver', { score: format.percent(like), count: likeForLikeScopes }),
    carried: overall.some((point) => point.ratio !== null && point.carried > carriedShare),
    gaps: overall.slice(overall.findIndex((point) => point.ratio !== null)).some((point) => point.ratio === null),
    incomplete: overall.some((point) => point.incomplete && point.ratio !== null),
    events: shown.map((event, index) => ({ number: index + 1, day: event.day, kind: format.text(`event.${event.kind}`), label: event.label })),
    moreEvents: shown.length < events.length ? format.text('trend.moreEvents', { count: events.length - shown.length }) : '',
    forecast: forecastWords(page),
    missing: { what: format.text('missing.line'), advice: format.text('missing.lineAdvice') },
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
    point.ratio === null ? format.noData : format.percent(point.carried),
    point.incomplete ? format.text('trend.incomplete') : '',
  ]);
}

/** What the forecast says of the score and its target, or why there is none. */
export function forecastWords({ model, format }: Page): { readonly shown: boolean; readonly level: string; readonly sentence: string } {
  const { refused, level, weeks, points, reaches } = model.forecast;
  const last = points.at(-1);
  const interval = format.text('format.percent', { percent: Math.round(level * 100) });
  if (refused !== null || last === undefined) return { shown: false, level: interval, sentence: format.text('forecast.refused', { reason: refused ?? format.text('forecast.noHistory') }) };
  const range = format.text('forecast.range', { weeks, score: format.percent(last.ratio), day: format.day(last.day), interval, low: format.percent(last.low), high: format.percent(last.high) });
  if (reaches === null) return { shown: true, level: interval, sentence: range };
  return { shown: true, level: interval, sentence: `${range} ${targetWords(reaches, format.percent(model.headline.target), format)}` };
}

