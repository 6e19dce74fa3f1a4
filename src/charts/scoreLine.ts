import type { Format } from '../domain/format.ts';
import type { TrendEvent, TrendPoint } from '../domain/reportFigures.ts';
import { dayNumber, dayTicks, dodge, fullAxis, zoomedAxis, type PercentAxis } from './axes.ts';
import type { ChartSize } from './figure.ts';
import { fromFirstValue, hoverStrips, lineParts, percentOf, type LineRow } from './lines.ts';
import type { Drawing } from './program.ts';
import { textWidth } from './textWidth.ts';
import type { Theme } from './theme.ts';

/** What a score line shows. */
export interface ScoreLine {
  readonly trend: readonly TrendPoint[];
  /** Empty: not drawn. */
  readonly likeForLike: readonly TrendPoint[];
  readonly events: readonly TrendEvent[];
  /** Ratio; null: none set. */
  readonly target: number | null;
  /** Weekly values with their interval; empty: not drawn. */
  readonly forecast: readonly { readonly day: string; readonly ratio: number; readonly low: number; readonly high: number }[];
  /** True: the vertical axis shows only the part in use. */
  readonly zoom: boolean;
  readonly locale: string;
}

const sizes: Readonly<Record<ChartSize, { readonly width: number; readonly height: number; readonly ticks: number }>> = {
  wide: { width: 1160, height: 340, ticks: 13 },
  medium: { width: 660, height: 300, ticks: 7 },
  narrow: { width: 356, height: 250, ticks: 5 },
};

/** A zoomed chart stands beside a long table and may be taller. */
const zoomHeight = 60;
/** Height of the band above the plot for one level of numbered event flags. */
const flagLevel = 19;

/** The vertical axis of a score line: 0 to 100, or the range in use. */
export function axisOf(line: ScoreLine): PercentAxis {
  if (!line.zoom) return fullAxis();
  return zoomedAxis(line.trend.flatMap((point) => percentOf(point.ratio) ?? []));
}

/** A score line to draw, and where its days stand. */
export interface ScoreLineDrawing extends Drawing {
  /** For a script that reads it: left, top, width and height of the plot in px, days across it, days to the last one, the ends of the vertical axis in percent. */
  readonly plot: string;
}

/** One score line at one size; null: no day has a value. */
export function scoreLineDrawing(line: ScoreLine, size: ChartSize, format: Format, theme: Theme): ScoreLineDrawing | null {
  const trend = fromFirstValue(line.trend);
  const [first, last] = [trend[0], trend.at(-1)];
  if (first === undefined || last === undefined) return null;
  const axis = axisOf(line);
  const { width, height, ticks } = sizes[size];
  const shownUntil = line.forecast.at(-1)?.day ?? last.day;
  const days = dayTicks(first.day, shownUntil, ticks, format, line.locale);
  const span: readonly [number, number] = [dayNumber(first.day) - (first.day === shownUntil ? 1 : 0), dayNumber(shownUntil)];
  const labels = endLabels(line, trend, size, axis, format);
  const right = 14 + Math.max(textWidth(labels.strong, 15, theme, 'semibold'), textWidth(labels.quiet, 12, theme));
  const plot = { width: width - 40 - right, levels: 0 };
  const flags = eventFlags(line.events, span, plot.width);
  const padding = { left: 40, right, bottom: 28, top: flags.levels === 0 ? 10 : 8 + flags.levels * flagLevel };
  const plotHeight = height - 38 + (line.zoom ? zoomHeight : 0);
  const toValue = (px: number): number => axis.domain[1] - (px / plotHeight) * (axis.domain[1] - axis.domain[0]);
  return {
    plot: [padding.left, padding.top, Math.round(plot.width * 10) / 10, plotHeight, span[1] - span[0], dayNumber(last.day) - span[0], ...axis.domain].join(' '),
    width: plot.width,
    height: plotHeight,
    padding,
    params: { xDomain: span, yDomain: axis.domain, xTicks: days.values, xLabels: days.labels, yTicks: axis.values, yLabels: axis.labels },
    datasets: {
      ...lineParts(trend, format),
      likeForLike: shownLikeForLike(line, first.day),
      ...targetRows(line.target, axis, span, format),
      ...eventRows(flags.marks, axis, toValue, format),
      ...forecastRows(line, last, axis),
      ...labelRows(labels, { at: dayNumber(last.day), end: span[1], axis, height: plotHeight, toValue, above: line.forecast.length > 0 ? highestNear(trend, span, plot.width) : null }),
      hover: size === 'wide' || trend.length <= 100 ? hoverStrips(trend, axis.domain, format) : [],
    },
  };
}

function shownLikeForLike(line: ScoreLine, first: string): LineRow[] {
  return line.likeForLike.filter((point) => point.day >= first).map((point) => ({ at: dayNumber(point.day), value: percentOf(point.ratio) }));
}

function targetRows(target: number | null, axis: PercentAxis, span: readonly [number, number], format: Format) {
  const value = percentOf(target);
  if (value === null || value < axis.domain[0] || value > axis.domain[1]) return { target: [], targetLabel: [] };
  return {
    target: span.map((at) => ({ at, value })),
    targetLabel: [{ at: span[0], value, text: format.text('chart.target', { target: format.percent(target) }), dy: (value - axis.domain[0]) / (axis.domain[1] - axis.domain[0]) > 0.9 ? 10 : -9 }],
  };
}

interface EndLabels {
  readonly strong: string;
  readonly strongValue: number | null;
  readonly quiet: string;
  readonly quietValue: number | null;
}

