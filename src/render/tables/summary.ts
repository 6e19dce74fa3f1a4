import type { ReportModel } from '../../domain/report.ts';
import type { ScoreChange, ScoreFigure } from '../../domain/reportFigures.ts';
import type { AccountDetail, AccountPart } from '../../domain/reportPanels.ts';
import { causeNames } from '../../domain/causeNames.ts';
import { column, tableOf, type Table } from './table.ts';

interface HeadlineFigure {
  readonly figure: string;
  readonly ratio: number | null;
  readonly points: { readonly current: number; readonly max: number } | null;
  readonly score: ScoreFigure | null;
  readonly note: string | null;
}

/** The figures at the top of the report. */
export function headlineTable({ headline, quality }: ReportModel): Table {
  const { score, gracePeriod, target, points } = headline;
  const rows: readonly HeadlineFigure[] = [
    { figure: 'Secure score', ratio: score.ratio, points, score, note: score.reason },
    { figure: 'With grace period', ratio: gracePeriod.ratio, points: null, score: gracePeriod, note: gracePeriod.reason },
    { figure: 'Target', ratio: target, points: null, score: null, note: target === null ? 'none set' : null },
    { figure: 'Coverage', ratio: quality.coverage, points: null, score: null, note: `${quality.scoredScopes} of ${quality.expectedScopes} expected scopes have a score` },
  ];
  return tableOf({ id: 'headline', title: 'Headline', note: 'The figures at the top of the report.', empty: '' }, rows, [
    column('text', 'figure', 'Figure', (row) => row.figure),
    column('ratio', 'value', 'Value', (row) => row.ratio, { means: 'Sum of weight × current ÷ maximum over the scopes, divided by the sum of weights.', bar: true }),
    column('points', 'current', 'Current points', (row) => row.points?.current ?? null, { means: 'Only where the report covers a single scope: points of several do not add up to a score.' }),
    column('points', 'maximum', 'Maximum points', (row) => row.points?.max ?? null),
    column('count', 'scopes', 'Scopes', (row) => row.score?.scopes ?? null, { means: 'Scopes whose points are in the figure.' }),
    column('count', 'scopes_without_score', 'Scopes without score', (row) => row.score?.withoutScore ?? null),
    column('count', 'weight', 'Weight', (row) => row.score?.weight ?? null, { means: 'Sum of the weights in the figure.' }),
    column('text', 'remark', 'Remark', (row) => row.note),
  ]);
}

/** How the score moved, against four earlier days. */
export function changesTable({ headline }: ReportModel): Table {
  const rows: readonly (readonly [string, ScoreChange])[] = [['Since the last report', headline.sinceLastReport], ['7 days', headline.over7Days], ['30 days', headline.over30Days], ['90 days', headline.over90Days]];
  return tableOf({ id: 'changes', title: 'Changes', note: 'How the score moved.', empty: '' }, rows, [
    column('text', 'period', 'Period', ([period]) => period),
    column('pp', 'change', 'Change (pp)', ([, change]) => change.shown, { means: 'Score now minus score then, in percentage points, both as shown with one decimal.' }),
    column('pp', 'exact_change', 'Exact change (pp)', ([, change]) => change.change, { means: 'The same from the unrounded scores.' }),
    column('day', 'compared_with', 'Compared with', ([, change]) => change.since),
    column('ratio', 'score_before', 'Score then', ([, change]) => change.from),
    column('relative', 'relative_change', 'Relative change', ([, change]) => change.relativeChange, { means: 'The workbook\'s figure: the change divided by the score then.' }),
    column('text', 'no_change_because', 'No change because', ([, change]) => change.reason),
    column('text', 'method_break', 'Method break', ([, change]) => change.methodBreak),
  ]);
}

export function sentencesTable({ headline }: ReportModel): Table {
  return tableOf({ id: 'sentences', title: 'What changed', note: 'Written from the numbers.', empty: 'Nothing to say.' }, headline.sentences, [column('text', 'sentence', 'Sentence', (sentence) => sentence, { width: 120 })]);
}

/** Why the score moved: one row a cause; they sum to the change. */
export function accountTable({ account }: ReportModel): Table {
  const about = { id: 'account', title: 'Why it moved', note: account === null ? '' : `Causes of the change since ${account.since}; they sum to it exactly.`, empty: 'There is no earlier run to compare with, or none of the right age.' };
  return tableOf<AccountPart>(about, account?.parts ?? [], [
    column('text', 'cause', 'Cause', (part) => causeNames[part.cause]),
    column('pp', 'change', 'Change (pp)', (part) => part.change, { means: 'Share of the change; the parts sum to it exactly.' }),
    column('pp', 'shown', 'As shown (pp)', (part) => part.shown / 100, { means: 'With one decimal, rounded so that the parts sum to the shown change.' }),
    column('count', 'resources', 'Resources', (part) => part.resources),
    column('count', 'places', 'Places', (part) => part.detailTotal, { means: 'Scopes and controls in which the cause acted; the largest are listed under details.' }),
  ]);
}

interface Place extends AccountDetail {
  readonly cause: string;
}

/** Where each cause acted. */
export function accountDetailsTable({ account }: ReportModel): Table {
  const rows = (account?.parts ?? []).flatMap((part) => part.details.map((detail): Place => ({ ...detail, cause: causeNames[part.cause] })));
  return tableOf({ id: 'account-details', title: 'Where it moved', note: 'Where each cause acted, largest first; at most 20 places a cause.', empty: 'There is no earlier run to compare with, or none of the right age.' }, rows, [
    column('text', 'cause', 'Cause', (row) => row.cause),
    column('text', 'scope', 'Scope', (row) => row.scopeName, { width: 30 }),
    column('text', 'control', 'Control', (row) => row.controlName, { width: 40, means: 'Empty where the cause concerns the scope as a whole.' }),
    column('pp', 'change', 'Change (pp)', (row) => row.change),
    column('count', 'resources', 'Resources', (row) => row.resources),
    column('text', 'recommendations', 'Recommendations', (row) => row.recommendations.map(({ name, resources }) => `${name} (${resources})`).join('; ') || null, { width: 60, means: 'Those that made the difference, with their resources.' }),
    column('text', 'recommendation_keys', 'Recommendation keys', (row) => row.recommendations.map(({ key }) => key).join('; ') || null),
    column('text', 'changed', 'Resources before and after', (row) => row.changed.map(({ resourceId, from, to, keys }) => `${resourceId}: ${from ?? 'not assessed'} → ${to ?? 'not assessed'} (${keys.join(' ')})`).join('; ') || null, { width: 60, means: 'Standing in the control, with the recommendations that made the difference; at most 5 resources.' }),
    column('text', 'scope_id', 'Scope id', (row) => row.scopeId),
    column('text', 'control_id', 'Control id', (row) => row.controlId),
  ]);
}
