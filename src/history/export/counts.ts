import type { ScopeId } from '../../domain/scope.ts';
import type { Assessment, RecommendationCount } from '../../domain/snapshot.ts';
import { compareText } from '../numbers.ts';
import type { PointChanges } from './timelines.ts';

/** Numbers by scope and recommendation, brought forward point by point. */
export interface RunningCounts {
  apply(changes: PointChanges): void;
  /** Sorted by key; recommendations without an assessment left out. */
  of(scopeId: ScopeId): RecommendationCount[];
  scopeIds(): Iterable<ScopeId>;
}

type Counts = { -readonly [K in 'healthy' | 'unhealthy' | 'notApplicable' | 'exempt']: number };

export function runningCounts(): RunningCounts {
  const states = new Map<string, Assessment>();
  const scopes = new Map<ScopeId, Map<string, Counts>>();
  const count = ({ scopeId, key, state, cause }: Assessment, by: 1 | -1): void => {
    const keys = scopes.get(scopeId) ?? new Map<string, Counts>();
    scopes.set(scopeId, keys);
    const own = keys.get(key) ?? { healthy: 0, unhealthy: 0, notApplicable: 0, exempt: 0 };
    keys.set(key, own);
    if (state === 'Healthy') own.healthy += by;
    else if (state === 'Unhealthy') own.unhealthy += by;
    else if (state === 'NotApplicable') own.notApplicable += by;
    if (state === 'NotApplicable' && cause?.toLowerCase() === 'exempt') own.exempt += by;
  };
  const forget = (identity: string): void => {
    const before = states.get(identity);
    if (before !== undefined) count(before, -1);
    states.delete(identity);
  };
  return {
    apply: ({ rows, deleted }) => {
      for (const row of rows) {
        forget(identityOf(row));
        states.set(identityOf(row), row);
        count(row, 1);
      }
      for (const ref of deleted) forget(identityOf(ref));
    },
    of: (scopeId) => [...(scopes.get(scopeId) ?? [])]
      .filter(([, { healthy, unhealthy, notApplicable }]) => healthy + unhealthy + notApplicable > 0)
      .map(([key, own]) => ({ key, ...own }))
      .sort((a, b) => compareText(a.key, b.key)),
    scopeIds: () => scopes.keys(),
  };
}

function identityOf({ scopeId, key, resourceId }: Pick<Assessment, 'scopeId' | 'key' | 'resourceId'>): string {
  return `${scopeId} ${key} ${resourceId}`;
}
