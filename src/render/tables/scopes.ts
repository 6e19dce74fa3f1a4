import { addDays } from '../../domain/calendar.ts';
import type { EnvironmentRow, GroupRow, ManagementGroupRow, ReportModel } from '../../domain/report.ts';
import type { ScopeRow } from '../../domain/reportPanels.ts';
import { causeNames } from '../../domain/causeNames.ts';
import { changeColumns } from './changes.ts';
import { environmentText } from './environment.ts';
import { column, tableOf, type ColumnOf, type Table } from './table.ts';

const kindNames = { subscription: 'Subscription', securityConnector: 'Security connector' } as const;

const noScope = 'No scope is on record; data quality lists what is missing.';

/** Weeks of history in a scope's row; report.json has every day. */
export const historyWeeks = 13;

/** Panel 1 of the workbook: every scope's score, how it moved, and a value a week. */
export function scopeTrendsTable({ scopes, day }: ReportModel): Table {
  const about = { id: 'scope-trends', title: 'Score trends', note: `Every scope's score and how it moved; the last columns hold its score on that day, one a week. Every day is in report.json.`, empty: noScope };
  return tableOf(about, scopes, [
    column<ScopeRow>('text', 'scope', 'Scope', (row) => row.name, { width: 32 }),
    column<ScopeRow>('text', 'environment', 'Environment', (row) => environmentText(row.environment), { width: 15 }),
    column<ScopeRow>('ratio', 'score', 'Score', (row) => row.ratio, { means: 'Current ÷ maximum points as the service reports them.', bar: true }),
    column<ScopeRow>('ratio', 'grace_period', 'With grace period', (row) => row.graceRatio, { means: 'The figure the service calls scoreGraceExcluded.' }),
    column<ScopeRow>('pp', 'grace_impact', 'Grace impact (pp)', (row) => row.graceImpact, { means: 'Score with grace period minus score.' }),
    ...changeColumns<ScopeRow>(7, (row) => row.over7Days),
    ...changeColumns<ScopeRow>(30, (row) => row.over30Days),
    column<ScopeRow>('yesNo', 'carried', 'Carried forward', (row) => row.stale, { means: 'Yes: the score is of an earlier day, as the run has none.' }),
    column<ScopeRow>('text', 'no_score_because', 'No score because', (row) => row.noScoreReason),
    column<ScopeRow>('text', 'scope_id', 'Scope id', (row) => row.scopeId),
    ...weekColumns(day),
  ]);
}

/** A column a week, oldest first, ending with the run's day. */
function weekColumns(today: string): readonly ColumnOf<ScopeRow>[] {
  const days = Array.from({ length: historyWeeks }, (_, index) => addDays(today, (index + 1 - historyWeeks) * 7));
  return days.map((day) => column('ratio', `score_${day.replaceAll('-', '_')}`, day, (row) => row.trend.find((point) => point.day === day)?.ratio ?? null, { means: 'Score at the end of that day.' }));
}

/** Subscriptions and connectors with the service's own points. */
export function scopesTable({ scopes }: ReportModel): Table {
  return tableOf({ id: 'scopes', title: 'Scopes', note: 'Every subscription and security connector with the service\'s own points.', empty: noScope }, scopes, [
    column('text', 'scope', 'Scope', (row) => row.name, { width: 32 }),
    column('text', 'kind', 'Kind', (row) => kindNames[row.kind], { width: 20 }),
    column('text', 'environment', 'Environment', (row) => environmentText(row.environment), { width: 15 }),
    column('text', 'account', 'Account', (row) => row.account, { means: 'Subscription id, AWS account, GCP project number or organisation.', width: 38 }),
    column('text', 'management_group', 'Management group', (row) => row.managementGroup, { width: 24, means: 'The nearest one.' }),
    column('ratio', 'score', 'Score', (row) => row.ratio, { bar: true }),
    column('points', 'current', 'Current points', (row) => row.current),
    column('points', 'maximum', 'Maximum points', (row) => row.max),
    column('count', 'weight', 'Weight', (row) => row.weight, { means: 'The scope\'s share of the whole score, as the service gives it.' }),
    column('ratio', 'grace_period', 'With grace period', (row) => row.graceRatio),
    column('yesNo', 'carried', 'Carried forward', (row) => row.stale),
    column('day', 'measured_on', 'Measured on', (row) => row.measuredOn, { means: 'Day on which the score was asked for.' }),
    column('instant', 'newest_change', 'Newest change', (row) => row.newestChangeAt, { means: 'Newest change of a state that the service reported, of the last 30 days or this run.' }),
    ...whyColumns<ScopeRow>(),
    ...outlookColumns<ScopeRow>(),
    column('text', 'no_score_because', 'No score because', (row) => row.noScoreReason),
    column('link', 'portal', 'Portal', (row) => row.portalUrl),
    column('text', 'scope_id', 'Scope id', (row) => row.scopeId),
  ]);
}

