import type { ControlRecommendation, ControlRow, ReportModel } from '../../domain/report.ts';
import type { Action, StateChangeDetail, StateChangeRow, TopRecommendation } from '../../domain/reportPanels.ts';
import { stateName } from '../html/words.ts';
import { environmentText } from './environment.ts';
import { column, tableOf, type ColumnOf, type Table } from './table.ts';

/** Panel 3 of the workbook. */
export function topRecommendationsTable({ topRecommendations: { since, rows, total } }: ReportModel): Table {
  const about = { id: 'top-recommendations', title: 'Top recommendations', note: `The ${rows.length} of ${total} recommendations with the most unhealthy resources; the increase is since ${since ?? 'a day not on record'}.`, empty: 'No recommendation has an unhealthy resource.' };
  return tableOf<TopRecommendation>(about, rows, [
    ...nameColumns<TopRecommendation>(),
    column('count', 'unhealthy', 'Unhealthy', (row) => row.unhealthy, { means: 'Distinct unhealthy resources now.', bar: true }),
    column('count', 'unhealthy_before', 'Unhealthy before', (row) => row.before, { means: 'The same on the day compared with; empty: no data.' }),
    column('change', 'increase', 'Increase', (row) => row.increase),
    column('day', 'compared_with', 'Compared with', () => since),
    column('count', 'scopes', 'Scopes', (row) => row.scopes),
    column('text', 'controls', 'Controls', (row) => row.controls.join('; ') || null, { width: 40 }),
    column('yesNo', 'preview', 'Preview', (row) => row.preview, { means: 'Preview recommendations do not count in the score.' }),
    column('text', 'key', 'Key', (row) => row.key),
  ]);
}

/** Panel 5 of the workbook: the counts. */
export function stateChangesTable({ stateChanges: { from, to, rows } }: ReportModel): Table {
  const about = { id: 'resource-changes', title: 'Resource changes', note: `Resources whose state on ${to} differs from that on ${from ?? 'an earlier day'}, by recommendation.`, empty: from === null ? 'There is no earlier day to compare with.' : 'No resource changed.' };
  return tableOf<StateChangeRow>(about, rows, [
    ...nameColumns<StateChangeRow>(),
    column('count', 'to_unhealthy', 'To unhealthy', (row) => row.toUnhealthy, { bar: true, means: 'New resources included.' }),
    column('count', 'to_healthy', 'To healthy', (row) => row.toHealthy, { bar: true }),
    column('count', 'to_not_applicable', 'To not applicable', (row) => row.toNotApplicable),
    column('count', 'deleted', 'Deleted', (row) => row.deleted),
    column('count', 'flips', 'Flips', (row) => row.flips, { means: 'Changes in between that left no difference.' }),
    column('count', 'changes', 'Changes', (row) => row.detailTotal, { means: 'All changes of the window, listed under details or not.' }),
    column('text', 'key', 'Key', (row) => row.key),
  ]);
}

interface Change extends StateChangeDetail {
  readonly recommendation: string;
  readonly key: string;
}

/** Panel 5 of the workbook: every change of every resource. */
export function changeDetailsTable({ stateChanges: { rows, detailLimit } }: ReportModel): Table {
  const changes = rows.flatMap((row) => row.details.map((detail): Change => ({ ...detail, recommendation: row.name, key: row.key })));
  const all = rows.reduce((sum, row) => sum + row.detailTotal, 0);
  const cut = changes.length < all ? ` These are ${changes.length} of ${all}: the newest ${detailLimit} of each recommendation.` : '';
  return tableOf<Change>({ id: 'resource-change-details', title: 'Change details', note: `Every change of a resource in the window, newest first within a recommendation.${cut}`, empty: 'No resource changed.' }, changes, [
    column('text', 'recommendation', 'Recommendation', (row) => row.recommendation, { width: 50 }),
    column('text', 'resource', 'Resource', (row) => row.resourceName, { width: 32 }),
    column('text', 'scope', 'Scope', (row) => row.scopeName, { width: 28 }),
    column('text', 'environment', 'Environment', (row) => environmentText(row.environment), { width: 15 }),
    column('text', 'from', 'From', (row) => stateName(row.from, 'new'), { width: 16, means: 'State before; new: the resource was not on record.' }),
    column('text', 'to', 'To', (row) => stateName(row.to, 'deleted'), { width: 16, means: 'State after; deleted: the resource or its assessment is gone.' }),
    column('instant', 'at', 'At', (row) => row.at),
    column('text', 'time_source', 'Time is', (row) => (row.atSource === 'reported' ? 'as reported' : 'when first seen'), { means: 'As reported: the service\'s statusChangeDate. When first seen: the run that saw the change.', width: 16 }),
    column('text', 'reason', 'Reason', (row) => row.reason, { width: 40 }),
    column('link', 'portal', 'Portal', (row) => row.portalUrl),
    column('text', 'resource_id', 'Resource id', (row) => row.resourceId),
    column('text', 'scope_id', 'Scope id', (row) => row.scopeId),
    column('text', 'key', 'Key', (row) => row.key),
  ]);
}

