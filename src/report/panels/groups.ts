import type { GroupConfig } from '../../domain/config.ts';
import type { GroupRow } from '../../domain/report.ts';
import type { Accounting } from '../account/account.ts';
import type { ReportContext } from '../context.ts';
import { changeOver, figure, idsOf, scoreOn, trend } from '../figures.ts';
import { outlookOf } from '../forecast.ts';
import { belongsTo } from '../membership.ts';

/** The configured groups as a leaderboard: highest score first, with the place each had 30 days before. */
export function groups(context: ReportContext, why: Accounting): GroupRow[] {
  const rows = context.config.groups.map((group) => groupRow(context, group, why));
  const places = ranks(rows.map((row) => row.score.ratio));
  const before = ranks(rows.map((row) => row.over30Days.from));
  return rows
    .map((row, index) => ({ ...row, rank: places[index] ?? 0, rankBefore: row.over30Days.from === null ? null : (before[index] ?? null) }))
    .toSorted((a, b) => a.rank - b.rank || a.name.localeCompare(b.name, 'en'));
}

function groupRow(context: ReportContext, group: GroupConfig, why: Accounting): Omit<GroupRow, 'rank' | 'rankBefore'> {
  const members = [...context.grid.scopeIds.entries()].filter(([, id]) => {
    const scope = context.scope(id);
    return scope !== null && belongsTo(group.match, scope);
  });
  const indexes = members.map(([index]) => index);
  const expected = context.snapshot.scopes.filter((scope) => belongsTo(group.match, scope)).length;
  const target = group.target ?? context.config.report.target;
  return {
    name: group.name,
    scopes: expected,
    score: figure(scoreOn(context.grid, indexes, context.today), expected, context.format),
    target: target === null ? null : target / 100,
    over7Days: changeOver(context, indexes, 7),
    over30Days: changeOver(context, indexes, 30),
    changeAccount: why.brief(idsOf(context.grid, indexes)),
    outlook: outlookOf(context, indexes, target === null ? null : target / 100),
    trend: trend(context, indexes),
  };
}

/** Competition ranks, 1 = highest; no value ranks after all values. */
function ranks(values: readonly (number | null)[]): number[] {
  return values.map((value) => 1 + values.filter((other) => (other ?? -1) > (value ?? -1)).length);
}
