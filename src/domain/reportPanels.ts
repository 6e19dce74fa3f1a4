import { z } from 'zod';
import { circumstanceShape } from './reportCircumstances.ts';
import { count, day, instant, ratio, ratioOrNull, scoreChangeSchema, trendSchema } from './reportFigures.ts';
import { outlookSchema } from './outlook.ts';
import { scopeKinds } from './scope.ts';

/** The workbook's panels, as the report model holds them. */

export const topRecommendationSchema = z.object({
  key: z.string(),
  name: z.string(),
  environment: z.string(),
  severity: z.string(),
  controls: z.array(z.string()).describe('Names of the controls it belongs to.'),
  preview: z.boolean(),
  unhealthy: count.describe('Distinct unhealthy resources now.'),
  before: count.nullable().describe('The same on the day compared with; null: no data.'),
  increase: z.number().int().nullable(),
  scopes: count,
});

/** Panel 3, one recommendation. */
export type TopRecommendation = z.infer<typeof topRecommendationSchema>;

export const controlTrendSchema = z.object({
  controlId: z.string(),
  name: z.string(),
  maxScore: z.number(),
  ratio: ratioOrNull.describe('Last week\'s value.'),
  change: z.number().nullable().describe('Last minus first week that has a value, as a ratio.'),
  retired: day.nullable().describe('First day of the first week in which the catalogue did not have it any more; null: it has it.'),
  values: z.array(ratioOrNull).describe('One per week: last value of each scope in the week, weighted by the scope\'s weight of that point.'),
});

/** Panel 4, one control. */
export type ControlTrend = z.infer<typeof controlTrendSchema>;

export const stateChangeDetailSchema = z.object({
  scopeId: z.string(),
  scopeName: z.string(),
  environment: z.string(),
  resourceId: z.string(),
  resourceName: z.string(),
  from: z.string().nullable().describe('Original state; null: not on record, the resource is new.'),
  to: z.string().nullable().describe('Updated state; null: the resource or its assessment is gone.'),
  at: instant,
  atSource: z.enum(['reported', 'firstSeen']).describe('reported: the service\'s statusChangeDate; firstSeen: the run that saw it.'),
  reason: z.string().nullable(),
  portalUrl: z.string().nullable(),
});

/** Panel 5, one change of one resource. */
export type StateChangeDetail = z.infer<typeof stateChangeDetailSchema>;

export const stateChangeRowSchema = z.object({
  key: z.string(),
  name: z.string(),
  environment: z.string(),
  severity: z.string(),
  toUnhealthy: count.describe('Resources whose state at the end of the window differs from that at its start and is Unhealthy (new resources included).'),
  toHealthy: count,
  toNotApplicable: count,
  deleted: count.describe('Resources that were there at the start and are gone.'),
  flips: count.describe('Changes within the window that left no difference between start and end.'),
  details: z.array(stateChangeDetailSchema).describe('Newest first; at most detailLimit.'),
  detailTotal: count.describe('All changes of the window, shown or not.'),
});

/** Panel 5, one recommendation. */
export type StateChangeRow = z.infer<typeof stateChangeRowSchema>;

export const stateChangePanelSchema = z.object({
  from: day.nullable().describe('Day whose end is the start of the window; null: nothing on record to compare with.'),
  to: day,
  detailLimit: count,
  rows: z.array(stateChangeRowSchema).describe('Most changed to unhealthy first.'),
  totals: z.object({ toUnhealthy: count, toHealthy: count, toNotApplicable: count, deleted: count, flips: count }),
});

/** Panel 5. */
export type StateChangePanel = z.infer<typeof stateChangePanelSchema>;


export const accountCauses = ['remediated', 'regressed', 'newResources', 'deletedResources', 'exemptions', 'gracePeriod', 'catalogue', 'scopesJoined', 'scopesLeft', 'weightShift', 'staleData', 'remainder'] as const;

const standing = z.enum(['healthy', 'unhealthy']).nullable().describe('In the control: healthy when it passes all of its recommendations; null: not assessed, or not there.');

export const accountResourceSchema = z.object({
  resourceId: z.string(),
  from: standing,
  to: standing,
  keys: z.array(z.string()).describe('Recommendations that made the difference.'),
});

export const accountDetailSchema = z.object({
  scopeId: z.string(),
  scopeName: z.string(),
  controlId: z.string().nullable().describe('Null: the cause concerns the scope as a whole.'),
  controlName: z.string().nullable(),
  change: z.number().describe('Share of the change, as a ratio of the whole score.'),
  resources: count.describe('Resources whose standing in the control changed by this cause.'),
  recommendations: z.array(z.object({ key: z.string(), name: z.string(), resources: count })).describe('Recommendations that made the difference, most resources first.'),
  changed: z.array(accountResourceSchema).describe('Resources with their standing before and after; the first ones, at most 5.'),
});

