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
  if (score.ratio === null) return `There is no secure score: ${score.reason ?? 'no scope has one'}.`;
  const distance = target === null ? '' : targetWords(score.ratio - target, target, format);
  const now = format.percent(score.ratio);
  if (sinceLastReport.change === null) return `The score is ${now}${distance}. ${incomparable(sinceLastReport, quality.cadence.lastRunBefore)}`;
  const since = format.day(sinceLastReport.since);
  if (!shows(sinceLastReport.shown)) return `The score is ${now}, unchanged since ${since}${distance}.`;
  const verb = sinceLastReport.shown < 0 ? 'fell' : 'rose';
  return `The score ${verb} ${unsigned(sinceLastReport.shown, format)} to ${now} since ${since}${distance}.`;
}

/** Why no change is told: a first run has nothing before it; later ones may have runs that are too young or too old to compare with. */
function incomparable({ reason }: ScoreChange, runBefore: string | null): string {
  if (runBefore === null || reason === null) return 'There is no earlier report to compare it with.';
  return `It cannot be compared with an earlier one: ${reason}.`;
}

function targetWords(distance: number, target: number, format: Format): string {
  if (!shows(distance)) return `, on the target of ${format.percent(target)}`;
  return `, ${unsigned(distance, format)} ${distance < 0 ? 'under' : 'over'} the target of ${format.percent(target)}`;
}

function unsigned(change: number, format: Format): string {
  return format.pp(Math.abs(change)).replace('+', '');
}

/** What the causes that move a score are called in a sentence; `n` resources. */
const causeWords: Readonly<Record<AccountPart['cause'], (part: AccountPart, n: string) => string>> = {
  remediated: (_, n) => `${n} that were remediated`,
  regressed: (_, n) => `${n} that became unhealthy`,
  newResources: (_, n) => `${n} that are new or newly assessed`,
  deletedResources: (_, n) => `${n} that are gone or no longer assessed`,
  exemptions: (_, n) => `exemptions granted or ended on ${n}`,
  catalogue: () => 'changes of Microsoft’s catalogue',
  scopesJoined: (part) => `${placesOf(part)} joining`,
  scopesLeft: (part) => `${placesOf(part)} leaving`,
  weightShift: () => 'the scopes’ shifted weights',
  staleData: () => 'control counts that lag behind the assessments, or leave out what is in a grace period',
  remainder: () => 'counts without resources on record',
};

/** The cause that moved the score most in the direction it went, and where most of it lies. */
function reason({ account }: ModelWithoutSentences, format: Format): string | null {
  if (account === null || account.shownFrom === account.shownTo) return null;
  const direction = Math.sign(account.shownTo - account.shownFrom);
  const top = account.parts.toSorted((a, b) => direction * (b.change - a.change))[0];
  if (top === undefined || direction * top.shown <= 0) return null;
  const resources = top.resources === 1 ? '1 resource' : `${format.count(top.resources)} resources`;
  const share = Math.abs(top.shown) >= Math.abs(account.shownTo - account.shownFrom) - 0.05 ? 'The cause' : `${unsigned(top.shown / 100, format)} of that`;
  return `${share} ${share === 'The cause' ? 'is' : 'comes from'} ${causeWords[top.cause](top, resources)}${mostlyIn(top)}.`;
}

function placesOf(part: AccountPart): string {
  return part.details.map((detail) => detail.scopeName).slice(0, 3).join(', ');
}

/** `, mostly in pay-prod` where one scope holds more than half of a cause that has resources. */
function mostlyIn(part: AccountPart): string {
  if (part.resources === 0) return '';
  const byScope = [...Map.groupBy(part.details, (detail) => detail.scopeName)].map(([name, own]) => ({ name, change: Math.abs(own.reduce((sum, detail) => sum + detail.change, 0)) }));
  const top = byScope.toSorted((a, b) => b.change - a.change)[0];
  if (top === undefined || top.change < Math.abs(part.change) / 2) return '';
  return byScope.length === 1 ? `, all in ${top.name}` : `, mostly in ${top.name}`;
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
  return `${top.name} moved it most: ${change < 0 ? 'down' : 'up'} ${unsigned(change, format)} to ${format.percent(top.ratio)} since ${format.day(top[over].since)}.`;
}

function stateChanges({ stateChanges: panel }: ModelWithoutSentences, format: Format): string | null {
  const { totals, rows, from } = panel;
  if (from === null || totals.toUnhealthy + totals.toHealthy === 0) return null;
  const first = rows[0];
  const most = first === undefined || first.toUnhealthy === 0 ? '' : `; ${format.count(first.toUnhealthy)} of the unhealthy ones fail “${first.name}”${only(first.details)}`;
  return `Since ${format.day(from)}, ${format.count(totals.toUnhealthy)} assessments became unhealthy and ${format.count(totals.toHealthy)} healthy${most}.`;
}

/** `, all in pay-prod` where the details name a single scope. */
function only(details: readonly { readonly scopeName: string; readonly to: string | null }[]): string {
  const scopes = new Set(details.filter((detail) => detail.to === 'Unhealthy').map((detail) => detail.scopeName));
  return scopes.size === 1 ? `, all in ${[...scopes][0] ?? ''}` : '';
}

function opportunity({ controls, environments }: ModelWithoutSentences, format: Format): string | null {
  const best = controls[0];
  if (best === undefined || best.potentialIncrease === null || !shows(best.potentialIncrease)) return null;
  const weakest = environments.filter((row) => row.score.ratio !== null).toSorted((a, b) => (a.score.ratio ?? 0) - (b.score.ratio ?? 0))[0];
  const low = weakest === undefined || environments.length < 2 ? '' : ` ${environmentLabel(weakest.environment)} is the lowest environment at ${format.percent(weakest.score.ratio)}.`;
  return `“${best.name}” has most to gain: up to ${unsigned(best.potentialIncrease, format)} over ${format.count(best.unhealthy)} unhealthy resources.${low}`;
}

function caveat({ quality, scopes }: ModelWithoutSentences, format: Format): string | null {
  const missing = quality.expectedScopes - quality.scoredScopes;
  if (missing === 0) return quality.complete ? null : 'Some figures are incomplete; see data quality.';
  const carried = Math.min(missing, scopes.filter(({ stale, ratio }) => stale && ratio !== null).length);
  const parts = [outWords(missing - carried, format), carriedWords(carried, format)].filter((part) => part !== '');
  return `${parts.join('; ')}; see data quality.`;
}

function outWords(count: number, format: Format): string {
  if (count === 0) return '';
  return count === 1 ? '1 scope has no score and stays out of the figure' : `${format.count(count)} scopes have no score and stay out of the figure`;
}

/** Scopes whose last score counts for a while, though this run brought none. */
function carriedWords(count: number, format: Format): string {
  if (count === 0) return '';
  return count === 1 ? '1 scope brought no score and counts with its last one' : `${format.count(count)} scopes brought no score and count with their last ones`;
}
