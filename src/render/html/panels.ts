import type { ScopeRow, StateChangeDetail, StateChangeRow, TopRecommendation } from '../../domain/reportPanels.ts';
import { cardFigure, figureView, markView, valuesTable } from './charts.ts';
import { changeView, commonDay, counted, environmentView, firstOf, known, type Page } from './view.ts';
import { stateName, stateTone } from './words.ts';

/** Rows each panel shows; the rest is counted and in report.json. */
const limits = { scopes: 25, topRecommendations: 15, stateChanges: 20, details: 8 } as const;

/** Panel 1: every scope with its line, grace period and changes; the largest fall over 30 days first. */
export function scopeTrendsView(page: Page): object {
  const { model, charts, format } = page;
  const sorted = model.scopes.toSorted((a, b) => fall(a) - fall(b));
  const rows = sorted.slice(0, limits.scopes).map((row) => scopeTrendRow(row, page));
  const [week, month] = [commonDay(model.scopes.map((row) => row.over7Days)), commonDay(model.scopes.map((row) => row.over30Days))];
  const compared = [week === null ? '' : `7 days compared with ${format.day(week)}`, month === null ? '' : `30 days with ${format.day(month)}`].filter((part) => part !== '');
  return {
    finding: charts.findings.get('scopes') ?? '',
    sorted: 'Sorted by 30-day change, largest fall first; scopes without one at the end.',
    rows,
    dates: compared.length === 0 ? 'No scope has an earlier value to compare with.' : `${compared.join(', ')}; where a scope’s own day differs, its change says so on hover. Changes are differences, not the workbook’s relative change.`,
    shown: firstOf(rows.length, model.scopes.length, page, 'scopes', 'scope-trends'),
    missing: { what: 'No scope is on record.', advice: 'Check the scopes of the configuration and what the identity may read; data quality lists what is missing.' },
  };
}

/** Unknown changes after all known ones, scopes without a score last. */
function fall(row: ScopeRow): number {
  if (row.ratio === null) return 3;
  return row.over30Days.change ?? 2;
}

function scopeTrendRow(row: ScopeRow, { charts, format, scopePages }: Page) {
  return {
    name: row.name,
    page: scopePages?.get(row.scopeId) ?? null,
    environment: environmentView(row.environment).label,
    tone: environmentView(row.environment).tone,
    portal: row.portalUrl,
    stale: row.stale,
    spark: markView(charts, `scope:${row.scopeId}`),
    scored: row.ratio !== null,
    reason: known(row.noScoreReason, 'not given'),
    ratio: row.ratio,
    grace: row.graceImpact !== null,
    graceImpact: row.graceImpact,
    over7: changeView(row.over7Days, format),
    over30: changeView(row.over30Days, format),
  };
}

/** Panel 2: the aggregated score by day. */
export function aggregateView({ model, charts, format }: Page): object {
  const rows = model.trend.overall.slice(-90).toReversed().map((point) => [format.day(point.day), format.percent(point.ratio)]);
  return {
    finding: charts.findings.get('aggregate') ?? '',
    figure: figureView(charts, 'aggregate', valuesTable('Values as a table', 'Aggregated score by day, newest first', ['Day', 'Score#'], rows)),
    missing: { what: 'No score is on record yet.', advice: 'The line begins with the first run in which a scope has a score.' },
  };
}

/** Panel 3: recommendations with the most unhealthy resources. */
export function topRecommendationsView(page: Page): object {
  const { model, charts, format } = page;
  const { rows, since, total } = model.topRecommendations;
  const shown = rows.slice(0, limits.topRecommendations).map((row, index) => topRow(row, index, page));
  return {
    finding: charts.findings.get('topRecommendations') ?? '',
    compared: since === null ? 'There is no earlier count to compare with.' : `Increase since ${format.day(since)}.`,
    rows: shown,
    shown: firstOf(shown.length, total, page, 'recommendations', 'top-recommendations'),
    missing: { what: 'No recommendation has an unhealthy resource.', advice: 'If that is unexpected, see data quality for what is missing.' },
  };
}

