import type { ControlDefinition, ControlScore, Points, UnhealthySignature } from '../../domain/snapshot.ts';
import { controlPoints } from '../recompute.ts';
import { counts, rollUp, type WeightedPoints } from '../rollUp.ts';
import { graceShift, type CountShift, type ScopeGrace } from './grace.ts';

/** What rescoring needs of a scope. */
export interface RescorableScope {
  readonly scopeId: string;
  readonly points: Points | null;
  readonly weight: number | null;
  readonly controls: readonly ControlScore[];
  /** Without the resources of `grace`. */
  readonly signatures: readonly UnhealthySignature[];
  /** Resources that fail something under a running grace period; absent: none, or not on record. */
  readonly grace?: ScopeGrace;
}

/** Resources of one control in one scope that fail the same recommendations of that control. */
export interface FailingSet {
  /** Index of the scope. */
  readonly scope: number;
  /** Index of the control in the scope. */
  readonly control: number;
  /** Recommendations of the control that they fail, sorted; all of them must be fixed before they count as healthy. */
  readonly keys: readonly string[];
  readonly resources: number;
}

/** Recommendations that count in the score: previews and custom ones never do. */
export type Counting = (key: string) => boolean;

/** The failing sets of every control of every scope that has a score. */
export function failingSets(scopes: readonly RescorableScope[], definitions: readonly ControlDefinition[], counting: Counting): FailingSet[] {
  const keysOf = new Map(definitions.map((control) => [control.controlId, new Set(control.recommendationKeys.filter(counting))]));
  return scopes.flatMap((scope, scopeIndex) => {
    if (!counts(scope)) return [];
    return scope.controls.flatMap((control, controlIndex) => {
      const own = keysOf.get(control.controlId);
      if (own === undefined || control.max <= 0) return [];
      const sets = new Map<string, { keys: readonly string[]; resources: number }>();
      for (const signature of scope.signatures) {
        const keys = signature.keys.filter((key) => own.has(key));
        if (keys.length === 0) continue;
        const name = keys.join(' ');
        sets.set(name, { keys, resources: (sets.get(name)?.resources ?? 0) + signature.resources });
      }
      return [...sets.values()].map((set) => ({ scope: scopeIndex, control: controlIndex, ...set }));
    });
  });
}

/**
 * The whole score after every resource has been made to pass the given recommendations: a resource counts as healthy in a
 * control only when it passes all of the control's recommendations, and each control is rounded as the service rounds it.
 * A resource in grace was not counted at all; mended, it is, and adds to its scope's weight.
 */
export function rescore(scopes: readonly RescorableScope[], sets: readonly FailingSet[], fixed: ReadonlySet<string>): number | null {
  const mended = Map.groupBy(
    sets.filter((set) => set.keys.every((key) => fixed.has(key))),
    (set) => set.scope,
  );
  return rollUp(scopes.map((scope, index) => rescored(scope, mended.get(index) ?? [], fixed))).ratio;
}

function rescored(scope: RescorableScope, mended: readonly FailingSet[], fixed: ReadonlySet<string>): WeightedPoints {
  if (scope.points === null || (mended.length === 0 && scope.grace === undefined)) return scope;
  const { grace } = scope;
  const graced = grace === undefined ? null : graceShift(grace, fixed);
  const shifts = new Map<string, CountShift>(graced?.controls);
  for (const [index, own] of Map.groupBy(mended, (set) => set.control)) {
    const control = scope.controls[index] as ControlScore;
    const shift = shifts.get(control.controlId);
    const resources = Math.min(control.unhealthy + (shift?.unhealthy ?? 0), own.reduce((sum, set) => sum + set.resources, 0));
    shifts.set(control.controlId, { healthy: (shift?.healthy ?? 0) + resources, unhealthy: (shift?.unhealthy ?? 0) - resources, maxScore: control.max });
  }
  return shifted(scope, shifts, { before: grace?.assessed ?? 0, more: graced?.assessed ?? 0 });
}

/** A scope after its controls' counts have changed. Its weight is linear in the resources that count at all. */
export function shifted(scope: Pick<RescorableScope, 'points' | 'weight' | 'controls'>, shifts: ReadonlyMap<string, CountShift>, assessed: { readonly before: number; readonly more: number }): WeightedPoints {
  const { points, weight } = scope;
  return {
    points: points === null ? null : pointsAfter(points, scope.controls, shifts),
    weight: weight === null || assessed.more === 0 || assessed.before === 0 ? weight : weight * (1 + assessed.more / assessed.before),
  };
}

function pointsAfter(points: Points, controls: readonly ControlScore[], shifts: ReadonlyMap<string, CountShift>): Points {
  const byId = new Map(controls.map((control) => [control.controlId, control]));
  let { current, max } = points;
  for (const [controlId, shift] of shifts) {
    // A control in which nothing was assessed may be missing, or have no points.
    const control = byId.get(controlId) ?? { max: 0, healthy: 0, unhealthy: 0 };
    const was = controlPoints(control.max, { ...control, notApplicable: 0 });
    const is = controlPoints(control.max > 0 ? control.max : shift.maxScore, { healthy: control.healthy + shift.healthy, unhealthy: control.unhealthy + shift.unhealthy, notApplicable: 0 });
    current += is.current - was.current;
    max += is.max - was.max;
  }
  return { ...points, current, max };
}
