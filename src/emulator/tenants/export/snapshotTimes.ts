import { day, hour, type Instant } from '../instants.ts';
import type { ScopePlan } from '../model.ts';
import { hashOf } from '../random.ts';

const week = 7 * day;

/** Weekly snapshots of a scope in the time after `after` up to `until`: always the same weekday and hour, at ten to, when the records of a recomputation have arrived. */
export function snapshotTimes(plan: ScopePlan, after: Instant, until: Instant): readonly Instant[] {
  const offset = (hashOf('snapshot', plan.id) % (7 * 24)) * hour + 50 * 60_000;
  const first = offset + Math.floor((after - offset) / week + 1) * week;
  return Array.from({ length: Math.max(0, Math.floor((until - first) / week) + 1) }, (_, index) => first + index * week);
}

/** How long after a recomputation or a change its record arrives: 5 to 45 minutes, by scope. */
export function exportLag(plan: ScopePlan): number {
  return 5 * 60_000 + (hashOf('lag', plan.id) % 2_400_000);
}

/** True while a scope exports anything: it can be seen and is not disabled. */
export function exportsAt(plan: ScopePlan, at: Instant): boolean {
  return plan.from <= at && at < Math.min(plan.until, plan.disabledFrom);
}
