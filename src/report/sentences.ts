import { environmentLabel } from '../domain/environment.ts';
import type { Format } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import type { ScoreChange } from '../domain/reportFigures.ts';
import type { AccountPart, ScopeRow } from '../domain/reportPanels.ts';

/** The model without what is being written from it. */
export type ModelWithoutSentences = Omit<ReportModel, 'headline'> & { readonly headline: Omit<ReportModel['headline'], 'sentences'> };

/** What changed and what stands out: short, active sentences in which every number can be checked in the report. */
export function sentences(model: ModelWithoutSentences, format: Format): string[] {
  return [movement(model, format), reason(model, format) ?? mover(model, format), stateChanges(model, format), opportunity(model, format), caveat(model, format)].flatMap((sentence) => sentence ?? []);
}

/** True when a change shows as something else than ±0.0 pp. */
function shows(change: number | null): change is number {
  return change !== null && Math.abs(change) >= 0.0005;
}

function movement({ headline, quality }: ModelWithoutSentences, format: Format): string {
  const { score, sinceLastReport, target } = headline;
  if (score.ratio === null) return format.text('score.missing', { reason: score.reason ?? format.text('score.noScopeHasOne') });
  const now = { now: format.percent(score.ratio), ...distanceTo(target, score.ratio, format) };
  if (sinceLastReport.change === null) return `${format.text('sentence.stands', now)} ${incomparable(sinceLastReport, quality.cadence.lastRunBefore, format)}`;
  const since = format.day(sinceLastReport.since);
  if (!shows(sinceLastReport.shown)) return format.text('sentence.unchanged', { ...now, since });
  return format.text(sinceLastReport.shown < 0 ? 'sentence.fell' : 'sentence.rose', { ...now, since, by: unsigned(sinceLastReport.shown, format) });
}

/** Why no change is told: a first run has nothing before it; later ones may have runs that are too young or too old to compare with. */
function incomparable({ reason }: ScoreChange, runBefore: string | null, format: Format): string {
  if (runBefore === null || reason === null) return format.text('sentence.noEarlier');
  return format.text('sentence.incomparable', { reason });
}

/** Where the score stands to its target, for the sentence that says the score. */
function distanceTo(target: number | null, ratio: number, format: Format): { readonly side: 'none' | 'on' | 'under' | 'over'; readonly target: string; readonly distance: string } {
  const distance = target === null ? 0 : ratio - target;
  const side = target === null ? 'none' : !shows(distance) ? 'on' : distance < 0 ? 'under' : 'over';
  return { side, target: format.percent(target), distance: unsigned(distance, format) };
}

function unsigned(change: number, format: Format): string {
  return format.pp(Math.abs(change)).replace('+', '');
}

/** The cause that moved the score most in the direction it went, and where most of it lies. */
function reason({ account }: ModelWithoutSentences, format: Format): string | null {
  if (account === null || account.shownFrom === account.shownTo) return null;
  const direction = Math.sign(account.shownTo - account.shownFrom);
  const top = account.parts.toSorted((a, b) => direction * (b.change - a.change))[0];
  if (top === undefined || direction * top.shown <= 0) return null;
  const whole = Math.abs(top.shown) >= Math.abs(account.shownTo - account.shownFrom) - 0.05;
  const places = top.details.map((detail) => detail.scopeName).slice(0, 3).join(', ');
  return format.text(`sentence.cause.${top.cause}`, { whole: whole ? 'yes' : 'no', share: unsigned(top.shown / 100, format), count: top.resources, places, ...mostlyIn(top) });
}

/** The scope that holds all of a cause that has resources, or more than half of it. */
function mostlyIn(part: AccountPart): { readonly where: 'all' | 'mostly' | 'nowhere'; readonly place: string } {
  const byScope = [...Map.groupBy(part.details, (detail) => detail.scopeName)].map(([name, own]) => ({ name, change: Math.abs(own.reduce((sum, detail) => sum + detail.change, 0)) }));
  const top = byScope.toSorted((a, b) => b.change - a.change)[0];
  if (part.resources === 0 || top === undefined || top.change < Math.abs(part.change) / 2) return { where: 'nowhere', place: '' };
  return { where: byScope.length === 1 ? 'all' : 'mostly', place: top.name };
}

/** The scope that moved the whole most: its weight times its own change over the same time. */
function mover({ headline, scopes }: ModelWithoutSentences, format: Format): string | null {
  const overall = headline.sinceLastReport;
  if (!shows(overall.change)) return null;
  const over: 'over7Days' | 'over30Days' = overall.since === headline.over7Days.since ? 'over7Days' : 'over30Days';
  const pull = (row: ScopeRow): number => (row.weight ?? 0) * (row[over].change ?? 0) * Math.sign(overall.change ?? 0);
  const top = scopes.toSorted((a, b) => pull(b) - pull(a))[0];
  const change = top?.[over].shown ?? null;
  if (top === undefined || pull(top) <= 0 || !shows(change)) return null;
  return format.text(change < 0 ? 'sentence.moverDown' : 'sentence.moverUp', { scope: top.name, by: unsigned(change, format), now: format.percent(top.ratio), since: format.day(top[over].since) });
}

function stateChanges({ stateChanges: panel }: ModelWithoutSentences, format: Format): string | null {
  const { totals, rows, from } = panel;
  if (from === null || totals.toUnhealthy + totals.toHealthy === 0) return null;
  const first = rows[0];
  const counts = { since: format.day(from), unhealthy: totals.toUnhealthy, healthy: totals.toHealthy };
  if (first === undefined || first.toUnhealthy === 0) return format.text('sentence.changed', counts);
  return format.text('sentence.changedMost', { ...counts, most: first.toUnhealthy, recommendation: first.name, ...only(first.details) });
}

/** The scope, where the details name a single one. */
function only(details: readonly { readonly scopeName: string; readonly to: string | null }[]): { readonly where: 'all' | 'several'; readonly place: string } {
  const scopes = new Set(details.filter((detail) => detail.to === 'Unhealthy').map((detail) => detail.scopeName));
  return scopes.size === 1 ? { where: 'all', place: [...scopes][0] ?? '' } : { where: 'several', place: '' };
}

function opportunity({ controls, environments }: ModelWithoutSentences, format: Format): string | null {
  const best = controls[0];
  if (best === undefined || best.potentialIncrease === null || !shows(best.potentialIncrease)) return null;
  const gain = format.text('sentence.opportunity', { control: best.name, gain: unsigned(best.potentialIncrease, format), count: best.unhealthy });
  const weakest = environments.filter((row) => row.score.ratio !== null).toSorted((a, b) => (a.score.ratio ?? 0) - (b.score.ratio ?? 0))[0];
  if (weakest === undefined || environments.length < 2) return gain;
  return `${gain} ${format.text('sentence.lowest', { environment: environmentLabel(weakest.environment), score: format.percent(weakest.score.ratio) })}`;
}

/** Scopes that stay out of the figure, and those whose last score counts for a while though this run brought none. */
function caveat({ quality, scopes }: ModelWithoutSentences, format: Format): string | null {
  const missing = quality.expectedScopes - quality.scoredScopes;
  if (missing === 0) return quality.complete ? null : format.text('sentence.incomplete');
  const carried = Math.min(missing, scopes.filter(({ stale, ratio }) => stale && ratio !== null).length);
  const counts = { out: missing - carried, carried };
  return format.text(carried === 0 ? 'sentence.out' : counts.out === 0 ? 'sentence.carried' : 'sentence.outAndCarried', counts);
}
