import type { ControlRecommendation, ControlRow } from '../../domain/report.ts';
import type { ScopeRow } from '../../domain/reportPanels.ts';
import { markView } from './charts.ts';
import { changeView, counted, dueView, environmentView, firstOf, known, plainChange, scoredWords, type Page } from './view.ts';

/** Rows shown per control, and scopes on the whole page; the rest is counted and in the CSV files. */
const limits = { recommendations: 50, scopes: 400 } as const;
/** Up to this many rows a table is not broken over two pages. */
const shortTable = 8;
/** Up to this many scopes in all, the lists of scopes stand open. */
const openScopes = 40;

/** Controls by potential increase, each with its recommendations. */
export function controlsView(page: Page): object {
  const { model } = page;
  return {
    finding: controlsFinding(page),
    rows: model.controls.map((row, index) => controlRow(row, index, page)),
    withoutControl: model.withoutControl.length === 0 ? null : { name: 'no control', ...recommendationsOf(model.withoutControl, page) },
    missing: { what: 'No control is on record.', advice: 'Controls appear with the first run in which a scope has a score.' },
  };
}

function controlsFinding({ model, format }: Page): string {
  const [best] = model.controls;
  if (best === undefined || (best.potentialIncrease ?? 0) <= 0) return '';
  return `${best.name} could add up to ${format.pp(best.potentialIncrease).replace('+', '')}`;
}

function controlRow(row: ControlRow, index: number, page: Page) {
  return {
    name: row.name,
    anchor: `control-${index + 1}`,
    maxScore: row.maxScore,
    scored: row.ratio !== null,
    current: row.current,
    ratio: row.ratio,
    increase: { ...plainChange(row.potentialIncrease), tone: 'flat', arrow: '' },
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
    recommendationWords: `${counted(all.length, 'recommendation', format)}, ${format.count(unhealthy)} unhealthy`,
    recommendations: shown.map((one) => recommendation(one, page)),
    more: firstOf(shown.length, all.length, page, 'recommendations', 'recommendations'),
  };
}

function recommendation(one: ControlRecommendation, page: Page) {
  return {
    key: one.key,
    name: one.name,
    environment: environmentView(one.environment),
    severity: one.severity,
    preview: one.preview,
    deprecation: one.plannedDeprecation === null ? '' : `retires ${one.plannedDeprecation}`,
    unhealthy: one.unhealthy,
    scopes: one.scopes === 0 ? '' : `in ${counted(one.scopes, 'scope', page.format)}`,
    healthy: one.healthy,
    notApplicable: one.notApplicable,
    exempt: one.exempt,
    effort: known(one.implementationEffort, 'not given'),
    impact: known(one.userImpact, 'not given'),
    owner: known(one.owner, 'no owner'),
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
    words: `${counted(rows.length, 'scope', format)}, ${format.count(rows.filter((row) => row.ratio !== null).length)} with a score`,
    open: model.scopes.length <= openScopes,
    short: rows.length <= shortTable,
    kindHead: rows.every((row) => row.kind === 'subscription') ? 'Subscription' : rows.every((row) => row.kind === 'securityConnector') ? 'Connector' : 'Scope',
    rows: rows.slice(0, most).map((row) => scopeRow(row, page)),
    more: firstOf(Math.min(most, rows.length), rows.length, page, 'scopes', 'scopes'),
  }));
  return {
    finding: scoredWords(model.quality.scoredScopes, model.quality.expectedScopes, format),
    environments,
    index: page.scopeIndex ?? '',
    count: format.count(model.scopes.length),
    missing: { what: 'No scope is on record.', advice: 'Check the scopes of the configuration and what the identity may read; data quality lists what is missing.' },
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
    group: known(row.managementGroup, 'none'),
    portal: row.portalUrl,
    stale: row.stale,
    scored: row.ratio !== null,
    reason: known(row.noScoreReason, 'not given'),
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
