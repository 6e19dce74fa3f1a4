import type { ControlScore, Points, ScopeScore } from '../domain/snapshot.ts';
import { controlPoints, scopePoints } from './recompute.ts';

/** A figure of the service beside the one its own counts give. */
export interface Difference {
  readonly scopeId: string;
  /** Null: the scope's own score. */
  readonly controlId: string | null;
  readonly figure: 'current' | 'max' | 'ratio';
  readonly reported: number;
  readonly recomputed: number;
  /** What explains it, or `unexplained`. */
  readonly cause: string;
}

export interface Reconciliation {
  /** Figures compared. */
  readonly compared: number;
  readonly equal: number;
  readonly differences: readonly Difference[];
}

const figures = ['current', 'max', 'ratio'] as const;
/** Half a unit of the last stored decimal, plus binary noise: nearer than that is equal. */
const tolerance = { current: 0.005 - 1e-9, max: 0.005 - 1e-9, ratio: 0.00005 - 1e-9 };

/** The published formulas applied to the service's counts, beside the service's figures, for every control and scope. */
export function reconcile(scores: readonly ScopeScore[]): Reconciliation {
  const differences: Difference[] = [];
  let compared = 0;
  const compare = (scopeId: string, controlId: string | null, reported: Points, recomputed: Points, explain: (figure: Difference['figure']) => string): void => {
    for (const figure of figures) {
      compared += 1;
      if (Math.abs(reported[figure] - recomputed[figure]) < tolerance[figure]) continue;
      differences.push({ scopeId, controlId, figure, reported: reported[figure], recomputed: recomputed[figure], cause: explain(figure) });
    }
  };
  for (const score of scores) {
    for (const control of score.controls) {
      compare(score.scopeId, control.controlId, control, controlPoints(control.max, control), (figure) => explainControl(control, figure));
    }
    if (score.secureScore !== null) {
      compare(score.scopeId, null, score.secureScore, scopePoints(score.controls), () => explainScope(score));
    }
  }
  return { compared, equal: compared - differences.length, differences };
}

function explainControl(control: ControlScore, figure: Difference['figure']): string {
  const exact = controlPoints(control.max, control);
  if (Math.abs(control.current - exact.current) <= 0.01 + 1e-9 && Math.abs(control.ratio - exact.ratio) <= 0.0001 + 1e-9) {
    return 'rounding: one unit of the last stored decimal';
  }
  if (figure === 'max' && control.max > 0) return 'the service gives a maximum although nothing is assessed';
  return 'unexplained';
}

function explainScope(score: ScopeScore): string {
  if (score.controls.length === 0) return 'the service holds a score but no controls for the scope';
  return 'unexplained';
}
