import type { ManagementGroupRow } from '../../domain/report.ts';
import type { ManagementGroup } from '../../domain/scope.ts';
import type { ReportContext } from '../context.ts';
import { changeOver, figure, scoreOn } from '../figures.ts';

/** Management groups in tree order, each with the score of the subscriptions below it and, beside it, with the connectors they host (DESIGN §9.3). */
export function managementGroups(context: ReportContext): ManagementGroupRow[] {
  const groups = context.snapshot.managementGroups;
  const known = new Set(groups.map((group) => group.name));
  const children = Map.groupBy(groups, (group) => (group.parent !== null && known.has(group.parent) ? group.parent : null));
  const rows: ManagementGroupRow[] = [];
  const visit = (parent: string | null, depth: number): void => {
    const below = (children.get(parent) ?? []).toSorted((a, b) => a.displayName.localeCompare(b.displayName, 'en'));
    for (const group of below) {
      rows.push(groupRow(context, group, depth));
      visit(group.name, depth + 1);
    }
  };
  visit(null, 0);
  return rows;
}

function groupRow(context: ReportContext, group: ManagementGroup, depth: number): ManagementGroupRow {
  const isBelow = (id: string): boolean => context.scope(id)?.ancestors.some((ancestor) => ancestor.name.toLowerCase() === group.name.toLowerCase()) ?? false;
  const indexes = [...context.grid.scopeIds.entries()].filter(([, id]) => isBelow(id));
  const subscriptions = indexes.filter(([, id]) => context.scope(id)?.kind === 'subscription').map(([index]) => index);
  const all = indexes.map(([index]) => index);
  const expected = context.snapshot.scopes.filter((scope) => isBelow(scope.id));
  const hidden = group.restricted;
  const nothing = figure({ ratio: null, scopes: 0, withoutScore: 0, weight: 0 }, 0, context.format);
  const unread = context.format.text('reason.unreadGroup');
  return {
    name: group.name,
    displayName: group.displayName,
    depth,
    status: hidden ? 'restricted' : expected.length === 0 ? 'empty' : 'ok',
    score: hidden ? { ...nothing, reason: unread } : figure(scoreOn(context.grid, subscriptions, context.today), expected.filter((scope) => scope.kind === 'subscription').length, context.format),
    withConnectors: hidden ? { ...nothing, reason: unread } : figure(scoreOn(context.grid, all, context.today), expected.length, context.format),
    over30Days: hidden ? { since: null, from: null, change: null, shown: null, relativeChange: null, reason: context.format.text('gapCause.restricted'), methodBreak: null } : changeOver(context, subscriptions, 30),
  };
}
