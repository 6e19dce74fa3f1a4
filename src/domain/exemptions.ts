import { z } from 'zod';
import { count, day, instant, ratio } from './reportFigures.ts';

export const exemptionSchema = z.object({
  scopeId: z.string(),
  scopeName: z.string(),
  key: z.string(),
  name: z.string().describe('Name of the recommendation.'),
  reason: z.string().nullable().describe('As the service gives it: foreign text. Null: none.'),
  category: z.enum(['waiver', 'mitigated']).nullable().describe('Where the reason names it.'),
  expiresOn: day.nullable().describe('The day the reason names after "expires", "until" or the like; null: none.'),
  status: z.enum(['expired', 'unjustified', 'endsSoon', 'active']).describe('expired: its day has passed, yet it is in force. unjustified: no reason. endsSoon: within 30 days.'),
  resources: count,
  since: instant.nullable().describe('When the last of its resources was exempted; null: not known.'),
});

/** Resources of one scope that are exempt from one recommendation for one reason. */
export type Exemption = z.infer<typeof exemptionSchema>;

export const exemptionsSchema = z.object({
  accepted: ratio.describe('The score as the service gives it, exemptions honoured.'),
  raw: ratio.describe('The same with every exempted resource counted as unhealthy, by rescoring.'),
  assessments: count.describe('Exempt assessments.'),
  counting: count.describe('Those of recommendations that count in the score.'),
  rows: z.array(exemptionSchema).describe('Expired and unjustified ones first, then by resources.'),
});

/** What exemptions contribute. */
export type Exemptions = z.infer<typeof exemptionsSchema>;