export function controlsTable({ controls }: ReportModel): Table {
  return tableOf<ControlRow>({ id: 'controls', title: 'Controls', note: 'Every security control, most to gain first.', empty: 'No control is on record.' }, controls, [
    column('text', 'control', 'Control', (row) => row.name, { width: 44 }),
    column('points', 'maximum', 'Maximum points', (row) => row.maxScore),
    column('points', 'current', 'Current points', (row) => row.current, { means: 'Score × maximum; for one scope the service\'s own figure.' }),
    column('ratio', 'score', 'Score', (row) => row.ratio, { bar: true, means: 'Weighted over the scopes in which the control counts.' }),
    column('pp', 'potential_increase', 'Potential increase (pp)', (row) => row.potentialIncrease, { means: 'What the whole score rises by if every resource of the control became healthy.' }),
    ...stateColumns<ControlRow>(),
    column('count', 'scopes', 'Scopes', (row) => row.scopes, { means: 'Scopes in which the control counts.' }),
    column('count', 'recommendations', 'Recommendations', (row) => row.recommendations.length),
    column('text', 'control_id', 'Control id', (row) => row.controlId),
  ]);
}

interface Member extends ControlRecommendation {
  readonly control: string | null;
  readonly controlId: string | null;
}

export function recommendationsTable({ controls, withoutControl }: ReportModel): Table {
  const members = controls.flatMap((control) => control.recommendations.map((one): Member => ({ ...one, control: control.name, controlId: control.controlId })));
  const others = withoutControl.map((one): Member => ({ ...one, control: null, controlId: null }));
  return tableOf<Member>({ id: 'recommendations', title: 'Recommendations', note: 'The recommendations of every control; one that is in several controls has a row for each. Those in no control never count in the score.', empty: 'No recommendation is on record.' }, [...members, ...others], [
    column('text', 'control', 'Control', (row) => row.control, { width: 36, means: 'Empty: in no control.' }),
    ...nameColumns<Member>(),
    ...stateColumns<Member>(),
    column('count', 'exempt', 'Exempt', (row) => row.exempt),
    column('count', 'scopes', 'Scopes', (row) => row.scopes, { means: 'Scopes with at least one unhealthy resource.' }),
    column('yesNo', 'preview', 'Preview', (row) => row.preview, { means: 'Preview recommendations do not count in the score.' }),
    column('text', 'effort', 'Effort', (row) => row.implementationEffort, { width: 12 }),
    column('text', 'user_impact', 'User impact', (row) => row.userImpact, { width: 12 }),
    column('text', 'owner', 'Owner', (row) => row.owner, { means: 'Owner of most of its governed assessments.' }),
    column('instant', 'due', 'Due', (row) => row.dueAt, { means: 'Earliest due date of its open assignments.' }),
    ...circumstanceColumns<Member>(),
    column('text', 'planned_deprecation', 'Planned deprecation', (row) => row.plannedDeprecation, { width: 14 }),
    column('text', 'key', 'Key', (row) => row.key),
    column('text', 'control_id', 'Control id', (row) => row.controlId),
  ]);
}

