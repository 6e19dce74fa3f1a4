import type { Config, GroupConfig } from '../domain/config.ts';
import type { ScopeId } from '../domain/scope.ts';
import { belongsTo } from './membership.ts';
import type { World } from './narrow/narrow.ts';

/** Every scope of a group, those that have left included: the ones its row in the whole report is made from. */
export function scopesOfGroup({ match }: GroupConfig, { snapshot, history }: Pick<World, 'snapshot' | 'history'>): ReadonlySet<ScopeId> {
  const scopes = new Map([...history.scopes, ...snapshot.scopes.map((scope) => [scope.id, scope] as const)]);
  return new Set([...scopes].filter(([, scope]) => belongsTo(match, scope)).map(([id]) => id));
}

/** Config of a group's own report: its title and target, and of nobody else's groups, limits, targets and addresses. */
export function groupConfig(config: Config, group: GroupConfig): Config {
  return {
    title: `${group.name}: ${config.title}`,
    timeZone: config.timeZone,
    azure: config.azure,
    scopes: { include: [], exclude: [] },
    groups: [],
    history: config.history,
    report: { ...config.report, target: group.target ?? config.report.target },
    gates: { minimumPercent: null, maximumDrop: null, runsInARow: config.gates.runsInARow, ignoredCauses: config.gates.ignoredCauses, scopes: [], groups: [] },
    alerts: { webhook: null },
    publish: [],
    email: null,
    outDir: config.outDir,
  };
}
