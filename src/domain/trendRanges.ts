import type { TrendPoint } from './reportFigures.ts';

/** Time ranges that the aggregated score is shown over, in days. */
export const trendRanges = [7, 30, 90, 365] as const;

/** The score over one range. */
export interface TrendRange {
  /** One of {@link trendRanges}. */
  readonly days: number;
  /** From the day so many days before the last to the last; shorter where the record is. At least one day has a value, the first one always. */
  readonly trend: readonly TrendPoint[];
}

/** The range that is shown first, in days: the workbook's. */
const usual = 90;

/** The ranges that a trend has something for: none that shows no more days than a shorter one does. */
export function rangesOf(trend: readonly TrendPoint[]): readonly TrendRange[] {
  const begin = trend.findIndex(({ ratio }) => ratio !== null);
  const known = begin === -1 ? [] : trend.slice(begin);
  const ranges: TrendRange[] = [];
  for (const days of trendRanges) {
    const within = known.slice(-(days + 1));
    const first = within.findIndex(({ ratio }) => ratio !== null);
    const shown = first === -1 ? [] : within.slice(first);
    if (shown.length > (ranges.at(-1)?.trend.length ?? 0)) ranges.push({ days, trend: shown });
  }
  return ranges;
}

/** The range to show first: 90 days, or as much as there is; undefined where there is nothing. */
export function firstShown(ranges: readonly TrendRange[]): TrendRange | undefined {
  return ranges.find(({ days }) => days === usual) ?? ranges.at(-1);
}
