import type { DifferenceCause, ReconciledRow, ScoreDifference } from '../../domain/reconciliation.ts';
import type { ControlScore, Points, ScopeScore } from '../../domain/snapshot.ts';
import { controlPoints, scopePoints } from '../recompute.ts';
import { explainCounts, type ControlEvidence } from './counts.ts';
import { explainControl, explainScope, tolerance } from './points.ts';

/** What the figures are held against, beside themselves. */
export interface ReconcileInput {
  /** Points of the controls' definitions by id; a control without one is held against its own maximum. */
  readonly maxScores: ReadonlyMap<string, number>;
  /** What the assessments say, by control; null: they are not on record in full. */
  evidence(scopeId: string): ReadonlyMap<string, ControlEvidence> | null;
  /** Scopes for which the service gave rows that contradict each other. */
  readonly contradictory: ReadonlySet<string>;
}

export type Difference = Omit<ScoreDifference, 'scopeName'>;

/** A scope's or control's figures, and where they differ. */
export interface Reconciled {
  readonly row: ReconciledRow;
  readonly compared: number;
  readonly differences: readonly Difference[];
}

const figures = ['current', 'max', 'ratio'] as const;

/**
 * The published formulas applied to the service's counts, and the counts of the assessments on record, beside the service's figures: every
 * control, then the scope's own score. Scopes without a score have controls only.
 */
export function reconcileScope(score: ScopeScore, { maxScores, evidence, contradictory }: ReconcileInput): readonly Reconciled[] {
  const known = evidence(score.scopeId);
  const isContradictory = contradictory.has(score.scopeId);
  const { secureScore } = score;
  const own = secureScore === null ? [] : [wholeScope({ ...score, secureScore }, known, isContradictory)];
  return [...score.controls.map((control) => oneControl(score.scopeId, control, maxScores.get(control.controlId) ?? control.max, known?.get(control.controlId) ?? null, isContradictory)), ...own];
}

function oneControl(scopeId: string, control: ControlScore, maxScore: number, evidence: ControlEvidence | null, isContradictory: boolean): Reconciled {
  const { controlId, current, max, ratio, healthy, unhealthy } = control;
  const recomputed = controlPoints(maxScore, control);
  const fallback = fallbackOf(isContradictory);
  const points = differing(control, recomputed, { scopeId, controlId, causes: orElse(explainControl(control, recomputed), fallback), controlIds: [] });
  const why = evidence === null ? null : explainCounts(control, evidence);
  const counted = evidence === null || why === null ? [] : (['healthy', 'unhealthy'] as const).flatMap((figure): Difference[] =>
    control[figure] === evidence.now[figure] ? [] : [{ scopeId, controlId, figure, reported: control[figure], recomputed: evidence.now[figure], causes: orElse(why, fallback), controlIds: [] }]);
  return {
    row: { scopeId, controlId, maxScore, counts: { healthy, unhealthy }, assessed: evidence === null ? null : { ...evidence.now }, reported: { current, max, ratio }, recomputed },
    compared: figures.length + (evidence === null ? 0 : 2), differences: [...points, ...counted],
  };
}

function wholeScope(score: ScopeScore & { readonly secureScore: Points }, evidence: ReadonlyMap<string, ControlEvidence> | null, isContradictory: boolean): Reconciled {
  const { scopeId, secureScore, controls } = score;
  const recomputed = scopePoints(controls);
  const { causes, controlIds } = equal(secureScore, recomputed) ? { causes: [], controlIds: [] } : explainScope(score, recomputed, evidence);
  return {
    row: { scopeId, controlId: null, maxScore: null, counts: null, assessed: null, reported: secureScore, recomputed },
    compared: figures.length,
    differences: differing(secureScore, recomputed, { scopeId, controlId: null, causes: orElse(causes, fallbackOf(isContradictory)), controlIds: [...controlIds] }),
  };
}

/** Rows that contradict each other explain what nothing else does. */
function fallbackOf(isContradictory: boolean): readonly DifferenceCause[] {
  return isContradictory ? ['severalRows'] : [];
}

function orElse(causes: readonly DifferenceCause[], fallback: readonly DifferenceCause[]): DifferenceCause[] {
  return [...(causes.length > 0 ? causes : fallback)];
}

function equal(reported: Points, recomputed: Points): boolean {
  return figures.every((figure) => Math.abs(reported[figure] - recomputed[figure]) < tolerance[figure]);
}

function differing(reported: Points, recomputed: Points, place: Pick<Difference, 'scopeId' | 'controlId' | 'causes' | 'controlIds'>): Difference[] {
  return figures.flatMap((figure) => (Math.abs(reported[figure] - recomputed[figure]) < tolerance[figure] ? [] : [{ ...place, figure, reported: reported[figure], recomputed: recomputed[figure] }]));
}
