import { z } from 'zod';
import { count, day, instant, ratio, ratioOrNull } from '../../domain/reportFigures.ts';
import { accountBriefSchema, accountSchema } from '../../domain/reportPanels.ts';

/** Version of the comparison's JSON. */
export const diffVersion = 1;

export const provenanceSchema = z.object({
  runId: z.string(),
  day: day.describe('In the time zone.'),
  start: instant.describe('When Azure was asked: the moment the figures stand for.'),
  end: instant.nullable().describe('Null here and below: the point is of a workspace, which does not say.'),
  seconds: z.number().nullable().describe('From start to end.'),
  timeZone: z.string(),
  source: z.enum(['live', 'continuousExport', 'file']).describe('Where the run came from.'),
  toolVersion: z.string().nullable(),
  formula: z.number().int().describe('Version of the arithmetic.'),
  cloud: z.string().nullable(),
  catalogue: z.string().nullable().describe('Hash of the control definitions and recommendations.'),
  scopes: count.nullable().describe('Scopes expected.'),
  coverage: ratio.describe('Scopes with a score ÷ scopes expected.'),
  complete: z.boolean().describe('False when a gap affects a figure.'),
  gaps: count.nullable(),
});

/** Where the figures of one run come from. Says nothing of who ran it. */
export type Provenance = z.infer<typeof provenanceSchema>;

const movementShape = {
  from: ratioOrNull,
  to: ratioOrNull,
  change: z.number().nullable().describe('As a ratio; null unless there is a score at both ends.'),
  shown: z.number().nullable().describe('The change as text shows it: the difference of the scores as shown.'),
  changeAccount: accountBriefSchema.omit({ since: true }).nullable().describe('Why it moved; null: no score at one of the ends.'),
};

const partSchema = z.object({ name: z.string(), scopes: count.describe('Scopes with a score at either end.'), ...movementShape });

/** A group or environment at both ends. */
export type PartDifference = z.infer<typeof partSchema>;

export const scopeDifferenceSchema = z.object({
  scopeId: z.string(),
  name: z.string(),
  environment: z.string(),
  status: z.enum(['joined', 'left', 'both']).describe('joined, left: it has a score at one end only, carried ones included.'),
  ...movementShape,
  carriedFrom: day.nullable().describe('Day on which the earlier figure was measured, where it was carried forward; null: on the day itself.'),
  carriedTo: day.nullable(),
  weightFrom: z.number().nullable(),
  weightTo: z.number().nullable(),
});

/** One scope in two runs. */
export type ScopeDifference = z.infer<typeof scopeDifferenceSchema>;

export const diffSchema = z.object({
  schema: z.literal('secure-score/diff'),
  version: z.literal(diffVersion),
  from: provenanceSchema.describe('The earlier run.'),
  to: provenanceSchema.describe('The later run.'),
  of: z.string().nullable().describe('What of the runs is compared, as asked for; null: everything.'),
  overall: z.object(movementShape).omit({ changeAccount: true }),
  environments: z.array(partSchema),
  groups: z.array(partSchema).describe('The groups of the configuration with a scope at either end.'),
  scopes: z.array(scopeDifferenceSchema).describe('Largest change first; scopes without a score in either run are left out.'),
  account: accountSchema.nullable().describe('Why the score moved: parts that sum to the change; null when either run has no score.'),
  resourcesKnown: z.boolean().describe('False: no resource states on record, so that the account cannot tell causes inside a control.'),
  methodBreak: z.string().nullable().describe('Announced change of the method between the two, in words.'),
}).meta({ id: 'SecureScoreDiff', title: 'Two runs compared' });

/** Two runs compared. */
export type Diff = z.infer<typeof diffSchema>;
