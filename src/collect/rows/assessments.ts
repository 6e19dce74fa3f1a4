import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { Assessment } from '../../domain/snapshot.ts';
import type { DriftLog } from '../drift.ts';
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

/** Assessments; one whose id is spelled in two ways is one. */
export function decodeAssessments(rows: readonly WireRow[], portal: PortalPlace, drift: DriftLog): readonly Assessment[] {
  const decoded = new Map<string, Assessment>();
  // One at a time: a baseline has many, and a second copy of all of them would double what it needs.
  for (const wire of rows) {
    for (const row of decodeRows([wire], rowShape, subject, drift)) {
      const assessment = assessmentOf(row, portal, drift);
      if (assessment !== null) decoded.set(row.id.toLowerCase(), assessment);
    }
  }
  return [...decoded.values()];
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
