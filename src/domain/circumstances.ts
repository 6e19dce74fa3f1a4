import { z } from 'zod';

const count = z.number().int().nonnegative();
const instantOrNull = z.iso.datetime({ offset: false }).nullable();

export const grantSchema = z.object({
  id: z.string().describe('ARM id of the exemption, lower case.'),
  source: z.enum(['policyExemption', 'standardAssignment']).describe('Azure Policy\'s own, or that of a security standard (AWS, GCP and recommendations without a policy).'),
  scope: z.string().describe('What it was granted on, lower case: a management group, a subscription, a resource group, a resource.'),
  keys: z.array(z.string()).describe('Recommendations it exempts, sorted; empty: it is not told which.'),
  name: z.string().nullable().describe('Display name: foreign text.'),
  reason: z.string().nullable().describe('Description, the justification: foreign text.'),
  category: z.string().nullable().describe('Waiver, Mitigated, or as given.'),
  expiresAt: instantOrNull.describe('ISO 8601 UTC; null: never.'),
  createdBy: z.string().nullable().describe('Who granted it: an object id or a name, as given.'),
  createdAt: instantOrNull,
});

/** An exemption as it was granted: by whom, why, until when. */
export type Grant = z.infer<typeof grantSchema>;

export const riskCountSchema = z.object({
  scopeId: z.string(),
  key: z.string().describe('Recommendation key.'),
  critical: count, high: count, medium: count, low: count,
  none: count.describe('Level None, or one that is not documented.'),
  exposed: count.describe('Of all these, with internet exposure among the risk factors.'),
  attackPaths: count.describe('Of all these, on at least one attack path.'),
});

/** Unhealthy assessments of one scope and recommendation by risk level, where Defender CSPM evaluated them. */
export type RiskCount = z.infer<typeof riskCountSchema>;

export const defenderPlanSchema = z.object({
  scopeId: z.string(),
  plan: z.string().describe('The service\'s name of the plan: VirtualMachines, CloudPosture …'),
  enabled: z.boolean().describe('True for the tier Standard.'),
  subPlan: z.string().nullable().describe('P1, P2 … where the plan has kinds.'),
});

/** A paid plan of Defender for Cloud on one scope. */
export type DefenderPlan = z.infer<typeof defenderPlanSchema>;

/** What the service says beside the score; each part may be absent: not asked by the version that made the run, or not answered. */
export const circumstancesShape = {
  grants: z.array(grantSchema).optional().describe('Exemptions as granted, sorted by id; absent: not asked, or not answered.'),
  risks: z.array(riskCountSchema).optional().describe('Sorted by scope and key; absent: not asked, or not answered.'),
  plans: z.array(defenderPlanSchema).optional().describe('Sorted by scope and plan; absent: not asked, or not answered.'),
};
