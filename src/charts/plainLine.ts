import type { Format } from '../domain/format.ts';
import type { TrendPoint } from '../domain/reportFigures.ts';
import { carriedShare } from './lines.ts';
import { linePath, markPaint } from './marks.ts';
import { escapeXml, openSvg, type SvgWords } from './svg.ts';
import type { Theme } from './theme.ts';

/** A score line from 0 to 100 % with its target, written by hand: for pages made by the thousand. */
export interface PlainLine {
  readonly trend: readonly TrendPoint[];
  readonly target: number | null;
  /** Palette name of the line. */
  readonly paint: string;
}

const padding = { top: 10, right: 52, bottom: 22, left: 34 } as const;

/** Empty when there is no value. Size in px; `ticks`: days named under the axis. */
export function plainLine({ trend, target, paint }: PlainLine, size: { readonly width: number; readonly height: number; readonly ticks: number }, words: SvgWords, format: Format, theme: Theme): string {
  const end = trend.findLastIndex((point) => point.ratio !== null);
  const last = trend[end]?.ratio ?? null;
  if (last === null) return '';
  const [width, height] = [size.width - padding.left - padding.right, size.height - padding.top - padding.bottom];
  const x = (index: number): number => padding.left + (trend.length === 1 ? width : (index / (trend.length - 1)) * width);
  const y = (ratio: number): number => padding.top + (1 - Math.max(0, Math.min(1, ratio))) * height;
  const stroke = `${markPaint('stroke', paint, theme)} fill="none" stroke-width="1.75" stroke-linejoin="round" stroke-linecap="round"`;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((ratio) => `<path ${markPaint('stroke', 'rule', theme)} d="M${padding.left} ${y(ratio)}h${width}"/>${text(`${ratio * 100}`, padding.left - 6, y(ratio) + 4, 'end', theme)}`);
  const days = Array.from({ length: Math.min(size.ticks, trend.length) }, (_, tick) => Math.round((tick * (trend.length - 1)) / Math.max(1, Math.min(size.ticks, trend.length) - 1)));
  const names = days.map((index, tick) => text(format.day(trend[index]?.day ?? null), x(index), size.height - 5, tick === 0 ? 'start' : tick === days.length - 1 ? 'end' : 'middle', theme));
  const goal = target === null ? '' : `<path ${markPaint('stroke', 'accent', theme)} stroke-dasharray="5 4" d="M${padding.left} ${y(target)}h${width}"/>`;
  const carried = trend.some((point) => point.carried > carriedShare) ? `<path ${stroke} stroke-dasharray="0.5 3" d="${linePath(trend, () => true, x, y)}"/>` : '';
  const line = `<path ${stroke} d="${linePath(trend, (point) => point.carried <= carriedShare, x, y)}"/><circle ${markPaint('fill', paint, theme)} cx="${Math.round(x(end))}" cy="${Math.round(y(last))}" r="3"/>`;
  const value = `<text ${markPaint('fill', 'ink', theme)} font-size="13" font-weight="600" x="${Math.round(x(end)) + 7}" y="${Math.round(y(last)) + 4}">${escapeXml(format.percent(last))}</text>`;
  return `${openSvg(words, size.width, size.height)}${grid.join('')}${names.join('')}${goal}${carried}${line}${value}</svg>`;
}

function text(words: string, x: number, y: number, anchor: string, theme: Theme): string {
  return `<text ${markPaint('fill', 'ink2', theme)} font-size="12" text-anchor="${anchor}" x="${Math.round(x)}" y="${Math.round(y)}">${escapeXml(words)}</text>`;
}
