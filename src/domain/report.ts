import { z } from 'zod';
import { customPanelSchema } from './customPanels.ts';
import { exemptionsSchema } from './exemptions.ts';
import { spokenGapSchema } from './gap.ts';
import { reconciliationSchema } from './reconciliation.ts';
import { languages } from './language.ts';
import { outlookSchema, reachesSchema } from './outlook.ts';
import { count, day, instant, ratio, ratioOrNull, scoreChangeSchema, scoreFigureSchema, stateTotalsSchema, trendEventSchema, trendSchema } from './reportFigures.ts';
import { circumstanceShape } from './reportCircumstances.ts';
import { accountBriefSchema, accountSchema, controlTrendSchema, planSchema, scopeRowSchema, stateChangePanelSchema, topRecommendationSchema } from './reportPanels.ts';
import { driftSchema, requestsSchema } from './snapshot.ts';

/** Version of report.json's shape. */
export const reportVersion = 1;

export const headlineSchema = z.object({
  score: scoreFigureSchema,
  target: ratio.nullable().describe('Target ratio; null: none set.'),
  points: z.object({ current: z.number(), max: z.number() }).nullable().describe('The service\'s points; only where the report covers a single scope, since points of several do not add up to a score.'),
  gracePeriod: scoreFigureSchema.describe('The same roll-up over the scoreGraceExcluded rows (scopes without one: their score).'),
  sinceLastReport: scoreChangeSchema,
  over7Days: scoreChangeSchema,
  over30Days: scoreChangeSchema,
  over90Days: scoreChangeSchema,
  sentences: z.array(z.string()).describe('What changed and what stands out, written from the numbers; plain text.'),
});

export const environmentRowSchema = z.object({
  environment: z.string(),
  score: scoreFigureSchema,
  over7Days: scoreChangeSchema,
  over30Days: scoreChangeSchema,
  changeAccount: accountBriefSchema.nullable().describe('Why its score moved since the last report; null: no score then or now.'),
  trend: trendSchema,
});

/** One environment (Azure, AWS …). */
export type EnvironmentRow = z.infer<typeof environmentRowSchema>;

export const managementGroupRowSchema = z.object({
  name: z.string(),
  displayName: z.string(),
  depth: count.describe('0 at the top of what is visible.'),
  status: z.enum(['ok', 'restricted', 'empty']),
  score: scoreFigureSchema.describe('Over the subscriptions below it.'),
  withConnectors: scoreFigureSchema.describe('Over the subscriptions and the connectors they host.'),
  over30Days: scoreChangeSchema,
});

/** One management group, in tree order. */
export type ManagementGroupRow = z.infer<typeof managementGroupRowSchema>;

export const groupRowSchema = z.object({
  name: z.string(),
  scopes: count.describe('Scopes the group matches.'),
  score: scoreFigureSchema,
  target: ratio.nullable().describe('The group\'s own target, else the report\'s; null: none.'),
  over7Days: scoreChangeSchema,
  over30Days: scoreChangeSchema,
  rank: count.describe('1 = highest score; groups without a score come last.'),
  rankBefore: count.nullable().describe('Rank 30 days before; null: no data then.'),
  changeAccount: accountBriefSchema.nullable().describe('Why its score moved since the last report; null: no score then or now.'),
  outlook: outlookSchema,
  trend: trendSchema,
});

/** One group of the configuration. */
export type GroupRow = z.infer<typeof groupRowSchema>;

export const controlRecommendationSchema = z.object({
  key: z.string(),
  name: z.string(),
  environment: z.string(),
  severity: z.string(),
  preview: z.boolean().describe('Preview recommendations do not count in the score.'),
  implementationEffort: z.string().nullable(),
  userImpact: z.string().nullable(),
  plannedDeprecation: z.string().nullable(),
  owner: z.string().nullable().describe('Owner of most of its governed assessments; null: none assigned.'),
  dueAt: instant.nullable().describe('Earliest due date of its open assignments.'),
  ...stateTotalsSchema.shape,
  exempt: count,
  scopes: count.describe('Scopes with at least one unhealthy resource.'),
  ...circumstanceShape,
});

/** A recommendation inside a control's table. */
export type ControlRecommendation = z.infer<typeof controlRecommendationSchema>;

export const controlRowSchema = z.object({
  controlId: z.string(),
  name: z.string(),
  maxScore: z.number().describe('Points of the definition.'),
  current: z.number().nullable().describe('ratio × maxScore, in points; for one scope the service\'s own figure; null where the control counts in no scope.'),
  ratio: ratioOrNull.describe('Σ scope weight · control ratio ÷ Σ scope weight, over scopes where it counts.'),
  potentialIncrease: z.number().nullable().describe('What the whole score rises by, as a ratio, if every resource of the control became healthy: Σ weight·(max·unhealthy÷(healthy+unhealthy))/scope max ÷ Σ weight.'),
  ...stateTotalsSchema.shape,
  scopes: count.describe('Scopes in which the control counts.'),
  recommendations: z.array(controlRecommendationSchema).describe('Sorted by unhealthy resources, most first.'),
});

