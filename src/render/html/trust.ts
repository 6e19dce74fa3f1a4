import type { Quality, ScoreDifference } from '../../domain/report.ts';
import { counted, environmentView, firstOf, scoredWords, type Page } from './view.ts';
import { gapCauseNames } from './words.ts';

/** Rows of gaps and differences shown. */
const limit = 50;

/** Gaps named at the top of the page. */
const gapsOnTop = 3;

/** Said before anything else where figures lack something: how much of the whole there is, and what is missing. */
export function incompleteView({ model, format }: Page): object {
  const { quality } = model;
  const missing = quality.gaps.filter((gap) => gap.affectsScore);
  const more = missing.length - gapsOnTop;
  return {
    finding: `Incomplete: ${scoredWords(quality.scoredScopes, quality.expectedScopes, format)} (${format.percent(quality.coverage)})`,
    gaps: missing.slice(0, gapsOnTop).map(({ what, scopeId, advice }) => ({ what, scopeId: scopeId ?? '', advice })),
    more: more <= 0 ? '' : `And ${counted(more, 'more gap', format)}.`,
  };
}

/** What a reader needs in order to trust the figures. */
export function qualityView(page: Page): object {
  const { model } = page;
  const { quality } = model;
  const { reconciliation } = quality;
  const names = new Map(model.controls.map((control) => [control.controlId, control.name]));
  return {
    finding: finding(page),
    facts: facts(page),
    gaps: quality.gaps.slice(0, limit).map((gap) => ({ what: gap.what, scopeId: gap.scopeId ?? '', cause: gapCauseNames[gap.cause], affects: gap.affectsScore ? 'yes' : 'no', advice: gap.advice })),
    moreGaps: firstOf(Math.min(limit, quality.gaps.length), quality.gaps.length, page, 'gaps', 'gaps'),
    freshness: freshness(page),
    reconciliation: reconciliationWords(quality, page),
    differences: reconciliation.differences.slice(0, limit).map((one) => difference(one, names, page)),
    moreDifferences: firstOf(Math.min(limit, reconciliation.differences.length), reconciliation.differences.length, page, 'differences', 'reconciliation'),
    drift: quality.drift.map((one) => ({ subject: one.subject, kind: driftKinds[one.kind], example: one.example, times: one.count })),
  };
}

/** How old each scope's figures are, the oldest first. */
function freshness(page: Page) {
  const { model, format } = page;
  const scored = model.scopes.filter((scope) => scope.measuredOn !== null);
  const rows = scored.toSorted((a, b) => compare(a.measuredOn, b.measuredOn) || compare(a.newestChangeAt, b.newestChangeAt) || a.name.localeCompare(b.name, 'en'));
  const carried = scored.filter((scope) => scope.stale).length;
  return {
    words: `The service gives scores no time; it computes controls every eight hours, and judges most resources anew within a day. ${format.count(scored.length - carried)} of ${counted(scored.length, 'score', format)} ${scored.length === 1 ? 'is' : 'are'} of this run${carried === 0 ? '' : `, ${format.count(carried)} carried forward`}. The newest change of a state shows until when, at least, the service has judged a scope.`,
    rows: rows.slice(0, limit).map((scope) => ({
      name: scope.name, scopeId: scope.scopeId, environment: environmentView(scope.environment), measuredOn: scope.measuredOn, measured: scope.stale ? 'carried forward' : 'by this run',
      newest: scope.newestChangeAt === null ? 'none in 30 days' : format.dateTime(scope.newestChangeAt),
    })),
    more: firstOf(Math.min(limit, rows.length), rows.length, page, 'scopes', 'scopes'),
  };
}

function compare(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0;
}

const driftKinds = { unknownField: 'unknown field', unknownValue: 'unknown value', invalidRow: 'row not as documented' } as const;

function finding({ model, format }: Page): string {
  const { quality } = model;
  const missing = quality.gaps.filter((gap) => gap.affectsScore).length;
  if (missing === 0) return quality.complete ? 'Every expected figure arrived' : 'Some figures are incomplete';
  return `${counted(missing, 'gap', format)} affect${missing === 1 ? 's' : ''} the figures`;
}

function facts({ model, format }: Page) {
  const { quality } = model;
  const { cadence, requests, reconciliation } = quality;
  return [
    { label: 'Coverage', value: format.percent(quality.coverage), words: scoredWords(quality.scoredScopes, quality.expectedScopes, format) },
    { label: 'Freshness', value: format.dateTime(model.takenAt), words: `${model.timeZone}; the run before: ${cadence.lastRunBefore === null ? 'none on record' : format.dateTime(cadence.lastRunBefore)}` },
    { label: 'Cadence', value: `${format.count(cadence.daysWithRun)} of ${format.count(cadence.days)}`, words: 'days with a run since the first one, at most a year back; days without are dotted or gaps' },
    { label: 'Reconciliation', value: reconciliation.compared === 0 ? 'not possible' : `${format.count(reconciliation.equal)} of ${format.count(reconciliation.compared)}`, words: reconciliation.compared === 0 ? 'the service gave no counts to recompute from' : 'recomputed figures equal the service’s own' },
    ...(requests === null ? [] : [{ label: 'Requests', value: format.count(requests.sent), words: `${format.count(requests.rows)} rows; ${format.count(requests.throttled)} throttled, ${format.count(requests.retried)} retried` }]),
    { label: 'History', value: model.historySource === 'local' ? 'Own record' : 'Log Analytics', words: model.historySource === 'local' ? 'kept by the owner of this report, one snapshot per run' : 'continuous export: changes only, no baseline' },
  ];
}

