import type { Format } from '../../domain/format.ts';
import type { MessageKey } from '../../domain/language.ts';
import type { ScoreDifference } from '../../domain/reconciliation.ts';
import type { Quality } from '../../domain/report.ts';
import { scopeSumsView } from './recomputation.ts';
import { environmentView, firstOf, scoredWords, type Page } from './view.ts';

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
    finding: format.text('incomplete.finding', { scored: scoredWords(quality.scoredScopes, quality.expectedScopes, format), coverage: format.percent(quality.coverage) }),
    gaps: missing.slice(0, gapsOnTop).map(({ what, scopeId, advice }) => ({ what, scopeId: scopeId ?? '', advice })),
    more: more <= 0 ? '' : format.text('incomplete.more', { count: more }),
  };
}

/** What a reader needs in order to trust the figures. */
export function qualityView(page: Page): object {
  const { model, format } = page;
  const { quality } = model;
  const { reconciliation } = quality;
  const names = new Map(model.controls.map((control) => [control.controlId, control.name]));
  return {
    finding: finding(page),
    facts: facts(page),
    gaps: quality.gaps.slice(0, limit).map((gap) => ({ what: gap.what, scopeId: gap.scopeId ?? '', cause: format.text(`gapCause.${gap.cause}`), affects: format.text(gap.affectsScore ? 'answer.yes' : 'answer.no'), advice: gap.advice })),
    moreGaps: firstOf(Math.min(limit, quality.gaps.length), quality.gaps.length, page, 'gaps', 'gaps'),
    freshness: freshness(page),
    reconciliation: reconciliationWords(quality, page),
    scopeSums: scopeSumsView(page),
    differences: reconciliation.differences.slice(0, limit).map((one) => difference(one, names, page)),
    moreDifferences: firstOf(Math.min(limit, reconciliation.differences.length), reconciliation.differences.length, page, 'differences', 'reconciliation'),
    drift: quality.drift.map((one) => ({ subject: one.subject, kind: format.text(`drift.${one.kind}`), example: one.example, times: one.count })),
  };
}

/** How old each scope's figures are, the oldest first. */
function freshness(page: Page) {
  const { model, format } = page;
  const scored = model.scopes.filter((scope) => scope.measuredOn !== null);
  const rows = scored.toSorted((a, b) => compare(a.measuredOn, b.measuredOn) || compare(a.newestChangeAt, b.newestChangeAt) || a.name.localeCompare(b.name, 'en'));
  const carried = scored.filter((scope) => scope.stale).length;
  return {
    words: format.text('quality.freshWords', { now: scored.length - carried, count: scored.length, carried }),
    rows: rows.slice(0, limit).map((scope) => ({
      name: scope.name, scopeId: scope.scopeId, environment: environmentView(scope.environment), measuredOn: scope.measuredOn, measured: format.text(scope.stale ? 'quality.carried' : 'quality.measured'),
      newest: scope.newestChangeAt === null ? format.text('quality.noChange') : format.dateTime(scope.newestChangeAt),
    })),
    more: firstOf(Math.min(limit, rows.length), rows.length, page, 'scopes', 'scopes'),
  };
}

function compare(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0;
}

function finding({ model, format }: Page): string {
  const { quality } = model;
  const missing = quality.gaps.filter((gap) => gap.affectsScore).length;
  if (missing === 0) return format.text(quality.complete ? 'quality.allArrived' : 'quality.incomplete');
  return format.text('quality.finding', { count: missing });
}

