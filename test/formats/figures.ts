import { formatFor, type Format } from '../../src/domain/format.ts';
import type { ReportModel } from '../../src/domain/report.ts';

/** The figures that every format of a report shows, as a reader sees them. */
export interface Figures {
  readonly score: string;
  /** Since the last report, over 30 and over 90 days. */
  readonly changes: readonly string[];
  /** By the scope's name: points, maximum, weight, score, score with grace period, change over 7 and over 30 days. */
  readonly scopes: ReadonlyMap<string, string>;
  /** By the control's name: maximum, points, score, potential increase, healthy, unhealthy, scopes. */
  readonly controls: ReadonlyMap<string, string>;
}

/** The numbers behind one scope's row. */
export interface ScopeNumbers {
  readonly name: string;
  readonly current: number | null;
  readonly max: number | null;
  readonly weight: number | null;
  readonly ratio: number | null;
  readonly grace: number | null;
  readonly over7: number | null;
  readonly over30: number | null;
}

export interface ControlNumbers {
  readonly name: string;
  readonly max: number;
  readonly current: number | null;
  readonly ratio: number | null;
  readonly increase: number | null;
  readonly healthy: number;
  readonly unhealthy: number;
  readonly scopes: number;
}

/** Everything as numbers: what formats that keep numbers are compared by, to the last digit. */
export interface Numbers {
  readonly score: number | null;
  readonly changes: readonly (number | null)[];
  readonly scopes: readonly ScopeNumbers[];
  readonly controls: readonly ControlNumbers[];
}

export const noScore = 'no score';

export function numbersOf({ headline, scopes, controls }: ReportModel): Numbers {
  return {
    score: headline.score.ratio,
    changes: [headline.sinceLastReport, headline.over7Days, headline.over30Days, headline.over90Days].map(({ shown }) => shown),
    scopes: scopes.map((row) => ({ name: row.name, current: row.current, max: row.max, weight: row.weight, ratio: row.ratio, grace: row.graceRatio, over7: row.over7Days.shown, over30: row.over30Days.shown })),
    controls: controls.map((row) => ({ name: row.name, max: row.maxScore, current: row.current, ratio: row.ratio, increase: row.potentialIncrease, healthy: row.healthy, unhealthy: row.unhealthy, scopes: row.scopes })),
  };
}

/** Numbers as the report writes them. */
export function shown(numbers: Numbers, { locale, timeZone }: Pick<ReportModel, 'locale' | 'timeZone'>): Figures {
  const format = formatFor(locale, timeZone);
  const [lastReport = null, , over30 = null, over90 = null] = numbers.changes;
  return {
    score: plain(format.percent(numbers.score)),
    changes: [lastReport, over30, over90].map((change) => plain(format.pp(change))),
    scopes: new Map(numbers.scopes.map((row) => [row.name, scopeText(row, format)])),
    controls: new Map(numbers.controls.map((row) => [row.name, controlText(row, format)])),
  };
}

function scopeText(row: ScopeNumbers, format: Format): string {
  if (row.ratio === null) return noScore;
  return line([format.points(row.current), format.points(row.max), format.count(row.weight), format.percent(row.ratio), row.grace === null ? 'none' : format.percent(row.grace), format.pp(row.over7), format.pp(row.over30)]);
}

function controlText(row: ControlNumbers, format: Format): string {
  const scored = row.ratio !== null;
  return line([format.points(row.max), scored ? format.points(row.current) : format.noData, format.percent(row.ratio), format.pp(row.increase), format.count(row.healthy), format.count(row.unhealthy), format.count(row.scopes)]);
}

const line = (parts: readonly string[]): string => plain(parts.join(' '));

/** One space between words, no arrows: they repeat the sign. */
export function plain(text: string): string {
  return text.replaceAll(/[↑↓]/g, ' ').replaceAll(/\s+/g, ' ').trim();
}
