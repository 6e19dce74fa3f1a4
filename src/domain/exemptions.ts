import { z } from 'zod';
import { count, day, instant, ratio, ratioOrNull } from './reportFigures.ts';

export const exemptionStatuses = ['expired', 'lapsed', 'unjustified', 'endsSoon', 'active'] as const;

export const exemptionSchema = z.object({
  scopeId: z.string(),
  scopeName: z.string(),
  key: z.string(),
  name: z.string().describe('Name of the recommendation.'),
  title: z.string().nullable().default(null).describe('The exemption\'s own name: foreign text. Null: none on record.'),
  reason: z.string().nullable().describe('The justification: the exemption\'s description, else what the service says of the assessment; foreign text. Null: none.'),
  category: z.enum(['waiver', 'mitigated']).nullable().describe('As the exemption says; without one, where the reason names it.'),
  expiresOn: day.nullable().describe('Its last day; without an exemption on record, the day the reason names after "expires", "until" or the like; null: none.'),
  createdBy: z.string().nullable().default(null).describe('Who granted it: a name or an object id as the service gives it. Null: not on record.'),
  source: z.enum(['policyExemption', 'standardAssignment', 'assessment']).default('assessment').describe('Where this is from: an exemption of Azure Policy, one of a security standard, or the assessment\'s own text alone.'),
  portalUrl: z.string().nullable().default(null).describe('https link to the exemption, where it has a page.'),
  status: z.enum(exemptionStatuses)
    .describe('expired: its day has passed, yet it is in force. lapsed: its time was up in the last 90 days, and its resources fail again. unjustified: no reason. endsSoon: within 30 days.'),
  resources: count.describe('Exempt resources; of a lapsed one those that fail.'),
  since: instant.nullable().describe('When it was granted, else when the last of its resources was exempted; null: not known.'),
});

/** Resources of one scope that are exempt from one recommendation for one reason. */
export type Exemption = z.infer<typeof exemptionSchema>;

export const exemptionsSchema = z.object({
  accepted: ratio.describe('The score as the service gives it, exemptions and grace periods honoured.'),
  raw: ratio.describe('The same with every exempted resource counted as unhealthy, by rescoring.'),
  withoutGrace: ratioOrNull.default(null).describe('The same as if no grace period ran: the service\'s scoreGraceExcluded; null: no scope has such a figure.'),
  inGrace: count.default(0).describe('Assessments that fail while their grace period runs.'),
  assessments: count.describe('Exempt assessments.'),
  counting: count.describe('Those of recommendations that count in the score.'),
  rows: z.array(exemptionSchema).describe('Those that need a look first (expired, lapsed, without a reason), then by resources.'),
});

/** What exemptions and grace periods contribute. */
export type Exemptions = z.infer<typeof exemptionsSchema>;
