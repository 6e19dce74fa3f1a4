import { formatOf, type Format } from '../../domain/format.ts';
import { serviceWordOr } from '../../domain/serviceWords.ts';
import type { ReportModel } from '../../domain/report.ts';

/** A picture of one chart, and what it says in words. */
export interface ChartPicture {
  readonly png: Uint8Array;
  /** CSS pixels at which it is shown; the picture has twice as many. */
  readonly width: number;
  readonly height: number;
  readonly alt: string;
  readonly caption: string;
}

/** A file of the report that is attached, or only linked. */
export interface FileLine {
  readonly words: string;
  readonly name: string;
  /** https address; empty: none. */
  readonly href: string;
}

export interface MailFrame {
  readonly subject: string;
  readonly from: string;
  /** Content id of the chart's picture. */
  readonly contentId: string;
  readonly chart: ChartPicture | null;
  /** https address of the run's report; empty: the site is not published. */
  readonly link: string;
  readonly files: readonly FileLine[];
  /** Days from one report to the next, at most. */
  readonly periodDays: number;
}

const sentencesShown = 3;
const actionsShown = 5;

/** What the templates show: text only, all of it made harmless for lines and directions; the templates escape it for HTML. */
export function mailView(model: ReportModel, frame: MailFrame): object {
  const format = formatOf(model);
  const { headline } = model;
  return {
    title: plain(model.title), company: plain(model.company ?? ''), classification: plain(model.classification ?? ''), footer: plain(model.footer ?? ''),
    subject: plain(frame.subject), from: frame.from, runId: plain(model.runId), timeZone: plain(model.timeZone), day: format.day(model.day),
    score: headline.score.ratio === null ? format.text('score.none') : format.percent(headline.score.ratio),
    change: changeView(model, format),
    target: targetWords(model, format),
    lang: format.language,
    modelLine: format.text('mail.model'),
    sentences: headline.sentences.slice(0, sentencesShown).map(plain),
    chart: frame.chart === null ? null : { contentId: frame.contentId, width: frame.chart.width, height: frame.chart.height, alt: plain(frame.chart.alt), caption: plain(frame.chart.caption) },
    actions: actionsView(model, format),
    link: frame.link, files: frame.files,
    trust: [trustWords(model, format), missedWords(model, frame.periodDays, format)].filter((part) => part !== '').join(' '),
  };
}

