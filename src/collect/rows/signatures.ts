import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { UnhealthySignature } from '../../domain/snapshot.ts';
import type { DriftLog } from '../drift.ts';
import { compareText, decodeRows } from './decode.ts';

const subject = 'microsoft.security/assessments';
const rowShape = z.object({ id: z.string(), signatures: z.array(z.string()) });
/** `resources key,key,…` */
const entryForm = /^(\d+) (\S+)$/;

/** Distinct sets of failed recommendations by scope id, in the order of their keys. */
export function decodeSignatures(rows: readonly WireRow[], drift: DriftLog): ReadonlyMap<string, readonly UnhealthySignature[]> {
  return new Map(decodeRows(rows, rowShape, subject, drift).map(({ id, signatures }) => [id, signaturesOf(signatures, drift)]));
}

function signaturesOf(entries: readonly string[], drift: DriftLog): readonly UnhealthySignature[] {
  const sorted = entries.flatMap((entry) => {
    const [, resources, keys] = entryForm.exec(entry) ?? [];
    if (resources !== undefined && keys !== undefined) return [{ text: keys, resources: Number(resources) }];
    drift.invalidRow(subject, entry);
    return [];
  }).toSorted((a, b) => compareText(a.text, b.text));
  return sorted.map(({ text, resources }) => ({ keys: text.split(','), resources }));
}
