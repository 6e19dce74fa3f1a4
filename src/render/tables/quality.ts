import type { MessageKey } from '../../domain/language.ts';
import type { ReportModel } from '../../domain/report.ts';
import { column, tableOf, said, type Said, type SaidTable } from './table.ts';

/** How complete and how well checked the report is, in counts. */
export function qualityTable({ quality }: ReportModel): SaidTable {
  const { reconciliation, cadence, requests } = quality;
  const rows: readonly (readonly [MessageKey, number])[] = [
    ['table.scopesExpected', quality.expectedScopes],
    ['head.scored', quality.scoredScopes],
    ['table.gaps', quality.gaps.length],
    ['table.gapsThatAffectAFigure', quality.gaps.filter(({ affectsScore }) => affectsScore).length],
    ['table.figuresRecomputed', reconciliation.compared],
    ['table.figuresEqualToTheServiceS', reconciliation.equal],
    ['table.daysSinceTheFirstRunAtMost', cadence.days],
    ['table.daysWithARun', cadence.daysWithRun],
    ...(requests === null ? [] : [
      ['table.requestsSent', requests.sent],
      ['table.requestsThrottled', requests.throttled],
      ['table.requestsRetried', requests.retried],
      ...(requests.earlier === undefined ? [] : [['table.requestsSentByTheStoppedRunThat', requests.earlier]] as const),
      ['table.rowsReceived', requests.rows],
    ] as const),
  ];
  return tableOf({ id: 'data-quality', title: said('table.dataQuality'), note: said('table.howCompleteAndHowWellCheckedThe'), empty: '' }, rows, [column('text', 'figure', said('head.figure'), ([figure]) => said(figure), { width: 40 }), column('count', 'count', said('table.count'), ([, value]) => value)]);
}

export function gapsTable({ quality }: ReportModel): SaidTable {
  return tableOf({ id: 'gaps', title: said('table.gaps'), note: said('table.whatShouldBeThereAndIsNot'), empty: said('table.nothingIsMissing') }, quality.gaps, [
    column('text', 'what', said('table.whatIsMissing'), (gap) => gap.what, { width: 60 }),
    column('text', 'cause', said('head.cause'), (gap) => said(`gapCause.${gap.cause}`), { width: 28 }),
    column('yesNo', 'affects_score', said('table.affectsAFigure'), (gap) => gap.affectsScore),
    column('text', 'advice', said('table.whatToDo'), (gap) => gap.advice, { width: 60 }),
    column('text', 'scope_id', said('table.scopeId'), (gap) => gap.scopeId),
  ]);
}

export function driftTable({ quality }: ReportModel): SaidTable {
  return tableOf({ id: 'drift', title: said('table.drift'), note: said('table.whatTheServiceSentThatItsDocumentation'), empty: said('table.everythingWasAsDocumented') }, quality.drift, [
    column('text', 'subject', said('head.where'), (one) => one.subject, { width: 50 }),
    column('text', 'kind', said('head.kind'), (one) => said(`drift.${one.kind}`), { width: 24 }),
    column('text', 'example', said('head.example'), (one) => one.example, { width: 40 }),
    column('count', 'times', said('head.times'), (one) => one.count),
  ]);
}

/** Where the figures come from. */
export function provenanceTable(model: ReportModel): SaidTable {
  const { quality, forecast } = model;
  const rows: readonly (readonly [MessageKey, string | null | Said])[] = [
    ['table.title', model.title], ['table.company', model.company], ['table.classification', model.classification], ['table.footer', model.footer],
    ['table.run', model.runId], ['head.day', model.day], ['table.askedAzureAtUtc', model.takenAt], ['table.madeAtUtc', model.generatedAt], ['table.theRunBeforeUtc', quality.cadence.lastRunBefore],
    ['table.complete', said(quality.complete ? 'table.yes' : 'table.noAGapAffectsAFigure')],
    ['table.scoreModel', said('table.classicSecureScoreOfMicrosoftDefenderFor')],
    ['table.formula', said('provenance.formula', { version: model.formula })],
    ['table.history', said(model.historySource === 'local' ? 'table.ownRecord' : 'historySource.logAnalytics')],
    ['table.forecast', forecast.refused === null ? said('provenance.forecast', { weeks: forecast.weeks }) : said('provenance.noForecast', { reason: forecast.refused })],
    ['table.cloud', model.cloud], ['table.tenants', model.tenantIds.join('; ') || null], ['table.timeZone', model.timeZone], ['table.locale', model.locale], ['table.weeksBeginOn', said(`weekday.${model.weekStart}`)],
    ['table.toolVersion', model.toolVersion],
  ];
  return tableOf({ id: 'provenance', title: said('table.provenance'), note: said('table.whereTheFiguresComeFrom'), empty: '' }, rows, [column('text', 'name', said('table.what'), ([name]) => said(name), { width: 34 }), column('text', 'value', said('table.value'), ([, value]) => value, { width: 80 })]);
}
