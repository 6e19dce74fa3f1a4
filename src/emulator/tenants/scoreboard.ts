import { catalogueAt, type CatalogueView } from './catalogue/catalogue.ts';
import { cursorOf } from './cursor.ts';
import { type Instant, tickAt } from './instants.ts';
import type { ScopeHistory } from './model.ts';
import { type ControlScore, type ScopeScore, scopeScore } from './score.ts';

/** Both scores of a scope at one recomputation. */
export interface Scoreboard {
  readonly view: CatalogueView;
  /** `ascScore`: grace periods honoured. */
  readonly asc: ScopeScore;
  /** `scoreGraceExcluded`: as if no rule had a grace period, so never above the other. The same object where none has. */
  readonly graceExcluded: ScopeScore;
}

/** Gives the scoreboard in force at a moment: the one of the last recomputation. Unchanged parts stay the same objects. */
export function scoreboardsOf(history: ScopeHistory): (now: Instant) => Scoreboard {
  const { assessments, plan } = history;
  const cursor = cursorOf(assessments);
  const hasGrace = assessments.some((one) => one.assignments.some((task) => task.isGracePeriod));
  let tick = NaN;
  let board: Scoreboard | null = null;
  return (now) => {
    const wanted = Math.min(tickAt(now), plan.disabledFrom);
    if (board !== null && wanted === tick) return board;
    tick = wanted;
    const touched = cursor.moveTo(tick);
    const view = catalogueAt(tick);
    if (board !== null && board.view === view && touched !== 'all' && touched.length === 0) return board;
    const asc = kept(board?.asc, scopeScore(assessments, cursor.states, view, tick, true));
    const graceExcluded = hasGrace ? kept(board?.graceExcluded, scopeScore(assessments, cursor.states, view, tick, false)) : asc;
    if (board === null || board.view !== view || board.asc !== asc || board.graceExcluded !== graceExcluded) board = { view, asc, graceExcluded };
    return board;
  };
}

function kept(before: ScopeScore | undefined, after: ScopeScore): ScopeScore {
  if (before === undefined) return after;
  const controls = after.controls.map((control, index) => {
    const old = before.controls[index] ?? null;
    return old !== null && control !== null && isSame(old, control) ? old : control;
  });
  const same = controls.every((control, index) => control === before.controls[index]);
  return same && before.weight === after.weight ? before : { ...after, controls };
}

function isSame(a: ControlScore, b: ControlScore): boolean {
  return a.healthy === b.healthy && a.unhealthy === b.unhealthy && a.notApplicable === b.notApplicable && a.max === b.max;
}
