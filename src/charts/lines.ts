import type { Format } from '../domain/format.ts';
import type { TrendPoint } from '../domain/reportFigures.ts';
import { dayNumber } from './axes.ts';

/** From this share of the weight on, a day is drawn as carried forward. */
export const carriedShare = 0.5;

export interface LineRow {
  readonly at: number;
  /** Percent; null breaks the line. */
  readonly value: number | null;
}

/** A trend taken apart into what is drawn differently. */
export interface LineParts {
  readonly score: readonly LineRow[];
  readonly carried: readonly LineRow[];
  /** Measured days with nothing measured beside them, which no line would show. */
  readonly lonely: readonly LineRow[];
  readonly incomplete: readonly (LineRow & { readonly words: string })[];
  readonly end: readonly LineRow[];
}

/** Measured stretches, carried stretches (joined to what they carry), single days, incomplete runs and the last value. */
export function lineParts(trend: readonly TrendPoint[], format: Format): LineParts {
  const measured = trend.map((point) => point.ratio !== null && point.carried <= carriedShare);
  const dotted = trend.map((point, index) => point.ratio !== null && (!measured[index] || (isCarried(trend[index - 1]) && index > 0) || isCarried(trend[index + 1])));
  const row = (point: TrendPoint): LineRow => ({ at: dayNumber(point.day), value: percentOf(point.ratio) });
  const only = (shown: readonly boolean[]): LineRow[] => trend.map((point, index) => (shown[index] === true ? row(point) : { at: dayNumber(point.day), value: null }));
  const last = trend.at(-1);
  return {
    score: only(measured),
    carried: dotted.some((_, index) => isCarried(trend[index])) ? only(dotted) : [],
    lonely: trend.filter((_, index) => measured[index] === true && measured[index - 1] !== true && measured[index + 1] !== true).map(row),
    incomplete: trend.filter((point) => point.incomplete && point.ratio !== null).map((point) => ({ ...row(point), words: `${pointWords(point, format)}` })),
    end: last === undefined || last.ratio === null ? [] : [row(last)],
  };
}

function isCarried(point: TrendPoint | undefined): boolean {
  return point !== undefined && point.ratio !== null && point.carried > carriedShare;
}

/** 0.6127 → 61.27. */
export function percentOf(ratio: number | null): number | null {
  return ratio === null ? null : ratio * 100;
}

/** One day as a sentence part: date, score, what limits it. */
export function pointWords(point: TrendPoint, format: Format): string {
  const isCarried = point.ratio !== null && point.carried > 0;
  return format.text('chart.point', { day: format.day(point.day), score: format.percent(point.ratio), carried: isCarried ? 'yes' : 'no', share: format.percent(point.carried), incomplete: point.incomplete ? 'yes' : 'no' });
}

/** Invisible strips, one a day, whose titles give the exact value on hover. */
export function hoverStrips(trend: readonly TrendPoint[], domain: readonly [number, number], format: Format): object[] {
  return trend.map((point) => ({ at: dayNumber(point.day) - 0.5, at2: dayNumber(point.day) + 0.5, value: domain[0], value2: domain[1], words: pointWords(point, format) }));
}

/** The trend without the days before its first value. */
export function fromFirstValue(trend: readonly TrendPoint[]): readonly TrendPoint[] {
  const first = trend.findIndex((point) => point.ratio !== null);
  return first === -1 ? [] : trend.slice(first);
}
