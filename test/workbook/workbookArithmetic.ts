import type { Row } from '../../src/emulator/index.ts';
import { kqlRows, type Tables } from './localWorkspace.ts';

/**
 * For tests: what the Secure Score Over Time workbook computes, panel by panel, as queries of our own that do the same sums
 * (microsoft/Application-Insights-Workbooks, Workbooks/Azure Security Center/Secure Score). Days are UTC days; ids are compared with case.
 */
export interface Workbook {
  /** Panel ①: change over 7 and 30 days in percent of the old score; null without a row to compare with. */
  scopeTrends(): readonly { readonly scope: string; readonly current: number; readonly week: number | null; readonly month: number | null }[];
  /** Panel ②: 0–100 by UTC day. */
  overTime(): ReadonlyMap<string, number>;
  /** Panel ③: "unhealthy count" by recommendation. */
  topRecommendations(): ReadonlyMap<string, number>;
  /** Panel ④: 0–100 by control and first day of the week. */
  controls(): ReadonlyMap<string, number>;
  /** Panel ⑤: resources by new state. */
  changes(): { readonly toUnhealthy: number; readonly toHealthy: number };
  /** Panel ⑤, detail: the "time of change" of each resource that became unhealthy. */
  changeTimes(): readonly string[];
}

const scope = `extend Scope = iff(AssessedResourceId has 'securityConnectors', tostring(split(AssessedResourceId, '/providers/Microsoft.Security/secureScores/')[0]), SecureScoresSubscriptionId)`;

const trends = `
let today = startofday(now());
let scored = SecureScores | ${scope};
let before = (days: int, reach: timespan) {
    scored
    | where TimeGenerated > today - (days - 1) * 1d - reach and TimeGenerated <= today - (days - 1) * 1d
    | summarize arg_max(TimeGenerated, PercentageScore) by Scope
    | project Scope, Old = PercentageScore
};
scored
| summarize arg_max(TimeGenerated, PercentageScore) by Scope
| join kind=leftouter (before(7, 14d)) on Scope
| project Scope, Now = PercentageScore, Week = (PercentageScore - Old) / Old * 100
| join kind=leftouter (before(30, 45d)) on Scope
| project Scope, Current = Now * 100, Week, Month = (Now - Old) / Old * 100`;

const daily = `
SecureScores
| where MaxScore > 0
| summarize Weighted = sum(CurrentScore / MaxScore * Weight), Weights = sum(todouble(Weight)) by Day = startofday(TimeGenerated)
| project Day, Score = 100 * Weighted / Weights`;

const weekly = `
let weights = SecureScores | ${scope} | summarize arg_max(TimeGenerated, Weight) by Scope | project Scope, ScopeWeight = todouble(Weight);
SecureScoreControls
| ${scope}
| where MaxScore > 0 and IsSnapshot == true
| summarize arg_max(TimeGenerated, PercentageScore) by Scope, ControlId, Week = startofweek(TimeGenerated)
| join kind=inner weights on Scope
| summarize Weighted = sum(PercentageScore * ScopeWeight), Weights = sum(ScopeWeight) by ControlId, Week
| project ControlId, Week, Score = 100 * Weighted / Weights`;

const became = (state: string): string => `
let rows = SecurityRecommendation | where TimeGenerated > ago(7d);
let other = rows | where RecommendationState !~ '${state}' | summarize arg_max(TimeGenerated, RecommendationState) by RecommendationId, AssessedResourceId;
rows
| where RecommendationState == '${state}'
| summarize Became = max(TimeGenerated) by RecommendationId, AssessedResourceId
| join kind=inner other on RecommendationId, AssessedResourceId
| where TimeGenerated < Became
| project RecommendationId, AssessedResourceId, ChangeTime = TimeGenerated`;

const unhealthy = `
SecurityRecommendation
| where TimeGenerated > ago(7d) and RecommendationState =~ 'Unhealthy'
| summarize Unhealthy = dcount(AssessedResourceId) by RecommendationId`;

/** The workbook over these tables at a moment, with its default time range of 7 days. */
export function workbook(tables: Tables, now: string): Workbook {
  const ask = (query: string): readonly Row[] => kqlRows(query, tables, now);
  const numbers = (query: string, name: (row: Row) => string, value: string): ReadonlyMap<string, number> => new Map(ask(query).map((row) => [name(row), Number(row[value])]));
  const numberOrNull = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
  return {
    scopeTrends: () => ask(trends).map((row) => ({ scope: String(row['Scope']), current: Number(row['Current']), week: numberOrNull(row['Week']), month: numberOrNull(row['Month']) })),
    overTime: () => numbers(daily, (row) => dayText(row['Day']), 'Score'),
    topRecommendations: () => numbers(unhealthy, (row) => String(row['RecommendationId']), 'Unhealthy'),
    controls: () => numbers(weekly, (row) => `${String(row['ControlId'])} ${dayText(row['Week'])}`, 'Score'),
    changes: () => ({ toUnhealthy: ask(became('Unhealthy')).length, toHealthy: ask(became('Healthy')).length }),
    changeTimes: () => ask(became('Unhealthy')).map((row) => new Date(String(row['ChangeTime'])).toISOString()),
  };
}

function dayText(value: unknown): string {
  return new Date(String(value)).toISOString().slice(0, 10);
}
