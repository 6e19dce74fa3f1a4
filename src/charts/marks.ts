import type { TrendPoint } from '../domain/reportFigures.ts';
import { carriedShare } from './lines.ts';
import { openSvg, escapeXml } from './svg.ts';
import { colour, type Theme } from './theme.ts';

/**
 * Small inline marks, written by hand: a table may have thousands, and a path costs microseconds where a Vega view costs a millisecond.
 * Attributes only, no style, so that they also show under a policy that forbids inline styles.
 */

/** Colour as a class and, where there is no stylesheet, as an attribute. */
export function markPaint(attribute: 'fill' | 'stroke', name: string, theme: Theme): string {
  return `class="${attribute === 'fill' ? 'f' : 's'}-${name}" ${attribute}="${colour(theme, name)}"`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A line without axes; measured days solid, carried days dotted, days without a value left out. */
export function sparkline(trend: readonly TrendPoint[], words: { readonly label: string; readonly paint: string }, size: { readonly width: number; readonly height: number }, theme: Theme): string {
  const values = trend.flatMap((point) => point.ratio ?? []);
  if (values.length === 0) return '';
  const [low, high] = range(values);
  const x = (index: number): number => 2 + (trend.length === 1 ? 1 : index / (trend.length - 1)) * (size.width - 6);
  const y = (ratio: number): number => size.height - 3 - ((ratio - low) / (high - low)) * (size.height - 6);
  const solid = linePath(trend, (point) => point.carried <= carriedShare, x, y);
  const end = trend.findLastIndex((point) => point.ratio !== null);
  const stroke = `${markPaint('stroke', words.paint, theme)} fill="none" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"`;
  const carried = trend.some((point) => point.carried > carriedShare) ? `<path ${stroke} stroke-dasharray="0.5 3" d="${linePath(trend, () => true, x, y)}"/>` : '';
  return `<svg class="spark" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${escapeXml(words.label)}">${carried}<path ${stroke} d="${solid}"/><circle ${markPaint('fill', words.paint, theme)} cx="${round(x(end))}" cy="${round(y(trend[end]?.ratio ?? low))}" r="2.2"/></svg>`;
}

/** At least 5 points high, so that noise does not look like an event. */
function range(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const missing = Math.max(0, 0.05 - (high - low)) / 2;
  return [low - missing, high + missing];
}

/** Path data over the points that are shown; the others and those without a value are gaps. */
export function linePath(trend: readonly TrendPoint[], shown: (point: TrendPoint) => boolean, x: (index: number) => number, y: (ratio: number) => number): string {
  let pen = 'M';
  let d = '';
  for (const [index, point] of trend.entries()) {
    if (point.ratio === null || !shown(point)) {
      pen = 'M';
      continue;
    }
    d += `${pen}${round(x(index))} ${round(y(point.ratio))}`;
    pen = 'L';
  }
  return d;
}

/** A quiet bar beside a number that says the same, so it is hidden from assistive technology. `share` is 0–1. */
export function dataBar(share: number, name: string, theme: Theme, width = 72): string {
  const length = share <= 0 ? 0 : Math.max(1.5, Math.min(1, share) * width);
  return `<svg class="bar" viewBox="0 0 ${width} 8" width="${width}" height="8" aria-hidden="true" focusable="false"><rect ${markPaint('fill', name, theme)} width="${round(length)}" height="8"/></svg>`;
}

/** Two bars from a middle line: left `toUnhealthy`, right `toHealthy`, with the not applicable ones behind the healthy. */
export function divergingBar(counts: { readonly toUnhealthy: number; readonly toHealthy: number; readonly toNotApplicable: number }, most: number, theme: Theme): string {
  const half = 84;
  const long = (count: number): number => (count === 0 || most === 0 ? 0 : Math.max(1.5, (count / most) * half));
  const [left, right, grey] = [long(counts.toUnhealthy), long(counts.toHealthy), long(counts.toNotApplicable)];
  const rect = (name: string, x: number, width: number): string => (width === 0 ? '' : `<rect ${markPaint('fill', name, theme)} x="${round(x)}" width="${round(width)}" y="2" height="10"/>`);
  return `<svg class="diverging" viewBox="0 0 ${2 * half + 4} 14" width="${2 * half + 4}" height="14" aria-hidden="true" focusable="false">${rect('unhealthy', half - left, left)}${rect('healthy', half + 2, right)}${rect('notApplicable', half + 2 + right, Math.min(grey, half - right))}<rect ${markPaint('fill', 'ink3', theme)} x="${half}" width="1" height="14"/></svg>`;
}

/** Healthy and unhealthy as shares of one bar; the numbers stand beside it. */
export function stateBar(counts: { readonly healthy: number; readonly unhealthy: number }, theme: Theme): string {
  const width = 96;
  const all = counts.healthy + counts.unhealthy;
  if (all === 0) return '';
  const split = round((counts.healthy / all) * width);
  const gap = split > 0 && split < width ? 1 : 0;
  return `<svg class="bar" viewBox="0 0 ${width} 8" width="${width}" height="8" aria-hidden="true" focusable="false"><rect ${markPaint('fill', 'healthy', theme)} width="${Math.max(0, split - gap)}" height="8"/><rect ${markPaint('fill', 'unhealthy', theme)} x="${split}" width="${round(width - split)}" height="8"/></svg>`;
}

/** The score as a bar from 0 to 100 with the target as a tick across it. */
export function bulletBar(ratio: number | null, target: number | null, words: { readonly id: string; readonly title: string }, theme: Theme): string {
  const width = 480;
  const at = (share: number): number => round(Math.min(1, Math.max(0, share)) * width);
  const bar = ratio === null ? '' : `<rect ${markPaint('fill', 'ink', theme)} y="6" width="${at(ratio)}" height="10"/>`;
  const tick = target === null ? '' : `<rect ${markPaint('fill', 'accent', theme)} x="${Math.min(width - 3, Math.max(0, at(target) - 1.5))}" width="3" height="22"/>`;
  const svg = openSvg({ ...words, description: '', className: 'bullet' }, width, 22).replace('<svg ', '<svg preserveAspectRatio="none" ');
  return `${svg}<rect ${markPaint('fill', 'rule', theme)} y="6" width="${width}" height="10"/>${bar}${tick}</svg>`;
}
