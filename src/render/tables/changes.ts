import type { ScoreChange } from '../../domain/reportFigures.ts';
import { column, type ColumnOf } from './table.ts';

/** Columns of a change over some days: the change, what it is compared with, and why there is none. */
export function changeColumns<Row>(days: number, of: (row: Row) => ScoreChange): readonly ColumnOf<Row>[] {
  const [id, words] = [`${days}d`, `${days} days`];
  return [
    column('pp', `change_${id}`, `Change, ${words} (pp)`, (row) => of(row).shown, { means: `Score now minus score ${words} before, in percentage points, both as shown with one decimal.` }),
    column('pp', `exact_change_${id}`, `Exact change, ${words} (pp)`, (row) => of(row).change, { means: 'The same from the unrounded scores.' }),
    column('day', `compared_with_${id}`, `Compared with (${words})`, (row) => of(row).since, { means: 'Day whose value the change is against: the last one at or before that many days ago, at most 7 days older.' }),
    column('ratio', `score_before_${id}`, `Score then (${words})`, (row) => of(row).from),
    column('text', `no_change_because_${id}`, `No change because (${words})`, (row) => of(row).reason, { means: 'Why there is no change to show; empty when there is one.' }),
    column('text', `method_break_${id}`, `Method break (${words})`, (row) => of(row).methodBreak, { means: 'What changed between the two days in how the score is made.' }),
  ];
}