function reconciliationWords({ reconciliation }: Quality, { format }: Page): string {
  const { compared, equal, differences } = reconciliation;
  if (compared === 0) return 'Nothing could be recomputed: the service gave no counts.';
  const same = `The published formula on the service’s own counts gives the service’s figure in ${format.count(equal)} of ${format.count(compared)} cases, to 4 decimals for ratios and 2 for points.`;
  if (differences.length === 0) return same;
  const unexplained = differences.filter((one) => one.cause === 'unexplained').length;
  return `${same} ${unexplained === 0 ? 'Every difference has an explanation.' : `${counted(unexplained, 'difference', format)} ${unexplained === 1 ? 'is' : 'are'} unexplained.`}`;
}

function difference(one: ScoreDifference, names: ReadonlyMap<string, string>, { format }: Page) {
  const shown = (value: number): string => (one.figure === 'ratio' ? value.toFixed(4) : format.points(value));
  return {
    scopeId: one.scopeId,
    scopeName: one.scopeName,
    control: one.controlId === null ? 'whole scope' : (names.get(one.controlId) ?? one.controlId),
    figure: { current: 'current points', ratio: 'ratio', max: 'maximum points' }[one.figure],
    reported: shown(one.reported),
    recomputed: shown(one.recomputed),
    cause: one.cause,
  };
}

/** How the figures are made, in words. */
export function methodView({ model, format }: Page): object {
  const sources = [
    { title: 'Secure score in Defender for Cloud', address: 'https://learn.microsoft.com/en-us/azure/defender-for-cloud/secure-score-security-controls' },
    { title: 'Track your secure score', address: 'https://learn.microsoft.com/en-us/azure/defender-for-cloud/secure-score-access-and-track' },
    { title: 'Secure Score Over Time workbook', address: 'https://github.com/microsoft/Application-Insights-Workbooks/tree/master/Workbooks/Azure%20Security%20Center/Secure%20Score' },
  ];
  return {
    finding: '',
    entries: [
      { term: 'Score', words: 'The classic secure score, from the service’s own points: a scope’s score is its current points divided by its maximum. Several scopes: the sum of weight times score, divided by the sum of weights, unrounded. Scopes without a score, with maximum 0 or weight 0 stay out of both sums. The risk-based Cloud Secure Score is another model and is not in this report.' },
      { term: 'Change', words: 'Now minus then, in percentage points (pp). Then is the last value at or before the end of the day that many days ago, at most 7 days older; otherwise there is no data. The day compared with is always shown.' },
      { term: 'Grace period', words: 'The figure the service calls scoreGraceExcluded, as given; its impact is that figure minus the score.' },
      { term: 'Carried forward', words: 'A scope without a value on a day keeps its last one for at most 14 days. A day is dotted when more than half of the weight is carried, and a gap when there is no value.' },
      { term: 'Like for like', words: 'The same score over the scopes that have a value on every day shown, so that joining and leaving scopes do not move it.' },
      { term: 'Potential increase', words: 'Of a control: maximum times unhealthy divided by healthy plus unhealthy, per scope, weighted over all scopes as a share of the whole score.' },
      { term: 'Gain', words: 'What the whole score rises by when an action is done, found by rescoring every scope: a recommendation may sit in several controls, and a resource is healthy only when it passes all of them. Actions are ranked by gain per effort; an effort of Moderate counts as twice Low, High as four times, unknown as Moderate.' },
      { term: 'Causes of a change', words: 'The parts sum to the change exactly. Shown figures are rounded so that they sum to the shown change; what no cause explains is listed as unexplained.' },
      { term: 'Weeks and days', words: `Days end at midnight in ${model.timeZone}; weeks begin on ${model.weekStart === 'monday' ? 'Monday' : 'Sunday'}. A week’s value is each scope’s last of that week, weighted by the scope’s weight then.` },
      { term: 'Changed resources', words: 'A resource counts when its state at the end of the window differs from that at its start. Deleted resources are counted apart, changes that cancel out as flips.' },
      { term: 'Numbers', words: `Scores and their changes to one decimal, points to two; report.json holds them unrounded. ${format.percent(0.5)} is a score, ${format.pp(0.012)} a change of one, points are the service’s own.` },
    ],
    sources: sources.map((source, index) => ({ ...source, more: index < sources.length - 1 })),
  };
}
