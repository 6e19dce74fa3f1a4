import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { Governance } from '../../domain/snapshot.ts';
import { knownNames, type DriftLog } from '../drift.ts';
import { assessmentRefOf } from './assessmentIds.ts';
import { compareText, decodeRows, textOrNull, timestampOrNull } from './decode.ts';

const subject = 'microsoft.security/assessments/governanceassignments';
const text = z.string().nullish();
const rowShape = z.object({
  id: z.string(), assignedResourceId: text, owner: text, dueAt: text, gracePeriod: z.union([z.boolean(), z.number()]).nullish(), ticketNumber: text, ticketLink: text, fields: z.array(z.string()).nullish(),
});
const fields = knownNames('assignedResourceId', 'owner', 'remediationDueDate', 'remediationEta', 'isGracePeriod', 'additionalData', 'governanceEmailNotification');

/** Governance assignments, sorted by scope, key and resource. */
export function decodeGovernance(rows: readonly WireRow[], drift: DriftLog): readonly Governance[] {
  return decodeRows(rows, rowShape, subject, drift).flatMap((row) => governanceOf(row, drift)).toSorted((a, b) => compareText(placeOf(a), placeOf(b)));
}

function governanceOf(row: z.infer<typeof rowShape>, drift: DriftLog): readonly Governance[] {
  drift.fields(`${subject} properties`, row.fields ?? [], fields);
  // The assignment's own id begins with the assessment's, too.
  const ref = assessmentRefOf(row.assignedResourceId ?? '') ?? assessmentRefOf(row.id);
  if (ref === null) {
    drift.invalidRow(subject, 'assignedResourceId: not the id of an assessment');
    return [];
  }
  return [{
    ...ref,
    owner: textOrNull((row.owner ?? '').trim()),
    dueAt: timestampOrNull(row.dueAt ?? '', `${subject} properties.remediationDueDate`, drift),
    gracePeriod: row.gracePeriod === true || row.gracePeriod === 1, // computed booleans have been seen as 1 and 0
    ticket: textOrNull(row.ticketNumber ?? '') ?? textOrNull(row.ticketLink ?? ''),
  }];
}

function placeOf({ scopeId, key, resourceId }: Governance): string {
  return `${scopeId}\n${key}\n${resourceId}`;
}