function endLabels(line: ScoreLine, trend: readonly TrendPoint[], size: ChartSize, axis: PercentAxis, format: Format): EndLabels {
  const ratio = trend.at(-1)?.ratio ?? null;
  const strong = { strong: ratio === null ? '' : format.percent(ratio), strongValue: percentOf(ratio) };
  const [words, other] = quietLabel(line, format);
  const value = percentOf(other);
  if (value === null || value < axis.domain[0] || value > axis.domain[1]) return { ...strong, quiet: '', quietValue: null };
  return { ...strong, quiet: size === 'narrow' ? format.percent(other) : words, quietValue: value };
}

/** What stands at the right end beside the score: where the forecast ends, else the like-for-like line. */
function quietLabel({ forecast, likeForLike }: ScoreLine, format: Format): [words: string, ratio: number | null] {
  const expected = forecast.at(-1);
  const ratio = expected === undefined ? (likeForLike.at(-1)?.ratio ?? null) : expected.ratio;
  return [format.text(expected === undefined ? 'chart.likeForLike' : 'chart.expected', { score: format.percent(ratio) }), ratio];
}

interface LabelPlace {
  /** Last measured day, and the right end of the plot. */
  readonly at: number;
  readonly end: number;
  readonly axis: PercentAxis;
  readonly height: number;
  readonly toValue: (px: number) => number;
  /** Percent above which the score's label stands when something is drawn to its right; null: to the right. */
  readonly above: number | null;
}

function labelRows(labels: EndLabels, { at, end, axis, height, toValue, above }: LabelPlace) {
  const px = (value: number): number => ((axis.domain[1] - value) / (axis.domain[1] - axis.domain[0])) * height;
  const quietRows = (place: number): object[] => (labels.quiet === '' ? [] : [{ at: end, value: toValue(place), text: labels.quiet }]);
  if (labels.strongValue === null) return { strongLabels: [], labels: [] };
  if (above !== null) return { strongLabels: [{ at, value: toValue(px(above) - 17), text: labels.strong, align: 'center', dx: 0 }], labels: quietRows(px(labels.quietValue ?? 0)) };
  const [strong = 0, quiet = 0] = labels.quietValue === null ? [px(labels.strongValue)] : dodge([px(labels.strongValue), px(labels.quietValue)], 17, height);
  return { strongLabels: [{ at, value: toValue(strong), text: labels.strong, align: 'left', dx: 9 }], labels: quietRows(quiet) };
}

/** Highest value within 30 px before the last day, in percent: a label above it touches no line. */
function highestNear(trend: readonly TrendPoint[], span: readonly [number, number], width: number): number {
  const days = Math.ceil((30 / width) * (span[1] - span[0]));
  return Math.max(...trend.slice(-days).flatMap((point) => percentOf(point.ratio) ?? []));
}

function forecastRows({ forecast }: ScoreLine, last: TrendPoint, axis: PercentAxis) {
  const now = percentOf(last.ratio);
  if (forecast.length === 0 || now === null) return { forecast: [], band: [] };
  const inside = (ratio: number): number => Math.min(axis.domain[1], Math.max(axis.domain[0], ratio * 100));
  const start = dayNumber(last.day);
  return {
    forecast: [{ at: start, value: now }, ...forecast.map((point) => ({ at: dayNumber(point.day), value: inside(point.ratio) }))],
    band: [{ at: start, value: now, value2: now }, ...forecast.map((point) => ({ at: dayNumber(point.day), value: inside(point.low), value2: inside(point.high) }))],
  };
}

interface Flag {
  readonly event: TrendEvent;
  readonly number: number;
  readonly at: number;
  readonly level: number;
}

/** Events inside the span, numbered as in the list beneath the chart, at most 20; flags that would touch go one level up. */
function eventFlags(events: readonly TrendEvent[], span: readonly [number, number], width: number): { readonly marks: readonly Flag[]; readonly levels: number } {
  const px = (at: number): number => ((at - span[0]) / Math.max(1, span[1] - span[0])) * width;
  const ends: number[] = [];
  const marks = numberedEvents(events).filter(({ event }) => dayNumber(event.day) >= span[0] && dayNumber(event.day) <= span[1]).map(({ event, number }): Flag => {
    const at = dayNumber(event.day);
    const free = ends.findIndex((end) => px(at) - end >= 19);
    const level = free === -1 ? ends.length : free;
    ends[level] = px(at);
    return { event, number, at, level };
  });
  return { marks, levels: ends.length };
}

/** The events that get a number in charts and lists: method breaks before scopes, at most 20, in the order of their days. */
export function numberedEvents(events: readonly TrendEvent[]): { readonly event: TrendEvent; readonly number: number }[] {
  const rank = (event: TrendEvent): number => (event.kind === 'methodBreak' ? 0 : 1);
  const kept = new Set(events.toSorted((a, b) => rank(a) - rank(b) || b.day.localeCompare(a.day)).slice(0, 20));
  return events.filter((event) => kept.has(event)).toSorted((a, b) => a.day.localeCompare(b.day)).map((event, index) => ({ event, number: index + 1 }));
}

function eventRows(flags: readonly Flag[], axis: PercentAxis, toValue: (px: number) => number, format: Format) {
  const [bottom] = axis.domain;
  const top = (flag: Flag): number => toValue(-10 - flag.level * flagLevel);
  return {
    events: flags.map((flag) => ({ at: flag.at, value: bottom, value2: top(flag), strong: flag.event.kind === 'methodBreak' })),
    flags: flags.map((flag) => ({ at: flag.at, value: top(flag), number: String(flag.number), words: format.text('chart.event', { day: format.day(flag.event.day), label: flag.event.label }) })),
  };
}
