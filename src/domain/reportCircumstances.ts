import { z } from 'zod';
import { count } from './reportFigures.ts';

export const riskLevels = ['Critical', 'High', 'Medium', 'Low', 'None'] as const;

export const riskSchema = z.object({
  level: z.enum(riskLevels).describe('The highest of what fails.'),
  critical: count, high: count, medium: count, low: count, none: count,
  exposed: count.describe('Of all these, those with internet exposure among the risk factors.'),
  attackPaths: count.describe('Of all these, those on at least one attack path.'),
});

/** Unhealthy assessments by the risk level that Defender CSPM gives them; never a part of the score. */
export type Risk = z.infer<typeof riskSchema>;

export const planNeedSchema = z.object({
  plans: z.array(z.string()).describe('Paid plans of Defender for Cloud; one of them is needed.'),
  scopes: count.describe('Scopes concerned.'),
  missingIn: count.nullable().describe('Those of them in which none of the plans is on; null: not known which are.'),
});

/** What a recommendation needs before it can be mended, by Microsoft\'s documentation. */
export type PlanNeed = z.infer<typeof planNeedSchema>;

/** What recommendations and actions have beside figures of the score; reports of versions before it have none of it. */
export const circumstanceShape = {
  risk: riskSchema.nullable().default(null).describe('Null: not evaluated (no Defender CSPM), or not asked.'),
  planNeed: planNeedSchema.nullable().default(null).describe('Null: no paid plan is needed, as far as Microsoft\'s documentation says.'),
  tickets: z.array(z.string()).default([]).describe('Tickets of its open governance assignments, sorted: foreign text.'),
  portalUrl: z.string().nullable().default(null).describe('https link to the recommendation in the portal of the tenant; null: a cloud without a known portal.'),
};
