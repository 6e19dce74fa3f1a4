import type { Exemptions } from '../domain/exemptions.ts';
import type { KnownStates } from '../domain/history.ts';
import type { Assessment, ScopeScore, Snapshot } from '../domain/snapshot.ts';
import { rollUp, shifted, type CountShift, type WeightedPoints } from '../score/index.ts';
import { exemptionRows } from './exemptionRows.ts';
import { judgedResources, runningGrace } from './grace.ts';
import { countsInScore } from './recommendations.ts';

/** What exemptions contribute to the score, and which of them need a look; null without a score or where rows are not on record. */
export function exemptionsOf(snapshot: Snapshot, states: KnownStates | null, timeZone: string): Exemptions | null {
  const exempt = states?.exempt?.().filter(({ scopeId }) => snapshot.scopes.some(({ id }) => id === scopeId)) ?? null;
  if (exempt === null || states === null || states.since === null) return null;
  const counts = countsInScore(snapshot.recommendations);
  const keysInControls = new Set(snapshot.controls.flatMap(({ recommendationKeys }) => recommendationKeys.filter(counts)));
  const byScope = Map.groupBy(exempt, ({ scopeId }) => scopeId);
  const graced = runningGrace(snapshot, states);
  const accepted = rollUp(snapshot.scores.map(({ secureScore, weight }) => ({ points: secureScore, weight }))).ratio;
  const raw = rollUp(snapshot.scores.map((score) => rawScope({ snapshot, states, score, exempt: byScope.get(score.scopeId) ?? [], graced: graced.get(score.scopeId) ?? new Map() }))).ratio;
  if (accepted === null || raw === null) return null;
  return {
    accepted, raw,
    withoutGrace: withoutGrace(snapshot),
    inGrace: [...graced.values()].reduce((sum, resources) => sum + [...resources.values()].reduce((own, keys) => own + keys.size, 0), 0),
    assessments: exempt.length, counting: exempt.filter(({ key }) => keysInControls.has(key)).length,
    rows: exemptionRows(snapshot, states, exempt, timeZone),
  };
}

/** The service's own figures as if there were no grace; scopes without one count with their score. */
function withoutGrace({ scores }: Snapshot): number | null {
  if (scores.every(({ gracePeriod }) => gracePeriod === null)) return null;
  return rollUp(scores.map(({ secureScore, gracePeriod, weight }) => ({ points: gracePeriod ?? secureScore, weight }))).ratio;
}

interface RawInput {
  readonly snapshot: Snapshot;
  readonly states: KnownStates;
  readonly score: ScopeScore;
  readonly exempt: readonly Assessment[];
  /** Keys in grace by resource. */
  readonly graced: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A scope in which every exempted resource fails what it is exempted from. */
function rawScope({ snapshot, states, score, exempt, graced }: RawInput): WeightedPoints {
  const own = { points: score.secureScore, weight: score.weight, controls: score.controls };
  if (exempt.length === 0) return own;
  const counts = countsInScore(snapshot.recommendations);
  const controls = snapshot.controls.map(({ controlId, maxScore, recommendationKeys }) => ({ controlId, maxScore, keys: new Set(recommendationKeys.filter(counts)) }));
  const judged = judgedResources(states, score.scopeId);
  const standing = (resourceId: string, keys: ReadonlySet<string>): 'healthy' | 'unhealthy' | null => {
    const isInGrace = (key: string, state: string): boolean => state === 'Unhealthy' && graced.get(resourceId)?.has(key) === true;
    const found = new Set([...(judged.get(resourceId) ?? [])].flatMap(([key, state]) => (keys.has(key) && !isInGrace(key, state) ? state : [])));
    return found.has('Unhealthy') ? 'unhealthy' : found.has('Healthy') ? 'healthy' : null;
  };
  const isAssessed = (resourceId: string): boolean => controls.some(({ keys }) => standing(resourceId, keys) !== null);
  const shifts = new Map<string, CountShift>();
  let more = 0;
  for (const [resourceId, rows] of Map.groupBy(exempt, (row) => row.resourceId)) {
    const concerned = controls.filter(({ keys }) => rows.some(({ key }) => keys.has(key)));
    for (const { controlId, maxScore, keys } of concerned) {
      const from = standing(resourceId, keys);
      if (from === 'unhealthy') continue;
      const shift = shifts.get(controlId) ?? { healthy: 0, unhealthy: 0, maxScore };
      shifts.set(controlId, shift);
      shift.unhealthy += 1;
      if (from === 'healthy') shift.healthy -= 1;
    }
    if (concerned.length > 0 && !isAssessed(resourceId)) more += 1;
  }
  return shifted(own, shifts, { before: [...judged.keys()].filter(isAssessed).length, more });
}