/** One control with its recommendations, as the portal's recommendations page groups them. */
export type ControlRow = z.infer<typeof controlRowSchema>;

export const qualitySchema = z.object({
  coverage: ratio.describe('Scopes with a score ÷ scopes expected.'),
  expectedScopes: count,
  scoredScopes: count,
  complete: z.boolean().describe('False when a gap affects a figure.'),
  gaps: z.array(spokenGapSchema),
  drift: z.array(driftSchema),
  reconciliation: reconciliationSchema,
  cadence: z.object({
    days: count.describe('Days from the first to the last run in the last 365 days.'),
    daysWithRun: count,
    lastRunBefore: instant.nullable(),
  }),
  requests: requestsSchema.nullable().describe('What the run asked of the service; null: not known, or a report on a part of the run\'s scopes.'),
});

export const reportModelSchema = z.object({
  schema: z.literal('secure-score/report'),
  version: z.literal(reportVersion),
  title: z.string(),
  company: z.string().nullable(),
  classification: z.string().nullable(),
  footer: z.string().nullable(),
  introduction: z.string().nullable().default(null).describe('Markdown, as config has it; null: none.'),
  runId: z.string(),
  takenAt: instant.describe('When Azure was asked: the moment every current figure stands for.'),
  generatedAt: instant,
  toolVersion: z.string(),
  model: z.literal('classic').describe('Classic secure score of Microsoft Defender for Cloud; never mixed with the risk-based Cloud Secure Score.'),
  formula: z.number().int(),
  historySource: z.enum(['local', 'logAnalytics']),
  cloud: z.string(),
  tenantIds: z.array(z.string()),
  masked: z.boolean().default(false).describe('True: names, ids, paths, links and foreign texts of the tenant are pseudonyms.'),
  timeZone: z.string(),
  locale: z.string(),
  language: z.enum(languages).describe('Language of every sentence and reason in this file, and of the report.'),
  messages: z.record(z.string(), z.string()).describe('Messages of the language pack that the owner has replaced, by key; empty: as shipped.'),
  weekStart: z.enum(['monday', 'sunday']),
  day: day.describe('The run\'s day in the time zone.'),
  headline: headlineSchema,
  account: accountSchema.nullable().describe('Why the score moved since the last report; null: nothing to compare with.'),
  plan: planSchema.nullable().describe('Next best actions in order; null: no resource states to rescore.'),
  exemptions: exemptionsSchema.nullable().describe('What exemptions contribute, and which need a look; null: no score, or no resource states on record.'),
  forecast: z.object({
    refused: z.string().nullable().describe('Why there is no forecast; null when there is one.'),
    level: ratio.describe('Share of outcomes the interval is meant to hold.'),
    weeks: count.describe('Weekly changes it is made from.'),
    points: z.array(z.object({ day, ratio, low: ratio, high: ratio })).describe('Weekly, from a week after the run.'),
    reaches: reachesSchema,
  }),
  trend: z.object({
    overall: trendSchema,
    likeForLike: trendSchema.describe('The same over the scopes that have a value on every day shown, so that joining and leaving scopes do not move it.'),
    likeForLikeScopes: count,
    events: z.array(trendEventSchema),
  }),
  environments: z.array(environmentRowSchema),
  managementGroups: z.array(managementGroupRowSchema),
  groups: z.array(groupRowSchema).describe('The groups of the configuration, highest score first.'),
  scopes: z.array(scopeRowSchema).describe('Workbook panel 1, and the subscriptions and connectors lists; sorted by environment, then name.'),
  topRecommendations: z.object({
    since: day.nullable(),
    rows: z.array(topRecommendationSchema).describe('Workbook panel 3: most unhealthy resources first.'),
    total: count.describe('Recommendations with at least one unhealthy resource.'),
  }),
  controlTrends: z.object({
    weeks: z.array(day).describe('First day of each week, oldest first.'),
    rows: z.array(controlTrendSchema).describe('Workbook panel 4: most to gain first.'),
  }),
  stateChanges: stateChangePanelSchema.describe('Workbook panel 5.'),
  controls: z.array(controlRowSchema).describe('Sorted by potential increase, most first.'),
  withoutControl: z.array(controlRecommendationSchema).describe('Recommendations that belong to no control (custom ones, some previews): they never count in the score.'),
  customPanels: z.array(customPanelSchema).default([]).describe('Panels of one\'s own, from report.panels of config.'),
  quality: qualitySchema,
}).meta({ id: 'SecureScoreReport', title: 'Secure score report' });

/** Everything a report shows; HTML, PDF and every other format read this and nothing else. */
export type ReportModel = z.infer<typeof reportModelSchema>;
export type Headline = z.infer<typeof headlineSchema>;
export type Quality = z.infer<typeof qualitySchema>;
