import { z } from 'zod';
import { count, day, ratio } from './reportFigures.ts';

export const reachesSchema = z.object({ expected: day.nullable(), earliest: day.nullable(), latest: day.nullable() }).nullable().describe('When the target is reached; null: no target, reached already, or no forecast; a null day: not within two years.');

export const outlookSchema = z.object({
  target: ratio.nullable().describe('Null: none.'),
  refused: z.string().nullable().describe('Why nothing is said of the time to come; null when something is.'),
  weeks: count.describe('Weekly changes it is made from.'),
  pace: z.number().nullable().describe('Expected change a week, as a ratio.'),
  reaches: reachesSchema,
});

/** Where a scope's or group's score goes at its pace; the interval is that of the report's forecast. */
export type Outlook = z.infer<typeof outlookSchema>;
