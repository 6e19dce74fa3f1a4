import type { Instant } from './instants.ts';
import type { Assessment, Change } from './model.ts';

/** A moving view of a scope's assessments: where each stands at one moment. */
export interface Cursor {
  /** The change in force per assessment; null before it exists and after it is gone. */
  readonly states: readonly (Change | null)[];
  /** Goes to a moment and returns the assessments touched on the way; `'all'` after a step back. Going forward costs only what happened. */
  moveTo(now: Instant): readonly number[] | 'all';
}

/** A cursor that has not moved yet. */
export function cursorOf(assessments: readonly Assessment[]): Cursor {
  const events = eventsOf(assessments);
  const states: (Change | null)[] = assessments.map(() => null);
  let next = 0;
  let last = -Infinity;
  const moveTo = (now: Instant): readonly number[] | 'all' => {
    const back = now < last;
    if (back) {
      states.fill(null);
      next = 0;
    }
    last = now;
    const touched: number[] = [];
    for (let event = events[next]; event !== undefined && event.at <= now; event = events[++next]) {
      if (event.change !== undefined) states[event.index] = event.change.code === null ? null : event.change;
      touched.push(event.index);
    }
    return back ? 'all' : touched;
  };
  return { states, moveTo };
}

/** `change` is absent where only an assignment began or its grace ran out. */
interface Event {
  readonly at: Instant;
  readonly index: number;
  readonly change?: Change;
}

function eventsOf(assessments: readonly Assessment[]): readonly Event[] {
  const events: Event[] = [];
  assessments.forEach((assessment, index) => {
    for (const change of assessment.changes) events.push({ at: change.at, index, change });
    for (const { from, due } of assessment.assignments) events.push({ at: from, index }, { at: due, index });
  });
  return events.sort((a, b) => a.at - b.at);
}
