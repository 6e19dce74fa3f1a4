import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { Assessment } from '../../domain/snapshot.ts';
import { createDriftLog, type DriftLog } from '../drift.ts';
import { assessmentRefOf } from './assessmentIds.ts';
import { decodeRows, textOrNull, timestampOrNull } from './decode.ts';
import { portalUrlOf } from './portalUrl.ts';
import { stateOf } from './states.ts';

const subject = 'microsoft.security/assessments';
const text = z.string().nullish();
const rowShape = z.object({ id: z.string(), resourceName: text, code: text, cause: text, reason: text, changedAt: text, firstEvaluatedAt: text, link: text });

/** Where links may lead, and in which tenant. */
export interface PortalPlace {
  readonly portalHost: string;
  /** Tenant of a scope; null when it is not known. */
  readonly tenantOf: (scopeId: string) => string | null;
}

/** A row as it is kept until all are there: decoded, or as it came where there is something to note. Half the memory of a first run, which has many. */
export type KeptAssessment =
  | { readonly kind: 'decoded'; readonly id: string; readonly assessment: Assessment }
  | { readonly kind: 'odd'; readonly row: WireRow };

/** Decodes a row whose drift may not be noted yet, as the query may start anew: one that has any is kept for later. */
export function keepAssessment(row: WireRow, portal: PortalPlace): KeptAssessment {
  const drift = createDriftLog();
  const decoded = decodeAssessment(row, portal, drift);
  return decoded === null || drift.list().length > 0 ? { kind: 'odd', row } : { kind: 'decoded', ...decoded };
}

/** Assessments of all rows; one whose id is spelled in two ways is one. */
export function decodeAssessments(rows: readonly KeptAssessment[], portal: PortalPlace, drift: DriftLog): readonly Assessment[] {
  const decoded = new Map<string, Assessment>();
  for (const kept of rows) {
    const one = kept.kind === 'decoded' ? kept : decodeAssessment(kept.row, portal, drift);
    if (one !== null) decoded.set(one.id, one.assessment);
  }
  return [...decoded.values()];
}

/** Null for a row that cannot be used. The id is lower case. */
function decodeAssessment(wire: WireRow, portal: PortalPlace, drift: DriftLog): { readonly id: string; readonly assessment: Assessment } | null {
  const [row] = decodeRows([wire], rowShape, subject, drift);
  const assessment = row === undefined ? null : assessmentOf(row, portal, drift);
  return row === undefined || assessment === null ? null : { id: row.id.toLowerCase(), assessment };
}

function assessmentOf(row: z.infer<typeof rowShape>, portal: PortalPlace, drift: DriftLog): Assessment | null {
  const ref = assessmentRefOf(row.id);
  if (ref === null) {
    drift.invalidRow(subject, 'id: not the id of an assessment in a subscription');
    return null;
  }
  const link = row.link ?? '';
  const portalUrl = link === '' ? null : portalUrlOf(link, portal.portalHost, portal.tenantOf(ref.scopeId));
  if (link !== '' && portalUrl === null) drift.oddValue(`${subject} properties.links.azurePortal`, link);
  return {
    ...ref,
    resourceName: textOrNull(row.resourceName ?? '') ?? lastSegment(row.id.slice(0, ref.resourceId.length)),
    state: stateOf(row.code ?? '', drift),
    cause: textOrNull(row.cause ?? ''),
    reason: textOrNull(row.reason ?? ''),
    changedAt: timestampOrNull(row.changedAt ?? '', `${subject} properties.status.statusChangeDate`, drift),
    firstEvaluatedAt: timestampOrNull(row.firstEvaluatedAt ?? '', `${subject} properties.status.firstEvaluationDate`, drift),
    portalUrl,
  };
}

function lastSegment(id: string): string {
  return id.split('/').at(-1) ?? id;
}
