import type { Format } from '../../domain/format.ts';
import type { GroupRow, ManagementGroupRow } from '../../domain/report.ts';
import { cardFigure, valuesTable } from './charts.ts';
import { briefWords, outlookWords } from './outlook.ts';
import { changeView, environmentView, firstOf, known, type Page } from './view.ts';

/** Rows of management groups and of groups. */
const limit = 100;

/** Environments as small multiples on one scale. */
export function environmentsView(page: Page): object {
  const { model, charts, format } = page;
  const cards = model.environments.map((row) => ({
    environment: environmentView(row.environment),
    scored: row.score.ratio !== null,
    ratio: row.score.ratio,
    scopes: format.text('environments.scopes', { count: row.score.scopes, without: row.score.withoutScore }),
    figure: cardFigure(charts, `environment:${row.environment}`),
    over7: changeView(row.over7Days, format),
    over30: changeView(row.over30Days, format),
    why: briefWords(row.changeAccount, format),
    since: row.changeAccount?.since ?? null,
  }));
  const rows = model.environments.map((row) => [environmentView(row.environment).label, format.percent(row.score.ratio), format.pp(row.over7Days.shown), format.pp(row.over30Days.shown), format.count(row.score.scopes), format.count(row.score.withoutScore), format.count(row.score.weight)]);
  return {
    finding: charts.findings.get('environments') ?? '',
    target: model.headline.target,
    cards,
    table: valuesTable(format.text('environments.table'), format.text('section.environments'), heads(format), rows),
    missing: { what: format.text('environments.none'), advice: format.text('environments.noneAdvice') },
  };
}

/** Heads of the table beside the small charts; `#` marks numbers. */
function heads(format: Format): string[] {
  return [format.text('head.environment'), ...(['head.score', 'head.change7', 'head.change30', 'head.scopes', 'head.without', 'head.weight'] as const).map((key) => `${format.text(key)}#`)];
}

/** Management groups and the configuration's groups. */
export function groupsView(page: Page): object {
  const { model } = page;
  return {
    finding: groupsFinding(page),
    managementGroups: model.managementGroups.slice(0, limit).map((row) => managementGroup(row, page)),
    moreManagementGroups: firstOf(limit, model.managementGroups.length, page, 'managementGroups', 'management-groups'),
    groups: model.groups.slice(0, limit).map((row) => group(row, page)),
    moreGroups: firstOf(limit, model.groups.length, page, 'groups', 'groups'),
  };
}

function managementGroup(row: ManagementGroupRow, { format }: Page) {
  return {
    name: row.name,
    displayName: row.displayName,
    depth: Math.min(6, row.depth),
    restricted: row.status === 'restricted',
    reason: known(row.score.reason, ''),
    scored: row.score.ratio !== null,
    ratio: row.score.ratio,
    withConnectors: { scored: row.withConnectors.ratio !== null, ratio: row.withConnectors.ratio, reason: known(row.withConnectors.reason, '') },
    over30: changeView(row.over30Days, format),
  };
}

function group(row: GroupRow, { format }: Page) {
  return {
    rank: row.rank,
    before: row.rankBefore === null ? format.text('rank.new') : row.rankBefore === row.rank ? format.text('rank.same') : format.text('rank.was', { rank: row.rankBefore }),
    name: row.name,
    scopes: format.text('count.scopes', { count: row.scopes }),
    scored: row.score.ratio !== null,
    ratio: row.score.ratio,
    reason: known(row.score.reason, ''),
    target: row.target === null ? format.text('groups.noTarget') : format.percent(row.target),
    ...saidOf(row, format),
    over7: changeView(row.over7Days, format),
    over30: changeView(row.over30Days, format),
  };
}

/** The line below a group: why it moved, and when it reaches its target. */
function saidOf({ changeAccount, outlook, score }: GroupRow, format: Format) {
  const [why, ahead] = [briefWords(changeAccount, format), outlookWords(outlook, score.ratio, format)];
  return { why, since: changeAccount?.since ?? null, outlook: ahead, said: why !== '' || ahead !== '' };
}

/** Who rose and who fell most among groups over 30 days. */
function groupsFinding({ model, format }: Page): string {
  const rows = model.groups.length > 0 ? model.groups.map((row) => ({ name: row.name, change: row.over30Days.shown })) : model.managementGroups.map((row) => ({ name: row.displayName, change: row.over30Days.shown }));
  const movers = rows.flatMap(({ name, change }) => (change !== null && Math.abs(change) >= 0.0005 ? [{ name, change }] : [])).toSorted((a, b) => a.change - b.change);
  const [down, up] = [movers[0], movers.at(-1)];
  if (down === undefined || up === undefined) return format.text('groups.still');
  const moved = { up: up.name, rise: format.pp(up.change), down: down.name, fall: format.pp(down.change) };
  return format.text(up.change <= 0 ? 'groups.fell' : down.change < 0 ? 'groups.both' : 'groups.rose', moved);
}
