import type { ReportModel } from '../../domain/report.ts';
import { column, tableOf, said, type SaidTable, type Text } from './table.ts';

export function differencesTable({ quality, controls }: ReportModel): SaidTable {
  const name = controlNames(controls);
  return tableOf({ id: 'reconciliation', title: said('table.reconciliation'), note: said('table.whereThePublishedFormulaOnTheService'), empty: said('table.everyRecomputedFigureEqualsTheServiceS') }, quality.reconciliation.differences, [
    column('text', 'scope', said('head.scope'), (one) => one.scopeName, { width: 32 }),
    column('text', 'control', said('head.control'), (one) => name(one.controlId), { width: 40 }),
    column('text', 'figure', said('head.figure'), (one) => said(`figure.${one.figure}`), { width: 16 }),
    column('number', 'reported', said('head.reported'), (one) => one.reported, { means: said('table.inTheUnitOfTheFigure') }),
    column('number', 'recomputed', said('head.recomputed'), (one) => one.recomputed, { means: said('table.inTheUnitOfTheFigure') }),
    column('text', 'cause', said('head.cause'), (one) => (one.causes.length === 0 ? said('difference.unexplained') : one.causes.map((cause) => said(`difference.${cause}`))), { width: 50 }),
    column('text', 'controls', said('table.controlsThatExplainIt'), (one) => (one.controlIds.length === 0 ? null : one.controlIds.map(name)), { width: 40 }),
    column('text', 'scope_id', said('table.scopeId'), (one) => one.scopeId),
    column('text', 'control_id', said('table.controlId'), (one) => one.controlId),
  ]);
}

/** Our figure beside the service's for every scope and control, with the formula's inputs. */
export function recomputationTable({ quality, controls, scopes }: ReportModel): SaidTable {
  const name = controlNames(controls);
  const scopeNames = new Map(scopes.map((scope) => [scope.scopeId, scope.name]));
  const { rows, rowTotal } = quality.reconciliation;
  return tableOf({ id: 'recomputation', title: said('table.recomputation'), note: said('recomputation.note', { cut: rows.length === rowTotal ? 'no' : 'yes', shown: rows.length, total: rowTotal }), empty: said('table.theServiceGaveNothingToRecomputeFrom') }, rows, [
    column('text', 'scope', said('head.scope'), (one) => scopeNames.get(one.scopeId) ?? one.scopeId, { width: 32 }),
    column('text', 'control', said('head.control'), (one) => name(one.controlId), { width: 40 }),
    column('points', 'definition_max', said('table.maximumOfTheDefinition'), (one) => one.maxScore),
    column('count', 'healthy', said('head.healthy'), (one) => one.counts?.healthy ?? null, { means: said('table.resourcesAsTheServiceCountsThemIn') }),
    column('count', 'unhealthy', said('head.unhealthy'), (one) => one.counts?.unhealthy ?? null, { means: said('table.resourcesAsTheServiceCountsThemIn') }),
    column('count', 'healthy_on_record', said('table.healthyOnRecord'), (one) => one.assessed?.healthy ?? null, { means: said('table.fromTheAssessmentsOnRecordEmptyNot') }),
    column('count', 'unhealthy_on_record', said('table.unhealthyOnRecord'), (one) => one.assessed?.unhealthy ?? null, { means: said('table.fromTheAssessmentsOnRecordEmptyNot') }),
    column('points', 'reported_current', said('head.reported'), (one) => one.reported.current),
    column('points', 'reported_max', said('table.reportedOf'), (one) => one.reported.max),
    column('ratio', 'reported_ratio', said('table.reportedRatio'), (one) => one.reported.ratio),
    column('points', 'recomputed_current', said('head.recomputed'), (one) => one.recomputed.current),
    column('points', 'recomputed_max', said('table.recomputedOf'), (one) => one.recomputed.max),
    column('ratio', 'recomputed_ratio', said('table.recomputedRatio'), (one) => one.recomputed.ratio),
    column('text', 'scope_id', said('table.scopeId'), (one) => one.scopeId),
    column('text', 'control_id', said('table.controlId'), (one) => one.controlId),
  ]);
}

function controlNames(controls: ReportModel['controls']): (controlId: string | null) => Text {
  const names = new Map(controls.map((control) => [control.controlId, control.name]));
  return (controlId) => (controlId === null ? said('quality.wholeScope') : (names.get(controlId) ?? controlId));
}
