import { z } from 'zod';
import type { Row } from '../tenant.ts';

/** Rows decoded for the tests: what a reader of the service would see, and nothing of the simulation. */
export const points = z.object({ max: z.number(), current: z.number(), percentage: z.number() });

export const scoreRow = z.object({
  id: z.string(), name: z.string(), type: z.literal('microsoft.security/securescores'), subscriptionId: z.string(),
  properties: z.object({ displayName: z.string(), score: points, weight: z.number() }),
});
export type ScoreRow = z.infer<typeof scoreRow>;

export const controlRow = z.object({
  id: z.string(), name: z.string(), type: z.literal('microsoft.security/securescores/securescorecontrols'), subscriptionId: z.string(),
  properties: z.object({
    displayName: z.string(), healthyResourceCount: z.number(), unhealthyResourceCount: z.number(), notApplicableResourceCount: z.number(),
    score: points, weight: z.number(),
    definition: z.object({ properties: z.object({ displayName: z.string(), maxScore: z.number(), assessmentDefinitions: z.array(z.object({ id: z.string() })) }) }),
  }),
});
export type ControlRow = z.infer<typeof controlRow>;

export const assessmentRow = z.object({
  id: z.string(), name: z.string(), type: z.literal('microsoft.security/assessments'), subscriptionId: z.string(),
  properties: z.object({
    displayName: z.string(),
    resourceDetails: z.object({ Source: z.string(), Id: z.string() }),
    status: z.object({
      code: z.enum(['Healthy', 'Unhealthy', 'NotApplicable']), cause: z.string().optional(), description: z.string().optional(),
      statusChangeDate: z.string(), firstEvaluationDate: z.string(),
    }),
    metadata: z.object({ severity: z.string(), preview: z.boolean().optional(), plannedDeprecationDate: z.string().optional() }),
    links: z.object({ azurePortal: z.string() }),
    risk: z.object({ level: z.string() }).optional(),
  }),
});
export type AssessmentRow = z.infer<typeof assessmentRow>;

export const assignmentRow = z.object({
  id: z.string(), type: z.literal('microsoft.security/assessments/governanceassignments'),
  properties: z.object({ assignedResourceId: z.string(), owner: z.string(), remediationDueDate: z.string(), isGracePeriod: z.boolean() }),
});

/** Rows of one type, decoded. */
export function typed<Shape extends z.ZodType>(rows: readonly Row[], type: string, shape: Shape): readonly z.infer<Shape>[] {
  return rows.filter((row) => row['type'] === type).map((row) => shape.parse(row));
}

export const scoresIn = (rows: readonly Row[]): readonly ScoreRow[] => typed(rows, 'microsoft.security/securescores', scoreRow);
export const controlsIn = (rows: readonly Row[]): readonly ControlRow[] => typed(rows, 'microsoft.security/securescores/securescorecontrols', controlRow);
export const assessmentsIn = (rows: readonly Row[]): readonly AssessmentRow[] => typed(rows, 'microsoft.security/assessments', assessmentRow);

/** Scope of a row, lower case: the connector where the id names one, else the subscription. */
export function scopeOf(id: string): string {
  const lower = id.toLowerCase();
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.security\/securityconnectors\/[^/]+/.exec(lower)?.[0] ?? lower.split('/').slice(0, 3).join('/');
}

/** Overall ratio of the `ascScore` rows: Σ weight · current/max ÷ Σ weight, scopes without points left out. */
export function overall(rows: readonly Row[]): number {
  const scores = scoresIn(rows).filter((row) => row.name === 'ascScore' && row.properties.score.max > 0).map((row) => row.properties);
  const weighted = scores.reduce((sum, { score, weight }) => sum + (weight * score.current) / score.max, 0);
  return weighted / scores.reduce((sum, { weight }) => sum + weight, 0);
}
