import type { Config, ScoreLimits } from '../domain/config.ts';
import { alertsVersion, type Alert, type Alerts } from '../domain/alerts.ts';
import { shownChange } from '../domain/reportFigures.ts';
import { matchesGlob } from '../domain/glob.ts';
import type { Day, KnownStates } from '../domain/history.ts';
import type { Account } from '../domain/reportPanels.ts';
import type { Scope } from '../domain/scope.ts';
import { accounting } from './account/account.ts';
import type { ReportInputs } from './buildReport.ts';
import { baseRunDay, gridDay, reportContext, type ReportContext } from './context.ts';
import { allScopes, idsOf, scoreOn } from './figures.ts';
import { belongsTo } from './membership.ts';

/** What limits are judged of: some scopes of the grid. */
interface Judged {
  readonly subject: Alert['subject'];
  readonly limits: ScoreLimits;
  readonly scopes: readonly number[];
}

/** Ratios are sums of products: differences below this are the arithmetic's, not the score's. */
const tolerance = 1e-9;

/**
 * Judges a run by the limits of config, from the record: the whole score, every scope that a limit matches, every group that has one. A limit
 * broken in fewer runs in a row than config asks for is pending; a fall that is within the limit without the ignored causes is ignored.
 */
export async function buildAlerts(config: Config, { snapshot, history, states }: Omit<ReportInputs, 'now'>): Promise<Alerts> {
  const context = await reportContext(config, snapshot, history);
  const judged = judgedOf(context).filter(({ limits }) => limits.minimumPercent !== null || limits.maximumDrop !== null);
  const alerts: Alert[] = [];
  for (const one of judged) alerts.push(...minimumAlerts(context, one), ...(await dropAlerts(context, states, one)));
  const order = ['alarm', 'pending', 'ignored'];
  return {
    schema: 'secure-score/alerts', version: alertsVersion, title: config.title, runId: snapshot.runId, takenAt: snapshot.takenAt, day: context.day,
    status: alerts.some(({ status }) => status === 'alarm') ? 'alarm' : 'ok',
    limits: judged.reduce((sum, { limits }) => sum + (limits.minimumPercent === null ? 0 : 1) + (limits.maximumDrop === null ? 0 : 1), 0),
    alerts: alerts.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status)),
  };
}

function judgedOf(context: ReportContext): Judged[] {
  const { config, grid, snapshot } = context;
  const places = new Map(grid.scopeIds.map((id, place) => [id, place]));
  const placed = snapshot.scopes.flatMap((scope) => (places.has(scope.id) ? { scope, place: places.get(scope.id) as number } : []));
  const scopes = config.gates.scopes.flatMap((limits) => placed.filter(({ scope }) => isCalled(scope, limits.match)).map(({ scope, place }): Judged => ({ subject: { kind: 'scope', id: scope.id, name: scope.name }, limits, scopes: [place] })));
  const groups = config.gates.groups.flatMap((limits) => config.groups.filter(({ name }) => name.toLowerCase() === limits.name.toLowerCase()).map(({ name, match }): Judged => ({
    subject: { kind: 'group', id: null, name }, limits, scopes: placed.filter(({ scope }) => belongsTo(match, scope)).map(({ place }) => place),
  })));
  return [{ subject: { kind: 'overall', id: null, name: config.title }, limits: config.gates, scopes: allScopes(grid) }, ...scopes, ...groups];
}

/** True when a pattern of config names the scope: by its name, its id, its subscription or account. */
export function isCalled(scope: Scope, pattern: string): boolean {
  return [scope.name, scope.id, ...(scope.kind === 'subscription' ? [scope.subscriptionId] : []), ...(scope.hierarchyIdentifier === null ? [] : [scope.hierarchyIdentifier])].some((name) => matchesGlob(pattern, name));
}

/** Days of the last runs that have to break a limit, oldest first; fewer where the record is younger. */
function lastRunDays({ config, runDays }: ReportContext): readonly Day[] {
  return runDays.slice(-config.gates.runsInARow);
}

/** How many of the values, from the last back, are broken without a break. */
function inARow(values: readonly boolean[]): number {
  return values.length - 1 - values.lastIndexOf(false);
}

