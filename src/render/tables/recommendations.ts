import type { ControlRecommendation, ControlRow, ReportModel } from '../../domain/report.ts';
import type { Action, StateChangeDetail, StateChangeRow, TopRecommendation } from '../../domain/reportPanels.ts';
import { isMessageKey, type MessageKey } from '../../domain/language.ts';
import { environmentText } from './environment.ts';
import { column, tableOf, said, type Cell, type ColumnOf, type Said, type SaidTable } from './table.ts';

/** Panel 3 of the workbook. */
export function topRecommendationsTable({ topRecommendations: { since, rows, total } }: ReportModel): SaidTable {
  const about = { id: 'top-recommendations', title: said('table.topRecommendations'), note: said('topTable.note', { shown: rows.length, total, known: since === null ? 'no' : 'yes', since: since ?? '' }), empty: said('table.noRecommendationHasAnUnhealthyResource') };
  return tableOf<TopRecommendation>(about, rows, [
    ...nameColumns<TopRecommendation>(),
    column('count', 'unhealthy', said('head.unhealthy'), (row) => row.unhealthy, { means: said('table.distinctUnhealthyResourcesNow'), bar: true }),
    column('count', 'unhealthy_before', said('table.unhealthyBefore'), (row) => row.before, { means: said('table.theSameOnTheDayComparedWith') }),
    column('change', 'increase', said('head.increase'), (row) => row.increase),
    column('day', 'compared_with', said('head.comparedWith'), () => since),
    column('count', 'scopes', said('head.scopes'), (row) => row.scopes),
    column('text', 'controls', said('table.controls'), (row) => row.controls.join('; ') || null, { width: 40 }),
    column('yesNo', 'preview', said('table.preview'), (row) => row.preview, { means: said('table.previewRecommendationsDoNotCountInThe') }),
    column('text', 'key', said('table.key'), (row) => row.key),
  ]);
}

/** Panel 5 of the workbook: the counts. */
export function stateChangesTable({ stateChanges: { from, to, rows } }: ReportModel): SaidTable {
  const about = { id: 'resource-changes', title: said('table.resourceChanges'), note: said('changesTable.note', { to, known: from === null ? 'no' : 'yes', from: from ?? '' }), empty: from === null ? said('table.thereIsNoEarlierDayToCompare') : said('table.noResourceChanged') };
  return tableOf<StateChangeRow>(about, rows, [
    ...nameColumns<StateChangeRow>(),
    column('count', 'to_unhealthy', said('head.toUnhealthy'), (row) => row.toUnhealthy, { bar: true, means: said('table.newResourcesIncluded') }),
    column('count', 'to_healthy', said('head.toHealthy'), (row) => row.toHealthy, { bar: true }),
    column('count', 'to_not_applicable', said('head.toNotApplicable'), (row) => row.toNotApplicable),
    column('count', 'deleted', said('head.deleted'), (row) => row.deleted),
    column('count', 'flips', said('head.flips'), (row) => row.flips, { means: said('table.changesInBetweenThatLeftNoDifference') }),
    column('count', 'changes', said('table.changes'), (row) => row.detailTotal, { means: said('table.allChangesOfTheWindowListedUnder') }),
    column('text', 'key', said('table.key'), (row) => row.key),
  ]);
}

interface Change extends StateChangeDetail {
  readonly recommendation: string;
  readonly key: string;
}

/** Panel 5 of the workbook: every change of every resource. */
export function changeDetailsTable({ stateChanges: { rows, detailLimit } }: ReportModel): SaidTable {
  const changes = rows.flatMap((row) => row.details.map((detail): Change => ({ ...detail, recommendation: row.name, key: row.key })));
  const all = rows.reduce((sum, row) => sum + row.detailTotal, 0);
  return tableOf<Change>({ id: 'resource-change-details', title: said('table.changeDetails'), note: said('detailsTable.note', { cut: changes.length < all ? 'yes' : 'no', shown: changes.length, total: all, limit: detailLimit }), empty: said('table.noResourceChanged') }, changes, [
    column('text', 'recommendation', said('head.recommendation'), (row) => row.recommendation, { width: 50 }),
    column('text', 'resource', said('head.resource'), (row) => row.resourceName, { width: 32 }),
    column('text', 'scope', said('head.scope'), (row) => row.scopeName, { width: 28 }),
    column('text', 'environment', said('head.environment'), (row) => environmentText(row.environment), { width: 15 }),
    column('text', 'from', said('table.from'), (row) => stateText(row.from, 'table.new'), { width: 16, means: said('table.stateBeforeNewTheResourceWasNot') }),
    column('text', 'to', said('table.to'), (row) => stateText(row.to, 'table.deleted'), { width: 16, means: said('table.stateAfterDeletedTheResourceOrIts') }),
    column('instant', 'at', said('table.at'), (row) => row.at),
    column('text', 'time_source', said('table.timeIs'), (row) => said(row.atSource === 'reported' ? 'table.asReported' : 'table.whenFirstSeen'), { means: said('table.asReportedTheServiceSStatuschangedateWhen'), width: 16 }),
    column('text', 'reason', said('head.reason'), (row) => row.reason, { width: 40 }),
    column('link', 'portal', said('table.portal'), (row) => row.portalUrl),
    column('text', 'resource_id', said('table.resourceId'), (row) => row.resourceId),
    column('text', 'scope_id', said('table.scopeId'), (row) => row.scopeId),
    column('text', 'key', said('table.key'), (row) => row.key),
  ]);
}

