import type { CustomPanel, PanelValue } from '../domain/customPanels.ts';
import type { Format } from '../domain/format.ts';
import type { ChartFigure, ChartSize } from './figure.ts';
import type { PendingFigure } from './figures.ts';
import type { Drawing } from './program.ts';
import type { ChartPrograms } from './programs.ts';
import { ellipsis, textWidth } from './textWidth.ts';
import type { Theme } from './theme.ts';

/** Bars of a chart at most, and points of a line. */
const most = { bar: 30, line: 400 } as const;
const sizes: Readonly<Record<Exclude<ChartSize, 'wide'>, number>> = { medium: 720, narrow: 350 };
const rowHeight = 24;

interface Point {
  readonly name: string;
  /** Milliseconds since 1970, or the row's place. */
  readonly at: number;
  readonly value: number;
}

/** The charts of config's own panels. */
export function customPanelFigures(panels: readonly CustomPanel[], programs: ChartPrograms, format: Format): PendingFigure[] {
  return panels.flatMap((panel) => (panel.x === null || panel.y === null ? [] : [{ key: `panel:${panel.id}`, draw: () => figureOf(panel, programs, format) }]));
}

async function figureOf(panel: CustomPanel, programs: ChartPrograms, format: Format): Promise<ChartFigure | null> {
  const points = pointsOf(panel, format);
  if (points.length === 0) return null;
  const title = format.text('panel.by', { x: panel.x ?? '', y: panel.y ?? '' });
  const words = { title, description: format.text('panel.chart', { title: panel.title }) };
  const drawings: ChartFigure['drawings'][number][] = [];
  for (const [size, width] of Object.entries(sizes) as [Exclude<ChartSize, 'wide'>, number][]) {
    const svg = { id: `chart-panel-${panel.id}-${size}`, ...words, className: `chart chart-${size}` };
    drawings.push({ size, svg: panel.kind === 'bar' ? await programs.panelBar(barDrawing(points, width, format, programs.theme), svg) : await programs.panelLine(lineDrawing(points, width, isTime(panel), format, programs.theme), svg) });
  }
  const shown = points.length === most[panel.kind === 'bar' ? 'bar' : 'line'] && points.length < panel.rows.length ? `, ${format.text('panel.firstRowsShown', { shown: points.length, total: panel.rows.length })}` : '';
  return { key: `panel:${panel.id}`, title, subtitle: `${title}${shown}`, description: words.description, drawings };
}

function isTime({ columns, x }: CustomPanel): boolean {
  return columns.find(({ name }) => name === x)?.kind === 'instant';
}

/** Rows with a number, in the query's order; those of a line over moments by time. */
function pointsOf(panel: CustomPanel, format: Format): readonly Point[] {
  const [across, down] = [panel.x, panel.y].map((name) => panel.columns.findIndex((column) => column.name === name));
  if (across === undefined || down === undefined || across < 0 || down < 0) return [];
  const time = isTime(panel);
  const points = panel.rows.flatMap((row, index): Point[] => {
    const [name, value] = [row[across] ?? null, row[down] ?? null];
    const at = time && typeof name === 'string' ? Date.parse(name) : index;
    return typeof value === 'number' && Number.isFinite(at) ? [{ name: nameOf(name, time, format), at, value }] : [];
  });
  if (panel.kind === 'bar') return points.slice(0, most.bar);
  return (time ? points.toSorted((a, b) => a.at - b.at) : points).slice(0, most.line);
}

function nameOf(value: PanelValue, time: boolean, format: Format): string {
  if (value === null || value === '') return '–';
  return time && typeof value === 'string' ? format.dateTime(value) : String(value);
}

/** A number of somebody's query: whole as it is, else with two decimals. */
export function panelNumber(value: number, format: Format): string {
  return Number.isInteger(value) ? format.count(value) : format.points(value);
}

function barDrawing(points: readonly Point[], width: number, format: Format, theme: Theme): Drawing {
  const longest = width * 0.42;
  const rows = points.map(({ name, value }, row) => ({ row, value, text: panelNumber(value, format), name: ellipsis(name, longest, 13, theme), words: `${name}: ${panelNumber(value, format)}` }));
  const [low, high] = [Math.min(0, ...points.map(({ value }) => value)), Math.max(0, ...points.map(({ value }) => value))];
  const left = Math.ceil(Math.max(...rows.map(({ name }) => textWidth(name, 13, theme)))) + 16;
  const right = Math.ceil(Math.max(...rows.map(({ text }) => textWidth(text, 13, theme)))) + 8;
  return {
    width: Math.max(60, width - left - right), height: rows.length * rowHeight, padding: { left, right, top: 2, bottom: 2 },
    params: { xDomain: [low, high === low ? low + 1 : high] },
    datasets: {
      bars: rows.map(({ row, value, words }) => ({ row, value: Math.min(0, value), value2: Math.max(0, value), words })),
      names: rows.map(({ row, name }) => ({ row, value: low, text: name })),
      figures: rows.map(({ row, value, text }) => ({ row, value: Math.max(0, value), text })),
    },
  };
}

function lineDrawing(points: readonly Point[], width: number, time: boolean, format: Format, theme: Theme): Drawing {
  const [first, last] = [points[0], points.at(-1)];
  const [from, to] = [first?.at ?? 0, last?.at ?? 1];
  const ticks = niceTicks(Math.min(0, ...points.map(({ value }) => value)), Math.max(...points.map(({ value }) => value)));
  const yLabels = Object.fromEntries(ticks.map((tick) => [tick, panelNumber(tick, format)]));
  const left = Math.ceil(Math.max(...Object.values(yLabels).map((label) => textWidth(label, 12, theme)))) + 10;
  const ends = from === to ? [from] : [from, to];
  const label = (at: number): string => {
    const name = at === from ? (first?.name ?? '') : (last?.name ?? '');
    return time ? format.shortDay(new Date(at).toISOString().slice(0, 10)) : ellipsis(name, width * 0.35, 12, theme);
  };
  const half = Math.ceil(Math.max(...ends.map((at) => textWidth(label(at), 12, theme))) / 2) + 2;
  return {
    width: Math.max(60, width - Math.max(left, half) - half), height: 180, padding: { left: Math.max(left, half), right: half, top: 10, bottom: 24 },
    params: {
      xDomain: from === to ? [from - 1, to + 1] : [from, to], yDomain: [ticks[0] ?? 0, ticks.at(-1) ?? 1], xTicks: ends, yTicks: ticks,
      xLabels: Object.fromEntries(ends.map((at) => [at, label(at)])), yLabels,
    },
    datasets: {
      line: points.map(({ at, value }) => ({ at, value })),
      points: points.map(({ at, value, name }) => ({ at, value, words: `${name}: ${panelNumber(value, format)}` })),
    },
  };
}

/** From zero, or below it, to above the largest in about four steps of 1, 2 or 5 times a power of ten. */
function niceTicks(low: number, high: number): readonly number[] {
  const span = high - low || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? 10 * power;
  const [first, last] = [Math.floor(low / step), Math.max(Math.ceil(high / step), Math.floor(low / step) + 1)];
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
