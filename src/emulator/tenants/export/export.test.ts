import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { logAnalyticsSchemas } from '../../schemas.ts';
import type { Row } from '../../tenant.ts';
import { tenantOf } from '../index.ts';
import { assessmentsIn, controlsIn, scoresIn } from '../testRows.ts';

const hour = 3_600_000;
const record = z.object({
  TimeGenerated: z.string(), AssessedResourceId: z.string(), CurrentScore: z.number(), MaxScore: z.number(), PercentageScore: z.number(), Weight: z.number(), IsSnapshot: z.boolean(),
});
const recommendation = z.object({ TimeGenerated: z.string(), AssessedResourceId: z.string(), RecommendationId: z.string(), RecommendationState: z.string(), IsSnapshot: z.boolean() });

const specs = ['demo', 'synthetic:scopes=21,assessments=40,days=60,seed=5'];
const tables = ['SecureScores', 'SecureScoreControls', 'SecurityRecommendation'] as const;
const optionalColumns = new Set(['RecommendationLink', 'NotApplicableReason']);

/** An hour after a recomputation: whatever it changed has arrived. */
const settled = new Date('2026-11-19T17:00:00Z');

/** The last record of each key, rows being in order of arrival. */
function lastBy<Found>(rows: readonly Found[], keyOf: (row: Found) => string): ReadonlyMap<string, Found> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}

describe.each(specs)('continuous export of %s', (spec) => {
  const tenant = tenantOf(spec);

  it.each(tables)('%s has exactly the documented columns, in order of arrival, none from the future', (table) => {
    const rows = tenant.rows(table, settled);
    const columns = (logAnalyticsSchemas[table] ?? []).map(({ name }) => name).filter((name) => !optionalColumns.has(name)).sort();
    const sample = rows.filter((_, index) => index % 997 === 0);
    expect(sample.length).toBeGreaterThan(0);
    for (const row of sample) expect(Object.keys(row).sort()).toEqual(columns);
    const times = rows.map((row) => String(row['TimeGenerated']));
    expect(times.every((time, index) => index === 0 || (times[index - 1] ?? '') <= time)).toBe(true);
    expect(Date.parse(times.at(-1) ?? '')).toBeLessThanOrEqual(settled.getTime());
    expect(new Set(rows.map((row) => row['IsSnapshot']))).toEqual(new Set([true, false]));
  });

  it('ends with the scores and controls that Resource Graph has', () => {
    const graph = tenant.rows('securityresources', settled);
    const last = lastBy([...tenant.rows('SecureScores', settled), ...tenant.rows('SecureScoreControls', settled)].map((row) => record.parse(row)), (row) => row.AssessedResourceId);
    const current = [...scoresIn(graph), ...controlsIn(graph)];
    expect(current.length).toBeGreaterThan(300);
    for (const { id, properties } of current) {
      const found = last.get(id);
      expect(found, id).toMatchObject({ CurrentScore: properties.score.current, MaxScore: properties.score.max, PercentageScore: properties.score.percentage });
    }
  });

  it('ends with the states that Resource Graph has', () => {
    const keyOf = (id: string, key: string): string => `${id.toLowerCase()} ${key}`;
    const last = lastBy(tenant.rows('SecurityRecommendation', settled).map((row) => recommendation.parse(row)), (row) => keyOf(row.AssessedResourceId, row.RecommendationId));
    const known = assessmentsIn(tenant.rows('securityresources', settled)).filter((row) => Date.parse(row.properties.status.statusChangeDate) < settled.getTime() - hour);
    const scored = known.filter((row) => last.has(keyOf(row.properties.resourceDetails.Id, row.name)));
    expect(scored.length).toBeGreaterThan(known.length * 0.99);
    for (const { name, properties } of scored) expect(last.get(keyOf(properties.resourceDetails.Id, name))?.RecommendationState).toBe(properties.status.code);
  });

  it('streams a score only when it has changed, whatever the counts do', () => {
    const last = new Map<string, string>();
    const records = [...tenant.rows('SecureScores', settled), ...tenant.rows('SecureScoreControls', settled)].map((row) => record.parse(row));
    for (const row of records) {
      const value = `${row.CurrentScore}/${row.MaxScore}`;
      if (!row.IsSnapshot && value === last.get(row.AssessedResourceId)) expect(isNewAt(row.AssessedResourceId, row.TimeGenerated), row.AssessedResourceId).toBe(true);
      last.set(row.AssessedResourceId, value);
    }
  });

  /** A control whose only resource went and came back has the old value, but is new all the same. */
  function isNewAt(id: string, time: string): boolean {
    const recomputation = Math.floor(Date.parse(time) / (8 * hour)) * 8 * hour;
    return !tenant.rows('securityresources', new Date(recomputation - 1)).some((row) => row['id'] === id);
  }

  it('takes a snapshot of every scope once a week', () => {
    const snapshots = tenant.rows('SecureScores', settled).map((row) => record.parse(row)).filter((row) => row.IsSnapshot);
    for (const [id, rows] of Map.groupBy(snapshots, (row) => row.AssessedResourceId)) {
      rows.slice(1).forEach((row, index) => {
        expect(Date.parse(row.TimeGenerated) - Date.parse(rows[index]?.TimeGenerated ?? ''), id).toBe(7 * 24 * hour);
      });
    }
  });

  it('is the same when it is read bit by bit', () => {
    const [once, often] = [tenantOf(spec), tenantOf(spec)];
    for (let back = 30; back >= 0; back -= 3) often.rows('SecureScoreControls', new Date(settled.getTime() - back * 24 * hour));
    expect(often.rows('SecureScoreControls', settled)).toEqual(once.rows('SecureScoreControls', settled));
    expect(often.rows('SecureScoreControls', new Date('2026-10-30T00:00:00Z'))).toEqual(until(once.rows('SecureScoreControls', settled), '2026-10-30T00:00:00.0000000Z'));
  });
});

function until(rows: readonly Row[], time: string): readonly Row[] {
  return rows.filter((row) => String(row['TimeGenerated']) <= time);
}
