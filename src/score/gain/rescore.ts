import type { ControlDefinition, ControlScore, Points, UnhealthySignature } from '../../domain/snapshot.ts';
import { counts, rollUp } from '../rollUp.ts';
import { controlPoints } from '../recompute.ts';

/** What rescoring needs of a scope. */
export interface RescorableScope {
  readonly scopeId: string;
  readonly points: Points | null;
  readonly weight: number | null;
  readonly controls: readonly ControlScore[];
  readonly signatures: readonly UnhealthySignature[];
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
 */
export function rescore(scopes: readonly RescorableScope[], sets: readonly FailingSet[], fixed: ReadonlySet<string>): number | null {
  const gained = new Map<number, number>();
  const mended = Map.groupBy(
    sets.filter((set) => set.keys.every((key) => fixed.has(key))),
    (set) => set.scope,
  );
  for (const [scope, own] of mended) gained.set(scope, pointsGained(scopes[scope] as RescorableScope, own));
  return rollUp(
    scopes.map((scope, index) => {
      const more = gained.get(index);
      return scope.points === null || more === undefined ? scope : { ...scope, points: { ...scope.points, current: scope.points.current + more } };
    }),
  ).ratio;
}

function pointsGained(scope: RescorableScope, mended: readonly FailingSet[]): number {
  let points = 0;
  for (const [index, own] of Map.groupBy(mended, (set) => set.control)) {
    const control = scope.controls[index] as ControlScore;
    const resources = Math.min(control.unhealthy, own.reduce((sum, set) => sum + set.resources, 0));
    const after = { healthy: control.healthy + resources, unhealthy: control.unhealthy - resources, notApplicable: 0 };
    points += controlPoints(control.max, after).current - controlPoints(control.max, control).current;
  }
  return points;
}
