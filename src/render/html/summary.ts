import { markView, figureView, valuesTable, type Charts } from './charts.ts';
import { planWords, riskWords } from './circumstances.ts';
import { changeView, dueView, known, scoredWords, type ChangeView, type Page } from './view.ts';
import { serviceWordOr } from '../../domain/serviceWords.ts';
import type { ScoreChange } from '../../domain/reportFigures.ts';

/** Actions on page one. */
const actionsOnPageOne = 5;

/** Page one: the five questions in their order. */
export function summaryView(page: Page): object {
  const { model, charts } = page;
  const { score, target, gracePeriod } = model.headline;
  const changes = changeRows(page);
  return {
    ...scoreWords(page),
    target,
    targetDistance: target === null || score.ratio === null ? '' : distanceWords(score.ratio - target, page),
    targetPlace: target === null ? '' : placeClass(target),
    bullet: markView(charts, 'target').svgs,
    ...sparkWords(page),
    changeFinding: changeFinding(page),
    changes,
    movers: model.scopes.some((row) => row.over30Days.change !== null) ? (charts.findings.get('scopes') ?? '') : '',
    notes: changeNotes(page, gracePeriod.ratio),
    sentences: model.headline.sentences,
    account: accountFigure(charts, page),
    actions: actions(page),
    trust: trustSentence(page),
    home: page.home ?? '',
  };
}

function scoreWords({ model, format }: Page) {
  const { score, points } = model.headline;
  const [number = '', unit = ''] = format.percent(score.ratio).split('\u00a0');
  const over = { scopes: score.scopes, without: score.withoutScore };
  return {
    score: score.ratio === null ? null : { value: String(score.ratio), number, unit },
    noScore: format.text('score.missing', { reason: known(score.reason, format.text('score.noScopeHasOne')) }),
    modelLine: points === null ? format.text('summary.model', over) : format.text('summary.modelPoints', { ...over, current: format.points(points.current), max: format.points(points.max) }),
  };
}

/** Class that puts words under a place of the bar, in steps of 5 %. */
function placeClass(share: number): string {
  return `at-${Math.round(Math.min(1, Math.max(0, share)) * 20) * 5}`;
}

function distanceWords(distance: number, { format }: Page): string {
  if (Math.abs(distance) < 0.0005) return format.text('summary.reached');
  const points = format.pp(Math.abs(distance)).replace('+', '');
  return distance < 0 ? format.text('summary.toGo', { points }) : format.text('summary.over', { points });
}

function sparkWords({ model, charts, format }: Page) {
  const points = model.trend.overall.filter((point) => point.ratio !== null);
  const [first, last] = [points[0], points.at(-1)];
  const spark = markView(charts, 'headline').svgs;
  if (first === undefined || last === undefined || points.length < 2 || spark.length === 0) return { spark: null, sparkFrom: '', sparkTo: '' };
  return { spark, sparkFrom: format.text('summary.sparkFrom', { score: format.percent(first.ratio), day: format.day(first.day) }), sparkTo: format.text('summary.sparkTo', { score: format.percent(last.ratio) }) };
}

interface ChangeRow {
  readonly label: string;
  readonly view: ChangeView;
}

/** Since the last report, 7, 30 and 90 days; 7 days only where the last report is another day. */
function changeRows({ model, format }: Page): ChangeRow[] {
  const { sinceLastReport, over7Days, over30Days, over90Days } = model.headline;
  const row = (label: string, change: ScoreChange): ChangeRow => ({ label, view: changeView(change, format) });
  const sameDay = sinceLastReport.since !== null && sinceLastReport.since === over7Days.since;
  return [
    row(sameDay ? format.text('ago.7') : format.text('ago.period'), sinceLastReport),
    ...(sameDay ? [] : [row(format.text('ago.7'), over7Days)]),
    row(format.text('ago.30'), over30Days),
    row(format.text('ago.90'), over90Days),
  ];
}

function changeFinding({ model, format }: Page): string {
  const { shown: change, since, reason } = model.headline.sinceLastReport;
  if (change === null) return format.text('summary.nothingYet', { reason: known(reason, format.text('summary.firstReport')) });
  if (Math.abs(change) < 0.0005) return format.text('summary.unchanged', { day: format.day(since) });
  return format.text(change < 0 ? 'summary.worseBy' : 'summary.betterBy', { points: format.pp(Math.abs(change)).replace('+', ''), day: format.day(since) });
}

