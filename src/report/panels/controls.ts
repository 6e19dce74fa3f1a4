import type { ControlDay } from '../../domain/history.ts';
import type { ControlRecommendation, ControlRow } from '../../domain/report.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { ControlDefinition, Recommendation, Snapshot } from '../../domain/snapshot.ts';
import { potentialIncrease } from '../../score/index.ts';
import { carryDays } from '../../domain/history.ts';
import type { ReportContext } from '../context.ts';
import { allScopes, scoreOn } from '../figures.ts';
import { ownersByKey, type Ownership } from '../owners.ts';
import { planNeedOf } from '../paidPlans.ts';
import { riskOf } from '../risks.ts';
import { recommendationLink, recommendationTotals, type RecommendationTotals } from '../recommendations.ts';

/** Recommendations by control, as the portal groups them, and those that belong to no control (they never count). */
export async function controlTables(context: ReportContext): Promise<{ readonly controls: ControlRow[]; readonly withoutControl: ControlRecommendation[] }> {
  const totals = recommendationTotals(await context.history.recommendationCounts(context.day, carryDays));
  const days = (await context.history.controlDays([context.day], carryDays)).get(context.day) ?? [];
  const byControl = Map.groupBy(days, (value) => value.controlId);
  const owners = ownersByKey(context.snapshot.governance);
  const recommendations = new Map(context.snapshot.recommendations.map((one) => [one.key, controlRecommendation(context, one, totals.get(one.key), owners.get(one.key))]));
  const controls = context.snapshot.controls
    .map((definition) => controlRow(context, definition, byControl.get(definition.controlId) ?? [], recommendations))
    .toSorted((a, b) => (b.potentialIncrease ?? -1) - (a.potentialIncrease ?? -1) || b.maxScore - a.maxScore || a.name.localeCompare(b.name, 'en'));
  const inControl = new Set(context.snapshot.controls.flatMap((control) => control.recommendationKeys));
  const withoutControl = [...recommendations.values()].filter((one) => !inControl.has(one.key));
  return { controls, withoutControl: withoutControl.toSorted(mostUnhealthyFirst) };
}

function controlRow(context: ReportContext, definition: ControlDefinition, values: readonly ControlDay[], recommendations: ReadonlyMap<string, ControlRecommendation>): ControlRow {
  const counting = values.filter((value) => value.points.max > 0 && value.scopeWeight > 0);
  const sum = (pick: (value: ControlDay) => number, of = values): number => of.reduce((total, value) => total + pick(value), 0);
  const weight = sum((value) => value.scopeWeight, counting);
  const ratio = weight === 0 ? null : sum((value) => (value.scopeWeight * value.points.current) / value.points.max, counting) / weight;
  const single = counting.length === 1 ? counting[0] : undefined;
  return {
    controlId: definition.controlId,
    name: definition.name,
    maxScore: definition.maxScore,
    current: single?.points.current ?? (ratio === null ? null : ratio * definition.maxScore),
    ratio,
    potentialIncrease: overallIncrease(context, counting),
    healthy: sum((value) => value.counts.healthy),
    unhealthy: sum((value) => value.counts.unhealthy),
    notApplicable: sum((value) => value.counts.notApplicable),
    scopes: counting.length,
    recommendations: definition.recommendationKeys.flatMap((key) => recommendations.get(key) ?? []).toSorted(mostUnhealthyFirst),
  };
}

/** What the whole score gains if the control were healthy everywhere: each scope's potential increase over its own maximum, weighted. */
function overallIncrease(context: ReportContext, values: readonly ControlDay[]): number | null {
  const { grid, today } = context;
  const overall = scoreOn(grid, allScopes(grid), today);
  if (overall.weight === 0 || values.length === 0) return null;
  const indexes = new Map(grid.scopeIds.map((id, index) => [id, index]));
  let gain = 0;
  for (const value of values) {
    const index = indexes.get(value.scopeId);
    const scopeMax = index === undefined ? undefined : grid.at(index, today)?.points.max;
    const increase = potentialIncrease(value.points.max, value.counts);
    if (scopeMax !== undefined && scopeMax > 0 && increase !== null) gain += (value.scopeWeight * increase) / scopeMax;
  }
  return gain / overall.weight;
}

function controlRecommendation({ snapshot }: ReportContext, recommendation: Recommendation, totals: RecommendationTotals | undefined, governed: Ownership | undefined): ControlRecommendation {
  return {
    key: recommendation.key,
    name: recommendation.name,
    environment: recommendation.environment,
    severity: recommendation.severity,
    preview: recommendation.preview,
    implementationEffort: recommendation.implementationEffort,
    userImpact: recommendation.userImpact,
    plannedDeprecation: recommendation.plannedDeprecation,
    owner: governed?.owner ?? null,
    dueAt: governed?.dueAt ?? null,
    healthy: totals?.healthy ?? 0,
    unhealthy: totals?.unhealthy ?? 0,
    notApplicable: totals?.notApplicable ?? 0,
    exempt: totals?.exempt ?? 0,
    scopes: totals?.unhealthyScopes ?? 0,
    risk: riskOf(snapshot.risks, [recommendation.key]),
    planNeed: planNeedOf([recommendation], failingScopes(snapshot, recommendation.key), snapshot.plans),
    tickets: [...(governed?.tickets ?? [])],
    portalUrl: recommendationLink(snapshot, recommendation.key),
  };
}

function failingScopes({ scores }: Pick<Snapshot, 'scores'>, key: string): ScopeId[] {
  return scores.flatMap(({ scopeId, recommendations }) => (recommendations.some((row) => row.key === key && row.unhealthy > 0) ? scopeId : []));
}

const mostUnhealthyFirst = (a: ControlRecommendation, b: ControlRecommendation): number =>
  b.unhealthy - a.unhealthy || a.name.localeCompare(b.name, 'en') || a.key.localeCompare(b.key, 'en');