/** One place in which a cause acted. */
export type AccountDetail = z.infer<typeof accountDetailSchema>;

export const accountPartSchema = z.object({
  cause: z.enum(accountCauses),
  change: z.number().describe('As a ratio; the parts sum to the change exactly.'),
  shown: z.number().describe('In pp with one decimal; the shown parts sum to the shown change to the last digit (largest remainders).'),
  resources: count,
  details: z.array(accountDetailSchema).describe('Largest first; at most 20 in a report.'),
  detailTotal: count,
});

/** One cause of a change. */
export type AccountPart = z.infer<typeof accountPartSchema>;

export const accountSchema = z.object({
  since: day,
  from: ratio,
  to: ratio,
  shownFrom: z.number().describe('Percent with one decimal, as the headline shows it.'),
  shownTo: z.number(),
  parts: z.array(accountPartSchema).describe('In the order of the causes; those that changed nothing are left out.'),
});

/** Why the score moved since the last report: parts that sum to the change. */
export type Account = z.infer<typeof accountSchema>;

export const accountBriefSchema = accountSchema.extend({ parts: z.array(accountPartSchema.pick({ cause: true, change: true, shown: true, resources: true })) });

/** The same without places. */
export type AccountBrief = z.infer<typeof accountBriefSchema>;

export const actionSchema = z.object({
  keys: z.array(z.string()).describe('Recommendations to fix; several where only fixing all of them helps.'),
  names: z.array(z.string()),
  environment: z.string(),
  severity: z.string().describe('Highest of its recommendations.'),
  implementationEffort: z.string().nullable(),
  controls: z.array(z.string()).describe('Names of the controls that gain.'),
  owner: z.string().nullable(),
  dueAt: instant.nullable(),
  resources: count.describe('Distinct unhealthy resources to mend.'),
  ...circumstanceShape,
  scopes: z.array(z.string()).describe('Names of the scopes concerned, most gain first.'),
  gain: z.number().describe('What the whole score rises by when this action alone is done, by rescoring.'),
  cumulative: z.number().describe('What it rises by when this action and all before it are done, by rescoring.'),
});

/** One thing to do, with what it brings. */
export type Action = z.infer<typeof actionSchema>;

export const planSchema = z.object({
  steps: z.array(actionSchema),
  gain: z.number().describe('Of all steps together, by rescoring.'),
  bound: z.number().describe('No choice of as many recommendations can gain more.'),
});

/** Next best actions, in order. */
export type PlanModel = z.infer<typeof planSchema>;

export const scopeRowSchema = z.object({
  scopeId: z.string(),
  kind: z.enum(scopeKinds),
  name: z.string(),
  environment: z.string(),
  account: z.string().nullable().describe('AWS account, GCP project number, organisation; subscriptions: the subscription id.'),
  managementGroup: z.string().nullable().describe('Display name of the nearest management group.'),
  ratio: ratioOrNull.describe('current ÷ max from the service\'s own points, unrounded.'),
  current: z.number().nullable().describe('Points, as the service reports them.'),
  max: z.number().nullable(),
  weight: z.number().nullable(),
  noScoreReason: z.string().nullable().describe('Why there is no score; null when there is one.'),
  graceRatio: ratioOrNull.describe('The scoreGraceExcluded row\'s current ÷ max.'),
  graceImpact: z.number().nullable().describe('graceRatio − ratio; null without a grace row.'),
  over7Days: scoreChangeSchema,
  over30Days: scoreChangeSchema,
  trend: trendSchema.describe('The last 90 days.'),
  stale: z.boolean().describe('True when the value shown was carried forward.'),
  measuredOn: day.nullable().describe('Day on which the value shown was asked for; null without a value. Score rows carry no time: the service computes controls every eight hours.'),
  newestChangeAt: instant.nullable().describe('Newest statusChangeDate known among the scope\'s assessments, of the last 30 days or of this run\'s rows: so recently the service judged the scope at least; null: none known.'),
  changeAccount: accountBriefSchema.nullable().describe('Why its own score moved since the last report; null: no score then or now.'),
  outlook: outlookSchema,
  portalUrl: z.string().nullable().describe('https link to the scope in the portal of its cloud, in its tenant where the report covers a single one.'),
});

/** Panel 1, one scope. */
export type ScopeRow = z.infer<typeof scopeRowSchema>;
