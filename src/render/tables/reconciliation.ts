import type { DifferenceCause } from '../../domain/reconciliation.ts';
import type { ReportModel } from '../../domain/report.ts';
import { column, tableOf, type Table } from './table.ts';

const figureNames = { current: 'current points', ratio: 'ratio', max: 'maximum points', healthy: 'healthy resources', unhealthy: 'unhealthy resources' } as const;

const causeNames: Readonly<Record<DifferenceCause, string>> = {
  rounding: 'the service adds up or divides unrounded figures',
  olderControl: 'the control is older than its resources\' states',
  excludedControl: 'the service leaves a control out',
  nothingAssessed: 'nothing is assessed, yet the service gives a maximum',
  gracePeriod: 'running grace periods',
  exemptions: 'exemptions',
  severalRows: 'several rows of the service contradict each other',
  noControls: 'the service holds a score but no controls',
};

export function differencesTable({ quality, controls }: ReportModel): Table {
  const name = controlNames(controls);
  return tableOf({ id: 'reconciliation', title: 'Reconciliation', note: 'Where the published formula on the service\'s own counts, or the assessments on record, do not give the service\'s figure.', empty: 'Every recomputed figure equals the service\'s.' }, quality.reconciliation.differences, [
    column('text', 'scope', 'Scope', (one) => one.scopeName, { width: 32 }),
    column('text', 'control', 'Control', (one) => name(one.controlId), { width: 40 }),
    column('text', 'figure', 'Figure', (one) => figureNames[one.figure], { width: 16 }),
    column('number', 'reported', 'Reported', (one) => one.reported, { means: 'In the unit of the figure.' }),
    column('number', 'recomputed', 'Recomputed', (one) => one.recomputed, { means: 'In the unit of the figure.' }),
    column('text', 'cause', 'Cause', (one) => (one.causes.length === 0 ? 'unexplained' : one.causes.map((cause) => causeNames[cause]).join('; ')), { width: 50 }),
    column('text', 'controls', 'Controls that explain it', (one) => one.controlIds.map(name).join('; ') || null, { width: 40 }),
    column('text', 'scope_id', 'Scope id', (one) => one.scopeId),
    column('text', 'control_id', 'Control id', (one) => one.controlId),
  ]);
}

/** Our figure beside the service's for every scope and control, with the formula's inputs. */
export function recomputationTable({ quality, controls, scopes }: ReportModel): Table {
  const name = controlNames(controls);
  const scopeNames = new Map(scopes.map((scope) => [scope.scopeId, scope.name]));
  const { rows, rowTotal } = quality.reconciliation;
  const note = 'Control: maximum × healthy ÷ (healthy + unhealthy), to 2 decimals. Scope: sum of its controls\' points ÷ sum of their maxima, ratio to 4 decimals. The counts are the service\'s; those on record are counted from the assessments, each resource once.';
  const less = rows.length === rowTotal ? '' : ` The first ${rows.length} of ${rowTotal}: those with a difference come first.`;
  return tableOf({ id: 'recomputation', title: 'Recomputation', note: `${note}${less}`, empty: 'The service gave nothing to recompute from.' }, rows, [
    column('text', 'scope', 'Scope', (one) => scopeNames.get(one.scopeId) ?? one.scopeId, { width: 32 }),
    column('text', 'control', 'Control', (one) => name(one.controlId), { width: 40 }),
    column('points', 'definition_max', 'Maximum of the definition', (one) => one.maxScore),
    column('count', 'healthy', 'Healthy', (one) => one.counts?.healthy ?? null, { means: 'Resources, as the service counts them in the control.' }),
    column('count', 'unhealthy', 'Unhealthy', (one) => one.counts?.unhealthy ?? null, { means: 'Resources, as the service counts them in the control.' }),
    column('count', 'healthy_on_record', 'Healthy on record', (one) => one.assessed?.healthy ?? null, { means: 'From the assessments on record; empty: not on record.' }),
    column('count', 'unhealthy_on_record', 'Unhealthy on record', (one) => one.assessed?.unhealthy ?? null, { means: 'From the assessments on record; empty: not on record.' }),
    column('points', 'reported_current', 'Reported', (one) => one.reported.current),
    column('points', 'reported_max', 'Reported of', (one) => one.reported.max),
    column('ratio', 'reported_ratio', 'Reported ratio', (one) => one.reported.ratio),
    column('points', 'recomputed_current', 'Recomputed', (one) => one.recomputed.current),
    column('points', 'recomputed_max', 'Recomputed of', (one) => one.recomputed.max),
    column('ratio', 'recomputed_ratio', 'Recomputed ratio', (one) => one.recomputed.ratio),
    column('text', 'scope_id', 'Scope id', (one) => one.scopeId),
    column('text', 'control_id', 'Control id', (one) => one.controlId),
  ]);
}

function controlNames(controls: ReportModel['controls']): (controlId: string | null) => string {
  const names = new Map(controls.map((control) => [control.controlId, control.name]));
  return (controlId) => (controlId === null ? 'whole scope' : (names.get(controlId) ?? controlId));
}
