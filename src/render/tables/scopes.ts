import { addDays } from '../../domain/calendar.ts';
import type { EnvironmentRow, GroupRow, ManagementGroupRow, ReportModel } from '../../domain/report.ts';
import type { ScopeRow } from '../../domain/reportPanels.ts';
import { changeColumns } from './changes.ts';
import { environmentText } from './environment.ts';
import { column, tableOf, type Cell, type ColumnOf, said, type SaidTable } from './table.ts';

const kindNames = { subscription: 'head.subscription', securityConnector: 'table.securityConnector' } as const;

const noScope = said('table.noScopeIsOnRecordDataQuality');

/** Weeks of history in a scope's row; report.json has every day. */
export const historyWeeks = 13;

/** Panel 1 of the workbook: every scope's score, how it moved, and a value a week. */
export function scopeTrendsTable({ scopes, day }: ReportModel): SaidTable {
  const about = { id: 'scope-trends', title: said('table.scoreTrends'), note: said('table.everyScopeSScoreAndHowIt'), empty: noScope };
  return tableOf(about, scopes, [
    column<ScopeRow>('text', 'scope', said('head.scope'), (row) => row.name, { width: 32 }),
    column<ScopeRow>('text', 'environment', said('head.environment'), (row) => environmentText(row.environment), { width: 15 }),
    column<ScopeRow>('ratio', 'score', said('head.score'), (row) => row.ratio, { means: said('table.currentMaximumPointsAsTheServiceReports'), bar: true }),
    column<ScopeRow>('ratio', 'grace_period', said('head.withGrace'), (row) => row.graceRatio, { means: said('table.theFigureTheServiceCallsScoregraceexcluded') }),
    column<ScopeRow>('pp', 'grace_impact', said('table.graceImpactPp'), (row) => row.graceImpact, { means: said('table.scoreWithGracePeriodMinusScore') }),
    ...changeColumns<ScopeRow>(7, (row) => row.over7Days),
    ...changeColumns<ScopeRow>(30, (row) => row.over30Days),
    column<ScopeRow>('yesNo', 'carried', said('head.carried'), (row) => row.stale, { means: said('table.yesTheScoreIsOfAnEarlier') }),
    column<ScopeRow>('text', 'no_score_because', said('table.noScoreBecause'), (row) => row.noScoreReason),
    column<ScopeRow>('text', 'scope_id', said('table.scopeId'), (row) => row.scopeId),
    ...weekColumns(day),
  ]);
}

/** A column a week, oldest first, ending with the run's day. */
function weekColumns(today: string): readonly ColumnOf<ScopeRow>[] {
  const days = Array.from({ length: historyWeeks }, (_, index) => addDays(today, (index + 1 - historyWeeks) * 7));
  return days.map((day) => column('ratio', `score_${day.replaceAll('-', '_')}`, day, (row) => row.trend.find((point) => point.day === day)?.ratio ?? null, { means: said('table.scoreAtTheEndOfThatDay') }));
}

/** Subscriptions and connectors with the service's own points. */
export function scopesTable({ scopes }: ReportModel): SaidTable {
  return tableOf({ id: 'scopes', title: said('head.scopes'), note: said('table.everySubscriptionAndSecurityConnectorWithThe'), empty: noScope }, scopes, [
    column('text', 'scope', said('head.scope'), (row) => row.name, { width: 32 }),
    column('text', 'kind', said('head.kind'), (row) => said(kindNames[row.kind]), { width: 20 }),
    column('text', 'environment', said('head.environment'), (row) => environmentText(row.environment), { width: 15 }),
    column('text', 'account', said('head.account'), (row) => row.account, { means: said('table.subscriptionIdAwsAccountGcpProjectNumber'), width: 38 }),
    column('text', 'management_group', said('head.managementGroup'), (row) => row.managementGroup, { width: 24, means: said('table.theNearestOne') }),
    column('ratio', 'score', said('head.score'), (row) => row.ratio, { bar: true }),
    column('points', 'current', said('table.currentPoints'), (row) => row.current),
    column('points', 'maximum', said('table.maximumPoints'), (row) => row.max),
    column('count', 'weight', said('head.weight'), (row) => row.weight, { means: said('table.theScopeSShareOfTheWhole') }),
    column('ratio', 'grace_period', said('head.withGrace'), (row) => row.graceRatio),
    column('yesNo', 'carried', said('head.carried'), (row) => row.stale),
    column('day', 'measured_on', said('head.measuredOn'), (row) => row.measuredOn, { means: said('table.dayOnWhichTheScoreWasAsked') }),
    column('instant', 'newest_change', said('table.newestChange'), (row) => row.newestChangeAt, { means: said('table.newestChangeOfAStateThatThe') }),
    ...whyColumns<ScopeRow>(),
    ...outlookColumns<ScopeRow>(),
    column('text', 'no_score_because', said('table.noScoreBecause'), (row) => row.noScoreReason),
    column('link', 'portal', said('table.portal'), (row) => row.portalUrl),
    column('text', 'scope_id', said('table.scopeId'), (row) => row.scopeId),
  ]);
}

