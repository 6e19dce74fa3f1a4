import { dayNumber, dayOf } from '../../domain/calendar.ts';
import { environmentName } from '../../domain/environment.ts';
import { assessmentStates, type Assessment } from '../../domain/snapshot.ts';
import { lastSegment } from './scoreRows.ts';
import { scopeIdOf } from './scopeIds.ts';
import { isTrue, listOf, momentOf, numberOf, objectOf, textOf, type ExportRow } from './values.ts';

/** One state of one assessment, seen once or again and again. */
export interface Sighting {
  readonly assessment: Assessment;
  /** TimeGenerated of its first row, ms. */
  readonly first: number;
  /** Days (as numbers) with a row that says so; `snapshotDays`: with a row of a weekly snapshot. */
  readonly days: readonly number[];
  readonly snapshotDays: readonly number[];
  /** What the row says of the recommendation. */
  readonly name: string;
  readonly severity: string;
  readonly environment: string;
}

const spelling = new Map<string, string>(assessmentStates.map((state) => [state.toLowerCase(), state]));
const portalHosts = new Set(['portal.azure.com', 'portal.azure.us', 'portal.azure.cn']);

/** A row of the query `sightings`, its days counted from a first day; null when it cannot be attributed or read. */
export function sightingOf(row: ExportRow, firstDay: number): Sighting | null {
  const days = (column: string): number[] => listOf(row[column]).flatMap((day) => numberOf(day) ?? []).map((day) => firstDay + day);
  return decoded(row, days('Days'), days('SnapshotDays'));
}

/** A row of `SecurityRecommendation`. */
export function sightingOfRow(row: ExportRow, timeZone: string): Sighting | null {
  const at = momentOf(row['TimeGenerated']);
  if (at === null) return null;
  const day = dayNumber(dayOf(at, timeZone));
  return decoded(row, [day], isTrue(row['IsSnapshot']) ? [day] : []);
}

function decoded(row: ExportRow, days: readonly number[], snapshotDays: readonly number[]): Sighting | null {
  const first = momentOf(row['TimeGenerated']);
  const id = resourceIdOf(row);
  const environment = textOf(row['Environment']);
  const scopeId = scopeIdOf(id, '', environment);
  const key = lastSegment(textOf(row['RecommendationId']));
  const state = textOf(row['RecommendationState']).replaceAll(' ', '');
  if (first === null || scopeId === null || key === '' || state === '') return null;
  const assessment: Assessment = {
    scopeId, key, resourceId: id.toLowerCase(), resourceName: id.split('/').at(-1) ?? id, state: spelling.get(state.toLowerCase()) ?? state, ...statusOf(row),
    changedAt: isoOrNull(row['StatusChangeDate']), firstEvaluatedAt: isoOrNull(row['FirstEvaluationDate']), portalUrl: portalUrlOf(textOf(row['RecommendationLink'])),
  };
  const name = textOf(row['RecommendationDisplayName']) || textOf(row['RecommendationName']) || key;
  return { assessment, first, days, snapshotDays, name, severity: textOf(row['RecommendationSeverity']) || 'Unknown', environment: environment === '' ? 'Azure' : environmentName(environment) };
}

/** Machines outside Azure come as `N/A`; their id is at the end of the portal link. */
function resourceIdOf(row: ExportRow): string {
  const id = textOf(row['AssessedResourceId']);
  if (id !== '' && id.toLowerCase() !== 'n/a') return withoutAssessment(id);
  const link = decodedLink(textOf(row['RecommendationLink']));
  const start = link.toLowerCase().lastIndexOf('/subscriptions/');
  return start < 0 ? '' : withoutAssessment(link.slice(start));
}

function decodedLink(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}

/** The resource's own id, also where the assessment's stands in its place. */
function withoutAssessment(id: string): string {
  const end = id.toLowerCase().indexOf('/providers/microsoft.security/assessments/');
  return end < 0 ? id : id.slice(0, end);
}

function statusOf(row: ExportRow): Pick<Assessment, 'cause' | 'reason'> {
  const status = objectOf(objectOf(row['Properties'])['status']);
  return { cause: textOf(status['cause']) || null, reason: textOf(status['description']) || textOf(row['NotApplicableReason']) || null };
}

function isoOrNull(value: unknown): string | null {
  const ms = momentOf(value);
  return ms === null ? null : new Date(ms).toISOString();
}

/** Links come without a scheme; whatever does not lead to a portal is dropped. */
function portalUrlOf(link: string): string | null {
  const address = /^https:\/\//i.test(link) ? link : `https://${link}`;
  if (link === '' || /[\u0000-\u0020\\\u007f]/.test(link) || !URL.canParse(address)) return null;
  const { hostname, port, username, password, href } = new URL(address);
  return portalHosts.has(hostname) && port === '' && username === '' && password === '' ? href : null;
}
