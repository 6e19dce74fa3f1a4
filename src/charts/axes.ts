import type { Format } from '../domain/format.ts';

const dayLength = 86_400_000;

/** Days since 1970-01-01 of a calendar day: the charts' horizontal scale. */
export function dayNumber(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / dayLength);
}

function dayOfNumber(number: number): string {
  return new Date(number * dayLength).toISOString().slice(0, 10);
}

/** Positions of ticks and the words at them. */
export interface Ticks {
  readonly values: readonly number[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Ticks of a range of days: months (the year at each January) or, up to 120 days, evenly spaced days; about `wanted` of them. */
export function dayTicks(first: string, last: string, wanted: number, format: Format, locale: string): Ticks {
  const [from, to] = [dayNumber(first), dayNumber(last)];
  return to - from > 120 ? monthTicks(from, to, wanted, locale) : evenTicks(from, to, wanted, format);
}

function monthTicks(from: number, to: number, wanted: number, locale: string): Ticks {
  const month = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' });
  const starts: number[] = [];
  for (let number = from; number <= to; number += 1) if (dayOfNumber(number).endsWith('-01')) starts.push(number);
  const step = [1, 2, 3, 6, 12].find((candidate) => starts.length / candidate <= wanted) ?? 12;
  const kept = starts.filter((number) => (Number(dayOfNumber(number).slice(5, 7)) - 1) % step === 0);
  const label = (number: number): string => {
    const name = month.format(number * dayLength);
    const day = dayOfNumber(number);
    return day.slice(5, 7) === '01' ? `${name} ${day.slice(0, 4)}` : name;
  };
  return { values: kept, labels: Object.fromEntries(kept.map((number) => [number, label(number)])) };
}

function evenTicks(from: number, to: number, wanted: number, format: Format): Ticks {
  const step = [1, 2, 7, 14, 28].find((candidate) => (to - from) / candidate + 1 <= wanted) ?? 56;
  const values: number[] = [];
  for (let number = to; number >= from; number -= step) values.unshift(number);
  return { values, labels: Object.fromEntries(values.map((number) => [number, format.shortDay(dayOfNumber(number))])) };
}

/** A range of the vertical axis in percent, with its ticks. */
export interface PercentAxis extends Ticks {
  readonly domain: readonly [number, number];
  /** True when it shows less than 0 to 100; the chart has to say so. */
  readonly zoomed: boolean;
}

/** 0 to 100 in steps of 20. */
export function fullAxis(): PercentAxis {
  return percentAxis(0, 100, 20, false);
}

/** The smallest range of whole steps around the values (percent) that spans at least 10 points and leaves air above and below. */
export function zoomedAxis(values: readonly number[]): PercentAxis {
  if (values.length === 0) return fullAxis();
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = Math.max(1, (high - low) * 0.15);
  const step = [2, 5, 10, 20].find((candidate) => (high - low + 2 * air) / candidate <= 5) ?? 20;
  let bottom = Math.max(0, Math.floor((low - air) / step) * step);
  let top = Math.min(100, Math.ceil((high + air) / step) * step);
  while (top - bottom < shortestZoom) {
    const growUp = top < 100 && (bottom === 0 || top - high <= low - bottom);
    if (growUp) top = Math.min(100, top + step);
    else bottom = Math.max(0, bottom - step);
  }
  return percentAxis(bottom, top, step, true);
}

/** A zoom shows at least this many points, so that noise does not fill the chart. */
const shortestZoom = 10;

function percentAxis(bottom: number, top: number, step: number, zoomed: boolean): PercentAxis {
  const values: number[] = [];
  for (let value = bottom; value <= top; value += step) values.push(value);
  const labels = Object.fromEntries(values.map((value) => [value, value === values.at(-1) ? `${value}\u00a0%` : String(value)]));
  return { domain: [bottom, top], values, labels, zoomed: zoomed && (bottom > 0 || top < 100) };
}

/** Moves labels (px from the top) apart until each has `gap` px, keeping their order and staying in [0, height]. */
export function dodge(wanted: readonly number[], gap: number, height: number): number[] {
  const order = wanted.map((_, index) => index).toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  let floor = 0;
  for (const index of order) {
    placed[index] = Math.max(floor, placed[index] ?? 0);
    floor = (placed[index] ?? 0) + gap;
  }
  let ceiling = height;
  for (const index of order.toReversed()) {
    placed[index] = Math.min(ceiling, placed[index] ?? 0);
    ceiling = (placed[index] ?? 0) - gap;
  }
  return placed;
}
