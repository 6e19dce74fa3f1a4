import type { DifferenceCause } from '../../domain/reconciliation.ts';
import type { ControlScore, Points, ScopeScore } from '../../domain/snapshot.ts';
import { controlPoints } from '../recompute.ts';
import type { ControlEvidence } from './counts.ts';

/** Half a unit of the last stored decimal, plus binary noise: nearer than that is equal. */
export const tolerance = { current: 0.005 - 1e-9, max: 0.005 - 1e-9, ratio: 0.00005 - 1e-9 } as const;

/** Why a control's points are not what its own counts give. */
export function explainControl(control: ControlScore, recomputed: Points): readonly DifferenceCause[] {
  const assessed = control.healthy + control.unhealthy;
  if (control.max <= 0 && assessed > 0) return ['excludedControl'];
  if (control.max > 0 && assessed === 0) return ['nothingAssessed'];
  if (Math.abs(control.max - recomputed.max) >= tolerance.max) return [];
  const isRounding = Math.abs(control.current - recomputed.current) <= 0.01 + 1e-9 && Math.abs(control.ratio - control.current / control.max) <= 0.0001 + 1e-9;
  return isRounding ? ['rounding'] : [];
}

export interface ScopeExplanation {
  readonly causes: readonly DifferenceCause[];
  /** Controls that explain it. */
  readonly controlIds: readonly string[];
}

const unexplained: ScopeExplanation = { causes: [], controlIds: [] };
/** A part's current and maximum points. */
type Part = Pick<Points, 'current' | 'max'>;

/** Why a scope's points are not the sum of its controls'. */
export function explainScope(score: ScopeScore & { readonly secureScore: Points }, sum: Points, evidence: ReadonlyMap<string, ControlEvidence> | null): ScopeExplanation {
  const { secureScore, gracePeriod, controls } = score;
  if (controls.length === 0) return { causes: ['noControls'], controlIds: [] };
  if (isRounded(score)) return { causes: ['rounding'], controlIds: [] };
  const excluded = controls.find((control) => control.max > 0 && agree(secureScore, { current: sum.current - control.current, max: sum.max - control.max }));
  if (excluded !== undefined) return { causes: ['excludedControl'], controlIds: [excluded.controlId] };
  if (gracePeriod !== null && agree(gracePeriod, sum)) return { causes: ['severalRows'], controlIds: [] };
  return olderControls(score, sum, evidence ?? new Map()) ?? unexplained;
}

/** True when adding up the controls unrounded gives the service's points, or its ratio is off by one in the last place. */
function isRounded({ secureScore, controls }: ScopeScore & { readonly secureScore: Points }): boolean {
  const exact = controls.map((control) => ({ current: control.healthy + control.unhealthy === 0 ? 0 : (control.max * control.healthy) / (control.healthy + control.unhealthy), max: control.max }));
  const [unrounded, rounded] = [added(exact), added(controls)];
  const isRatioNear = unrounded.max > 0 && Math.abs(secureScore.ratio - secureScore.current / secureScore.max) <= 0.0001 + 1e-9;
  return isRatioNear && (agree(secureScore, unrounded) || agree(secureScore, rounded));
}

function agree(a: Part, b: Part): boolean {
  return Math.abs(a.current - b.current) < tolerance.current + 2e-9 && Math.abs(a.max - b.max) < tolerance.max + 2e-9;
}

function added(parts: readonly Part[]): Part {
  return { current: parts.reduce((sum, { current }) => sum + current, 0), max: parts.reduce((sum, { max }) => sum + max, 0) };
}

/** Controls beyond which not every combination is tried. */
const mostTried = 8;

/**
 * The score and the controls are computed at different times: true when some controls, as the assessments give them now or gave them eight hours
 * ago, lead to the score.
 */
function olderControls({ secureScore, controls }: ScopeScore & { readonly secureScore: Points }, sum: Points, evidence: ReadonlyMap<string, ControlEvidence>): ScopeExplanation | null {
  const movable = controls.flatMap((control) => {
    const others = shiftsOf(control, evidence.get(control.controlId));
    return others.length === 0 ? [] : [{ controlId: control.controlId, others }];
  });
  if (movable.length === 0 || movable.length > mostTried) return null;
  const search = (index: number, total: Part, used: readonly string[]): readonly string[] | null => {
    if (used.length > 0 && agree(secureScore, total)) return used;
    const one = movable[index];
    if (one === undefined) return null;
    const without = search(index + 1, total, used);
    if (without !== null) return without;
    return one.others.reduce<readonly string[] | null>((found, shift) => found ?? search(index + 1, added([total, shift]), [...used, one.controlId]), null);
  };
  const controlIds = search(0, sum, []);
  return controlIds === null ? null : { causes: ['olderControl'], controlIds };
}

/** What the control's points would change by if it were computed from the assessments, as they are and as they were. */
function shiftsOf(control: ControlScore, evidence: ControlEvidence | undefined): readonly Part[] {
  if (evidence === undefined) return [];
  const max = control.max;
  const shifts = [evidence.now, evidence.graced, evidence.before].map((tally) => {
    const points = controlPoints(max, { ...tally, notApplicable: 0 });
    return { current: points.current - control.current, max: points.max - control.max };
  });
  return [...new Map(shifts.map((shift) => [`${shift.current.toFixed(4)} ${shift.max}`, shift])).values()].filter(({ current, max: more }) => Math.abs(current) > 1e-9 || more !== 0);
}