export function controlsTable({ controls }: ReportModel): SaidTable {
  return tableOf<ControlRow>({ id: 'controls', title: said('table.controls'), note: said('table.everySecurityControlMostToGainFirst'), empty: said('table.noControlIsOnRecord') }, controls, [
    column('text', 'control', said('head.control'), (row) => row.name, { width: 44 }),
    column('points', 'maximum', said('table.maximumPoints'), (row) => row.maxScore),
    column('points', 'current', said('table.currentPoints'), (row) => row.current, { means: said('table.scoreMaximumForOneScopeTheService') }),
    column('ratio', 'score', said('head.score'), (row) => row.ratio, { bar: true, means: said('table.weightedOverTheScopesInWhichThe') }),
    column('pp', 'potential_increase', said('table.potentialIncreasePp'), (row) => row.potentialIncrease, { means: said('table.whatTheWholeScoreRisesByIf') }),
    ...stateColumns<ControlRow>(),
    column('count', 'scopes', said('head.scopes'), (row) => row.scopes, { means: said('table.scopesInWhichTheControlCounts') }),
    column('count', 'recommendations', said('table.recommendations'), (row) => row.recommendations.length),
    column('text', 'control_id', said('table.controlId'), (row) => row.controlId),
  ]);
}

interface Member extends ControlRecommendation {
  readonly control: string | null;
  readonly controlId: string | null;
}

export function recommendationsTable({ controls, withoutControl }: ReportModel): SaidTable {
  const members = controls.flatMap((control) => control.recommendations.map((one): Member => ({ ...one, control: control.name, controlId: control.controlId })));
  const others = withoutControl.map((one): Member => ({ ...one, control: null, controlId: null }));
  return tableOf<Member>({ id: 'recommendations', title: said('table.recommendations'), note: said('table.theRecommendationsOfEveryControlOneThat'), empty: said('table.noRecommendationIsOnRecord') }, [...members, ...others], [
    column('text', 'control', said('head.control'), (row) => row.control, { width: 36, means: said('table.emptyInNoControl') }),
    ...nameColumns<Member>(),
    ...stateColumns<Member>(),
    column('count', 'exempt', said('head.exempt'), (row) => row.exempt),
    column('count', 'scopes', said('head.scopes'), (row) => row.scopes, { means: said('table.scopesWithAtLeastOneUnhealthyResource') }),
    column('yesNo', 'preview', said('table.preview'), (row) => row.preview, { means: said('table.previewRecommendationsDoNotCountInThe') }),
    column('text', 'effort', said('head.effort'), (row) => serviceText('effort', row.implementationEffort), { width: 12 }),
    column('text', 'user_impact', said('head.userImpact'), (row) => serviceText('impact', row.userImpact), { width: 12 }),
    column('text', 'owner', said('head.owner'), (row) => row.owner, { means: said('table.ownerOfMostOfItsGovernedAssessments') }),
    column('instant', 'due', said('head.due'), (row) => row.dueAt, { means: said('table.earliestDueDateOfItsOpenAssignments') }),
    ...circumstanceColumns<Member>(),
    column('text', 'planned_deprecation', said('table.plannedDeprecation'), (row) => row.plannedDeprecation, { width: 14 }),
    column('text', 'key', said('table.key'), (row) => row.key),
    column('text', 'control_id', said('table.controlId'), (row) => row.controlId),
  ]);
}