function changeNotes({ model, format }: Page, grace: number | null): string[] {
  const { score, sinceLastReport, over30Days, over90Days } = model.headline;
  const breaks = [...new Set([sinceLastReport, over30Days, over90Days].flatMap((change) => (change.methodBreak === null || change.since === null ? [] : [format.text('summary.spansBreak', { day: format.day(change.since), methodBreak: change.methodBreak })])))];
  if (grace === null || score.ratio === null || Math.abs(grace - score.ratio) < 0.0005) return breaks;
  return [...breaks, format.text('summary.grace', { impact: format.pp(grace - score.ratio), grace: format.percent(grace) })];
}

function accountFigure(charts: Charts, { model, format }: Page) {
  const { account } = model;
  if (account === null) return null;
  const rows = account.parts.map((part) => [format.text(`cause.${part.cause}`), format.pp(part.shown / 100), format.count(part.resources)]);
  return figureView(charts, 'account', valuesTable(format.text('account.table'), format.text('account.caption'), [format.text('head.cause'), `${format.text('head.change')}#`, `${format.text('head.resources')}#`], rows));
}

function actions(page: Page): object {
  const { model, format } = page;
  if (model.plan === null || model.plan.steps.length === 0) return controlActions(page);
  const steps = model.plan.steps.slice(0, actionsOnPageOne);
  const together = steps.at(-1)?.cumulative ?? 0;
  return {
    finding: format.text('actions.finding', { count: steps.length, gain: format.pp(together).replace('+', '') }),
    caption: format.text('actions.caption'),
    subject: format.text('head.action'),
    gainHead: format.text('head.gain'),
    rows: steps.map((step, index) => ({
      number: index + 1,
      name: format.list(step.names),
      where: page.home === undefined ? scopeWords(step.scopes, page) : '',
      risk: riskWords(step.risk, format),
      plan: planWords(step.planNeed, format),
      gain: format.pp(step.gain),
      resources: step.resources,
      effort: serviceWordOr('effort', step.implementationEffort, format.text('given.no'), format),
      owner: known(step.owner, format.text('owner.none')),
      due: dueView(step.dueAt, page),
    })),
    note: format.text('actions.gainNote'),
  };
}

/** `pay-prod and 3 more`. */
export function scopeWords(scopes: readonly string[], { format }: Page): string {
  const [first, second] = scopes;
  if (first === undefined) return '';
  if (second === undefined) return format.text('place.one', { first });
  return scopes.length === 2 ? format.text('place.two', { first, second }) : format.text('place.more', { first, others: scopes.length - 1 });
}

/** Where nothing could be rescored: the controls with the highest potential increase, each with its biggest recommendation. */
function controlActions(page: Page): object {
  const { model, format } = page;
  const rows = model.controls.filter((control) => (control.potentialIncrease ?? 0) > 0).slice(0, actionsOnPageOne);
  return {
    finding: rows.length === 0 ? format.text('controlActions.none') : format.text('controlActions.finding', { control: rows[0]?.name ?? '' }),
    caption: format.text('controlActions.caption'),
    subject: format.text('controlActions.subject'),
    gainHead: format.text('head.potentialIncrease'),
    rows: rows.map((control, index) => {
      const start = control.recommendations[0];
      return {
        number: index + 1,
        name: control.name,
        where: start === undefined ? '' : format.text('controlActions.begin', { recommendation: start.name }),
        gain: format.pp(control.potentialIncrease),
        resources: control.unhealthy,
        effort: serviceWordOr('effort', start?.implementationEffort ?? null, format.text('given.no'), format),
        owner: known(start?.owner ?? null, format.text('owner.none')),
        due: dueView(start?.dueAt ?? null, page),
      };
    }),
    note: rows.length === 0 ? '' : format.text('controlActions.note'),
  };
}

function trustSentence({ model, format }: Page): string {
  const { quality, takenAt, timeZone } = model;
  const missing = quality.gaps.filter((gap) => gap.affectsScore).length;
  const stale = model.scopes.filter((scope) => scope.stale).length;
  const breaks = model.trend.events.filter((event) => event.kind === 'methodBreak').length;
  return [
    format.text('trust.taken', { scored: scoredWords(quality.scoredScopes, quality.expectedScopes, format), coverage: format.percent(quality.coverage), at: format.dateTime(takenAt), zone: timeZone }),
    missing === 0 ? format.text(quality.complete ? 'trust.noGap' : 'trust.incomplete') : format.text('trust.gaps', { count: missing }),
    stale === 0 ? '' : format.text('trust.carried', { count: stale }),
    breaks === 0 ? '' : format.text('trust.breaks', { count: breaks }),
    quality.reconciliation.compared === 0 ? '' : format.text('trust.equal', { equal: quality.reconciliation.equal, compared: quality.reconciliation.compared }),
  ].filter((part) => part !== '').join(' ');
}
