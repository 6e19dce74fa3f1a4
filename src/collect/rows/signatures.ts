import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { UnhealthySignature } from '../../domain/snapshot.ts';
import type { DriftLog } from '../drift.ts';
import type { SameText } from '../keptRows.ts';
import { compareText, decodeRows } from './decode.ts';

const subject = 'microsoft.security/assessments';
const rowShape = z.object({ id: z.string(), signatures: z.array(z.string()) });
/** `resources key,key,…` */
const entryForm = /^(\d+) (\S+)$/;

/** Distinct sets of failed recommendations of one row, by scope id, in the order of their keys. */
export function signaturesOfRow(row: WireRow, drift: DriftLog, same: SameText): readonly (readonly [string, readonly UnhealthySignature[]])[] {
  return decodeRows([row], rowShape, subject, drift).map(({ id, signatures }) => [id, signaturesOf(signatures, drift, same)]);
}

function signaturesOf(entries: readonly string[], drift: DriftLog, same: SameText): readonly UnhealthySignature[] {
  const sorted = entries.flatMap((entry) => {
    const [, resources, keys] = entryForm.exec(entry) ?? [];
    if (resources !== undefined && keys !== undefined) return [{ text: keys, resources: Number(resources) }];
    drift.invalidRow(subject, entry);
    return [];
  }).toSorted((a, b) => compareText(a.text, b.text));
  return sorted.map(({ text, resources }) => ({ keys: text.split(',').map(same), resources }));
}
