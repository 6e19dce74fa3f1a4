import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import { environmentName } from '../../domain/environment.ts';
import type { Recommendation } from '../../domain/snapshot.ts';
import { knownNames, type DriftLog } from '../drift.ts';
import { compareText, decodeRows, textOrNull } from './decode.ts';

const names = z.array(z.string()).nullish();
const text = z.string().nullish();
const rowShape = z.object({
  id: z.string(), assessments: z.number(), previews: z.number(), displayName: text, source: text, severity: text, implementationEffort: text, userImpact: text,
  categories: names, assessmentType: text, plannedDeprecation: text, remediation: text, fields: names, statusFields: names, metadataFields: names,
});

type RecommendationRow = z.infer<typeof rowShape>;

const subject = 'microsoft.security/assessments properties';
const known = {
  fields: knownNames('displayName', 'status', 'resourceDetails', 'metadata', 'additionalData', 'links', 'risk', 'partnersData', 'statusPerInitiative'),
  statusFields: knownNames('code', 'cause', 'description', 'firstEvaluationDate', 'statusChangeDate', 'severity'),
  metadataFields: knownNames(
    'displayName', 'description', 'remediationDescription', 'policyDefinitionId', 'assessmentType', 'severity', 'userImpact', 'implementationEffort', 'categories', 'threats',
    'preview', 'plannedDeprecationDate', 'publishDates', 'partnerData', 'tactics', 'techniques', 'recommendationCategory', 'cloudProviders',
  ),
  severity: knownNames('High', 'Medium', 'Low'),
  level: knownNames('Low', 'Moderate', 'High'),
  assessmentType: knownNames(
    'Unknown', 'BuiltIn', 'Custom', 'CustomPolicy', 'CustomerManaged', 'BuiltInPolicy', 'VerifiedPartner', 'ManualBuiltInPolicy', 'ManualBuiltIn', 'ManualCustomPolicy', 'DynamicBuiltIn',
  ),
};

/** Recommendations, sorted by key. `environmentOf` says in which environment a key is judged; null where no listed scope has it. */
export function decodeRecommendations(rows: readonly WireRow[], environmentOf: (key: string) => string | null, drift: DriftLog): readonly Recommendation[] {
  const merged = new Map<string, RecommendationRow>();
  for (const row of decodeRows(rows, rowShape, subject, drift)) merged.set(row.id, mergeRows(merged.get(row.id), row));
  return [...merged.values()].map((row) => recommendationOf(row, environmentOf(row.id), drift)).toSorted((a, b) => compareText(a.key, b.key));
}

/** Several batches of scopes may each have a row of the same recommendation. */
function mergeRows(before: RecommendationRow | undefined, row: RecommendationRow): RecommendationRow {
  return before === undefined ? row : { ...before, assessments: before.assessments + row.assessments, previews: before.previews + row.previews };
}

function recommendationOf(row: RecommendationRow, environment: string | null, drift: DriftLog): Recommendation {
  noteDrift(row, drift);
  return {
    key: row.id,
    name: textOrNull(row.displayName ?? '') ?? row.id,
    severity: textOrNull(row.severity ?? '') ?? 'Unknown',
    environment: environment ?? environmentName(textOrNull(row.source ?? '') ?? 'Azure'),
    implementationEffort: textOrNull(row.implementationEffort ?? ''),
    userImpact: textOrNull(row.userImpact ?? ''),
    categories: row.categories ?? [],
    assessmentType: textOrNull(row.assessmentType ?? ''),
    // While a recommendation turns from preview to general, some of its rows still say preview: it counts.
    preview: row.assessments > 0 && row.previews === row.assessments,
    plannedDeprecation: textOrNull(row.plannedDeprecation ?? ''),
    remediation: textOrNull(row.remediation ?? ''),
  };
}

function noteDrift(row: RecommendationRow, drift: DriftLog): void {
  drift.fields(subject, row.fields ?? [], known.fields);
  drift.fields(`${subject}.status`, row.statusFields ?? [], known.statusFields);
  drift.fields(`${subject}.metadata`, row.metadataFields ?? [], known.metadataFields);
  drift.value(`${subject}.metadata.severity`, row.severity ?? '', known.severity);
  drift.value(`${subject}.metadata.implementationEffort`, row.implementationEffort ?? '', known.level);
  drift.value(`${subject}.metadata.userImpact`, row.userImpact ?? '', known.level);
  drift.value(`${subject}.metadata.assessmentType`, row.assessmentType ?? '', known.assessmentType);
}
