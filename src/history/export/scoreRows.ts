import type { ScopeId } from '../../domain/scope.ts';
import type { Points, StateCounts } from '../../domain/snapshot.ts';
import { scopeIdOf } from './scopeIds.ts';
import { countOf, listOf, momentOf, numberOf, textOf, type ExportRow } from './values.ts';

/** A score as the export recorded it at one time. */
export interface ScoreRow {
  readonly scopeId: ScopeId;
  /** The row's id, lower case, tells which of the two scores it is. */
  readonly kind: 'secureScore' | 'gracePeriod';
  /** TimeGenerated, ms. */
  readonly at: number;
  readonly points: Points;
  readonly weight: number | null;
  readonly environment: string;
}

/** A control's score at one time. */
export interface ControlRow {
  readonly scopeId: ScopeId;
  readonly controlId: string;
  readonly at: number;
  readonly points: Points;
  readonly weight: number;
  readonly counts: StateCounts;
}

/** What a control is called and made of at one time. */
export interface DefinitionRow {
  readonly controlId: string;
  readonly at: number;
  readonly name: string;
  /** Null when the control had no assessed resource. */
  readonly maxScore: number | null;
  readonly recommendationKeys: readonly string[];
}

/** A row of `SecureScores`; null when it cannot be attributed or read. */
export function scoreRowOf(row: ExportRow): ScoreRow | null {
  const id = textOf(row['AssessedResourceId']).toLowerCase();
  const environment = textOf(row['Environment']);
  const scopeId = scopeIdOf(id, textOf(row['SecureScoresSubscriptionId']), environment);
  const at = momentOf(row['TimeGenerated']);
  const points = pointsOf(row);
  if (scopeId === null || at === null || points === null) return null;
  // By the id, never by DisplayName: "ASC score" is what both may be called.
  return { scopeId, kind: id.includes('scoregraceexcluded') ? 'gracePeriod' : 'secureScore', at, points, weight: numberOf(row['Weight']), environment };
}

/** A row of `SecureScoreControls` of ascScore; null for those of scoreGraceExcluded, which repeat them, and for what cannot be read. */
export function controlRowOf(row: ExportRow): ControlRow | null {
  const id = textOf(row['AssessedResourceId']).toLowerCase();
  const scopeId = scopeIdOf(id, textOf(row['SecureScoresSubscriptionId']), textOf(row['Environment']));
  const at = momentOf(row['TimeGenerated']);
  const points = pointsOf(row);
  const controlId = lastSegment(textOf(row['ControlId']));
  const [healthy, unhealthy, notApplicable] = [countOf(row['HealthyResources']), countOf(row['UnhealthyResources']), countOf(row['NotApplicableResources']) ?? 0];
  if (id.includes('scoregraceexcluded') || scopeId === null || at === null || points === null || controlId === '' || healthy === null || unhealthy === null) return null;
  return { scopeId, controlId, at, points, weight: numberOf(row['Weight']) ?? healthy + unhealthy, counts: { healthy, unhealthy, notApplicable } };
}

/** The definition that a row of `SecureScoreControls` carries. */
export function definitionRowOf(row: ExportRow): DefinitionRow | null {
  const at = momentOf(row['TimeGenerated']);
  const controlId = lastSegment(textOf(row['ControlId']));
  if (at === null || controlId === '') return null;
  const max = numberOf(row['MaxScore']) ?? 0;
  const keys = listOf(row['RecommendationResourceIds']).map((one) => lastSegment(textOf(one))).filter((key) => key !== '');
  return { controlId, at, name: textOf(row['ControlName']), maxScore: max > 0 ? max : null, recommendationKeys: keys };
}

/** Ids may come as GUIDs or as full resource ids. */
export function lastSegment(id: string): string {
  return id.toLowerCase().split('/').at(-1) ?? '';
}

function pointsOf(row: ExportRow): Points | null {
  const [current, max, ratio] = [numberOf(row['CurrentScore']), numberOf(row['MaxScore']), numberOf(row['PercentageScore'])];
  if (current === null || max === null) return null;
  return { current, max, ratio: ratio ?? (max > 0 ? Math.round((current / max) * 1e4) / 1e4 : 0) };
}
