import { z } from 'zod';
import { count } from './reportFigures.ts';
import { pointsSchema } from './snapshot.ts';

/** What can explain that the service's figure is not the one recomputed. */
export const differenceCauses = [
  'rounding', // the service adds up or divides unrounded figures
  'olderControl', // controls are computed every eight hours: resources have changed since
  'excludedControl', // the service leaves a control out, or gives it maximum 0
  'nothingAssessed', // the service gives a maximum although nothing is assessed
  'gracePeriod', // what fails in a running grace period is not counted
  'exemptions', // exempted resources are counted otherwise than their assessments say
  'severalRows', // the service holds rows that contradict each other, or another score's
  'noControls', // the service holds a score but no controls
] as const;

export type DifferenceCause = (typeof differenceCauses)[number];

const causesSchema = z.array(z.enum(differenceCauses)).describe('What explains it, together; empty: unexplained.');

export const scoreDifferenceSchema = z.object({
  scopeId: z.string(),
  scopeName: z.string(),
  controlId: z.string().nullable().describe('Null: the scope\'s own score.'),
  figure: z.enum(['current', 'max', 'ratio', 'healthy', 'unhealthy']).describe('current and max in points; healthy and unhealthy are numbers of resources.'),
  reported: z.number().describe('The service\'s figure.'),
  recomputed: z.number().describe('Points and ratios by the published formula from the service\'s counts; counts from the assessments on record.'),
  causes: causesSchema,
  controlIds: z.array(z.string()).describe('Controls that explain a difference of the scope\'s own score.'),
});

/** One place where recomputing does not give the service's figure. */
export type ScoreDifference = z.infer<typeof scoreDifferenceSchema>;

const talliesSchema = z.object({ healthy: count, unhealthy: count });

export const reconciledRowSchema = z.object({
  scopeId: z.string(),
  controlId: z.string().nullable().describe('Null: the scope\'s own score, recomputed as the sum of its controls.'),
  maxScore: z.number().nullable().describe('Points of the control\'s definition; null for the scope\'s own score.'),
  counts: talliesSchema.nullable().describe('The control\'s numbers of resources, by the service; null for the scope\'s own score.'),
  assessed: talliesSchema.nullable().describe('The same numbers from the assessments on record, each resource once; null: not on record.'),
  reported: pointsSchema.describe('The service\'s figures.'),
  recomputed: pointsSchema.describe('Control: maxScore × healthy ÷ (healthy + unhealthy) to 2 decimals. Scope: Σ of its controls. Ratio: current ÷ max to 4 decimals, half to even.'),
});

/** A scope or control with what it was recomputed from. */
export type ReconciledRow = z.infer<typeof reconciledRowSchema>;

export const reconciliationSchema = z.object({
  compared: count.describe('Figures compared: current, max and ratio of every scope and control; numbers of resources where assessments are on record.'),
  equal: count.describe('Those equal to the service\'s figure to 4 decimals (ratios) or 2 (points).'),
  explained: count.describe('Differences with a known cause.'),
  unexplained: count,
  differences: z.array(scoreDifferenceSchema).describe('Unexplained ones first.'),
  rows: z.array(reconciledRowSchema).describe('Every scope and control, our figure beside the service\'s, with the inputs of the formula; where there are more than rowLimit, those with a difference come first.'),
  rowTotal: count.describe('Scopes and controls compared.'),
  rowLimit: count,
});

/** The service's figures beside ours. */
export type Reconciliation = z.infer<typeof reconciliationSchema>;
