import type { GroupRow, ManagementGroupRow } from '../../domain/report.ts';
import { cardFigure, valuesTable } from './charts.ts';
import { changeView, counted, environmentView, firstOf, known, type Page } from './view.ts';

/** Rows of management groups and of groups. */
const limit = 100;

/** Environments as small multiples on one scale. */
export function environmentsView(page: Page): object {
  const { model, charts, format } = page;
  const cards = model.environments.map((row) => ({
    environment: environmentView(row.environment),
    scored: row.score.ratio !== null,
    ratio: row.score.ratio,
    scopes: `${counted(row.score.scopes, 'scope', format)}${row.score.withoutScore === 0 ? '' : `, ${format.count(row.score.withoutScore)} without a score`}`,
    figure: cardFigure(charts, `environment:${row.environment}`),
    over7: changeView(row.over7Days, format),
    over30: changeView(row.over30Days, format),
  }));
  const rows = model.environments.map((row) => [environmentView(row.environment).label, format.percent(row.score.ratio), format.pp(row.over7Days.shown), format.pp(row.over30Days.shown), format.count(row.score.scopes), format.count(row.score.withoutScore), format.count(row.score.weight)]);
  return {
    finding: charts.findings.get('environments') ?? '',
    target: model.headline.target,
    cards,
    table: valuesTable('Environments as a table', 'Score by environment', ['Environment', 'Score#', '7-day change#', '30-day change#', 'Scopes#', 'Without a score#', 'Weight#'], rows),
    missing: { what: 'No environment has a score.', advice: 'Run again once Defender for Cloud holds a secure score for a scope of the configuration; data quality lists what is missing.' },
  };
}

/** Management groups and the configuration's groups. */
export function groupsView(page: Page): object {
  const { model } = page;
  return {
    finding: groupsFinding(page),
    managementGroups: model.managementGroups.slice(0, limit).map((row) => managementGroup(row, page)),
    moreManagementGroups: firstOf(limit, model.managementGroups.length, page, 'management groups', 'management-groups'),
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
    before: row.rankBefore === null ? 'new' : row.rankBefore === row.rank ? 'same' : `was ${format.count(row.rankBefore)}`,
    name: row.name,
    scopes: counted(row.scopes, 'scope', format),
    scored: row.score.ratio !== null,
    ratio: row.score.ratio,
    reason: known(row.score.reason, ''),
    target: row.target === null ? 'none' : format.percent(row.target),
    over7: changeView(row.over7Days, format),
    over30: changeView(row.over30Days, format),
  };
}

/** Who rose and who fell most among groups over 30 days. */
function groupsFinding({ model, format }: Page): string {
  const rows = model.groups.length > 0 ? model.groups.map((row) => ({ name: row.name, change: row.over30Days.shown })) : model.managementGroups.map((row) => ({ name: row.displayName, change: row.over30Days.shown }));
  const moved = rows.flatMap(({ name, change }) => (change !== null && Math.abs(change) >= 0.0005 ? [{ name, change }] : [])).toSorted((a, b) => a.change - b.change);
  const [down, up] = [moved[0], moved.at(-1)];
  if (down === undefined || up === undefined) return 'No group moved in 30 days';
  const words = [up.change > 0 ? `${up.name} rose most in 30 days (${format.pp(up.change)})` : '', down.change < 0 ? `${down.name} fell most (${format.pp(down.change)})` : ''];
  return words.filter((part) => part !== '').join(', ');
}
