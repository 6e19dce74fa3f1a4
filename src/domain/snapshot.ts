import { z } from 'zod';
import { circumstancesShape } from './circumstances.ts';
import { panelAnswerSchema } from './customPanels.ts';
import { gapSchema } from './gap.ts';
import { managementGroupSchema, scopeSchema } from './scope.ts';

/** Version of the stored shape; a change of shape adds one and an upgrade step in `history/upgrade`. */
export const snapshotVersion = 1;

/** Version of the arithmetic that turns rows into scores (DESIGN §9); a change marks a method break. */
export const formulaVersion = 1;

const count = z.number().int().nonnegative();
const timestamp = z.iso.datetime({ offset: false }).describe('ISO 8601, UTC.');

export const pointsSchema = z.object({
  current: z.number().describe('Points reached, as the service reports them.'),
  max: z.number().describe('Points reachable; 0 when no control has an assessed resource.'),
  ratio: z.number().describe('The service\'s own current ÷ max, rounded by it to 4 decimals; 0–1.'),
});

/** Points as the service reports them. */
export type Points = z.infer<typeof pointsSchema>;

export const stateCountsSchema = z.object({ healthy: count, unhealthy: count, notApplicable: count });

/** Numbers of resources by state. */
export type StateCounts = z.infer<typeof stateCountsSchema>;

export const controlScoreSchema = pointsSchema.extend({
  controlId: z.string().describe('Id of the control (GUID, lower case); names change over time.'),
  weight: z.number(),
  ...stateCountsSchema.shape,
});

/** One security control in one scope. */
export type ControlScore = z.infer<typeof controlScoreSchema>;

export const recommendationCountSchema = stateCountsSchema.extend({
  key: z.string().describe('Assessment key of the recommendation (lower case).'),
  exempt: count.describe('Those of notApplicable whose cause is Exempt.'),
});

/** How one recommendation stands in one scope: numbers of assessments by state. */
export type RecommendationCount = z.infer<typeof recommendationCountSchema>;

export const unhealthySignatureSchema = z.object({
  keys: z.array(z.string()).describe('Recommendations a resource fails, sorted.'),
  resources: count.describe('Number of resources that fail exactly these.'),
});

/** Resources that fail exactly the same recommendations: what rescoring an action needs. */
export type UnhealthySignature = z.infer<typeof unhealthySignatureSchema>;

export const scopeScoreSchema = z.object({
  scopeId: z.string(),
  secureScore: pointsSchema.nullable().describe('The row named ascScore; null when the service holds none.'),
  gracePeriod: pointsSchema.nullable().describe('The row named scoreGraceExcluded, as given; null when there is none.'),
  weight: z.number().nullable().describe('The scope\'s relative weight from its ascScore row; null without one.'),
  controls: z.array(controlScoreSchema).describe('Sorted by control id.'),
  recommendations: z.array(recommendationCountSchema).describe('Sorted by key.'),
  signatures: z.array(unhealthySignatureSchema).describe('Unhealthy resources by the exact set of recommendations they fail.'),
});

/** Everything the service says of one scope's score. */
export type ScopeScore = z.infer<typeof scopeScoreSchema>;

/** True when a scope has a score that counts in roll-ups: points to reach and a weight; a row of 0 of 0 points is no score (DESIGN §9.1). */
export function isScored(score: Pick<ScopeScore, 'secureScore' | 'weight'> | null): boolean {
  return score !== null && score.secureScore !== null && score.secureScore.max > 0 && (score.weight ?? 0) > 0;
}

export const controlDefinitionSchema = z.object({
  controlId: z.string(),
  name: z.string(),
  maxScore: z.number().describe('Points of the definition; a scope\'s control has max 0 when nothing is assessed.'),
  recommendationKeys: z.array(z.string()).describe('Keys of the recommendations in it, sorted; a key may sit in several controls.'),
});

export type ControlDefinition = z.infer<typeof controlDefinitionSchema>;

export const recommendationSchema = z.object({
  key: z.string(),
  name: z.string(),
  severity: z.string().describe('High, Medium, Low, or as given; Unknown when the service gives none.'),
  environment: z.string(),
  implementationEffort: z.string().nullable().describe('Low, Moderate, High, or as given.'),
  userImpact: z.string().nullable(),
  categories: z.array(z.string()),
  assessmentType: z.string().nullable().describe('BuiltIn, Custom …; custom ones never count in the score.'),
  preview: z.boolean().describe('Preview recommendations never count in the score.'),
  plannedDeprecation: z.string().nullable().describe('MM/YYYY as given.'),
  remediation: z.string().nullable().describe('Remediation text as given: foreign text, escape it.'),
});

