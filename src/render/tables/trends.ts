import type { ReportModel } from '../../domain/report.ts';
import type { ControlTrend } from '../../domain/reportPanels.ts';
import { eventKinds } from '../html/words.ts';
import { column, tableOf, type Table } from './table.ts';

/** Panel 2 of the workbook: the score day by day. */
export function aggregateTable({ trend, headline }: ReportModel): Table {
  const likeForLike = new Map(trend.likeForLike.map((point) => [point.day, point.ratio]));
  const events = Map.groupBy(trend.events, ({ day }) => day);
  const about = { id: 'aggregate-score', title: 'Aggregated score', note: `The score at the end of each day. Like for like counts only the ${trend.likeForLikeScopes} scopes that have a value on every day.`, empty: 'No day is on record.' };
  return tableOf(about, trend.overall, [
    column('day', 'day', 'Day', (point) => point.day),
    column('ratio', 'score', 'Score', (point) => point.ratio),
    column('ratio', 'like_for_like', 'Like for like', (point) => likeForLike.get(point.day) ?? null, { means: 'The same over the scopes that have a value on every day shown.' }),
    column('ratio', 'target', 'Target', () => headline.target),
    column('ratio', 'carried', 'Carried forward', (point) => point.carried, { means: 'Share of the weight carried from an earlier day; 0: all measured that day.' }),
    column('yesNo', 'incomplete', 'Incomplete', (point) => point.incomplete, { means: 'Yes: the run of that day had gaps that affect the score.' }),
    column('text', 'events', 'Events', (point) => events.get(point.day)?.map(({ kind, label }) => `${eventKinds[kind]}: ${label}`).join('; ') ?? null, { width: 60 }),
  ]);
}

export function forecastTable({ forecast }: ReportModel): Table {
  const about = { id: 'forecast', title: 'Forecast', note: `From ${forecast.weeks} weekly changes; ${Math.round(forecast.level * 100)} of 100 outcomes are meant to lie between low and high.`, empty: `No forecast: ${forecast.refused ?? 'no points'}` };
  return tableOf(about, forecast.points, [
    column('day', 'day', 'Day', (point) => point.day),
    column('ratio', 'expected', 'Expected', (point) => point.ratio),
    column('ratio', 'low', 'Low', (point) => point.low),
    column('ratio', 'high', 'High', (point) => point.high),
  ]);
}

/** Panel 4 of the workbook: the controls week by week. */
export function controlTrendsTable({ controlTrends: { weeks, rows } }: ReportModel): Table {
  return tableOf<ControlTrend>({ id: 'controls-weekly', title: 'Controls weekly', note: 'Each control\'s score at the end of each week, by the week\'s first day.', empty: 'No week is on record.' }, rows, [
    column('text', 'control', 'Control', (row) => row.name, { width: 44 }),
    column('points', 'maximum', 'Maximum points', (row) => row.maxScore),
    column('ratio', 'score', 'Score', (row) => row.ratio, { means: 'Of the last week.', bar: true }),
    column('pp', 'change', 'Change (pp)', (row) => row.change, { means: 'Last minus first week that has a value.' }),
    ...weeks.map((week, index) => column<ControlTrend>('ratio', `score_${week.replaceAll('-', '_')}`, week, (row) => row.values[index] ?? null, { means: 'Score at the end of the week that begins on that day.' })),
    column('text', 'control_id', 'Control id', (row) => row.controlId),
  ]);
}
