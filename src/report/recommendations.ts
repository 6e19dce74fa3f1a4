import { recommendationPortalUrl } from '../domain/portal.ts';
import type { ScopeId } from '../domain/scope.ts';
import type { Recommendation, RecommendationCount, Snapshot } from '../domain/snapshot.ts';

/** One recommendation over all scopes. */
export interface RecommendationTotals {
  readonly healthy: number;
  readonly unhealthy: number;
  readonly notApplicable: number;
  readonly exempt: number;
  /** Scopes with at least one unhealthy resource. */
  readonly unhealthyScopes: number;
}

const none: RecommendationTotals = { healthy: 0, unhealthy: 0, notApplicable: 0, exempt: 0, unhealthyScopes: 0 };

/** Counts of every scope added up by recommendation key; resources belong to one scope, so nothing is counted twice. */
export function recommendationTotals(counts: { readonly scopes: ReadonlyMap<ScopeId, readonly RecommendationCount[]> } | null): Map<string, RecommendationTotals> {
  const totals = new Map<string, RecommendationTotals>();
  for (const rows of counts?.scopes.values() ?? []) {
    for (const row of rows) {
      const sum = totals.get(row.key) ?? none;
      totals.set(row.key, {
        healthy: sum.healthy + row.healthy,
        unhealthy: sum.unhealthy + row.unhealthy,
        notApplicable: sum.notApplicable + row.notApplicable,
        exempt: sum.exempt + row.exempt,
        unhealthyScopes: sum.unhealthyScopes + (row.unhealthy > 0 ? 1 : 0),
      });
    }
  }
  return totals;
}

/** Whether a recommendation counts in the score: previews and custom ones never do (Microsoft Learn, "Secure score in Defender for Cloud"). */
export function countsInScore(recommendations: readonly Recommendation[]): (key: string) => boolean {
  const excluded = new Set(recommendations.filter((one) => one.preview || (one.assessmentType?.toLowerCase().startsWith('custom') ?? false)).map((one) => one.key));
  return (key) => !excluded.has(key);
}

/** https link to a recommendation in the portal of the run's cloud and tenant; null where scopes are masked: nothing of them is in a portal. */
export function recommendationLink({ cloud, tenantIds, scopes }: Pick<Snapshot, 'cloud' | 'tenantIds' | 'scopes'>, key: string): string | null {
  return scopes.some(({ id }) => id.startsWith('/subscriptions/')) ? recommendationPortalUrl(cloud, tenantIds, key) : null;
}
