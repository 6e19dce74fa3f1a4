import type { ScoreChange } from '../../domain/reportFigures.ts';
import { column, said, type ColumnOf } from './table.ts';

/** Columns of a change over some days: the change, what it is compared with, and why there is none. */
export function changeColumns<Row>(days: number, of: (row: Row) => ScoreChange): readonly ColumnOf<Row>[] {
  const [id, values] = [`${days}d`, { days }];
  return [
    column('pp', `change_${id}`, said('tableChange.change', values), (row) => of(row).shown, { means: said('tableChange.means', values) }),
    column('pp', `exact_change_${id}`, said('tableChange.exact', values), (row) => of(row).change, { means: said('table.theSameFromTheUnroundedScores') }),
    column('day', `compared_with_${id}`, said('tableChange.comparedWith', values), (row) => of(row).since, { means: said('table.dayWhoseValueTheChangeIsAgainst') }),
    column('ratio', `score_before_${id}`, said('tableChange.scoreThen', values), (row) => of(row).from),
    column('text', `no_change_because_${id}`, said('tableChange.noChange', values), (row) => of(row).reason, { means: said('table.whyThereIsNoChangeToShow') }),
    column('text', `method_break_${id}`, said('tableChange.methodBreak', values), (row) => of(row).methodBreak, { means: said('table.whatChangedBetweenTheTwoDaysIn') }),
  ];
}