export function actionsTable({ plan }: ReportModel): SaidTable {
  return tableOf<Action>({ id: 'actions', title: said('table.actions'), note: said('table.whatToDoNextInOrderThe'), empty: plan === null ? said('table.noResourceStatesAreOnRecordTo') : said('table.noActionWouldRaiseTheScore') }, plan?.steps ?? [], [
    column('count', 'step', said('table.step'), (_, index) => index + 1),
    column('text', 'recommendations', said('table.recommendations'), (row) => row.names.join('; '), { width: 60, means: said('table.severalWhereOnlyFixingAllOfThem') }),
    column('pp', 'gain', said('table.gainPp'), (row) => row.gain, { bar: true, means: said('table.whatTheWholeScoreRisesByWhen') }),
    column('pp', 'cumulative', said('table.togetherPp'), (row) => row.cumulative, { means: said('table.whatItRisesByWhenThisAction') }),
    column('count', 'resources', said('head.resources'), (row) => row.resources, { means: said('table.distinctUnhealthyResourcesToMend') }),
    column('text', 'environment', said('head.environment'), (row) => environmentText(row.environment), { width: 15 }),
    column('text', 'severity', said('head.severity'), (row) => serviceText('severity', row.severity), { width: 10 }),
    column('text', 'effort', said('head.effort'), (row) => serviceText('effort', row.implementationEffort), { width: 12 }),
    column('text', 'owner', said('head.owner'), (row) => row.owner),
    column('instant', 'due', said('head.due'), (row) => row.dueAt),
    ...circumstanceColumns<Action>(),
    column('text', 'controls', said('table.controls'), (row) => row.controls.join('; ') || null, { width: 36 }),
    column('count', 'scope_count', said('head.scopes'), (row) => row.scopes.length),
    column('text', 'scopes', said('table.scopeNames'), (row) => row.scopes.join('; ') || null, { width: 40, means: said('table.mostGainFirst') }),
    column('text', 'keys', said('table.keys'), (row) => row.keys.join('; ')),
  ]);
}

/** What is known beside the score. */
function circumstanceColumns<Row extends Pick<Action, 'risk' | 'planNeed' | 'tickets' | 'portalUrl'>>(): readonly ColumnOf<Row>[] {
  return [
    column('text', 'tickets', said('table.tickets'), (row) => row.tickets.join('; ') || null, { width: 16, means: said('table.ofItsOpenGovernanceAssignments') }),
    column('text', 'risk', said('table.riskLevel'), (row) => serviceText('severity', row.risk?.level ?? null), { width: 10, means: said('table.theHighestThatDefenderCspmGivesWhat') }),
    column('count', 'exposed', said('table.exposed'), (row) => row.risk?.exposed ?? null, { means: said('table.failingAssessmentsWithInternetExposureAmongTheir') }),
    column('count', 'attack_paths', said('table.onAttackPaths'), (row) => row.risk?.attackPaths ?? null, { means: said('table.failingAssessmentsOnAtLeastOneAttack') }),
    column('text', 'paid_plan', said('table.paidPlan'), (row) => plansText(row.planNeed?.plans ?? []), { width: 28, means: said('table.whatItNeedsByMicrosoftSDocumentation') }),
    column('count', 'plan_missing', said('table.planOffInScopes'), (row) => row.planNeed?.missingIn ?? null, { means: said('table.scopesConcernedInWhichNoneOfThese') }),
    column('link', 'portal', said('table.portal'), (row) => row.portalUrl),
  ];
}

function nameColumns<Row extends { readonly name: string; readonly environment: string; readonly severity: string }>(): readonly ColumnOf<Row>[] {
  return [
    column('text', 'recommendation', said('head.recommendation'), (row) => row.name, { width: 56 }),
    column('text', 'environment', said('head.environment'), (row) => environmentText(row.environment), { width: 15 }),
    column('text', 'severity', said('head.severity'), (row) => serviceText('severity', row.severity), { width: 10 }),
  ];
}

function stateColumns<Row extends { readonly healthy: number; readonly unhealthy: number; readonly notApplicable: number }>(): readonly ColumnOf<Row>[] {
  return [
    column('count', 'unhealthy', said('head.unhealthy'), (row) => row.unhealthy, { bar: true }),
    column('count', 'healthy', said('head.healthy'), (row) => row.healthy),
    column('count', 'not_applicable', said('head.notApplicable'), (row) => row.notApplicable),
  ];
}

/** A state in the report's words; `whenNull` for a resource that was not there. */
function stateText(state: string | null, whenNull: MessageKey): Cell {
  return state === null ? said(whenNull) : serviceText('state', state);
}

/** A word of the service that the packs know, else as the service writes it. */
function serviceText(kind: 'severity' | 'effort' | 'impact' | 'state', word: string | null): Cell {
  const key = `${kind}.${word ?? ''}`;
  return isMessageKey(key) ? said(key) : word;
}

/** `Defender for Servers or Defender CSPM`. */
function plansText([first, ...others]: readonly string[]): Cell {
  return first === undefined ? null : others.reduce<string | Said>((all, plan) => said('plan.either', { all, plan }), first);
}
