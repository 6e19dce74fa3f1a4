import type { CatalogueView } from './catalogue/catalogue.ts';
import type { Instant } from './instants.ts';
import type { Assessment, Change } from './model.ts';

/** Score and counts of one control in one scope. */
export interface ControlScore {
  readonly healthy: number;
  readonly unhealthy: number;
  readonly notApplicable: number;
  /** Points × 100, so that sums stay exact. */
  readonly cents: number;
  /** Highest score in points; 0 when nothing is assessed. */
  readonly max: number;
}

/** The scores of a scope: per control of the catalogue (null where no resource has an assessment), and as a whole. */
export interface ScopeScore {
  readonly controls: readonly (ControlScore | null)[];
  readonly cents: number;
  readonly max: number;
  readonly weight: number;
}

/**
 * Scope weight per assessed resource. Published rows show that a scope's weight is not the sum of its controls' weights and
 * the documentation that it is linear in the resources; the factor is ours, greater than the number of controls, so that
 * the sum can never be met by chance.
 */
export const weightPerResource = 18;

/**
 * Scores of a scope from the states of its assessments, by the published rules: a resource counts once per control, healthy
 * when all its counting recommendations there pass; not-applicable ones count nowhere; current = max · healthy ÷ assessed.
 * With `grace`, unhealthy resources under a governance rule with a grace period are left out until the task is overdue.
 */
export function scopeScore(assessments: readonly Assessment[], states: readonly (Change | null)[], view: CatalogueView, at: Instant, grace: boolean): ScopeScore {
  const { tallies, assessed } = tallyOf(assessments, states, view.masks, (assessment) => grace && isInGrace(assessment, at));
  const controls = view.controls.map(({ max }, control) => controlScore(tallies, control, max));
  const cents = controls.reduce((sum, control) => sum + (control?.cents ?? 0), 0);
  const max = controls.reduce((sum, control) => sum + (control?.max ?? 0), 0);
  return { controls, cents, max, weight: assessed * weightPerResource };
}

/** True while an assignment with a grace period is running. */
export function isInGrace(assessment: Assessment, at: Instant): boolean {
  return assessment.assignments.some((one) => one.isGracePeriod && one.from <= at && at < one.due);
}

/** Points ÷ max to four decimals, half to even, as the service stores it; 0 where max is 0. */
export function storedRatio(cents: number, max: number): number {
  return max === 0 ? 0 : roundHalfEven(cents * 100, max) / 10_000;
}

/** Quotient of two whole numbers as the nearest whole number, a tie to the even one. */
export function roundHalfEven(dividend: number, divisor: number): number {
  const quotient = Math.floor(dividend / divisor);
  const twice = 2 * (dividend - quotient * divisor);
  if (twice !== divisor) return twice > divisor ? quotient + 1 : quotient;
  return quotient % 2 === 0 ? quotient : quotient + 1;
}

const healthyOffset = 0;
const unhealthyOffset = 32;
const notApplicableOffset = 64;

function tallyOf(
  assessments: readonly Assessment[], states: readonly (Change | null)[], masks: Int32Array, isLeftOut: (assessment: Assessment) => boolean,
): { readonly tallies: Int32Array; readonly assessed: number } {
  const tallies = new Int32Array(96);
  let assessed = 0;
  let [healthy, unhealthy, notApplicable] = [0, 0, 0];
  const closeResource = (): void => {
    if ((healthy | unhealthy) !== 0) assessed++;
    addBits(tallies, unhealthyOffset, unhealthy);
    addBits(tallies, healthyOffset, healthy & ~unhealthy);
    addBits(tallies, notApplicableOffset, notApplicable & ~healthy & ~unhealthy);
    [healthy, unhealthy, notApplicable] = [0, 0, 0];
  };
  assessments.forEach((assessment, index) => {
    if (index > 0 && assessments[index - 1]?.resource !== assessment.resource) closeResource();
    const state = states[index];
    const mask = masks[assessment.recommendation] ?? 0;
    if (state === null || state === undefined || mask === 0) return;
    if (state.code === 'Healthy') healthy |= mask;
    else if (state.code === 'NotApplicable') notApplicable |= mask;
    else if (!isLeftOut(assessment)) unhealthy |= mask;
  });
  closeResource();
  return { tallies, assessed };
}

function addBits(tallies: Int32Array, offset: number, mask: number): void {
  for (let rest = mask; rest !== 0; rest &= rest - 1) {
    const place = offset + 31 - Math.clz32(rest & -rest);
    tallies[place] = (tallies[place] ?? 0) + 1;
  }
}

function controlScore(tallies: Int32Array, control: number, max: number): ControlScore | null {
  const healthy = tallies[healthyOffset + control] ?? 0;
  const unhealthy = tallies[unhealthyOffset + control] ?? 0;
  const notApplicable = tallies[notApplicableOffset + control] ?? 0;
  const assessed = healthy + unhealthy;
  if (assessed + notApplicable === 0) return null;
  const counting = assessed === 0 ? 0 : max;
  return { healthy, unhealthy, notApplicable, max: counting, cents: assessed === 0 ? 0 : roundHalfEven(counting * 100 * healthy, assessed) };
}
