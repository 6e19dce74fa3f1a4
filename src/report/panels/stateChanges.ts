import { baseDay, endOfDay } from '../../domain/calendar.ts';
import type { StateChange } from '../../domain/history.ts';
import type { StateChangeDetail, StateChangePanel, StateChangeRow } from '../../domain/reportPanels.ts';
import type { ReportContext } from '../context.ts';

/** Details listed per recommendation in the report; the rest is counted. */
export const detailLimit = 50;

/** Panel 5: resources whose state at the end of the window differs from that at its start, by recommendation and new state (DESIGN §9.7). */
export async function stateChanges(context: ReportContext): Promise<StateChangePanel> {
  const from = baseDay(context.day, context.period);
  const covered = context.runDays.some((day) => day <= from);
  const start = covered ? from : (context.runDays[0] ?? null);
  const nothing = { toUnhealthy: 0, toHealthy: 0, toNotApplicable: 0, deleted: 0, flips: 0 };
  if (start === null || start === context.day) return { from: null, to: context.day, detailLimit, rows: [], totals: nothing };
  const changes = await context.history.stateChanges(endOfDay(start, context.config.timeZone), context.snapshot.takenAt);
  const names = new Map(context.snapshot.recommendations.map((recommendation) => [recommendation.key, recommendation]));
  const rows = [...Map.groupBy(changes, (change) => change.key)].map(([key, group]): StateChangeRow => {
    const recommendation = names.get(key);
    return {
      key,
      name: recommendation?.name ?? key,
      environment: recommendation?.environment ?? (context.scope(group[0]?.scopeId ?? '')?.environment ?? 'Unknown'),
      severity: recommendation?.severity ?? 'Unknown',
      ...netChanges(group),
      details: group.toSorted((a, b) => b.at.localeCompare(a.at) || a.resourceId.localeCompare(b.resourceId)).slice(0, detailLimit).map((change) => detail(context, change)),
      detailTotal: group.length,
    };
  });
  rows.sort((a, b) => b.toUnhealthy - a.toUnhealthy || b.toHealthy - a.toHealthy || b.detailTotal - a.detailTotal || a.name.localeCompare(b.name, 'en'));
  const total = (field: keyof typeof nothing): number => rows.reduce((sum, row) => sum + row[field], 0);
  return {
    from: start,
    to: context.day,
    detailLimit,
    rows,
    totals: { toUnhealthy: total('toUnhealthy'), toHealthy: total('toHealthy'), toNotApplicable: total('toNotApplicable'), deleted: total('deleted'), flips: total('flips') },
  };
}

/** Start against end of the window for each resource; changes that cancel out are flips. */
export function netChanges(changes: readonly StateChange[]): Pick<StateChangeRow, 'toUnhealthy' | 'toHealthy' | 'toNotApplicable' | 'deleted' | 'flips'> {
  const net = { toUnhealthy: 0, toHealthy: 0, toNotApplicable: 0, deleted: 0, flips: 0 };
  for (const group of Map.groupBy(changes, (change) => `${change.scopeId} ${change.resourceId}`).values()) {
    const start = group[0]?.from ?? null;
    const end = group.at(-1)?.to ?? null;
    if (start === end) net.flips += 1;
    else if (end === null) net.deleted += 1;
    else if (end === 'Unhealthy') net.toUnhealthy += 1;
    else if (end === 'Healthy') net.toHealthy += 1;
    else if (end === 'NotApplicable') net.toNotApplicable += 1;
  }
  return net;
}

function detail(context: ReportContext, change: StateChange): StateChangeDetail {
  const scope = context.scope(change.scopeId);
  return {
    scopeId: change.scopeId,
    scopeName: scope?.name ?? change.scopeId,
    environment: scope?.environment ?? 'Unknown',
    resourceId: change.resourceId,
    resourceName: change.resourceName,
    from: change.from,
    to: change.to,
    at: change.at,
    atSource: change.atSource,
    reason: change.reason,
    portalUrl: change.portalUrl,
  };
}