export function actionsTable({ plan }: ReportModel): Table {
  return tableOf<Action>({ id: 'actions', title: 'Actions', note: 'What to do next, in order. The gain is found by rescoring every scope with the action done.', empty: plan === null ? 'No resource states are on record to rescore.' : 'No action would raise the score.' }, plan?.steps ?? [], [
    column('count', 'step', 'Step', (_, index) => index + 1),
    column('text', 'recommendations', 'Recommendations', (row) => row.names.join('; '), { width: 60, means: 'Several where only fixing all of them helps.' }),
    column('pp', 'gain', 'Gain (pp)', (row) => row.gain, { bar: true, means: 'What the whole score rises by when this action alone is done.' }),
    column('pp', 'cumulative', 'Together (pp)', (row) => row.cumulative, { means: 'What it rises by when this action and all before it are done.' }),
    column('count', 'resources', 'Resources', (row) => row.resources, { means: 'Distinct unhealthy resources to mend.' }),
    column('text', 'environment', 'Environment', (row) => environmentText(row.environment), { width: 15 }),
    column('text', 'severity', 'Severity', (row) => row.severity, { width: 10 }),
    column('text', 'effort', 'Effort', (row) => row.implementationEffort, { width: 12 }),
    column('text', 'owner', 'Owner', (row) => row.owner),
    column('instant', 'due', 'Due', (row) => row.dueAt),
    ...circumstanceColumns<Action>(),
    column('text', 'controls', 'Controls', (row) => row.controls.join('; ') || null, { width: 36 }),
    column('count', 'scope_count', 'Scopes', (row) => row.scopes.length),
    column('text', 'scopes', 'Scope names', (row) => row.scopes.join('; ') || null, { width: 40, means: 'Most gain first.' }),
    column('text', 'keys', 'Keys', (row) => row.keys.join('; ')),
  ]);
}

/** What is known beside the score. */
function circumstanceColumns<Row extends Pick<Action, 'risk' | 'planNeed' | 'tickets' | 'portalUrl'>>(): readonly ColumnOf<Row>[] {
  return [
    column('text', 'tickets', 'Tickets', (row) => row.tickets.join('; ') || null, { width: 16, means: 'Of its open governance assignments.' }),
    column('text', 'risk', 'Risk level', (row) => row.risk?.level ?? null, { width: 10, means: 'The highest that Defender CSPM gives what fails; empty: not evaluated.' }),
    column('count', 'exposed', 'Exposed', (row) => row.risk?.exposed ?? null, { means: 'Failing assessments with internet exposure among their risk factors; empty: not evaluated.' }),
    column('count', 'attack_paths', 'On attack paths', (row) => row.risk?.attackPaths ?? null, { means: 'Failing assessments on at least one attack path; empty: not evaluated.' }),
    column('text', 'paid_plan', 'Paid plan', (row) => row.planNeed?.plans.join(' or ') ?? null, { width: 28, means: 'What it needs by Microsoft’s documentation; empty: none that is known.' }),
    column('count', 'plan_missing', 'Plan off in scopes', (row) => row.planNeed?.missingIn ?? null, { means: 'Scopes concerned in which none of these plans is on; empty: not known, or no plan is needed.' }),
    column('link', 'portal', 'Portal', (row) => row.portalUrl),
  ];
}

function nameColumns<Row extends { readonly name: string; readonly environment: string; readonly severity: string }>(): readonly ColumnOf<Row>[] {
  return [
    column('text', 'recommendation', 'Recommendation', (row) => row.name, { width: 56 }),
    column('text', 'environment', 'Environment', (row) => environmentText(row.environment), { width: 15 }),
    column('text', 'severity', 'Severity', (row) => row.severity, { width: 10 }),
  ];
}

function stateColumns<Row extends { readonly healthy: number; readonly unhealthy: number; readonly notApplicable: number }>(): readonly ColumnOf<Row>[] {
  return [
    column('count', 'unhealthy', 'Unhealthy', (row) => row.unhealthy, { bar: true }),
    column('count', 'healthy', 'Healthy', (row) => row.healthy),
    column('count', 'not_applicable', 'Not applicable', (row) => row.notApplicable),
  ];
}
