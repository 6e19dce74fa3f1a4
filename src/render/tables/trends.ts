import type { ReportModel } from '../../domain/report.ts';
import type { ControlTrend } from '../../domain/reportPanels.ts';
import { column, tableOf, said, type SaidTable } from './table.ts';

/** Panel 2 of the workbook: the score day by day. */
export function aggregateTable({ trend, headline }: ReportModel): SaidTable {
  const likeForLike = new Map(trend.likeForLike.map((point) => [point.day, point.ratio]));
  const events = Map.groupBy(trend.events, ({ day }) => day);
  const about = { id: 'aggregate-score', title: said('table.aggregatedScore'), note: said('aggregateTable.note', { count: trend.likeForLikeScopes }), empty: said('table.noDayIsOnRecord') };
  return tableOf(about, trend.overall, [
    column('day', 'day', said('head.day'), (point) => point.day),
    column('ratio', 'score', said('head.score'), (point) => point.ratio),
    column('ratio', 'like_for_like', said('head.likeForLike'), (point) => likeForLike.get(point.day) ?? null, { means: said('table.theSameOverTheScopesThatHave') }),
    column('ratio', 'target', said('head.target'), () => headline.target),
    column('ratio', 'carried', said('head.carried'), (point) => point.carried, { means: said('table.shareOfTheWeightCarriedFromAn') }),
    column('yesNo', 'incomplete', said('table.incomplete'), (point) => point.incomplete, { means: said('table.yesTheRunOfThatDayHad') }),
    column('text', 'events', said('table.events'), (point) => events.get(point.day)?.map(({ kind, label }) => said(`eventWith.${kind}`, { label })) ?? null, { width: 60 }),
  ]);
}

export function forecastTable({ forecast }: ReportModel): SaidTable {
  const about = { id: 'forecast', title: said('table.forecast'), note: said('forecastTable.note', { weeks: forecast.weeks, level: Math.round(forecast.level * 100) }), empty: forecast.refused === null ? said('forecastTable.noPoints') : said('forecastTable.refused', { reason: forecast.refused }) };
  return tableOf(about, forecast.points, [
    column('day', 'day', said('head.day'), (point) => point.day),
    column('ratio', 'expected', said('table.expected'), (point) => point.ratio),
    column('ratio', 'low', said('table.low'), (point) => point.low),
    column('ratio', 'high', said('table.high'), (point) => point.high),
  ]);
}

/** Panel 4 of the workbook: the controls week by week. */
export function controlTrendsTable({ controlTrends: { weeks, rows } }: ReportModel): SaidTable {
  return tableOf<ControlTrend>({ id: 'controls-weekly', title: said('table.controlsWeekly'), note: said('table.eachControlSScoreAtTheEnd'), empty: said('table.noWeekIsOnRecord') }, rows, [
    column('text', 'control', said('head.control'), (row) => row.name, { width: 44 }),
    column('points', 'maximum', said('table.maximumPoints'), (row) => row.maxScore),
    column('ratio', 'score', said('head.score'), (row) => row.ratio, { means: said('table.ofTheLastWeek'), bar: true }),
    column('pp', 'change', said('table.changePp'), (row) => row.change, { means: said('table.lastMinusFirstWeekThatHasA') }),
    ...weeks.map((week, index) => column<ControlTrend>('ratio', `score_${week.replaceAll('-', '_')}`, week, (row) => row.values[index] ?? null, { means: said('table.scoreAtTheEndOfTheWeek') })),
    column('day', 'retired', said('table.retired'), (row) => row.retired, { means: said('table.retiredMeans') }),
    column('text', 'control_id', said('table.controlId'), (row) => row.controlId),
  ]);
}
