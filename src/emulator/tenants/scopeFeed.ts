import type { Row } from '../tenant.ts';
import { cursorOf } from './cursor.ts';
import type { Instant } from './instants.ts';
import type { Assessment, Assignment, Change, ScopeHistory, ScopePlan } from './model.ts';
import { assessmentRow } from './rows/assessmentRow.ts';
import { assignmentAt, assignmentRow } from './rows/governanceRows.ts';
import { controlRowsOf, scoreRowsOf } from './rows/scoreRows.ts';
import { scoreboardsOf } from './scoreboard.ts';

/** The Resource Graph rows of one scope. Each array, and each row in it, stays the same object while nothing changes. */
export interface ScopeFeed {
  scores(now: Instant): readonly Row[];
  controls(now: Instant): readonly Row[];
  assessments(now: Instant): readonly Row[];
  assignments(now: Instant): readonly Row[];
}

const none: readonly Row[] = [];

/** Rows of a scope over time; all empty while the scope cannot be seen. */
export function scopeFeed(tenantId: string, history: ScopeHistory): ScopeFeed {
  const { plan, assessments } = history;
  const boards = scoreboardsOf(history);
  const scores = plan.hasScore ? lastOf(boards, scoreRowsOf(tenantId, plan)) : () => none;
  const controls = plan.hasScore ? lastOf(boards, controlRowsOf(tenantId, plan)) : () => none;
  const judged = rowsOf(assessments, assessmentRows(tenantId, plan));
  const assigned = rowsOf(assessments, assignmentRows(tenantId, plan));
  const whileSeen = (rows: (now: Instant) => readonly Row[]) => (now: Instant): readonly Row[] => (isSeen(plan, now) ? rows(Math.min(now, plan.disabledFrom)) : none);
  return { scores: whileSeen(scores), controls: whileSeen(controls), assessments: whileSeen(judged), assignments: whileSeen(assigned) };
}

/** True while the scope is there for Resource Graph. */
export function isSeen(plan: ScopePlan, now: Instant): boolean {
  return plan.from <= now && now < plan.until;
}

function lastOf<Board>(boards: (now: Instant) => Board, make: (board: Board) => readonly Row[]): (now: Instant) => readonly Row[] {
  let last: { readonly board: Board; readonly rows: readonly Row[] } | null = null;
  return (now) => {
    const board = boards(now);
    if (last?.board !== board) last = { board, rows: make(board) };
    return last.rows;
  };
}

type RowMaker = (assessment: Assessment, change: Change, now: Instant) => Row | null;

function rowsOf(assessments: readonly Assessment[], make: RowMaker): (now: Instant) => readonly Row[] {
  const cursor = cursorOf(assessments);
  const cells: (Row | null)[] = assessments.map(() => null);
  let rows = none;
  return (now) => {
    const touched = cursor.moveTo(now);
    let same = true;
    for (const index of touched === 'all' ? cells.keys() : touched) {
      const [assessment, change] = [assessments[index], cursor.states[index]];
      const cell = assessment === undefined || change === null || change === undefined ? null : make(assessment, change, now);
      same &&= cell === cells[index];
      cells[index] = cell;
    }
    if (!same) rows = cells.filter((row) => row !== null);
    return rows;
  };
}

/** Remembers the last row of each assessment: what touches it may leave its state alone. */
function assessmentRows(tenantId: string, plan: ScopePlan): RowMaker {
  const made = new Map<Assessment, { readonly change: Change; readonly row: Row }>();
  return (assessment, change) => {
    const before = made.get(assessment);
    if (before?.change === change) return before.row;
    const row = assessmentRow(tenantId, plan, assessment, change);
    made.set(assessment, { change, row });
    return row;
  };
}

function assignmentRows(tenantId: string, plan: ScopePlan): RowMaker {
  const made = new Map<Assignment, Row>();
  return (assessment, _change, now) => {
    const assignment = assignmentAt(assessment, now);
    if (assignment === null) return null;
    const row = made.get(assignment) ?? assignmentRow(tenantId, plan, assessment, assignment);
    made.set(assignment, row);
    return row;
  };
}
