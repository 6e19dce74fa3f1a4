import type { Format } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import type { ControlTrend } from '../domain/reportPanels.ts';
import { dayNumber, dayTicks, dodge, fullAxis } from './axes.ts';
import type { ChartSize } from './figure.ts';
import { percentOf } from './lines.ts';
import type { Drawing } from './program.ts';
import { ellipsis } from './textWidth.ts';
import { colour, type Theme } from './theme.ts';

/** Controls drawn in colour: those with most to gain. */
const loudControls = 3;
const paints = ['unhealthy', 'accent', 'healthy'] as const;
const sizes = { wide: { width: 1160, names: 250 }, medium: { width: 660, names: 210 }, narrow: { width: 356, names: 132 } } as const;

/** The workbook's combined view: all controls in one chart, each labelled at its end. */
export function combinedDrawing({ weeks, rows }: ReportModel['controlTrends'], size: ChartSize, locale: string, format: Format, theme: Theme): Drawing | null {
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (first === undefined || last === undefined || rows.length === 0) return null;
  const { width, names } = sizes[size];
  const height = Math.max(380, rows.length * 18);
  const span: readonly [number, number] = [dayNumber(first) - (first === last ? 7 : 0), dayNumber(last)];
  const plotWidth = width - names - 40;
  const axis = fullAxis();
  const ticks = dayTicks(first, last, size === 'narrow' ? 3 : 6, format, locale);
  return {
    width: plotWidth,
    height,
    padding: { left: 40, right: names, top: 10, bottom: 28 },
    params: { xDomain: span, xTicks: ticks.values, xLabels: ticks.labels, yLabels: axis.labels },
    datasets: {
      quiet: lineRows(rows.slice(loudControls), weeks, () => colour(theme, 'notApplicable')),
      loud: lineRows(rows.slice(0, loudControls), weeks, (index) => colour(theme, paints[index] ?? 'ink')),
      ...endRows({ weeks, rows }, span, { plotWidth, height, names }, format, theme),
    },
  };
}

function lineRows(rows: readonly ControlTrend[], weeks: readonly string[], paint: (index: number) => string) {
  return rows.flatMap((row, index) => weeks.map((week, at) => ({ key: row.controlId, at: dayNumber(week), value: percentOf(row.values[at] ?? null), colour: paint(index) })));
}

interface Room {
  readonly plotWidth: number;
  readonly height: number;
  readonly names: number;
}

function endRows({ weeks, rows }: ReportModel['controlTrends'], span: readonly [number, number], room: Room, format: Format, theme: Theme) {
  const ends = rows.flatMap((row, index) => {
    const last = row.values.findLastIndex((one) => one !== null);
    const value = percentOf(row.values[last] ?? null);
    // A line may end before the last week: the leader goes from there.
    return value === null ? [] : [{ row, value, ended: dayNumber(weeks[last] ?? ''), paint: colour(theme, index < loudControls ? (paints[index] ?? 'ink') : 'ink3') }];
  });
  const places = dodge(ends.map(({ value }) => (1 - value / 100) * room.height), 16, room.height);
  const perPx = (span[1] - span[0]) / room.plotWidth;
  const at2 = span[1] + 14 * perPx;
  const placed = ends.map((end, index) => ({ ...end, place: 100 - ((places[index] ?? 0) / room.height) * 100 }));
  return {
    leaders: placed.map(({ value, ended, place, paint }) => ({ at: ended, value, at2, value2: place, colour: paint })),
    labels: placed.map(({ row, value, place, paint }) => {
      const words = row.retired === null ? `${format.percent(value / 100)} ${row.name}` : format.text('chart.retiredLine', { score: format.percent(value / 100), name: row.name });
      return { at: at2, value: place, colour: paint, text: ellipsis(words, room.names - 22, 12, theme), words };
    }),
  };
}
