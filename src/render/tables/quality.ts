import type { ReportModel } from '../../domain/report.ts';
import { gapCauseNames } from '../html/words.ts';
import { column, tableOf, type Table } from './table.ts';

/** How complete and how well checked the report is, in counts. */
export function qualityTable({ quality }: ReportModel): Table {
  const { reconciliation, cadence, requests } = quality;
  const rows: readonly (readonly [string, number])[] = [
    ['Scopes expected', quality.expectedScopes],
    ['Scopes with a score', quality.scoredScopes],
    ['Gaps', quality.gaps.length],
    ['Gaps that affect a figure', quality.gaps.filter(({ affectsScore }) => affectsScore).length],
    ['Figures recomputed', reconciliation.compared],
    ['Figures equal to the service\'s', reconciliation.equal],
    ['Days since the first run, at most 365', cadence.days],
    ['Days with a run', cadence.daysWithRun],
    ...(requests === null ? [] : [
      ['Requests sent', requests.sent],
      ['Requests throttled', requests.throttled],
      ['Requests retried', requests.retried],
      ...(requests.earlier === undefined ? [] : [['Requests sent by the stopped run that was continued', requests.earlier]] as const),
      ['Rows received', requests.rows],
    ] as const),
  ];
  return tableOf({ id: 'data-quality', title: 'Data quality', note: 'How complete and how well checked the figures are.', empty: '' }, rows, [column('text', 'figure', 'Figure', ([figure]) => figure, { width: 40 }), column('count', 'count', 'Count', ([, value]) => value)]);
}

export function gapsTable({ quality }: ReportModel): Table {
  return tableOf({ id: 'gaps', title: 'Gaps', note: 'What should be there and is not.', empty: 'Nothing is missing.' }, quality.gaps, [
    column('text', 'what', 'What is missing', (gap) => gap.what, { width: 60 }),
    column('text', 'cause', 'Cause', (gap) => gapCauseNames[gap.cause], { width: 28 }),
    column('yesNo', 'affects_score', 'Affects a figure', (gap) => gap.affectsScore),
    column('text', 'advice', 'What to do', (gap) => gap.advice, { width: 60 }),
    column('text', 'scope_id', 'Scope id', (gap) => gap.scopeId),
  ]);
}

const driftNames = { unknownField: 'unknown field', unknownValue: 'unknown value', invalidRow: 'row not as documented' } as const;

export function driftTable({ quality }: ReportModel): Table {
  return tableOf({ id: 'drift', title: 'Drift', note: 'What the service sent that its documentation does not describe.', empty: 'Everything was as documented.' }, quality.drift, [
    column('text', 'subject', 'Where', (one) => one.subject, { width: 50 }),
    column('text', 'kind', 'Kind', (one) => driftNames[one.kind], { width: 24 }),
    column('text', 'example', 'Example', (one) => one.example, { width: 40 }),
    column('count', 'times', 'Times', (one) => one.count),
  ]);
}

/** Where the figures come from. */
export function provenanceTable(model: ReportModel): Table {
  const { quality, forecast } = model;
  const rows: readonly (readonly [string, string | null])[] = [
    ['Title', model.title], ['Company', model.company], ['Classification', model.classification], ['Footer', model.footer],
    ['Run', model.runId], ['Day', model.day], ['Asked Azure at (UTC)', model.takenAt], ['Made at (UTC)', model.generatedAt], ['The run before (UTC)', quality.cadence.lastRunBefore],
    ['Complete', quality.complete ? 'yes' : 'no: a gap affects a figure'],
    ['Score model', 'Classic secure score of Microsoft Defender for Cloud; never mixed with the risk-based Cloud Secure Score'],
    ['Formula', `version ${model.formula}: scope = current ÷ maximum points; several scopes = Σ weight × ratio ÷ Σ weight, unrounded`],
    ['History', model.historySource === 'local' ? 'own record' : 'Log Analytics'],
    ['Forecast', forecast.refused === null ? `from ${forecast.weeks} weekly changes` : `none: ${forecast.refused}`],
    ['Cloud', model.cloud], ['Tenants', model.tenantIds.join('; ') || null], ['Time zone', model.timeZone], ['Locale', model.locale], ['Weeks begin on', model.weekStart],
    ['Tool version', model.toolVersion],
  ];
  return tableOf({ id: 'provenance', title: 'Provenance', note: 'Where the figures come from.', empty: '' }, rows, [column('text', 'name', 'What', ([name]) => name, { width: 34 }), column('text', 'value', 'Value', ([, value]) => value, { width: 80 })]);
}
