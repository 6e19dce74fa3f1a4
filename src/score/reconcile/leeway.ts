import type { Standing } from '../account/types.ts';

/** Numbers of resources in one control. */
export interface Tally {
  healthy: number;
  unhealthy: number;
}

/** Resources that may be counted otherwise than they stand now, by where they would move to. */
export interface Leeway {
  /** unhealthy → healthy */
  better: number;
  /** healthy → unhealthy */
  worse: number;
  /** not assessed → healthy, healthy → not assessed, and the same of unhealthy ones. */
  moreHealthy: number;
  fewerHealthy: number;
  moreUnhealthy: number;
  fewerUnhealthy: number;
}

export function noLeeway(): Leeway {
  return { better: 0, worse: 0, moreHealthy: 0, fewerHealthy: 0, moreUnhealthy: 0, fewerUnhealthy: 0 };
}

const moves: Readonly<Record<string, keyof Leeway>> = {
  'unhealthy healthy': 'better', 'healthy unhealthy': 'worse', 'null healthy': 'moreHealthy', 'healthy null': 'fewerHealthy', 'null unhealthy': 'moreUnhealthy', 'unhealthy null': 'fewerUnhealthy',
};

/** Notes that a resource that stands one way may be counted another. */
export function allow(leeway: Leeway, now: Standing, other: Standing): void {
  const move = moves[`${now} ${other}`];
  if (move !== undefined) leeway[move] += 1;
}

export function bothLeeways(a: Leeway, b: Leeway): Leeway {
  const sum = { ...a };
  for (const move of Object.values(moves)) sum[move] += b[move];
  return sum;
}

/** True when the counts can differ by so much through resources of the leeway alone. */
export function reaches(leeway: Leeway, healthy: number, unhealthy: number): boolean {
  const within = (value: number, fewer: number, more: number): boolean => value >= -fewer && value <= more;
  for (let net = -leeway.worse; net <= leeway.better; net += 1) {
    if (within(healthy - net, leeway.fewerHealthy, leeway.moreHealthy) && within(unhealthy + net, leeway.fewerUnhealthy, leeway.moreUnhealthy)) return true;
  }
  return false;
}
