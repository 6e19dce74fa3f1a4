import type { Config } from '../domain/config.ts';
import { formatOf } from '../domain/format.ts';
import type { History, KnownStates } from '../domain/history.ts';
import { reportVersion, type Headline, type ReportModel } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { accounting } from './account/account.ts';
import { reportContext, type ReportContext } from './context.ts';
import { constantScopes, trendEvents } from './events.ts';
import { allScopes, changeOver, figure, gracePeriodOn, scoreOn, trend } from './figures.ts';
import { customPanels } from './customPanels.ts';
import { exemptionsOf } from './exemptions.ts';
import { forecastOf } from './forecast.ts';
import { controlTables } from './panels/controls.ts';
import { controlTrends } from './panels/controlTrends.ts';
import { environments } from './panels/environments.ts';
import { groups } from './panels/groups.ts';
import { managementGroups } from './panels/managementGroups.ts';
import { scopeTrends } from './panels/scopeTrends.ts';
import { stateChanges } from './panels/stateChanges.ts';
import { topRecommendations } from './panels/topRecommendations.ts';
import { openAssignments } from './owners.ts';
import { plan } from './plan.ts';
import { quality } from './quality.ts';
import { sentences, type ModelWithoutSentences } from './sentences.ts';

/** What a report is made from: one snapshot, the history up to it, and the moment of making. */
export interface ReportInputs {
  readonly snapshot: Snapshot;
  readonly history: History;
  /** Resource states on record at the snapshot; null: none, so that the account of the change has no resources. */
  readonly states: KnownStates | null;
  readonly now: Date;
}

/** One run as a report: every figure computed from the snapshot and the history, nothing formatted. */
export async function buildReport(config: Config, inputs: ReportInputs): Promise<ReportModel> {
  const { snapshot, history, states } = inputs;
  const context = await reportContext(config, { ...snapshot, governance: [...openAssignments(snapshot.governance, states)] }, history);
  const model = await unspokenModel(context, inputs);
  return { ...model, headline: { ...model.headline, sentences: sentences(model, formatOf(model)) } };
}

async function unspokenModel(context: ReportContext, { states, now }: ReportInputs): Promise<ModelWithoutSentences> {
  const { grid } = context;
  const everything = allScopes(grid);
  const constant = constantScopes(context);
  const tables = await controlTables(context);
  const order = new Map(tables.controls.map((control, index) => [control.controlId, index]));
  const weekly = await controlTrends(context);
  const overall = trend(context, everything);
  const head = headline(context, everything);
  const why = await accounting(context, states);
  return {
    ...identity(context, now),
    headline: head,
    account: why.of(),
    plan: plan(context, states),
    exemptions: exemptionsOf(context.snapshot, states, context.config.timeZone),
    forecast: forecastOf(overall, head.target, context.format),
    trend: {
      overall,
      likeForLike: trend(context, constant),
      likeForLikeScopes: constant.length,
      events: await trendEvents(context),
    },
    environments: environments(context, why),
    managementGroups: managementGroups(context),
    groups: groups(context, why),
    scopes: await scopeTrends(context, why),
    topRecommendations: await topRecommendations(context),
    controlTrends: { ...weekly, rows: weekly.rows.toSorted((a, b) => (order.get(a.controlId) ?? order.size) - (order.get(b.controlId) ?? order.size)) },
    stateChanges: await stateChanges(context),
    controls: tables.controls,
    withoutControl: tables.withoutControl,
    customPanels: customPanels(context.config.report.panels, context.snapshot, context.config.report.mask, context.format),
    quality: await quality(context, states),
  };
}

function headline(context: ReportContext, scopes: readonly number[]): Omit<Headline, 'sentences'> {
  const { config, grid, snapshot, today } = context;
  const expected = snapshot.scopes.length;
  const single = expected === 1 && scopes[0] !== undefined ? grid.at(scopes[0], today) : null;
  return {
    score: figure(scoreOn(grid, scopes, today), expected, context.format),
    target: config.report.target === null ? null : config.report.target / 100,
    points: single === null ? null : { current: single.points.current, max: single.points.max },
    gracePeriod: figure(gracePeriodOn(grid, scopes, today), expected, context.format),
    sinceLastReport: changeOver(context, scopes, context.period),
    over7Days: changeOver(context, scopes, 7),
    over30Days: changeOver(context, scopes, 30),
    over90Days: changeOver(context, scopes, 90),
  };
}

function identity({ config, snapshot, day }: ReportContext, now: Date) {
  const { branding, language, locale, messages, weekStart } = config.report;
  return {
    schema: 'secure-score/report',
    version: reportVersion,
    title: config.title,
    company: branding.company,
    classification: branding.classification,
    footer: branding.footer,
    introduction: branding.introduction,
    runId: snapshot.runId,
    takenAt: snapshot.takenAt,
    generatedAt: now.toISOString(),
    toolVersion: snapshot.toolVersion,
    model: snapshot.model,
    formula: snapshot.formula,
    historySource: config.history.source,
    cloud: snapshot.cloud,
    tenantIds: snapshot.tenantIds,
    masked: config.report.mask,
    timeZone: config.timeZone,
    locale,
    language,
    messages,
    weekStart,
    day,
  } as const;
}
