import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { Assessment } from '../../domain/snapshot.ts';
import type { DriftLog } from '../drift.ts';
import { trialOf } from '../keptRows.ts';
import { lazyRows } from '../lazyRows.ts';
import type { PackedAssessments } from '../packedAssessments.ts';
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

/** A row as it is kept until all are there: the place of what it was decoded to, or as it came where there is something to note. */
export type KeptAssessment = number | WireRow;

/** Decodes rows whose drift may not be noted yet, as the query may start anew: one that has any is kept for later. */
export function assessmentKeeper(portal: PortalPlace, into: PackedAssessments): (row: WireRow) => KeptAssessment {
  const trial = trialOf((row, drift) => decodeAssessment(row, portal, drift));
  return (row) => {
    const assessment = trial(row);
    return assessment === null ? row : into.add(assessment);
  };
}

/** Assessments of all rows that are wanted; one whose id is spelled in two ways is one, as the later says. They are made from `packed` when they are read. */
export function decodeAssessments(kept: readonly KeptAssessment[], portal: PortalPlace, drift: DriftLog, packed: PackedAssessments, wanted: (scopeId: string) => boolean): Assessment[] {
  const places = kept.flatMap((one) => {
    const assessment = typeof one === 'number' ? null : decodeAssessment(one, portal, drift);
    return typeof one === 'number' ? [one] : assessment === null ? [] : [packed.add(assessment)];
  });
  const distinct = distinctPlaces(places.filter((place) => wanted(packed.at(place).scopeId)), packed);
  return lazyRows(distinct.length, (row) => packed.at(distinct[row] ?? 0));
}

/** Places of different assessments. Scope by scope, since the ids of all at once would take more room than all that is packed. */
function distinctPlaces(places: readonly number[], packed: PackedAssessments): Uint32Array {
  const latest = Uint32Array.from(places);
  const repeated = new Set<number>();
  for (const rows of Map.groupBy(latest.keys(), (row) => packed.at(latest[row] ?? 0).scopeId).values()) {
    const seen = new Map<string, number>();
    for (const row of rows) {
      const { key, resourceId } = packed.at(latest[row] ?? 0);
      const id = `${key}\n${resourceId}`;
      const first = seen.get(id);
      if (first === undefined) seen.set(id, row);
      else {
        latest[first] = latest[row] ?? 0;
        repeated.add(row);
      }
    }
  }
  return latest.filter((_, row) => !repeated.has(row));
}

/** Null for a row that cannot be used. */
function decodeAssessment(wire: WireRow, portal: PortalPlace, drift: DriftLog): Assessment | null {
  const [row] = decodeRows([wire], rowShape, subject, drift);
  return row === undefined ? null : assessmentOf(row, portal, drift);
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