function facts({ model, format }: Page) {
  const { quality } = model;
  const { cadence, requests, reconciliation } = quality;
  return [
    { label: format.text('quality.coverage'), value: format.percent(quality.coverage), words: scoredWords(quality.scoredScopes, quality.expectedScopes, format) },
    { label: format.text('quality.freshness'), value: format.dateTime(model.takenAt), words: format.text('quality.runBefore', { zone: model.timeZone, before: cadence.lastRunBefore === null ? format.text('quality.noRunBefore') : format.dateTime(cadence.lastRunBefore) }) },
    { label: format.text('quality.cadence'), value: format.text('count.of', { part: cadence.daysWithRun, whole: cadence.days }), words: format.text('quality.cadenceWords') },
    reconciliationFact(reconciliation, format),
    ...(requests === null ? [] : [{ label: format.text('quality.requests'), value: format.count(requests.sent), words: format.text('quality.requestWords', { rows: requests.rows, throttled: requests.throttled, retried: requests.retried, earlier: requests.earlier ?? 0 }) }]),
    { label: format.text('quality.history'), value: format.text(`historySource.${model.historySource}`), words: format.text(`historyWords.${model.historySource}`) },
  ];
}

function reconciliationFact({ compared, equal }: Quality['reconciliation'], format: Format) {
  const label = format.text('quality.reconciled');
  if (compared === 0) return { label, value: format.text('quality.notPossible'), words: format.text('quality.noCounts') };
  return { label, value: format.text('count.of', { part: equal, whole: compared }), words: format.text('quality.equal') };
}

function reconciliationWords({ reconciliation }: Quality, { format }: Page): string {
  const { compared, equal, differences, unexplained } = reconciliation;
  if (compared === 0) return format.text('quality.nothingRecomputed');
  const same = format.text('quality.same', { equal, compared });
  if (differences.length === 0) return same;
  return `${same} ${unexplained === 0 ? format.text('quality.allExplained') : format.text('quality.unexplained', { count: unexplained })}`;
}

function difference(one: ScoreDifference, names: ReadonlyMap<string, string>, { format }: Page) {
  const shown = (value: number): string => (one.figure === 'ratio' ? format.text('figure.ratioValue', { value }) : one.figure === 'healthy' || one.figure === 'unhealthy' ? format.count(value) : format.points(value));
  return {
    scopeId: one.scopeId,
    scopeName: one.scopeName,
    control: one.controlId === null ? format.text('quality.wholeScope') : (names.get(one.controlId) ?? one.controlId),
    figure: format.text(`figure.${one.figure}`),
    reported: shown(one.reported),
    recomputed: shown(one.recomputed),
    cause: one.causes.length === 0 ? format.text('difference.unexplained') : one.causes.map((cause) => format.text(`difference.${cause}`)).join('; '),
  };
}

/** How the figures are made, in words. */
export function methodView({ model, format }: Page): object {
  const values = { zone: model.timeZone, weekStart: model.weekStart, score: format.percent(0.5), change: format.pp(0.012) };
  return {
    finding: '',
    entries: methodEntries.map(([term, words]) => ({ term: format.text(term), words: format.text(words, values) })),
    sources: sources.map(({ title, address }, index) => ({ title: format.text(title), address, more: index < sources.length - 1 })),
  };
}

const sources: readonly { readonly title: MessageKey; readonly address: string }[] = [
  { title: 'source.score', address: 'https://learn.microsoft.com/en-us/azure/defender-for-cloud/secure-score-security-controls' },
  { title: 'source.track', address: 'https://learn.microsoft.com/en-us/azure/defender-for-cloud/secure-score-access-and-track' },
  { title: 'source.workbook', address: 'https://github.com/microsoft/Application-Insights-Workbooks/tree/master/Workbooks/Azure%20Security%20Center/Secure%20Score' },
];

/** Terms and what they mean, in their order. */
const methodEntries: readonly (readonly [term: MessageKey, words: MessageKey])[] = [
  ['head.score', 'method.score'],
  ['head.change', 'method.change'],
  ['method.graceTerm', 'method.grace'],
  ['head.carried', 'method.carried'],
  ['head.likeForLike', 'method.likeForLike'],
  ['head.potentialIncrease', 'method.potentialIncrease'],
  ['head.gain', 'method.gain'],
  ['method.causesTerm', 'method.causes'],
  ['method.weeksTerm', 'method.weeks'],
  ['method.changedTerm', 'method.changed'],
  ['method.numbersTerm', 'method.numbers'],
];
