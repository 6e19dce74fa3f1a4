import type { Format } from '../../domain/format.ts';
import { shownChange, type TrendPoint } from '../../domain/reportFigures.ts';
import { firstShown, rangesOf, type TrendRange } from '../../domain/trendRanges.ts';
import { figureView, valuesTable } from './charts.ts';
import { plainChange, type Page } from './view.ts';

/** Days that are listed one by one; the table beneath the trend lists all. */
const listedDays = 90;

/** Panel 2: the aggregated score by day, over 7, 30, 90 or 365 days; which of them is shown is chosen without a script. */
export function aggregateView({ model, charts, format }: Page): object {
  const ranges = rangesOf(model.trend.overall);
  const first = firstShown(ranges);
  const rows = model.trend.overall.slice(-listedDays).toReversed().map((point) => [format.day(point.day), format.percent(point.ratio)]);
  return {
    finding: '',
    ranges: ranges.map(({ days }) => ({
      days,
      name: format.text('range.days', { days }),
      chosen: days === first?.days,
      finding: charts.figures.get(`aggregate:${days}`)?.title ?? '',
      figure: figureView(charts, `aggregate:${days}`),
    })),
    rows: ranges.map((range) => rangeRow(range, format)),
    last: model.trend.overall.at(-1)?.day ?? null,
    values: valuesTable(format.text('values.table'), format.text('aggregate.table'), [format.text('head.day'), `${format.text('head.score')}#`], rows),
    missing: { what: format.text('missing.line'), advice: format.text('missing.lineAdvice') },
  };
}

/** What a range comes to: its first day with its score, the change to the last, the lowest and the highest day. */
function rangeRow({ days, trend }: TrendRange, format: Format): object {
  const known = trend.filter((point): point is TrendPoint & { readonly ratio: number } => point.ratio !== null);
  const sorted = known.toSorted((a, b) => a.ratio - b.ratio);
  const [from, now, low, high] = [known[0], trend.at(-1)?.ratio ?? null, sorted[0], sorted.at(-1)];
  return {
    days,
    fromDay: from?.day ?? null,
    from: from?.ratio ?? null,
    change: plainChange(now === null || from === undefined ? null : shownChange(from.ratio, now), format),
    low: low?.ratio ?? null,
    lowDay: low?.day ?? null,
    high: high?.ratio ?? null,
    highDay: high?.day ?? null,
  };
}