/** One line for a table cell, a header or a terminal: no line breaks, no control characters, nothing that turns text around. */
export function plain(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

const tones = {
  up: { mark: '▲', tone: 'up', colour: '#00707f' },
  down: { mark: '▼', tone: 'down', colour: '#c2380f' },
  same: { mark: '', tone: 'ink', colour: '#17191c' },
} as const;

function changeView({ headline }: ReportModel, format: Format): object {
  const { shown: change, since, reason } = headline.sinceLastReport;
  if (change === null) return { words: '', missing: format.text('summary.nothingYet', { reason: plain(reason ?? format.text('summary.firstReport')) }), tone: '', colour: '' };
  const { mark, tone, colour } = Math.abs(change) < 0.0005 ? tones.same : change > 0 ? tones.up : tones.down;
  return { words: `${mark} ${format.text('mail.change', { change: format.pp(change), day: format.day(since) })}`.trim(), missing: '', tone, colour };
}

function targetWords({ headline }: ReportModel, format: Format): string {
  const { score, target } = headline;
  if (target === null) return '';
  if (score.ratio === null) return format.text('mail.target', { target: format.percent(target) });
  const distance = score.ratio - target;
  const words = { target: format.percent(target), distance: format.pp(Math.abs(distance)).replace('+', '') };
  return format.text(Math.abs(distance) < 0.0005 ? 'mail.targetReached' : distance < 0 ? 'mail.targetBelow' : 'mail.targetAbove', words);
}

/** By rescoring where that is possible; else the controls with the highest potential increase. */
function actionsView(model: ReportModel, format: Format): object {
  const steps = (model.plan?.steps ?? []).slice(0, actionsShown);
  if (steps.length > 0) {
    return {
      heading: format.text('mail.actions', { count: steps.length, gain: format.pp(steps.at(-1)?.cumulative ?? 0).replace('+', '') }),
      rows: steps.map((step, index) => ({ number: index + 1, name: plain(format.list(step.names)), gain: format.pp(step.gain), facts: factsOf(step.resources, step.implementationEffort, step.owner, step.dueAt, model, format) })),
    };
  }
  const controls = model.controls.filter((control) => (control.potentialIncrease ?? 0) > 0).slice(0, actionsShown);
  return {
    heading: format.text('controlActions.caption'),
    rows: controls.map((control, index) => {
      const start = control.recommendations[0];
      return { number: index + 1, name: plain(control.name), gain: format.pp(control.potentialIncrease), facts: factsOf(control.unhealthy, start?.implementationEffort ?? null, start?.owner ?? null, start?.dueAt ?? null, model, format) };
    }),
  };
}

function factsOf(resources: number, effort: string | null, owner: string | null, dueAt: string | null, { timeZone, takenAt }: ReportModel, format: Format): string {
  const due = dueAt === null ? null : new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(Date.parse(dueAt));
  const late = dueAt !== null && Date.parse(dueAt) < Date.parse(takenAt);
  return [
    format.text('count.resources', { count: resources }),
    format.text('mail.effort', { effort: plain(serviceWordOr('effort', effort, format.text('given.no'), format)).toLowerCase() }),
    owner === null ? format.text('owner.none') : format.text('mail.owner', { owner: plain(owner) }),
    due === null ? format.text('mail.noDueDate') : format.text(late ? 'mail.overdue' : 'mail.due', { day: format.day(due) }),
  ].join(' · ');
}

function trustWords({ quality, takenAt, timeZone }: ReportModel, format: Format): string {
  const missing = quality.gaps.filter((gap) => gap.affectsScore).length;
  return [
    format.text('trust.taken', { scored: format.text('scored.of', { scored: quality.scoredScopes, expected: quality.expectedScopes }), coverage: format.percent(quality.coverage), at: format.dateTime(takenAt), zone: plain(timeZone) }),
    missing === 0 ? format.text(quality.complete ? 'trust.noGap' : 'trust.incomplete') : format.text('trust.gaps', { count: missing }),
    quality.reconciliation.compared === 0 ? '' : format.text('trust.equal', { equal: quality.reconciliation.equal, compared: quality.reconciliation.compared }),
  ].filter((part) => part !== '').join(' ');
}

/** A pause of more than half a period beyond the period: runs that should have been and were not. */
function missedWords({ quality, takenAt }: ReportModel, periodDays: number, format: Format): string {
  const before = quality.cadence.lastRunBefore;
  const days = before === null ? 0 : (Date.parse(takenAt) - Date.parse(before)) / 86_400_000;
  return before === null || days <= 1.5 * periodDays ? '' : format.text('mail.missedRuns', { days: Math.round(days), before: format.dateTime(before) });
}

/** The subject: the template's {words} replaced once, so that a title with braces stays what it is. That of a group's report always names the group. */
export function subjectOf(template: string, model: ReportModel, group: string | null = null): string {
  const format = formatOf(model);
  const { score, sinceLastReport, target } = model.headline;
  const words: Readonly<Record<string, string>> = {
    title: model.title, group: group ?? model.title, company: model.company ?? '', day: format.day(model.day),
    score: score.ratio === null ? format.text('score.noneInline') : format.percent(score.ratio),
    change: sinceLastReport.shown === null ? format.text('mail.firstReport') : format.pp(sinceLastReport.shown),
    since: sinceLastReport.since === null ? format.noData : format.day(sinceLastReport.since),
    target: target === null ? format.text('mail.noTarget') : format.percent(target),
  };
  const named = group === null || /\{(title|group)\}/.test(template) ? template : `{group}: ${template}`;
  return plain(named.replace(/\{([a-z]+)\}/g, (whole, name: string) => (Object.hasOwn(words, name) ? (words[name] ?? '') : whole))).slice(0, 240);
}
