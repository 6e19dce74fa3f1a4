import { dayOf, daysBetween } from '../domain/calendar.ts';
import type { Exemption, Exemptions } from '../domain/exemptions.ts';
import type { KnownStates } from '../domain/history.ts';
import type { Assessment, ScopeScore, Snapshot } from '../domain/snapshot.ts';
import { rollUp, shifted, type CountShift, type WeightedPoints } from '../score/index.ts';
import { judgedResources, runningGrace } from './grace.ts';
import { countsInScore } from './recommendations.ts';

/** An exemption that ends within so many days is listed as ending soon. */
const soonDays = 30;

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
  return { accepted, raw, assessments: exempt.length, counting: exempt.filter(({ key }) => keysInControls.has(key)).length, rows: exemptionRows(snapshot, exempt, dayOf(snapshot.takenAt, timeZone)) };
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

const statusOrder: readonly Exemption['status'][] = ['expired', 'unjustified', 'endsSoon', 'active'];

function exemptionRows({ scopes, recommendations }: Snapshot, exempt: readonly Assessment[], today: string): Exemption[] {
  const scopeNames = new Map(scopes.map(({ id, name }) => [id, name]));
  const names = new Map(recommendations.map(({ key, name }) => [key, name]));
  const alike = Map.groupBy(exempt, ({ scopeId, key, reason }) => JSON.stringify([scopeId, key, reason?.trim() ?? '']));
  return [...alike.values()].flatMap((rows): Exemption[] => {
    const [first] = rows;
    if (first === undefined) return [];
    const reason = first.reason === null || first.reason.trim() === '' ? null : first.reason.trim();
    const expiresOn = reason === null ? null : expiryIn(reason);
    const since = rows.flatMap(({ changedAt }) => changedAt ?? []).toSorted().at(-1) ?? null;
    return [{
      scopeId: first.scopeId, scopeName: scopeNames.get(first.scopeId) ?? first.scopeId, key: first.key, name: names.get(first.key) ?? first.key,
      reason, expiresOn, since, resources: rows.length, category: categoryIn(reason ?? ''), status: statusOf(reason, expiresOn, today),
    }];
  }).toSorted((a, b) => statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status) || b.resources - a.resources || a.scopeName.localeCompare(b.scopeName, 'en'));
}

function statusOf(reason: string | null, expiresOn: string | null, today: string): Exemption['status'] {
  if (expiresOn !== null && expiresOn < today) return 'expired';
  if (reason === null) return 'unjustified';
  return expiresOn !== null && daysBetween(today, expiresOn) <= soonDays ? 'endsSoon' : 'active';
}

function categoryIn(reason: string): Exemption['category'] {
  return /\bmitigated\b/i.test(reason) ? 'mitigated' : /\bwaive[dr]?\b/i.test(reason) ? 'waiver' : null;
}

/** The ISO day after words such as "expires", "expiry", "valid until"; a date without such words may be anything. */
export function expiryIn(reason: string): string | null {
  const found = /\b(?:expir(?:es|ed|y|ation|ing)|until|ends?)\b[^\d]{0,20}(\d{4}-\d{2}-\d{2})/i.exec(reason)?.[1];
  return found !== undefined && new Date(`${found}T00:00:00Z`).toJSON()?.startsWith(found) === true ? found : null;
}
