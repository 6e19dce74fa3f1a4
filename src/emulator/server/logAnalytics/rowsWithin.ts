import type { Row } from '../../tenant.ts';
import type { Interval } from './timespan.ts';

const largestNumberOfSelections = 32;
const selections = new WeakMap<readonly Row[], Map<string, readonly Row[]>>();

/** The rows generated within an interval; all of them for null. The same array comes back for the same rows and interval. */
export function rowsWithin(rows: readonly Row[], interval: Interval | null): readonly Row[] {
  if (interval === null) return rows;
  let known = selections.get(rows);
  if (known === undefined || known.size >= largestNumberOfSelections) {
    known = new Map();
    selections.set(rows, known);
  }
  const key = `${interval.start.getTime()}/${interval.end.getTime()}`;
  let selection = known.get(key);
  if (selection === undefined) {
    selection = rows.filter((row) => isWithin(row['TimeGenerated'], interval));
    known.set(key, selection);
  }
  return selection;
}

function isWithin(time: unknown, interval: Interval): boolean {
  const at = time instanceof Date ? time.getTime() : Date.parse(String(time));
  return at >= interval.start.getTime() && at <= interval.end.getTime();
}
