import { beforeAll, expect, it } from 'vitest';
import type { ReportModel } from '../../src/domain/report.ts';
import { latestReport, secureScore } from '../program/program.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** AWS, GCP, Azure DevOps and GitHub connectors beside subscriptions: the same figures and links, or a stated reason. */

let report: ReportModel;
beforeAll(async () => {
  const out = await mkdtemp(join(tmpdir(), 'connectors-'));
  try {
    const { code, err } = await secureScore(['demo', '--days', '30', '--out', out]);
    expect(code, err).toBe(0);
    report = await latestReport(out);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
});

it.each(['AWS', 'GCP', 'AzureDevOps', 'GitHub'])('%s', (environment) => {
  const rows = report.scopes.filter((row) => row.kind === 'securityConnector' && row.environment === environment);
  expect(rows.length).toBeGreaterThan(0);
  expect(report.environments.some((row) => row.environment === environment)).toBe(true);
  for (const row of rows) {
    expect(row.portalUrl, row.name).toMatch(/^https:\/\/portal\.azure\.com\/#@[0-9a-f-]{36}\/resource\/subscriptions\/.*\/securityconnectors\//);
    expect(row.account, row.name).not.toBeNull();
    if (row.ratio === null) {
      expect(row.noScoreReason, row.name).toMatch(/./);
      continue;
    }
    expect(row.trend.filter(({ ratio }) => ratio !== null).length, row.name).toBeGreaterThan(1);
    expect(row.over7Days.change ?? row.over7Days.reason, row.name).not.toBeNull();
    expect(row.measuredOn, row.name).toBe(report.day);
  }
  const keys = [...report.controls.flatMap(({ recommendations }) => recommendations), ...report.withoutControl];
  expect(keys.some((one) => one.environment === environment)).toBe(true);
});