export function environmentsTable({ environments }: ReportModel): Table {
  return tableOf<EnvironmentRow>({ id: 'environments', title: 'Environments', note: 'The score of each environment over its scopes.', empty: noScope }, environments, [
    column('text', 'environment', 'Environment', (row) => environmentText(row.environment), { width: 18 }),
    ...figureColumns<EnvironmentRow>((row) => row.score),
    ...changeColumns<EnvironmentRow>(7, (row) => row.over7Days),
    ...changeColumns<EnvironmentRow>(30, (row) => row.over30Days),
    ...whyColumns<EnvironmentRow>(),
  ]);
}

const statusWords = { ok: 'scored', restricted: 'Restricted', empty: 'no scope below it' } as const;

export function managementGroupsTable({ managementGroups }: ReportModel): Table {
  return tableOf<ManagementGroupRow>({ id: 'management-groups', title: 'Management groups', note: 'In the order of the tree. The score is that of the subscriptions below; with connectors adds the connectors they host.', empty: 'No management group is visible.' }, managementGroups, [
    column('text', 'management_group', 'Management group', (row) => row.displayName, { width: 32 }),
    column('text', 'name', 'Id', (row) => row.name, { width: 24 }),
    column('count', 'depth', 'Depth', (row) => row.depth, { means: '0 at the top of what is visible.' }),
    column('text', 'status', 'Status', (row) => statusWords[row.status], { means: 'Restricted: the identity may not read the group, so it has no score.', width: 18 }),
    ...figureColumns<ManagementGroupRow>((row) => row.score),
    column('ratio', 'with_connectors', 'With connectors', (row) => row.withConnectors.ratio),
    column('text', 'no_score_with_connectors_because', 'No score with connectors because', (row) => row.withConnectors.reason),
    ...changeColumns<ManagementGroupRow>(30, (row) => row.over30Days),
  ]);
}

export function groupsTable({ groups }: ReportModel): Table {
  return tableOf<GroupRow>({ id: 'groups', title: 'Groups', note: 'The groups of the configuration, highest score first.', empty: 'No groups are configured.' }, groups, [
    column('count', 'rank', 'Rank', (row) => row.rank),
    column('count', 'rank_before_30d', 'Rank 30 days before', (row) => row.rankBefore),
    column('text', 'group', 'Group', (row) => row.name, { width: 32 }),
    column('count', 'members', 'Members', (row) => row.scopes, { means: 'Scopes the group matches.' }),
    column('ratio', 'target', 'Target', (row) => row.target),
    ...figureColumns<GroupRow>((row) => row.score),
    ...changeColumns<GroupRow>(7, (row) => row.over7Days),
    ...changeColumns<GroupRow>(30, (row) => row.over30Days),
    ...whyColumns<GroupRow>(),
    ...outlookColumns<GroupRow>(),
  ]);
}

/** Why the own score moved since the last report, as text: the causes are columns of their own nowhere else than in the account. */
function whyColumns<Row extends Pick<EnvironmentRow, 'changeAccount'>>(): readonly ColumnOf<Row>[] {
  const words = ({ changeAccount }: Row): string | null => changeAccount === null ? null : changeAccount.parts.filter(({ shown }) => shown !== 0).map(({ cause, shown }) => `${causeNames[cause]} ${shown > 0 ? '+' : ''}${shown}`).join('; ');
  return [
    column('day', 'why_since', 'Why, since', (row) => row.changeAccount?.since ?? null, { means: 'Day compared with.' }),
    column('text', 'why', 'Why it moved (pp)', words, { means: 'Causes of the change of its own score since that day, in percentage points; they sum to the change. Empty: nothing to compare with.', width: 44 }),
  ];
}

/** When the target is reached, or why that cannot be said. */
function outlookColumns<Row extends Pick<GroupRow, 'outlook'>>(): readonly ColumnOf<Row>[] {
  return [
    column('pp', 'pace_a_week', 'Pace a week (pp)', (row) => row.outlook.pace, { means: 'Expected change a week; see the forecast.' }),
    column('day', 'target_expected', 'Target reached', (row) => row.outlook.reaches?.expected ?? null, { means: 'Empty: reached, no target, no forecast, or not within two years.' }),
    column('day', 'target_earliest', 'Target reached at the earliest', (row) => row.outlook.reaches?.earliest ?? null),
    column('day', 'target_latest', 'Target reached at the latest', (row) => row.outlook.reaches?.latest ?? null),
    column('text', 'no_forecast_because', 'No forecast because', (row) => row.outlook.refused, { width: 40 }),
  ];
}

function figureColumns<Row>(of: (row: Row) => EnvironmentRow['score']): readonly ColumnOf<Row>[] {
  return [
    column('ratio', 'score', 'Score', (row) => of(row).ratio, { means: 'Sum of weight × current ÷ maximum over the scopes, divided by the sum of weights.', bar: true }),
    column('count', 'scopes', 'Scopes', (row) => of(row).scopes, { means: 'Scopes whose points are in the score.' }),
    column('count', 'scopes_without_score', 'Scopes without score', (row) => of(row).withoutScore),
    column('count', 'weight', 'Weight', (row) => of(row).weight),
    column('text', 'no_score_because', 'No score because', (row) => of(row).reason),
  ];
}
