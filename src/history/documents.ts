import { z } from 'zod';
import { managementGroupSchema, scopeSchema } from '../domain/scope.ts';
import { controlDefinitionSchema, recommendationSchema, snapshotSchema } from '../domain/snapshot.ts';
import { seriesSchema } from './series.ts';
import { tableSchema } from './table.ts';

/** Version of every stored shape here; a change of one adds 1 and a step in upgrade.ts. */
export const recordVersion = 1;

const hash = z.string().regex(/^[0-9a-f]{64}$/).describe('SHA-256, hex.');

export const pointSources = ['live', 'continuousExport', 'file'] as const;

/** What is kept of every run for ever, beside its numbers. */
export const pointHeaderSchema = snapshotSchema.pick({
  runId: true, takenAt: true, finishedAt: true, toolVersion: true, model: true, formula: true, cloud: true,
  tenantIds: true, catalogueHash: true, gaps: true, drift: true, requests: true,
}).extend({
  expected: z.number().int().nonnegative().describe('Scopes that should have a score: listed and not disabled, or unlisted because of a gap.'),
  scored: z.number().int().nonnegative().describe('Those of them that have one.'),
  source: z.enum(pointSources).describe('live: collected by a run; otherwise where it was reconstructed from.'),
  catalogue: hash.describe('Names the file in catalogues/ with the definitions in force.'),
  estate: hash.describe('Names the file in estates/ with the scopes and management groups seen.'),
  detail: hash.describe('SHA-256 of the run\'s detail file, also after it was rolled up.'),
});

export type PointHeader = z.infer<typeof pointHeaderSchema>;

const sectionShape = {
  names: z.array(z.string()).describe('Sorted control ids or recommendation keys.'),
  perScope: z.string().describe('Number of series of each scope, in the order of `scopeIds`.'),
  name: z.string().describe('Index into `names` of each series, as the difference to the series before.'),
  count: z.number().int().nonnegative().describe('Number of series.'),
  series: seriesSchema,
};

/** Numbers by scope and name (a control id or a recommendation key). */
export const sectionSchema = z.object(sectionShape);

export type SectionDocument = z.infer<typeof sectionSchema>;

const numbersShape = {
  version: z.literal(recordVersion),
  points: z.array(pointHeaderSchema).describe('Oldest first.'),
  scopeIds: z.array(z.string()).describe('Sorted.'),
  scores: seriesSchema.describe('One series a scope.'),
};

/** A run's numbers: one file a run, until its month is closed. */
export const pointSchema = z.object({ schema: z.literal('secure-score/point'), ...numbersShape, controls: sectionSchema, recommendations: sectionSchema });

/** A closed month's scores; the rest of the month is in the files it names. */
export const segmentSchema = z.object({
  schema: z.literal('secure-score/segment'),
  ...numbersShape,
  month: z.string().regex(/^\d{4}-\d{2}$/).describe('UTC month.'),
  files: z.object({ controls: hash, recommendations: hash, changes: hash }).describe('SHA-256 of the other files of the month; the first 12 letters are in their names.'),
});

export const controlsSchema = z.object({ schema: z.literal('secure-score/controls'), version: z.literal(recordVersion), section: sectionSchema });
export const recommendationsSchema = z.object({ schema: z.literal('secure-score/recommendations'), version: z.literal(recordVersion), section: sectionSchema });

/** What a run collected beside numbers: kept for 90 days. */
export const detailSchema = z.object({
  schema: z.literal('secure-score/detail'),
  version: z.literal(recordVersion),
  since: snapshotSchema.shape.assessments.shape.since,
  rows: tableSchema.describe('Assessments.'),
  deleted: tableSchema,
  governance: tableSchema,
  signatures: tableSchema.describe('Unhealthy signatures: scopeId, keys (joined by a space), resources.'),
  grants: tableSchema.optional().describe('Exemptions as granted; absent: not known of the run.'),
  risks: tableSchema.optional(),
  plans: tableSchema.optional(),
  panels: snapshotSchema.shape.panels,
});

/** The assessments that the runs of a closed month collected, as they came. */
export const changesSchema = z.object({
  schema: z.literal('secure-score/changes'),
  version: z.literal(recordVersion),
  runs: z.array(z.object({ runId: z.string(), since: snapshotSchema.shape.assessments.shape.since, rows: z.number().int(), deleted: z.number().int() }))
    .describe('Oldest first; how many rows of the tables are each run\'s.'),
  rows: tableSchema,
  deleted: tableSchema,
});

/** Definitions in force, stored once per content. */
export const catalogueSchema = z.object({
  schema: z.literal('secure-score/catalogue'),
  version: z.literal(recordVersion),
  controls: z.array(controlDefinitionSchema),
  recommendations: z.array(recommendationSchema),
});

/** Scopes with their names and tags, stored once per content. */
export const estateSchema = z.object({
  schema: z.literal('secure-score/estate'),
  version: z.literal(recordVersion),
  scopes: z.array(scopeSchema),
  managementGroups: z.array(managementGroupSchema),
});

/** Last known state of every assessment after a run: derived, may be deleted. */
export const statesSchema = z.object({
  schema: z.literal('secure-score/states'),
  version: z.literal(recordVersion),
  runs: z.number().int().describe('Number of runs behind it.'),
  fingerprint: hash.describe('SHA-256 over those runs: another record, another fingerprint.'),
  complete: z.boolean().describe('True once a baseline is behind it.'),
  since: z.string().nullable(),
  takenAt: z.string().nullable().describe('Moment of the last of those runs.'),
  rows: tableSchema,
});

/** Marks the folder as a record. */
export const recordSchema = z.object({ schema: z.literal('secure-score/record'), version: z.literal(recordVersion) });

export type PointDocument = z.infer<typeof pointSchema>;
export type SegmentDocument = z.infer<typeof segmentSchema>;
export type DetailDocument = z.infer<typeof detailSchema>;
export type ChangesDocument = z.infer<typeof changesSchema>;
export type CatalogueDocument = z.infer<typeof catalogueSchema>;
export type EstateDocument = z.infer<typeof estateSchema>;
export type StatesDocument = z.infer<typeof statesSchema>;
