import { faultOfKind, type FaultKind } from '../faults.ts';
import type { GraphAnswer } from './answer.ts';

/** A page as it looks when the given faults strike it. `ownToken` is the token that leads to this same page. */
export function damagePage(answer: GraphAnswer, faults: readonly FaultKind[], ownToken: () => string): GraphAnswer {
  let damaged = answer;
  const short = faultOfKind(faults, 'shortPage');
  if (short !== undefined && Array.isArray(damaged.data)) damaged = withRows(damaged, damaged.data.slice(0, Math.max(0, damaged.data.length - short.rows)));
  const foreign = faultOfKind(faults, 'foreignPage');
  if (foreign !== undefined) damaged = withRows(damaged, foreign.rows);
  if (faultOfKind(faults, 'repeatSkipToken') !== undefined) damaged = { ...damaged, $skipToken: ownToken() };
  if (faultOfKind(faults, 'missingSkipToken') !== undefined) damaged = withoutToken(damaged, 'false');
  if (faultOfKind(faults, 'truncatedWithoutToken') !== undefined) damaged = withoutToken(damaged, 'true');
  return damaged;
}

function withRows(answer: GraphAnswer, rows: readonly unknown[]): GraphAnswer {
  return { ...answer, data: rows, count: rows.length };
}

function withoutToken(answer: GraphAnswer, resultTruncated: 'true' | 'false'): GraphAnswer {
  const { $skipToken: _dropped, ...rest } = answer;
  return { ...rest, resultTruncated };
}
