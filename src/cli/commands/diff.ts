import { exitCodes } from '../../domain/errors.ts';
import { environmentLabel } from '../../domain/environment.ts';
import { formatFor, type Format } from '../../domain/format.ts';
import type { AccountPart } from '../../domain/reportPanels.ts';
import { diffRuns } from '../../pipeline/diff.ts';
import { realStages } from '../../pipeline/realStages.ts';
import type { Diff, PartDifference, Provenance, ScopeDifference } from '../../report/diff/diffModel.ts';
import { columns } from '../columns.ts';
import { sessionConfig, type Session } from '../session.ts';

export type DiffFlags = { readonly json?: boolean; readonly scope?: readonly string[]; readonly group?: string; readonly environment?: string };

/** `diff`: two runs on record compared. */
export async function diff(session: Session, flags: DiffFlags, names: readonly [string, string]): Promise<number> {
  const config = await sessionConfig(session);
  const { log, terminal } = session;
  const request = { names, scopes: flags.scope ?? [], group: flags.group ?? null, environment: flags.environment ?? null };
  const compared = await diffRuns(config, request, { stages: realStages, env: terminal.env, progress: { update: () => {}, warn: (message) => log.warn(message) }, warn: (message) => log.warn(message) });
  if (flags.json === true) terminal.out(`${JSON.stringify(compared, null, 2)}\n`);
  else log.result(diffText(compared, formatFor(config.report.locale, config.timeZone)), compared);
  return exitCodes.done;
}

/** The comparison as text that can be quoted: where the figures are from, the scopes, why. */
export function diffText(compared: Diff, format: Format): string {
  const of = compared.of === null ? [] : [`Compared: ${compared.of}.`, ''];
  return [...of, ...provenanceLines(compared), '', ...scopeLines(compared, format), ...partLines('environment', compared.environments, format), ...partLines('group', compared.groups, format), '', ...accountLines(compared, format)].join('\n');
}

function provenanceLines({ from, to }: Diff): readonly string[] {
  const row = (name: string, value: (run: Provenance) => string): string[] => [name, value(from), value(to)];
  return columns([
    ['', 'from', 'to'],
    row('run', ({ runId }) => runId),
    row('start', ({ start }) => start),
    row('end', ({ end, seconds }) => (end === null ? '–' : `${end} (${seconds} s)`)),
    row('day', ({ day, timeZone }) => `${day} (${timeZone})`),
    row('source', ({ source, complete }) => `${source}${complete ? '' : ', incomplete'}`),
    row('coverage', ({ coverage, scopes, gaps }) => (scopes === null ? '–' : `${Math.round(coverage * scopes)} of ${scopes} scopes, ${gaps ?? 0} gaps`)),
    row('tool', ({ toolVersion, formula }) => `${toolVersion ?? '–'}, formula ${formula}`),
    row('catalogue', ({ catalogue }) => catalogue?.slice(0, 12) ?? '–'),
  ], ['left', 'left', 'left']);
}

function scopeLines({ scopes, overall }: Diff, format: Format): readonly string[] {
  const head = ['scope', 'environment', 'from', 'to', 'change', 'weight', 'why most'];
  const rows = scopes.map((row) => [
    row.name, environmentLabel(row.environment), carried(format.percent(row.from), row.carriedFrom, format), carried(format.percent(row.to), row.carriedTo, format),
    row.status === 'both' ? format.pp(row.shown) : row.status, weights(row.weightFrom, row.weightTo, format), why(row, format),
  ]);
  return columns([head, ...rows, ['overall', '', format.percent(overall.from), format.percent(overall.to), format.pp(overall.shown), '', '']], ['left', 'left', 'right', 'right', 'right', 'left', 'left']);
}

/** A table of environments or groups; none: nothing, and a single environment says what the last line says. */
function partLines(noun: 'environment' | 'group', parts: readonly PartDifference[], format: Format): readonly string[] {
  if (parts.length === 0 || (noun === 'environment' && parts.length === 1)) return [];
  const name = (part: PartDifference): string => (noun === 'environment' ? environmentLabel(part.name) : part.name);
  const rows = parts.map((part) => [name(part), format.count(part.scopes), format.percent(part.from), format.percent(part.to), format.pp(part.shown), why(part, format)]);
  return ['', ...columns([[noun, 'scopes', 'from', 'to', 'change', 'why most'], ...rows], ['left', 'right', 'right', 'right', 'right', 'left'])];
}

/** `61.6 % (18 Nov)`: a figure that was carried forward from that day. */
function carried(figure: string, measuredOn: string | null, format: Format): string {
  return measuredOn === null ? figure : `${figure} (${format.shortDay(measuredOn)})`;
}

/** The cause that moved it most in the direction it went. */
function why({ changeAccount, change }: Pick<ScopeDifference, 'changeAccount' | 'change'>, format: Format): string {
  const direction = Math.sign(change ?? 0);
  const [top] = (changeAccount?.parts ?? []).toSorted((a, b) => direction * (b.shown - a.shown));
  return top === undefined || direction * top.shown <= 0 ? '' : `${causeLabels[top.cause]} ${format.pp(top.shown / 100)}`;
}

function weights(from: number | null, to: number | null, format: Format): string {
  if (from === to) return format.count(to);
  return `${from === null ? '–' : format.count(from)} → ${to === null ? '–' : format.count(to)}`;
}

const causeLabels: Readonly<Record<AccountPart['cause'], string>> = {
  remediated: 'remediated', regressed: 'regressed', newResources: 'new resources', deletedResources: 'deleted resources', exemptions: 'exemptions', gracePeriod: 'grace periods', catalogue: 'catalogue',
  scopesJoined: 'scopes joined', scopesLeft: 'scopes left', weightShift: 'weight shift', staleData: 'counts behind states', remainder: 'remainder',
};

function accountLines({ account, resourcesKnown, methodBreak }: Diff, format: Format): readonly string[] {
  if (account === null) return ['Why: one of the runs has no score.'];
  const pp = (shown: number): string => format.pp(shown / 100);
  const rows = account.parts.map((part) => [causeLabels[part.cause], pp(part.shown), part.resources === 0 ? '' : format.count(part.resources), where(part)]);
  return [
    ...columns([['why', 'change', 'resources', 'where most'], ...rows, ['sum', pp(account.shownTo - account.shownFrom), '', '']], ['left', 'right', 'right', 'left']),
    ...(resourcesKnown ? [] : ['', 'No resource states are on record: what happened inside a control is the remainder.']),
    ...(methodBreak === null ? [] : ['', `The method changed between the runs: ${methodBreak}.`]),
  ];
}

/** `pay-prod, Secure management ports; and 3 more`. */
function where({ details, detailTotal }: AccountPart): string {
  const [first] = details;
  if (first === undefined) return '';
  const place = first.controlName === null ? first.scopeName : `${first.scopeName}, ${first.controlName}`;
  return detailTotal > 1 ? `${place}; and ${detailTotal - 1} more` : place;
}
