import type { Format } from '../../domain/format.ts';
import type { ScopeRow } from '../../domain/reportPanels.ts';
import type { Gap } from '../../domain/gap.ts';
import type { Scope } from '../../domain/scope.ts';
import type { ScopeDay } from '../../domain/history.ts';
import { resourcePortalUrl } from '../../domain/portal.ts';
import { rollUp } from '../../score/index.ts';
import type { Accounting } from '../account/account.ts';
import type { ReportContext } from '../context.ts';
import { scopeChangeOver, trend } from '../figures.ts';
import { gapWords } from '../gapWords.ts';
import { outlookOf } from '../forecast.ts';
import { newestChanges } from '../freshness.ts';

const sparklineDays = 90;
const changeNotKnown = { since: null, from: null, change: null, shown: null, relativeChange: null, methodBreak: null };

/** Panel 1, "Current score trends per scope": every scope of the run, those without a score included. */
export async function scopeTrends(context: ReportContext, why: Accounting): Promise<ScopeRow[]> {
  const newest = await newestChanges(context);
  const indexes = new Map(context.grid.scopeIds.map((id, index) => [id, index]));
  const gaps = new Map(context.snapshot.gaps.filter((gap) => gap.scopeId !== null).map((gap) => [gap.scopeId, gap]));
  return context.snapshot.scopes
    .map((scope) => scopeRow(context, scope, indexes.get(scope.id) ?? null, gaps.get(scope.id) ?? null, newest.get(scope.id) ?? null, why))
    .toSorted((a, b) => a.environment.localeCompare(b.environment, 'en') || a.name.localeCompare(b.name, 'en') || a.scopeId.localeCompare(b.scopeId, 'en'));
}

function scopeRow(context: ReportContext, scope: Scope, index: number | null, gap: Gap | null, newestChangeAt: string | null, why: Accounting): ScopeRow {
  const value = index === null ? null : context.grid.at(index, context.today);
  const ratio = value === null ? null : rollUp([value]).ratio;
  return {
    scopeId: scope.id,
    kind: scope.kind,
    name: scope.name,
    environment: scope.environment,
    account: scope.hierarchyIdentifier ?? (scope.kind === 'subscription' ? scope.subscriptionId : null),
    managementGroup: scope.ancestors[0]?.displayName ?? null,
    ratio,
    current: value?.points.current ?? null,
    max: value?.points.max ?? null,
    weight: value?.weight ?? null,
    noScoreReason: ratio === null ? noScoreReason(value, gap, context.format) : null,
    ...grace(value, ratio),
    over7Days: index === null ? { ...changeNotKnown, reason: context.format.text('score.noneInline') } : scopeChangeOver(context, index, 7),
    over30Days: index === null ? { ...changeNotKnown, reason: context.format.text('score.noneInline') } : scopeChangeOver(context, index, 30),
    trend: index === null ? [] : trend(context, [index], Math.max(0, context.today - sparklineDays + 1)),
    stale: value !== null && value.measuredOn < context.day,
    measuredOn: value?.measuredOn ?? null,
    newestChangeAt,
    changeAccount: why.brief([scope.id]),
    outlook: outlookOf(context, index === null ? [] : [index], context.config.report.target === null ? null : context.config.report.target / 100),
    portalUrl: resourcePortalUrl(context.snapshot.cloud, context.snapshot.tenantIds, scope.id),
  };
}

function grace(value: ScopeDay | null, ratio: number | null): Pick<ScopeRow, 'graceRatio' | 'graceImpact'> {
  const points = value?.gracePeriod ?? null;
  if (points === null || points.max <= 0 || ratio === null) return { graceRatio: null, graceImpact: null };
  const graceRatio = points.current / points.max;
  return { graceRatio, graceImpact: graceRatio - ratio };
}

function noScoreReason(value: ScopeDay | null, gap: Gap | null, format: Format): string {
  if (gap !== null) return gapWords(gap, format).what;
  if (value === null) return format.text('reason.noneHeld');
  return format.text(value.points.max <= 0 ? 'reason.maximumZero' : 'reason.weightZero');
}
