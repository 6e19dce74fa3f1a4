import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RecommendationCount } from '../../src/domain/snapshot.ts';
import { tenantOf } from '../../src/emulator/tenants/index.ts';
import { logAnalyticsHistory } from '../../src/history/export/index.ts';
import { engineClient } from './localWorkspace.ts';

const day = '2026-10-10';
const assessment = z.object({ type: z.literal('microsoft.security/assessments'), properties: z.object({ status: z.object({ code: z.string() }) }) });
const score = z.object({ type: z.literal('microsoft.security/securescores'), name: z.literal('ascScore'), id: z.string(), properties: z.object({ score: z.object({ current: z.number() }), weight: z.number() }) });

describe('the demo tenant\'s export', () => {
  it('gives back what Resource Graph said that day: every score, its weight, and every count', async () => {
    const tenant = tenantOf('demo');
    const tables = { SecureScores: tenant.rows('SecureScores', tenant.defaultNow), SecureScoreControls: tenant.rows('SecureScoreControls', tenant.defaultNow), SecurityRecommendation: tenant.rows('SecurityRecommendation', tenant.defaultNow) };
    const history = await logAnalyticsHistory(engineClient({ w: tables }), ['w'], { timeZone: 'UTC', toolVersion: '0.1.0', cloud: 'AzurePublic', from: '2026-09-01', today: '2026-10-20', current: null });
    const rows = tenant.rows('securityresources', new Date(`${day}T23:59:59Z`));

    const grid = await history.scoreDays({ from: day, to: day });
    const known = new Map(grid.scopeIds.map((id, index) => [id, grid.at(index, 0)]));
    const scores = rows.flatMap((row) => score.safeParse(row).data ?? []);
    expect(scores.length).toBeGreaterThan(10);
    expect(scores.map(({ id }) => known.get(id.toLowerCase().split('/providers/microsoft.security/securescores')[0] ?? '')).map((one) => [one?.points.current, one?.weight]))
      .toEqual(scores.map(({ properties }) => [properties.score.current, properties.weight]));

    const states = rows.flatMap((row) => assessment.safeParse(row).data?.properties.status.code ?? []);
    const counts = [...((await history.recommendationCounts(day, 14))?.scopes.values() ?? [])].flat();
    const sum = (pick: (count: RecommendationCount) => number): number => counts.reduce((total, count) => total + pick(count), 0);
    const number = (code: string): number => states.filter((state) => state === code).length;
    expect([sum((one) => one.healthy), sum((one) => one.unhealthy), sum((one) => one.notApplicable)]).toEqual([number('Healthy'), number('Unhealthy'), number('NotApplicable')]);
  });
});