function valueOn({ grid }: ReportContext, scopes: readonly number[], day: Day): number | null {
  const index = gridDay(grid, day);
  return index === null ? null : scoreOn(grid, scopes, index).ratio;
}

function minimumAlerts(context: ReportContext, { subject, limits, scopes }: Judged): Alert[] {
  if (limits.minimumPercent === null) return [];
  const limit = limits.minimumPercent / 100;
  // Where a score is asked for and there is none, silence is no pass. A scope without one is a gap of its own.
  const isBroken = (score: number | null): boolean => (score === null ? subject.kind !== 'scope' : score < limit - tolerance);
  const values = lastRunDays(context).map((day) => valueOn(context, scopes, day));
  const runs = inARow(values.map(isBroken));
  if (runs === 0) return [];
  const format = context.format;
  const score = values.at(-1) ?? null;
  const fact = score === null ? format.text('alert.noScore', { minimum: format.percent(limit) }) : format.text('alert.minimum', { score: format.percent(score), minimum: format.percent(limit) });
  return [{ subject, rule: 'minimum', limit, score, since: null, from: null, change: null, ignored: 0, causes: [], ...persistence(context, runs), message: sentence(context, subject, fact, '', runs) }];
}

/** A fall since the last report before the runs in a row: all of them must lie below it by more than the limit. */
async function dropAlerts(context: ReportContext, states: KnownStates | null, { subject, limits, scopes }: Judged): Promise<Alert[]> {
  const days = lastRunDays(context);
  const since = days[0] === undefined ? null : baseRunDay(context, context.period, days[0]);
  const from = since === null ? null : valueOn(context, scopes, since);
  const score = valueOn(context, scopes, context.day);
  if (limits.maximumDrop === null || since === null || from === null || score === null) return [];
  const limit = limits.maximumDrop / 100;
  const falls = (ignored: number) => (value: number | null): boolean => value !== null && from + ignored - value > limit + tolerance;
  if (!falls(0)(score)) return [];
  const why = (await accounting(context, states, since)).of(idsOf(context.grid, scopes));
  const ignored = ignoredPart(context, why);
  const runs = inARow(days.map((day) => valueOn(context, scopes, day)).map(falls(ignored)));
  const format = context.format;
  const fact = format.text('alert.drop', { change: format.pp(shownChange(from, score)), since: format.day(since), limit: format.pp(-limit) });
  const besides = ignored === 0 ? '' : ` ${format.text('alert.ignored', { change: format.pp(ignored) })}`;
  return [{
    subject, rule: 'maximumDrop', limit, score, since, from, change: score - from, ignored, causes: causesOf(why),
    ...(runs === 0 ? { status: 'ignored' as const, runs: 0, runsInARow: context.config.gates.runsInARow } : persistence(context, runs)),
    message: sentence(context, subject, fact, besides, runs),
  }];
}

/** What the causes that are no alarm took away; never more than 0: where they raised the score they excuse nothing else. */
function ignoredPart({ config }: ReportContext, why: Account | null): number {
  const parts = why?.parts.filter(({ cause }) => config.gates.ignoredCauses.includes(cause)) ?? [];
  return Math.min(0, parts.reduce((sum, { change }) => sum + change, 0));
}

function causesOf(why: Account | null): Alert['causes'] {
  return (why?.parts ?? []).filter(({ shown }) => shown !== 0).toSorted((a, b) => a.shown - b.shown).map(({ cause, shown }) => ({ cause, shown }));
}

function persistence({ config }: ReportContext, runs: number): Pick<Alert, 'status' | 'runs' | 'runsInARow'> {
  const { runsInARow } = config.gates;
  return { status: runs >= runsInARow ? 'alarm' : 'pending', runs, runsInARow };
}

function sentence({ config, format }: ReportContext, subject: Alert['subject'], fact: string, besides: string, runs: number): string {
  const { runsInARow: needed } = config.gates;
  const who = subject.kind === 'overall' ? '' : `${subject.name}: `;
  const often = needed === 1 || runs === 0 ? 'once' : runs >= needed ? 'always' : 'partly';
  return `${who}${format.text('alert.sentence', { fact, often, runs, needed })}${besides}`;
}
