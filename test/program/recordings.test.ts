import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportModel } from '../../src/domain/report.ts';
import { latestReport, secureScore, withEmulator } from './program.ts';

const fixtures = join(import.meta.dirname, '../fixtures');

async function reportOn(fixture: string): Promise<ReportModel> {
  return withEmulator(['--data', join(fixtures, fixture)], async ({ configFile, env }, folder) => {
    const out = join(folder, 'out');
    const finished = await secureScore(['run', '--config', configFile, '--out', out, '--now', '2026-11-21T06:00:00Z'], env);
    expect(finished.err + finished.out, finished.err).not.toContain('bug');
    expect([0, 4]).toContain(finished.code);
    return latestReport(out);
  });
}

/** The service's own rows, as recorded. */
function recordedControls(fixture: string): { id: string; current: number; max: number; healthy: number; unhealthy: number; notApplicable: number }[] {
  const lines = readFileSync(join(fixtures, fixture, 'securityresources.ndjson'), 'utf8').trim().split('\n');
  return lines
    .map((line) => JSON.parse(line))
    .filter((row) => row.type === 'microsoft.security/securescores/securescorecontrols')
    .map(({ name, properties: own }) => ({ id: name, current: own.score.current, max: own.score.max, healthy: own.healthyResourceCount, unhealthy: own.unhealthyResourceCount, notApplicable: own.notApplicableResourceCount }));
}

describe('real rows, served by `emulate --data` and read by `run`', () => {
  it.each([
    ['recording-2021-07-12', 31.75, 56, 0.567],
    ['specification', 23.53, 39, 0.6033],
  ])('%s: %d of %d points', async (fixture, current, max, percentage) => {
    const report = await reportOn(fixture);
    expect(report.headline.points).toEqual({ current, max });
    expect(report.headline.score.ratio).toBeCloseTo(current / max, 12);
    expect(report.headline.score.ratio).toBeCloseTo(percentage, 4);
    const recorded = recordedControls(fixture);
    expect(recorded.length).toBeGreaterThan(10);
    for (const { id, ...own } of recorded) {
      const row = report.controls.find((control) => control.controlId === id);
      expect(row, id).toMatchObject({ healthy: own.healthy, unhealthy: own.unhealthy, notApplicable: own.notApplicable });
      expect(row?.current ?? 0).toBeCloseTo(own.current, 9);
    }
    expect(report.quality.reconciliation).toMatchObject({ differences: [] });
  });

  it('weighs two scopes: neither the mean nor the sum of points', async () => {
    const report = await reportOn('two-weights');
    const scopes = report.scopes.map(({ ratio, weight, current, max }) => ({ ratio: ratio ?? 0, weight: weight ?? 0, current: current ?? 0, max: max ?? 0 }));
    const sum = (pick: (scope: (typeof scopes)[number]) => number): number => scopes.reduce((total, scope) => total + pick(scope), 0);
    expect(scopes).toHaveLength(2);
    expect(report.headline.score.ratio).toBeCloseTo(sum(({ ratio, weight }) => ratio * weight) / sum(({ weight }) => weight), 12);
    expect(Math.abs((report.headline.score.ratio ?? 0) - sum(({ ratio }) => ratio) / 2)).toBeGreaterThan(0.05);
    expect(Math.abs((report.headline.score.ratio ?? 0) - sum(({ current }) => current) / sum(({ max }) => max))).toBeGreaterThan(0.05);
    expect(report.headline.points).toBeNull();
  });
});

describe('identity', () => {
  it('tells a wrong secret plainly, exits 2 and prints no secret', async () => {
    await withEmulator(['--data', join(fixtures, 'two-weights')], async ({ configFile, env }, folder) => {
      const wrong = { ...env, AZURE_CLIENT_SECRET: 'not-the-secret-at-all' };
      const finished = await secureScore(['run', '--config', configFile, '--out', join(folder, 'out')], wrong);
      expect(finished.code).toBe(2);
      expect(finished.err).toContain('AADSTS7000215');
      expect(finished.err).toContain('AZURE_CLIENT_SECRET');
      expect(finished.err + finished.out).not.toContain('not-the-secret-at-all');
      expect(finished.err).not.toContain('    at ');
    });
  });
});
