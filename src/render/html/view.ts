import { environmentLabel } from '../../domain/environment.ts';
import type { Format } from '../../domain/format.ts';
import type { ReportModel } from '../../domain/report.ts';
import type { ScoreChange } from '../../domain/reportFigures.ts';
import type { Charts } from './charts.ts';

/** What every section's view is made from. */
export interface Page {
  readonly model: ReportModel;
  readonly charts: Charts;
  readonly format: Format;
  /** True: the tables lie beside the page as csv/<table>.csv. */
  readonly csv?: boolean;
  /** True: nothing lies beside the page, neither tables nor report.json. */
  readonly alone?: boolean;
  /** Address of the report that this page belongs to; left out: this is it. */
  readonly home?: string;
  /** Addresses of the pages of single scopes. */
  readonly scopePages?: ReadonlyMap<string, string>;
  /** Address of the list of all scopes. */
  readonly scopeIndex?: string;
}

/** A change for the `change` partial. */
export interface ChangeView {
  readonly known: boolean;
  readonly change: number | null;
  /** Colour: a rise of a score is good. */
  readonly tone: 'up' | 'down' | 'flat';
  readonly arrow: string;
  /** Hover text: what it is compared with. */
  readonly hint: string;
  readonly reason: string;
  readonly since: string | null;
  readonly from: number | null;
}

/** A change with its sign as arrow and tone; changes that show as ±0.0 pp are flat. */
export function changeView(change: ScoreChange, format: Format): ChangeView {
  const compared = { from: format.percent(change.from), day: format.day(change.since) };
  const known = change.methodBreak === null ? format.text('change.compared', compared) : format.text('change.comparedBreak', { ...compared, methodBreak: change.methodBreak });
  return { ...toneOf(change.shown), known: change.shown !== null, change: change.shown, hint: change.since === null ? '' : known, reason: change.reason ?? format.text('change.nothing'), since: change.since, from: change.from };
}

/** A bare change (ratio) for the same partial. */
export function plainChange(change: number | null, format: Format): ChangeView {
  return { ...toneOf(change), known: change !== null, change, hint: '', reason: format.noData, since: null, from: null };
}

function toneOf(change: number | null): Pick<ChangeView, 'tone' | 'arrow'> {
  if (change === null || Math.abs(change) < 0.0005) return { tone: 'flat', arrow: '' };
  return change < 0 ? { tone: 'down', arrow: '↓' } : { tone: 'up', arrow: '↑' };
}

/** Name and colour class of an environment. */
export interface EnvironmentView {
  readonly label: string;
  readonly tone: string;
}

const tones = new Set(['azure', 'aws', 'gcp', 'azuredevops', 'github', 'gitlab', 'dockerhub', 'jfrog']);

export function environmentView(environment: string): EnvironmentView {
  const tone = environment.toLowerCase();
  return { label: environmentLabel(environment), tone: tones.has(tone) ? tone : 'other' };
}

/** `16 of 18 scopes have a score`. */
export function scoredWords(scored: number, expected: number, format: Format): string {
  return format.text('scored.of', { scored, expected });
}

/** How much of a table is shown, for the `more` partial. */
export interface More {
  readonly words: string;
  /** Name of the file in csv/ that has all rows. */
  readonly file: string | null;
  /** True: report.json has them. */
  readonly json: boolean;
}

/** What is cut short: rows of these tables. */
export type Shortened = 'rows' | 'scopes' | 'recommendations' | 'managementGroups' | 'groups' | 'gaps' | 'differences' | 'exemptions';

/** `First 20 of 312 scopes` and where all of them are; null when all are shown. A page on one scope has no files of its own. */
export function firstOf(shown: number, total: number, { format, csv, home }: Pick<Page, 'format' | 'csv' | 'home'>, what: Shortened, table: string): More | null {
  return shown >= total ? null : { words: format.text(`first.${what}`, { shown, total }), file: csv === true ? `${table}.csv` : null, json: home === undefined };
}

/** The day that most of the changes are compared with. */
export function commonDay(changes: readonly ScoreChange[]): string | null {
  const days = changes.flatMap((change) => change.since ?? []);
  const groups = [...Map.groupBy(days, (day) => day)].toSorted(([, a], [, b]) => b.length - a.length);
  return groups[0]?.[0] ?? null;
}

/** A value that may be missing, as text. */
export function known(value: string | null, otherwise: string): string {
  return value === null || value === '' ? otherwise : value;
}

/** A due date for the `due` partial. */
export interface DueView {
  readonly known: boolean;
  readonly text: string;
  /** True: before the report's moment. */
  readonly overdue: boolean;
}

/** The day of an instant in the report's zone, without the time. */
export function dueView(instant: string | null, { model, format }: Page): DueView {
  if (instant === null) return { known: false, text: format.text('due.none'), overdue: false };
  const parts = isoDays(model.timeZone).format(Date.parse(instant));
  return { known: true, text: format.day(parts), overdue: instant < model.takenAt };
}

/** Formatters that write days as `2026-11-21`, by time zone: making one costs more than a table's row. */
const isoDayFormats = new Map<string, Intl.DateTimeFormat>();

function isoDays(timeZone: string): Intl.DateTimeFormat {
  const format = isoDayFormats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone });
  isoDayFormats.set(timeZone, format);
  return format;
}
