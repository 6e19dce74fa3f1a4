import { baseDay } from '../../domain/calendar.ts';
import type { TopRecommendation } from '../../domain/reportPanels.ts';
import type { ReportModel } from '../../domain/report.ts';
import { carryDays } from '../../domain/history.ts';
import { baseTolerance, type ReportContext } from '../context.ts';
import { recommendationTotals } from '../recommendations.ts';

/** Panel 3: recommendations with the most unhealthy resources now, and the increase since the period began (DESIGN §9.7). */
export async function topRecommendations(context: ReportContext): Promise<ReportModel['topRecommendations']> {
  const now = recommendationTotals(await context.history.recommendationCounts(context.day, carryDays));
  const then = await context.history.recommendationCounts(baseDay(context.day, context.period), baseTolerance);
  const before = then === null ? null : recommendationTotals(then);
  const controlNames = new Map<string, string[]>();
  for (const control of context.snapshot.controls) {
    for (const key of control.recommendationKeys) controlNames.set(key, [...(controlNames.get(key) ?? []), control.name]);
  }
  const rows = context.snapshot.recommendations.flatMap((recommendation): TopRecommendation[] => {
    const totals = now.get(recommendation.key);
    if (totals === undefined || totals.unhealthy === 0) return [];
    const was = before === null ? null : (before.get(recommendation.key)?.unhealthy ?? 0);
    return [
      {
        key: recommendation.key,
        name: recommendation.name,
        environment: recommendation.environment,
        severity: recommendation.severity,
        controls: controlNames.get(recommendation.key) ?? [],
        preview: recommendation.preview,
        unhealthy: totals.unhealthy,
        before: was,
        increase: was === null ? null : totals.unhealthy - was,
        scopes: totals.unhealthyScopes,
      },
    ];
  });
  rows.sort((a, b) => b.unhealthy - a.unhealthy || a.name.localeCompare(b.name, 'en') || a.key.localeCompare(b.key, 'en'));
  return { since: then?.measuredOn ?? null, rows, total: rows.length };
}
