import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { RecommendationCount } from '../../domain/snapshot.ts';
import type { DriftLog } from '../drift.ts';
import type { SameText } from '../keptRows.ts';
import { compareText, decodeRows } from './decode.ts';
import { stateOf } from './states.ts';

const subject = 'microsoft.security/assessments';
const rowShape = z.object({ id: z.string(), counts: z.array(z.string()) });
/** `key count cause code`; the code is the service's own text and comes last. */
const entryForm = /^(\S+) (\d+) (Exempt|-) (.*)$/s;

/** Numbers of assessments of one row, by scope id, sorted by key. States we do not know are in none of them, only in the drift. */
export function countsOfRow(row: WireRow, drift: DriftLog, same: SameText): readonly (readonly [string, readonly RecommendationCount[]])[] {
  return decodeRows([row], rowShape, subject, drift).map(({ id, counts }) => [id, countsOf(counts, drift, same)]);
}

function countsOf(entries: readonly string[], drift: DriftLog, same: SameText): readonly RecommendationCount[] {
  const counts = new Map<string, { key: string; healthy: number; unhealthy: number; notApplicable: number; exempt: number }>();
  for (const entry of entries) {
    const [, key, number, cause, code] = entryForm.exec(entry) ?? [];
    if (key === undefined || number === undefined || code === undefined) {
      drift.invalidRow(subject, entry);
      continue;
    }
    const count = counts.get(key) ?? { key: same(key), healthy: 0, unhealthy: 0, notApplicable: 0, exempt: 0 };
    counts.set(key, count);
    addTo(count, stateOf(code, drift), Number(number), cause === 'Exempt');
  }
  return [...counts.values()].toSorted((a, b) => compareText(a.key, b.key));
}

function addTo(count: { healthy: number; unhealthy: number; notApplicable: number; exempt: number }, state: string, number: number, exempt: boolean): void {
  if (state === 'Healthy') count.healthy += number;
  else if (state === 'Unhealthy') count.unhealthy += number;
  else if (state === 'NotApplicable') {
    count.notApplicable += number;
    if (exempt) count.exempt += number;
  }
}