function topRow(row: TopRecommendation, index: number, { charts, format }: Page) {
  const increase = row.increase ?? 0;
  return {
    name: row.name,
    severity: row.severity,
    preview: row.preview,
    where: counted(row.scopes, 'scope', format),
    environment: environmentView(row.environment),
    unhealthy: row.unhealthy,
    bar: markView(charts, `top:${index}`),
    compared: row.increase !== null,
    before: row.before,
    increase: row.increase,
    tone: increase > 0 ? 'down' : increase < 0 ? 'up' : 'flat',
  };
}

/** Panel 4: controls by week, one small chart each, and the workbook's combined view. */
export function controlTrendsView({ model, charts, format }: Page): object {
  const { rows, weeks } = model.controlTrends;
  const cards = rows.map((row) => ({
    name: row.name,
    message: charts.figures.get(`control:${row.controlId}`)?.title ?? '',
    figure: cardFigure(charts, `control:${row.controlId}`),
  }));
  const values = rows.map((row) => [row.name, ...sampledWeeks(weeks).map((index) => format.percent(row.values[index] ?? null)), format.pp(row.change)]);
  const heads = sampledWeeks(weeks).map((index) => `${format.day(weeks[index] ?? null)}#`);
  return {
    finding: charts.findings.get('controls') ?? '',
    range: weeks.length === 0 ? '' : `weeks of ${format.day(weeks[0] ?? null)} to ${format.day(weeks.at(-1) ?? null)}`,
    cards,
    combined: figureView(charts, 'controls'),
    table: valuesTable('Values as a table', 'Controls, every fourth week and the last; report.json holds every week', ['Control', ...heads, 'Change#'], values),
    missing: { what: 'No control is on record yet.', advice: 'Controls appear with the first run in which a scope has a score.' },
  };
}

/** Every fourth week, counted back from the last. */
function sampledWeeks(weeks: readonly string[]): number[] {
  return weeks.map((_, index) => index).filter((index) => (weeks.length - 1 - index) % 4 === 0);
}

/** Panel 5: changed resources per recommendation, and each change. */
export function stateChangesView(page: Page): object {
  const { model, charts, format } = page;
  const { from, to, rows, totals } = model.stateChanges;
  const shown = rows.slice(0, limits.stateChanges);
  return {
    finding: charts.findings.get('stateChanges') ?? '',
    from: from ?? to,
    to,
    totals,
    rows: shown.map((row, index) => ({ ...changeCounts(row), bar: markView(charts, `change:${index}`), ...detailsOf(row, page) })),
    shown: firstOf(shown.length, rows.length, page, 'recommendations', 'resource-changes'),
    missing: from === null
      ? { what: 'There is nothing on record to compare with.', advice: 'Changes appear with the second run.' }
      : { what: 'No resource changed its state.', advice: `Compared were the ends of ${format.day(from)} and ${format.day(to)}.` },
  };
}

function changeCounts(row: StateChangeRow) {
  const { name, severity, toUnhealthy, toHealthy, toNotApplicable, deleted, flips } = row;
  return { name, severity, toUnhealthy, toHealthy, toNotApplicable, deleted, flips, environment: environmentView(row.environment) };
}

function detailsOf(row: StateChangeRow, { format, home }: Page) {
  const details = row.details.slice(0, limits.details).map((detail) => detailRow(detail, row.severity));
  const held = row.details.length < row.detailTotal ? `the newest ${format.count(row.details.length)}` : 'all of them';
  const total = counted(row.detailTotal, 'change', format);
  const words = details.length < row.detailTotal ? `first ${format.count(details.length)} of ${total}${home === undefined ? `; report.json holds ${held}` : ''}` : total;
  return { details, detailWords: words };
}

function detailRow(detail: StateChangeDetail, severity: string) {
  return {
    resourceId: detail.resourceId,
    resourceName: detail.resourceName,
    scopeName: detail.scopeName,
    severity,
    from: stateName(detail.from, 'New'),
    fromTone: stateTone(detail.from),
    to: stateName(detail.to, 'Gone'),
    toTone: stateTone(detail.to),
    at: detail.at,
    firstSeen: detail.atSource === 'firstSeen',
    reason: detail.reason,
    portal: detail.portalUrl,
  };
}
