import type { KnownStates } from '../../src/domain/history.ts';
import type { Snapshot, StateCounts } from '../../src/domain/snapshot.ts';
import { rollUp } from '../../src/score/index.ts';

const fields: Readonly<Record<string, keyof StateCounts>> = { Healthy: 'healthy', Unhealthy: 'unhealthy', NotApplicable: 'notApplicable' };

/** The states that a baseline puts on record, without a record. */
export function statesOf({ takenAt, assessments }: Snapshot): KnownStates {
  const byScope = new Map<string, Map<string, Map<string, string>>>();
  for (const { scopeId, key, resourceId, state } of assessments.rows) {
    const keys = byScope.get(scopeId) ?? new Map<string, Map<string, string>>();
    byScope.set(scopeId, keys);
    keys.set(key, (keys.get(key) ?? new Map<string, string>()).set(resourceId, state));
  }
  const resources = (scopeId: string, key: string): ReadonlyMap<string, string> => byScope.get(scopeId)?.get(key) ?? new Map();
  return {
    since: takenAt,
    state: ({ scopeId, key, resourceId }) => resources(scopeId, key).get(resourceId) ?? null,
    resources,
    counts: () => new Map([...byScope].map(([scopeId, keys]) => [scopeId, new Map([...keys].map(([key, own]) => [key, countsOf(own)]))])),
  };
}

function countsOf(states: ReadonlyMap<string, string>): StateCounts {
  const counts = { healthy: 0, unhealthy: 0, notApplicable: 0 };
  for (const state of states.values()) {
    const field = fields[state];
    if (field !== undefined) counts[field] += 1;
  }
  return counts;
}

/** The overall score of a snapshot, from the service's points. */
export function overallRatio({ scores }: Snapshot): number | null {
  return rollUp(scores.map(({ secureScore, weight }) => ({ points: secureScore, weight }))).ratio;
}
