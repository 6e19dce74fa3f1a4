import type { ScopeRow, StateChangeDetail, StateChangeRow, TopRecommendation } from '../../domain/reportPanels.ts';
import type { Format } from '../../domain/format.ts';
import { cardFigure, figureView, markView, valuesTable } from './charts.ts';
import { changeView, commonDay, environmentView, firstOf, known, type Page } from './view.ts';
import { serviceWord } from '../../domain/serviceWords.ts';
import { stateTone } from './words.ts';

/** Rows each panel shows; the rest is counted and in report.json. */
const limits = { scopes: 25, topRecommendations: 15, stateChanges: 20, details: 8 } as const;

/** Panel 1: every scope with its line, grace period and changes; the largest fall over 30 days first. */
export function scopeTrendsView(page: Page): object {
  const { model, charts, format } = page;
  const sorted = model.scopes.toSorted((a, b) => fall(a) - fall(b));
  const rows = sorted.slice(0, limits.scopes).map((row) => scopeTrendRow(row, page));
  const [week, month] = [commonDay(model.scopes.map((row) => row.over7Days)), commonDay(model.scopes.map((row) => row.over30Days))];
  return {
    finding: charts.findings.get('scopes') ?? '',
    sorted: format.text('scopeTrends.sorted'),
    rows,
    dates: week === null && month === null ? format.text('scopeTrends.nothing') : format.text('scopeTrends.compared', { days: week === null ? 'month' : month === null ? 'week' : 'both', week: format.day(week), month: format.day(month) }),
    shown: firstOf(rows.length, model.scopes.length, page, 'scopes', 'scope-trends'),
    missing: { what: format.text('missing.scopes'), advice: format.text('missing.scopesAdvice') },
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
    reason: known(row.noScoreReason, format.text('given.no')),
    ratio: row.ratio,
    grace: row.graceImpact !== null,
    graceImpact: row.graceImpact,
    over7: changeView(row.over7Days, format),
    over30: changeView(row.over30Days, format),
  };
}

/** Panel 3: recommendations with the most unhealthy resources. */
export function topRecommendationsView(page: Page): object {
  const { model, charts, format } = page;
  const { rows, since, total } = model.topRecommendations;
  const shown = rows.slice(0, limits.topRecommendations).map((row, index) => topRow(row, index, page));
  return {
    finding: charts.findings.get('topRecommendations') ?? '',
    compared: since === null ? format.text('topRecommendations.nothing') : format.text('topRecommendations.since', { day: format.day(since) }),
    rows: shown,
    shown: firstOf(shown.length, total, page, 'recommendations', 'top-recommendations'),
    missing: { what: format.text('missing.unhealthy'), advice: format.text('missing.unhealthyAdvice') },
  };
}

function topRow(row: TopRecommendation, index: number, { charts, format }: Page) {
  const increase = row.increase ?? 0;
  return {
    name: row.name,
    severity: serviceWord('severity', row.severity, format),
    preview: row.preview,
    where: format.text('count.scopes', { count: row.scopes }),
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
    range: weeks.length === 0 ? '' : format.text('controlTrends.weeks', { from: format.day(weeks[0] ?? null), to: format.day(weeks.at(-1) ?? null) }),
    cards,
    combined: figureView(charts, 'controls'),
    table: valuesTable(format.text('values.table'), format.text('controlTrends.table'), [format.text('head.control'), ...heads, `${format.text('head.change')}#`], values),
    missing: { what: format.text('missing.controlsYet'), advice: format.text('missing.controlsAdvice') },
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
    rest: page.home === undefined && shown.some(({ detailTotal }) => detailTotal > limits.details) ? format.text('stateChanges.rest', { shown: limits.details }) : '',
    rows: shown.map((row, index) => ({ ...changeCounts(row, format), bar: markView(charts, `change:${index}`), ...detailsOf(row, page) })),
    shown: firstOf(shown.length, rows.length, page, 'recommendations', 'resource-changes'),
    missing: from === null
      ? { what: format.text('missing.changes'), advice: format.text('missing.changesAdvice') }
      : { what: format.text('stateChanges.none'), advice: format.text('stateChanges.noneAdvice', { from: format.day(from), to: format.day(to) }) },
  };
}

function changeCounts(row: StateChangeRow, format: Format) {
  const { name, toUnhealthy, toHealthy, toNotApplicable, deleted, flips } = row;
  return { name, severity: serviceWord('severity', row.severity, format), toUnhealthy, toHealthy, toNotApplicable, deleted, flips, environment: environmentView(row.environment) };
}

function detailsOf(row: StateChangeRow, { format, home }: Page) {
  const details = row.details.slice(0, limits.details).map((detail) => detailRow(detail, row.severity, format));
  const held = home === undefined && row.details.length < row.detailTotal ? 'newest' : 'none';
  const total = { total: row.detailTotal };
  const words = details.length < row.detailTotal ? format.text('stateChanges.first', { ...total, shown: details.length, held, kept: row.details.length }) : format.text('stateChanges.total', total);
  return { details, detailWords: words };
}

function detailRow(detail: StateChangeDetail, severity: string, format: Format) {
  return {
    resourceId: detail.resourceId,
    resourceName: detail.resourceName,
    scopeName: detail.scopeName,
    severity: serviceWord('severity', severity, format),
    from: detail.from === null ? format.text('state.new') : serviceWord('state', detail.from, format),
    fromTone: stateTone(detail.from),
    to: detail.to === null ? format.text('state.gone') : serviceWord('state', detail.to, format),
    toTone: stateTone(detail.to),
    at: detail.at,
    firstSeen: detail.atSource === 'firstSeen',
    reason: detail.reason,
    portal: detail.portalUrl,
  };
}
