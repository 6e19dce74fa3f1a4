import type { MessageKey } from '../../domain/language.ts';
import type { ReportModel } from '../../domain/report.ts';
import type { ScoreChange, ScoreFigure } from '../../domain/reportFigures.ts';
import type { AccountDetail, AccountPart } from '../../domain/reportPanels.ts';
import { column, tableOf, said, type Said, type SaidTable, type Text } from './table.ts';

interface HeadlineFigure {
  readonly figure: MessageKey;
  readonly ratio: number | null;
  readonly points: { readonly current: number; readonly max: number } | null;
  readonly score: ScoreFigure | null;
  readonly note: Text | null;
}

/** The figures at the top of the report. */
export function headlineTable({ headline, quality }: ReportModel): SaidTable {
  const { score, gracePeriod, target, points } = headline;
  const rows: readonly HeadlineFigure[] = [
    { figure: 'table.secureScore', ratio: score.ratio, points, score, note: score.reason },
    { figure: 'head.withGrace', ratio: gracePeriod.ratio, points: null, score: gracePeriod, note: gracePeriod.reason },
    { figure: 'head.target', ratio: target, points: null, score: null, note: target === null ? said('table.noneSet') : null },
    { figure: 'quality.coverage', ratio: quality.coverage, points: null, score: null, note: said('headlineTable.coverage', { scored: quality.scoredScopes, expected: quality.expectedScopes }) },
  ];
  return tableOf({ id: 'headline', title: said('table.headline'), note: said('table.theFiguresAtTheTopOfThe'), empty: '' }, rows, [
    column('text', 'figure', said('head.figure'), (row) => said(row.figure)),
    column('ratio', 'value', said('table.value'), (row) => row.ratio, { means: said('table.sumOfWeightCurrentMaximumOverThe'), bar: true }),
    column('points', 'current', said('table.currentPoints'), (row) => row.points?.current ?? null, { means: said('table.onlyWhereTheReportCoversASingle') }),
    column('points', 'maximum', said('table.maximumPoints'), (row) => row.points?.max ?? null),
    column('count', 'scopes', said('head.scopes'), (row) => row.score?.scopes ?? null, { means: said('table.scopesWhosePointsAreInTheFigure') }),
    column('count', 'scopes_without_score', said('table.scopesWithoutScore'), (row) => row.score?.withoutScore ?? null),
    column('count', 'weight', said('head.weight'), (row) => row.score?.weight ?? null, { means: said('table.sumOfTheWeightsInTheFigure') }),
    column('text', 'remark', said('table.remark'), (row) => row.note),
  ]);
}

/** How the score moved, against four earlier days. */
export function changesTable({ headline }: ReportModel): SaidTable {
  const rows: readonly (readonly [MessageKey, ScoreChange])[] = [['table.sinceTheLastReport', headline.sinceLastReport], ['days.7', headline.over7Days], ['days.30', headline.over30Days], ['head.days90', headline.over90Days]];
  return tableOf({ id: 'changes', title: said('table.changes'), note: said('table.howTheScoreMoved'), empty: '' }, rows, [
    column('text', 'period', said('table.period'), ([period]) => said(period)),
    column('pp', 'change', said('table.changePp'), ([, change]) => change.shown, { means: said('table.scoreNowMinusScoreThenInPercentage') }),
    column('pp', 'exact_change', said('table.exactChangePp'), ([, change]) => change.change, { means: said('table.theSameFromTheUnroundedScores') }),
    column('day', 'compared_with', said('head.comparedWith'), ([, change]) => change.since),
    column('ratio', 'score_before', said('head.scoreThen'), ([, change]) => change.from),
    column('relative', 'relative_change', said('table.relativeChange'), ([, change]) => change.relativeChange, { means: said('table.theWorkbookSFigureTheChangeDivided') }),
    column('text', 'no_change_because', said('table.noChangeBecause'), ([, change]) => change.reason),
    column('text', 'method_break', said('table.methodBreak'), ([, change]) => change.methodBreak),
  ]);
}

export function sentencesTable({ headline }: ReportModel): SaidTable {
  return tableOf({ id: 'sentences', title: said('table.whatChanged'), note: said('table.writtenFromTheNumbers'), empty: said('table.nothingToSay') }, headline.sentences, [column('text', 'sentence', said('table.sentence'), (sentence) => sentence, { width: 120 })]);
}

/** Why the score moved: one row a cause; they sum to the change. */
export function accountTable({ account }: ReportModel): SaidTable {
  const about = { id: 'account', title: said('table.whyItMoved'), note: account === null ? '' : said('accountTable.note', { since: account.since }), empty: said('table.thereIsNoEarlierRunToCompare') };
  return tableOf<AccountPart>(about, account?.parts ?? [], [
    column('text', 'cause', said('head.cause'), (part) => said(`cause.${part.cause}`)),
    column('pp', 'change', said('table.changePp'), (part) => part.change, { means: said('table.shareOfTheChangeThePartsSum') }),
    column('pp', 'shown', said('table.asShownPp'), (part) => part.shown / 100, { means: said('table.withOneDecimalRoundedSoThatThe') }),
    column('count', 'resources', said('head.resources'), (part) => part.resources),
    column('count', 'places', said('table.places'), (part) => part.detailTotal, { means: said('table.scopesAndControlsInWhichTheCause') }),
  ]);
}

interface Place extends AccountDetail {
  readonly cause: Said;
}

/** Where each cause acted. */
export function accountDetailsTable({ account }: ReportModel): SaidTable {
  const rows = (account?.parts ?? []).flatMap((part) => part.details.map((detail): Place => ({ ...detail, cause: said(`cause.${part.cause}`) })));
  return tableOf({ id: 'account-details', title: said('table.whereItMoved'), note: said('table.whereEachCauseActedLargestFirstAt'), empty: said('table.thereIsNoEarlierRunToCompare') }, rows, [
    column('text', 'cause', said('head.cause'), (row) => row.cause),
    column('text', 'scope', said('head.scope'), (row) => row.scopeName, { width: 30 }),
    column('text', 'control', said('head.control'), (row) => row.controlName, { width: 40, means: said('table.emptyWhereTheCauseConcernsTheScope') }),
    column('pp', 'change', said('table.changePp'), (row) => row.change),
    column('count', 'resources', said('head.resources'), (row) => row.resources),
    column('text', 'recommendations', said('table.recommendations'), (row) => row.recommendations.map(({ name, resources }) => `${name} (${resources})`).join('; ') || null, { width: 60, means: said('table.thoseThatMadeTheDifferenceWithTheir') }),
    column('text', 'recommendation_keys', said('table.recommendationKeys'), (row) => row.recommendations.map(({ key }) => key).join('; ') || null),
    column('text', 'changed', said('table.resourcesBeforeAndAfter'), (row) => (row.changed.length === 0 ? null : row.changed.map(({ resourceId, from, to, keys }) => said('resource.standing', { resource: resourceId, from: from ?? 'none', to: to ?? 'none', keys: keys.join(' ') }))), { width: 60, means: said('table.standingInTheControlWithTheRecommendations') }),
    column('text', 'scope_id', said('table.scopeId'), (row) => row.scopeId),
    column('text', 'control_id', said('table.controlId'), (row) => row.controlId),
  ]);
}