/** A rule that resources are judged by. */
export type Recommendation = z.infer<typeof recommendationSchema>;

export const assessmentStates = ['Healthy', 'Unhealthy', 'NotApplicable'] as const;

export const assessmentSchema = z.object({
  scopeId: z.string(),
  key: z.string().describe('Recommendation key.'),
  resourceId: z.string().describe('The assessed resource\'s id, lower case.'),
  resourceName: z.string().describe('The resource\'s name as the service spells it.'),
  state: z.string().describe('Healthy, Unhealthy, NotApplicable, or as given.'),
  cause: z.string().nullable(),
  reason: z.string().nullable().describe('The service\'s explanation of the state.'),
  changedAt: timestamp.nullable().describe('statusChangeDate; null when the service gives none.'),
  firstEvaluatedAt: timestamp.nullable(),
  portalUrl: z.string().nullable().describe('https link to the recommendation in the portal.'),
});

/** One recommendation judged on one resource. */
export type Assessment = z.infer<typeof assessmentSchema>;

export const assessmentRefSchema = assessmentSchema.pick({ scopeId: true, key: true, resourceId: true });

/** Which assessment is meant. */
export type AssessmentRef = z.infer<typeof assessmentRefSchema>;

export const assessmentRowsSchema = z.object({
  since: timestamp.nullable().describe('Rows changed after this moment; null: every assessment (a baseline).'),
  rows: z.array(assessmentSchema),
  deleted: z.array(assessmentRefSchema).describe('Assessments on record that the service no longer holds.'),
});

export const governanceSchema = z.object({
  scopeId: z.string(),
  key: z.string(),
  resourceId: z.string(),
  owner: z.string().nullable(),
  dueAt: timestamp.nullable(),
  gracePeriod: z.boolean(),
  ticket: z.string().nullable(),
});

/** Who has to mend an assessment, and until when. */
export type Governance = z.infer<typeof governanceSchema>;

export const driftSchema = z.object({
  subject: z.string().describe('Type and path, e.g. `microsoft.security/assessments properties.status.code`.'),
  kind: z.enum(['unknownField', 'unknownValue', 'invalidRow']),
  example: z.string().describe('One value seen; foreign text.'),
  count,
});

/** Something the service sent that its documentation, as we know it, does not name. */
export type Drift = z.infer<typeof driftSchema>;

export const requestsSchema = z.object({
  sent: count.describe('Requests it took, those of a stopped run that the run went on with included.'),
  throttled: count, retried: count, rows: count,
  earlier: count.optional().describe('Of those sent, the ones that the stopped run had sent; left out when the run went on with none.'),
});

export const snapshotSchema = z.object({
  schema: z.literal('secure-score/snapshot'),
  version: z.literal(snapshotVersion),
  runId: z.string().describe('Identity of the run, sorts by time: yyyymmddThhmmssZ.'),
  takenAt: timestamp.describe('When the collection began: the moment the snapshot stands for.'),
  finishedAt: timestamp,
  toolVersion: z.string(),
  model: z.literal('classic').describe('The classic secure score; the risk-based Cloud Secure Score is another model.'),
  formula: z.number().int(),
  cloud: z.string(),
  tenantIds: z.array(z.string()),
  catalogueHash: z.string().describe('SHA-256 over the control definitions and recommendations: changes mark a method break.'),
  scopes: z.array(scopeSchema).describe('Sorted by id; those without a score included.'),
  managementGroups: z.array(managementGroupSchema),
  scores: z.array(scopeScoreSchema).describe('One per scope, sorted by scope id.'),
  controls: z.array(controlDefinitionSchema).describe('Sorted by control id.'),
  recommendations: z.array(recommendationSchema).describe('Sorted by key.'),
  assessments: assessmentRowsSchema,
  governance: z.array(governanceSchema),
  ...circumstancesShape,
  panels: z.array(panelAnswerSchema).optional().describe('Answers to the queries of report.panels in config; absent: none was asked, or they are no longer kept.'),
  gaps: z.array(gapSchema),
  drift: z.array(driftSchema),
  requests: requestsSchema,
});

/** What Azure said at one time. */
export type Snapshot = z.infer<typeof snapshotSchema>;

/** A run id from its moment: `2026-11-21T06:00:00.000Z` → `20261121T060000Z`. */
export function runIdOf(moment: Date): string {
  return moment.toISOString().replace(/\.\d+Z$/, 'Z').replace(/[-:]/g, '');
}
