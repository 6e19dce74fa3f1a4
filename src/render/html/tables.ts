import type { ControlRecommendation, ControlRow } from '../../domain/report.ts';
import type { ScopeRow } from '../../domain/reportPanels.ts';
import { markView } from './charts.ts';
import { planWords, riskWords, ticketWords } from './circumstances.ts';
import { changeView, dueView, environmentView, firstOf, known, plainChange, scoredWords, type Page } from './view.ts';
import { serviceWord, serviceWordOr } from '../../domain/serviceWords.ts';

/** Rows shown per control, and scopes on the whole page; the rest is counted and in the CSV files. */
const limits = { recommendations: 50, scopes: 400 } as const;
/** Up to this many rows a table is not broken over two pages. */
const shortTable = 8;
/** Up to this many scopes in all, the lists of scopes stand open. */
const openScopes = 40;

/** Controls by potential increase, each with its recommendations. */
export function controlsView(page: Page): object {
  const { model, format } = page;
  return {
    finding: controlsFinding(page),
    rows: model.controls.map((row, index) => controlRow(row, index, page)),
    withoutControl: model.withoutControl.length === 0 ? null : { name: format.text('controls.noneInline'), ...recommendationsOf(model.withoutControl, page) },
    missing: { what: format.text('missing.controls'), advice: format.text('missing.controlsAdvice') },
  };
}

function controlsFinding({ model, format }: Page): string {
  const [best] = model.controls;
  if (best === undefined || (best.potentialIncrease ?? 0) <= 0) return '';
  return format.text('controls.finding', { control: best.name, gain: format.pp(best.potentialIncrease).replace('+', '') });
}

function controlRow(row: ControlRow, index: number, page: Page) {
  return {
    name: row.name,
    anchor: `control-${index + 1}`,
    maxScore: row.maxScore,
    scored: row.ratio !== null,
    current: row.current,
    ratio: row.ratio,
    increase: { ...plainChange(row.potentialIncrease, page.format), tone: 'flat', arrow: '' },
    gain: markView(page.charts, `gain:${row.controlId}`),
    bar: markView(page.charts, `control:${row.controlId}`),
    healthy: row.healthy,
    unhealthy: row.unhealthy,
    scopes: row.scopes,
    ...recommendationsOf(row.recommendations, page),
  };
}

function recommendationsOf(all: readonly ControlRecommendation[], page: Page) {
  const { format } = page;
  const shown = all.slice(0, limits.recommendations);
  const unhealthy = all.reduce((sum, one) => sum + one.unhealthy, 0);
  return {
    short: shown.length <= shortTable,
    recommendationWords: format.text('controls.recommendationCount', { count: all.length, unhealthy }),
    recommendations: shown.map((one) => recommendation(one, page)),
    more: firstOf(shown.length, all.length, page, 'recommendations', 'recommendations'),
  };
}

function recommendation(one: ControlRecommendation, page: Page) {
  return {
    key: one.key,
    name: one.name,
    environment: environmentView(one.environment),
    severity: serviceWord('severity', one.severity, page.format),
    risk: riskWords(one.risk, page.format),
    plan: planWords(one.planNeed, page.format),
    tickets: ticketWords(one.tickets, page.format),
    portal: one.portalUrl,
    preview: one.preview,
    deprecation: one.plannedDeprecation === null ? '' : page.format.text('recommendations.retires', { date: one.plannedDeprecation }),
    unhealthy: one.unhealthy,
    scopes: one.scopes === 0 ? '' : page.format.text('recommendations.inScopes', { count: one.scopes }),
    healthy: one.healthy,
    notApplicable: one.notApplicable,
    exempt: one.exempt,
    effort: serviceWordOr('effort', one.implementationEffort, page.format.text('given.no'), page.format),
    impact: serviceWordOr('impact', one.userImpact, page.format.text('given.no'), page.format),
    owner: known(one.owner, page.format.text('owner.none')),
    due: dueView(one.dueAt, page),
  };
}

/** All scopes, one table per environment in the order of the environments. */
export function scopesView(page: Page): object {
  const { model, format } = page;
  const groups = [...Map.groupBy(model.scopes, (row) => row.environment)];
  const most = scopesShown(model.scopes.length, groups.length);
  const order = new Map(model.environments.map((row, index) => [row.environment, index]));
  const environments = groups.toSorted(([a], [b]) => (order.get(a) ?? 99) - (order.get(b) ?? 99)).map(([environment, rows]) => ({
    environment: environmentView(environment),
    words: format.text('scopes.count', { count: rows.length, scored: rows.filter((row) => row.ratio !== null).length }),
    open: model.scopes.length <= openScopes,
    short: rows.length <= shortTable,
    kindHead: format.text(rows.every((row) => row.kind === 'subscription') ? 'head.subscription' : rows.every((row) => row.kind === 'securityConnector') ? 'head.connector' : 'head.scope'),
    rows: rows.slice(0, most).map((row) => scopeRow(row, page)),
    more: firstOf(Math.min(most, rows.length), rows.length, page, 'scopes', 'scopes'),
  }));
  return {
    finding: scoredWords(model.quality.scoredScopes, model.quality.expectedScopes, format),
    environments,
    index: page.scopeIndex ?? '',
    count: format.count(model.scopes.length),
    missing: { what: format.text('missing.scopes'), advice: format.text('missing.scopesAdvice') },
  };
}

/** Scopes listed of each environment: all of a tenant that is not large, else an equal part. */
function scopesShown(scopes: number, environments: number): number {
  return scopes <= limits.scopes ? scopes : Math.max(25, Math.floor(limits.scopes / environments));
}

function scopeRow(row: ScopeRow, { format, scopePages }: Page) {
  return {
    name: row.name,
    page: scopePages?.get(row.scopeId) ?? null,
    account: row.account ?? '',
    group: known(row.managementGroup, format.text('scopes.noGroup')),
    portal: row.portalUrl,
    stale: row.stale,
    scored: row.ratio !== null,
    reason: known(row.noScoreReason, format.text('given.no')),
    current: row.current,
    max: row.max,
    weight: row.weight,
    ratio: row.ratio,
    grace: row.graceRatio !== null,
    graceRatio: row.graceRatio,
    over7: changeView(row.over7Days, format),
    over30: changeView(row.over30Days, format),
  };
}
