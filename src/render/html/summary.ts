import { markView, figureView, valuesTable, type Charts } from './charts.ts';
import { changeView, counted, dueView, known, scoredWords, type ChangeView, type Page } from './view.ts';
import { causeNames } from '../../domain/causeNames.ts';
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
  const over = counted(score.scopes, 'scope', format);
  const without = score.withoutScore === 0 ? '' : `; ${format.count(score.withoutScore)} without a score ${score.withoutScore === 1 ? 'stays' : 'stay'} out`;
  const pointWords = points === null ? '' : `, ${format.points(points.current)} of ${format.points(points.max)} points`;
  return {
    score: score.ratio === null ? null : { value: String(score.ratio), number, unit },
    noScore: `There is no secure score: ${known(score.reason, 'no scope has one')}.`,
    modelLine: `Classic secure score of Microsoft Defender for Cloud, weighted over ${over}${without}${pointWords}.`,
  };
}

/** Class that puts words under a place of the bar, in steps of 5 %. */
function placeClass(share: number): string {
  return `at-${Math.round(Math.min(1, Math.max(0, share)) * 20) * 5}`;
}

function distanceWords(distance: number, { format }: Page): string {
  if (Math.abs(distance) < 0.0005) return 'reached';
  const points = format.pp(Math.abs(distance)).replace('+', '');
  return distance < 0 ? `${points} to go` : `${points} over it`;
}

function sparkWords({ model, charts, format }: Page) {
  const points = model.trend.overall.filter((point) => point.ratio !== null);
  const [first, last] = [points[0], points.at(-1)];
  const spark = markView(charts, 'headline').svgs;
  if (first === undefined || last === undefined || points.length < 2 || spark.length === 0) return { spark: null, sparkFrom: '', sparkTo: '' };
  return { spark, sparkFrom: `${format.percent(first.ratio)} on ${format.day(first.day)}`, sparkTo: `${format.percent(last.ratio)} now` };
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
    row(sameDay ? '7 days ago' : 'Last period', sinceLastReport),
    ...(sameDay ? [] : [row('7 days ago', over7Days)]),
    row('30 days ago', over30Days),
    row('90 days ago', over90Days),
  ];
}

function changeFinding({ model, format }: Page): string {
  const { shown: change, since, reason } = model.headline.sinceLastReport;
  if (change === null) return `Nothing to compare with yet: ${known(reason, 'this is the first report')}.`;
  if (Math.abs(change) < 0.0005) return `Unchanged since ${format.day(since)}`;
  return `${change < 0 ? 'Worse' : 'Better'} by ${format.pp(Math.abs(change)).replace('+', '')} since ${format.day(since)}`;
}

function changeNotes({ model, format }: Page, grace: number | null): string[] {
  const { score, sinceLastReport, over30Days, over90Days } = model.headline;
  const breaks = [...new Set([sinceLastReport, over30Days, over90Days].flatMap((change) => (change.methodBreak === null || change.since === null ? [] : [`The change since ${format.day(change.since)} spans a method break: ${change.methodBreak}.`])))];
  if (grace === null || score.ratio === null || Math.abs(grace - score.ratio) < 0.0005) return breaks;
  return [...breaks, `Grace period impact ${format.pp(grace - score.ratio)}: ${format.percent(grace)} by the service’s scoreGraceExcluded figures.`];
}

function accountFigure(charts: Charts, { model, format }: Page) {
  const { account } = model;
  if (account === null) return null;
  const rows = account.parts.map((part) => [causeNames[part.cause], format.pp(part.shown / 100), format.count(part.resources)]);
  return figureView(charts, 'account', valuesTable('Causes as a table', 'Causes of the change', ['Cause', 'Change#', 'Resources#'], rows));
}

function actions(page: Page): object {
  const { model, format } = page;
  if (model.plan === null || model.plan.steps.length === 0) return controlActions(page);
  const steps = model.plan.steps.slice(0, actionsOnPageOne);
  const together = steps.at(-1)?.cumulative ?? 0;
  return {
    finding: `${steps.length === 1 ? 'One action adds' : `These ${format.count(steps.length)} actions add`} ${format.pp(together).replace('+', '')} together`,
    caption: 'Next best actions, best first',
    subject: 'Action',
    gainHead: 'Gain',
    rows: steps.map((step, index) => ({
      number: index + 1,
      name: step.names.join(' and '),
      where: scopeWords(step.scopes, page),
      gain: format.pp(step.gain),
      resources: step.resources,
      effort: known(step.implementationEffort, 'not given'),
      owner: known(step.owner, 'no owner'),
      due: dueView(step.dueAt, page),
    })),
    note: 'Gain: what the whole score rises by when the action alone is done, found by rescoring. Gains of several actions do not simply add up.',
  };
}

/** `pay-prod and 3 more`. */
export function scopeWords(scopes: readonly string[], { format }: Page): string {
  const [first, second] = scopes;
  if (first === undefined) return '';
  if (second === undefined) return `in ${first}`;
  return scopes.length === 2 ? `in ${first} and ${second}` : `in ${first} and ${format.count(scopes.length - 1)} more scopes`;
}

/** Where nothing could be rescored: the controls with the highest potential increase, each with its biggest recommendation. */
function controlActions(page: Page): object {
  const { model, format } = page;
  const rows = model.controls.filter((control) => (control.potentialIncrease ?? 0) > 0).slice(0, actionsOnPageOne);
  return {
    finding: rows.length === 0 ? 'No control has anything to gain' : `${rows[0]?.name ?? ''} has most to gain`,
    caption: 'Controls with the highest potential increase',
    subject: 'Control, and where to begin',
    gainHead: 'Potential increase',
    rows: rows.map((control, index) => {
      const start = control.recommendations[0];
      return {
        number: index + 1,
        name: control.name,
        where: start === undefined ? '' : `Begin with: ${start.name}`,
        gain: format.pp(control.potentialIncrease),
        resources: control.unhealthy,
        effort: known(start?.implementationEffort ?? null, 'not given'),
        owner: known(start?.owner ?? null, 'no owner'),
        due: dueView(start?.dueAt ?? null, page),
      };
    }),
    note: rows.length === 0 ? '' : 'Potential increase as the portal computes it, weighted over all scopes; effort, owner and due date are those of the recommendation to begin with. The snapshot has no states to rescore, so gains of single actions are not known.',
  };
}

function trustSentence({ model, format }: Page): string {
  const { quality, takenAt, timeZone } = model;
  const missing = quality.gaps.filter((gap) => gap.affectsScore).length;
  const stale = model.scopes.filter((scope) => scope.stale).length;
  const breaks = model.trend.events.filter((event) => event.kind === 'methodBreak').length;
  return [
    `${scoredWords(quality.scoredScopes, quality.expectedScopes, format)} (${format.percent(quality.coverage)}), taken ${format.dateTime(takenAt)} (${timeZone}).`,
    missing === 0 ? (quality.complete ? 'No gap affects the score.' : 'Some figures are incomplete.') : `${counted(missing, 'gap', format)} affect${missing === 1 ? 's' : ''} the score.`,
    stale === 0 ? '' : `${counted(stale, 'scope', format)} ${stale === 1 ? 'is' : 'are'} carried forward from an earlier day.`,
    breaks === 0 ? '' : `${counted(breaks, 'method break', format)} within the trend.`,
    quality.reconciliation.compared === 0 ? '' : `${format.count(quality.reconciliation.equal)} of ${format.count(quality.reconciliation.compared)} figures equal the service’s own.`,
  ].filter((part) => part !== '').join(' ');
}
