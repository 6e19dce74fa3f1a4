import type { Format } from '../domain/format.ts';
import type { ControlTrend } from '../domain/reportPanels.ts';
import type { TrendPoint } from '../domain/reportFigures.ts';
import { dayNumber } from './axes.ts';
import { hoverStrips, lineParts, percentOf } from './lines.ts';
import type { Drawing } from './program.ts';

const size = { width: 176, height: 72 } as const;
const padding = { left: 26, right: 8, top: 8, bottom: 22 } as const;

/** One environment's line over all days of the report's trend, so that neighbours share both axes. */
export function environmentDrawing(trend: readonly TrendPoint[], target: number | null, paint: string, format: Format): Drawing {
  const [first, last] = [trend[0]?.day ?? '1970-01-01', trend.at(-1)?.day ?? '1970-01-02'];
  const weekly = trend.filter((_, index) => (trend.length - 1 - index) % 7 === 0);
  return drawing([first, last], paint, format, {
    ...lineParts(trend, format),
    target: targetRows(target, first, last),
    hover: hoverStrips(weekly, [0, 100], format),
  });
}

/** One control, week by week. */
export function controlDrawing(row: ControlTrend, weeks: readonly string[], paint: string, format: Format): Drawing {
  const [first, last] = [weeks[0] ?? '1970-01-01', weeks.at(-1) ?? '1970-01-02'];
  const points = weeklyPoints(row, weeks);
  return drawing([first, last], paint, format, { ...lineParts(points, format), target: [], hover: weekStrips(points, format) });
}

/** The weeks of a control as points of a trend. */
export function weeklyPoints(row: ControlTrend, weeks: readonly string[]): TrendPoint[] {
  return weeks.map((day, index) => ({ day, ratio: row.values[index] ?? null, carried: 0, incomplete: false }));
}

function drawing([first, last]: readonly [string, string], paint: string, format: Format, parts: Readonly<Record<string, readonly object[]>>): Drawing {
  const [from, to] = [dayNumber(first), dayNumber(last)];
  const span = from === to ? [from - 1, to] : [from, to];
  const { score = [], carried = [], lonely = [], end = [], target = [], hover = [] } = parts;
  const dates = from === to ? [{ at: to, value: 0, text: format.shortDay(last), align: 'right' }] : [{ at: from, value: 0, text: monthYear(first, format), align: 'left' }, { at: to, value: 0, text: monthYear(last, format), align: 'right' }];
  return { ...size, padding, params: { xDomain: span, colour: paint }, datasets: { score, carried, lonely, end, target, hover, dates } };
}

function monthYear(day: string, format: Format): string {
  return format.day(day);
}

function targetRows(target: number | null, first: string, last: string) {
  const value = percentOf(target);
  return value === null ? [] : [first, last].map((day) => ({ at: dayNumber(day), value }));
}

function weekStrips(points: readonly TrendPoint[], format: Format): object[] {
  return points.map((point) => ({ at: dayNumber(point.day) - 3.5, at2: dayNumber(point.day) + 3.5, value: 0, value2: 100, words: format.text('chart.week', { day: format.day(point.day), score: format.percent(point.ratio) }) }));
}