export function environmentsTable({ environments }: ReportModel): SaidTable {
  return tableOf<EnvironmentRow>({ id: 'environments', title: said('table.environments'), note: said('table.theScoreOfEachEnvironmentOverIts'), empty: noScope }, environments, [
    column('text', 'environment', said('head.environment'), (row) => environmentText(row.environment), { width: 18 }),
    ...figureColumns<EnvironmentRow>((row) => row.score),
    ...changeColumns<EnvironmentRow>(7, (row) => row.over7Days),
    ...changeColumns<EnvironmentRow>(30, (row) => row.over30Days),
    ...whyColumns<EnvironmentRow>(),
  ]);
}

const statusWords = { ok: 'table.scored', restricted: 'groups.restricted', empty: 'table.noScopeBelowIt' } as const;

export function managementGroupsTable({ managementGroups }: ReportModel): SaidTable {
  return tableOf<ManagementGroupRow>({ id: 'management-groups', title: said('table.managementGroups'), note: said('table.inTheOrderOfTheTreeThe'), empty: said('table.noManagementGroupIsVisible') }, managementGroups, [
    column('text', 'management_group', said('head.managementGroup'), (row) => row.displayName, { width: 32 }),
    column('text', 'name', said('table.id'), (row) => row.name, { width: 24 }),
    column('count', 'depth', said('table.depth'), (row) => row.depth, { means: said('table.0AtTheTopOfWhatIs') }),
    column('text', 'status', said('table.status'), (row) => said(statusWords[row.status]), { means: said('table.restrictedTheIdentityMayNotReadThe'), width: 18 }),
    ...figureColumns<ManagementGroupRow>((row) => row.score),
    column('ratio', 'with_connectors', said('head.withConnectors'), (row) => row.withConnectors.ratio),
    column('text', 'no_score_with_connectors_because', said('table.noScoreWithConnectorsBecause'), (row) => row.withConnectors.reason),
    ...changeColumns<ManagementGroupRow>(30, (row) => row.over30Days),
  ]);
}

export function groupsTable({ groups }: ReportModel): SaidTable {
  return tableOf<GroupRow>({ id: 'groups', title: said('table.groups'), note: said('table.theGroupsOfTheConfigurationHighestScore'), empty: said('table.noGroupsAreConfigured') }, groups, [
    column('count', 'rank', said('table.rank'), (row) => row.rank),
    column('count', 'rank_before_30d', said('table.rank30DaysBefore'), (row) => row.rankBefore),
    column('text', 'group', said('head.group'), (row) => row.name, { width: 32 }),
    column('count', 'members', said('table.members'), (row) => row.scopes, { means: said('table.scopesTheGroupMatches') }),
    column('ratio', 'target', said('head.target'), (row) => row.target),
    ...figureColumns<GroupRow>((row) => row.score),
    ...changeColumns<GroupRow>(7, (row) => row.over7Days),
    ...changeColumns<GroupRow>(30, (row) => row.over30Days),
    ...whyColumns<GroupRow>(),
    ...outlookColumns<GroupRow>(),
  ]);
}

/** Why the own score moved since the last report, as text: the causes are columns of their own nowhere else than in the account. */
function whyColumns<Row extends Pick<EnvironmentRow, 'changeAccount'>>(): readonly ColumnOf<Row>[] {
  const words = ({ changeAccount }: Row): Cell => changeAccount === null ? null : changeAccount.parts.filter(({ shown }) => shown !== 0).map(({ cause, shown }) => said('cause.shown', { cause: said(`cause.${cause}`), shown }));
  return [
    column('day', 'why_since', said('table.whySince'), (row) => row.changeAccount?.since ?? null, { means: said('table.dayComparedWith') }),
    column('text', 'why', said('table.whyItMovedPp'), words, { means: said('table.causesOfTheChangeOfItsOwn'), width: 44 }),
  ];
}

/** When the target is reached, or why that cannot be said. */
function outlookColumns<Row extends Pick<GroupRow, 'outlook'>>(): readonly ColumnOf<Row>[] {
  return [
    column('pp', 'pace_a_week', said('table.paceAWeekPp'), (row) => row.outlook.pace, { means: said('table.expectedChangeAWeekSeeTheForecast') }),
    column('day', 'target_expected', said('table.targetReached'), (row) => row.outlook.reaches?.expected ?? null, { means: said('table.emptyReachedNoTargetNoForecastOr') }),
    column('day', 'target_earliest', said('table.targetReachedAtTheEarliest'), (row) => row.outlook.reaches?.earliest ?? null),
    column('day', 'target_latest', said('table.targetReachedAtTheLatest'), (row) => row.outlook.reaches?.latest ?? null),
    column('text', 'no_forecast_because', said('table.noForecastBecause'), (row) => row.outlook.refused, { width: 40 }),
  ];
}

function figureColumns<Row>(of: (row: Row) => EnvironmentRow['score']): readonly ColumnOf<Row>[] {
  return [
    column('ratio', 'score', said('head.score'), (row) => of(row).ratio, { means: said('table.sumOfWeightCurrentMaximumOverThe'), bar: true }),
    column('count', 'scopes', said('head.scopes'), (row) => of(row).scopes, { means: said('table.scopesWhosePointsAreInTheScore') }),
    column('count', 'scopes_without_score', said('table.scopesWithoutScore'), (row) => of(row).withoutScore),
    column('count', 'weight', said('head.weight'), (row) => of(row).weight),
    column('text', 'no_score_because', said('table.noScoreBecause'), (row) => of(row).reason),
  ];
}
