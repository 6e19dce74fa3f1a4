import { z } from 'zod';

/** Building blocks of the report model. Ratios are unrounded 0–1; percent and pp exist only in formatted text. */

export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/).describe('Calendar day in the report\'s time zone.');
export const instant = z.string().describe('ISO 8601, UTC.');
export const count = z.number().int().nonnegative();
export const ratio = z.number().describe('0–1, unrounded.');
export const ratioOrNull = ratio.nullable().describe('0–1, unrounded; null: no score.');

export const scoreFigureSchema = z.object({
  ratio: ratioOrNull,
  reason: z.string().nullable().describe('Why there is no score; null when there is one.'),
  scopes: count.describe('Scopes whose points are in the figure.'),
  withoutScore: count.describe('Scopes that stay out of it: no score, max 0 or weight 0.'),
  weight: z.number().describe('Sum of the weights in the figure.'),
});

/** A weighted score over one or many scopes: Σ weight·current/max ÷ Σ weight (DESIGN §9.1). */
export type ScoreFigure = z.infer<typeof scoreFigureSchema>;

export const scoreChangeSchema = z.object({
  since: day.nullable().describe('Day compared with; null: nothing to compare with.'),
  from: ratioOrNull.describe('Ratio on that day.'),
  change: z.number().nullable().describe('Now minus then, as a ratio (0.012 = +1.2 pp); null: no data.'),
  shown: z.number().nullable().describe('Change of the figures as shown: score now minus score then, each rounded to 0.1 %, as a ratio (−0.019 = −1.9 pp), so that a reader who subtracts gets the same.'),
  relativeChange: z.number().nullable().describe('The workbook\'s (now − then) ÷ then; null: no data or then is 0.'),
  reason: z.string().nullable().describe('Why there is no change to show; null when there is one.'),
  methodBreak: z.string().nullable().describe('Method break between the two days, in words; null: none.'),
});

/** A change against an earlier day (DESIGN §9.4). */
export type ScoreChange = z.infer<typeof scoreChangeSchema>;

/** The change a reader gets who subtracts the shown scores: 0.6768 → 0.6584 is 67.7 % → 65.8 %, so −0.019, though the exact change is −0.0184. */
export function shownChange(from: number, to: number): number {
  return (Math.round(to * 1000) - Math.round(from * 1000)) / 1000;
}

export const trendPointSchema = z.object({
  day,
  ratio: ratioOrNull,
  carried: ratio.describe('Share of the weight that is carried forward from an earlier day; 0: all measured that day.'),
  incomplete: z.boolean().describe('True when the run of that day had gaps that affect the figure.'),
});

/** One day of a line in a chart. */
export type TrendPoint = z.infer<typeof trendPointSchema>;

export const trendSchema = z.array(trendPointSchema).describe('Consecutive days, oldest first.');

export const trendEventSchema = z.object({
  day,
  kind: z.enum(['methodBreak', 'scopeJoined', 'scopeLeft']),
  label: z.string().describe('A few words, for a mark in the chart.'),
});

/** Something that happened on a day and belongs beside the line. */
export type TrendEvent = z.infer<typeof trendEventSchema>;

export const stateTotalsSchema = z.object({ healthy: count, unhealthy: count, notApplicable: count });
