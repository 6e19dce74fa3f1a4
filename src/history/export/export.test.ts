import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../domain/errors.ts';
import { addDays, dayNumber, daysOfRange } from '../../domain/calendar.ts';
import { checkQuery, compileQuery, type TableSchemas } from '../../emulator/kql/index.ts';
import { logAnalyticsSchemas } from '../../emulator/schemas.ts';
import { createLogAnalytics } from '../../azure/logAnalytics.ts';
import { fileSource } from './fileSource.ts';
import { periodsOf } from './periods.ts';
import { queryNames, queryText } from './queries.ts';
import { scopeIdOf } from './scopeIds.ts';
import { controlRowOf, scoreRowOf } from './scoreRows.ts';
import { sightingOfRow } from './sightings.ts';
import { momentOf, numberOf } from './values.ts';
import { workspaceSource } from './workspaceSource.ts';

const connector = '/subscriptions/s1/resourceGroups/Rg/providers/Microsoft.Security/securityConnectors/Aws';

describe('periods', () => {
  it('cover every day once, at most thirty at a time, a day on which clocks change alone', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Santiago');
    fc.assert(fc.property(zones, fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 120 }), (zone, start, length) => {
      const from = addDays('2025-01-01', start);
      const periods = periodsOf(from, addDays(from, length), zone);
      expect(periods.flatMap((period) => period.days)).toEqual(daysOfRange(from, addDays(from, length)));
      for (const { days, from: first, to, dayMinutes } of periods) {
        expect(days.length).toBeLessThanOrEqual(30);
        expect(Date.parse(to) - Date.parse(first) + 1).toBe(days.length * dayMinutes * 60_000);
        if (dayMinutes !== 1440) expect(days).toHaveLength(1);
      }
    }));
  });
  it('have a short day when clocks go forward', () => {
    expect(periodsOf('2026-03-28', '2026-03-30', 'Europe/Berlin').map(({ days, dayMinutes }) => [days, dayMinutes])).toEqual([[['2026-03-28'], 1440], [['2026-03-29'], 1380], [['2026-03-30'], 1440]]);
  });
});

describe('queries', () => {
  const [period] = periodsOf('2026-03-01', '2026-03-20', 'Europe/Berlin');
  if (period === undefined) throw new Error('no period');

  it('are valid against the documented tables', () => {
    for (const name of queryNames) expect([name, checkQuery(queryText(name, period), logAnalyticsSchemas, 'logAnalytics')]).toEqual([name, []]);
  });

  it('run where tables lack the columns that were added later', () => {
    const optional = new Set(['Environment', 'IsSnapshot', 'StatusChangeDate', 'FirstEvaluationDate', 'RecommendationLink', 'NotApplicableReason']);
    const older: TableSchemas = Object.fromEntries(Object.entries(logAnalyticsSchemas).map(([table, columns]) => [table, columns.filter(({ name }) => !optional.has(name))]));
    const row = { TimeGenerated: '2026-03-05T10:00:00Z', AssessedResourceId: '/subscriptions/s1/x', RecommendationId: 'K', RecommendationState: 'Healthy', SecureScoresSubscriptionId: 's1', CurrentScore: 1, MaxScore: 2, PercentageScore: 0.5, Weight: 3 };
    for (const name of ['scores', 'sightings'] as const) {
      const result = compileQuery(queryText(name, period), older, 'logAnalytics').run({ schemas: older, rows: () => [row] }, { now: new Date('2026-03-06') });
      expect([name, result.rows.length]).toEqual([name, 1]);
    }
  });
});

describe('rows', () => {
  it('belong to the connector their id lies in, without case, and never to its host', () => {
    expect(scopeIdOf(`${connector}/providers/Microsoft.Security/secureScores/ascScore`, 's1', 'AWS')).toBe(connector.toLowerCase());
    expect(scopeIdOf(`${connector.toUpperCase()}/securityentitydata/aws-x`, '', 'AWS')).toBe(connector.toLowerCase());
    expect(scopeIdOf('', 'S1', 'Azure')).toBe('/subscriptions/s1');
    expect(scopeIdOf('', 'S1', '')).toBe('/subscriptions/s1');
    expect([scopeIdOf('', 's1', 'AWS'), scopeIdOf('/subscriptions/s1/providers/Microsoft.Security/secureScores/ascScore', 's1', 'GCP'), scopeIdOf('', '', '')]).toEqual([null, null, null]);
  });

  it('are told apart by id, whatever their display name', () => {
    const row = (name: string) => ({ TimeGenerated: '2026-03-05T10:00:00Z', AssessedResourceId: `/subscriptions/s1/providers/Microsoft.Security/secureScores/${name}`, DisplayName: 'ASC score', CurrentScore: 1, MaxScore: 2, PercentageScore: 0.5, Weight: 3 });
    expect(['ascScore', 'scoreGraceExcluded', 'SCOREGRACEEXCLUDED'].map((name) => scoreRowOf(row(name))?.kind)).toEqual(['secureScore', 'gracePeriod', 'gracePeriod']);
  });

  it('may be text throughout, as some tools write them', () => {
    const row = { TimeGenerated: '2026-03-05T10:00:00Z', AssessedResourceId: '/subscriptions/s1/providers/Microsoft.Security/secureScores/ascScore/secureScoreControls/C1', ControlId: 'C1', CurrentScore: '3.67', MaxScore: '6', PercentageScore: '0.6117', Weight: '18', HealthyResources: '11', UnhealthyResources: '7', NotApplicableResources: '' };
    expect(controlRowOf(row)).toMatchObject({ controlId: 'c1', points: { current: 3.67, max: 6, ratio: 0.6117 }, weight: 18, counts: { healthy: 11, unhealthy: 7, notApplicable: 0 } });
    expect(controlRowOf({ ...row, UnhealthyResources: '-1' })).toBeNull();
    expect([numberOf(''), numberOf('x'), numberOf(Number.NaN), numberOf(null), momentOf('0001-01-01T00:00:00Z'), momentOf('2026-03-05 10:00:00')]).toEqual([null, null, null, null, null, Date.parse('2026-03-05T10:00:00Z')]);
  });

  const state = { TimeGenerated: '2026-03-05T10:00:00Z', AssessedResourceId: '/subscriptions/s1/resourceGroups/Rg/vm/VM1', RecommendationId: '/providers/x/KEY', RecommendationState: 'not applicable', IsSnapshot: 'True' };

  it('name states and resources in one spelling', () => {
    expect(sightingOfRow(state, 'UTC')).toMatchObject({ assessment: { scopeId: '/subscriptions/s1', key: 'key', state: 'NotApplicable', resourceId: '/subscriptions/s1/resourcegroups/rg/vm/vm1', resourceName: 'VM1', changedAt: null }, snapshotDays: [dayNumber('2026-03-05')] });
    expect(sightingOfRow({ ...state, AssessedResourceId: 'N/A', RecommendationLink: `portal.azure.com/#blade/a/resourceId/${encodeURIComponent('/subscriptions/s2/x/machines/Arc1')}` }, 'UTC')?.assessment).toMatchObject({ scopeId: '/subscriptions/s2', resourceId: '/subscriptions/s2/x/machines/arc1' });
    for (const broken of [{ TimeGenerated: 'x' }, { RecommendationId: '' }, { RecommendationState: null }, { AssessedResourceId: 'N/A', RecommendationLink: '%E0%A4%A' }]) expect(sightingOfRow({ ...state, ...broken }, 'UTC')).toBeNull();
  });

  it('link to the portal or to nothing', () => {
    const link = (text: string) => sightingOfRow({ ...state, RecommendationLink: text }, 'UTC')?.assessment.portalUrl;
    expect(link('portal.azure.com/#blade/x')).toBe('https://portal.azure.com/#blade/x');
    for (const hostile of ['javascript:alert(1)', 'http://portal.azure.com/x', 'portal.azure.com.evil.example/', 'portal.azure.com@evil.example/', 'https://portal.azure.com:8443/', '//evil.example', '\\\\evil', 'portal.azure.com/\n']) expect([hostile, link(hostile)]).toEqual([hostile, null]);
  });
});

describe('a workspace', () => {
  const range = { from: '2026-03-01', to: '2026-03-05', timeZone: 'UTC' };
  /** A workspace without one table, as the service says it. */
  const without = (table: string) => createLogAnalytics({
    send: async ({ text }) => (text.includes(table) && !text.includes('union isfuzzy=true\n')
      ? { kind: 'failure', status: 400, code: 'BadArgumentError', message: `'where' operator: Failed to resolve column or scalar expression named '${table}'`, retryAfterMs: null }
      : { kind: 'rows', columns: [], rows: [] }),
  }, { now: () => 0, sleep: async () => {}, random: () => 0 });

  it('to which no recommendations are exported gives scores, and says so', async () => {
    const warned: string[] = [];
    const source = workspaceSource(without('SecurityRecommendation'), ['w'], range, { update: () => {}, warn: (message) => void warned.push(message) });
    expect([(await source.scores()).scores, (await source.details()).sightings]).toEqual([[], []]);
    expect(warned).toEqual(['workspace w holds nothing to read sightings from: continuous export has not sent it']);
  });

  it('to which no scores are exported is an error that says what to do', async () => {
    await expect(workspaceSource(without('SecureScores'), ['w'], range).scores()).rejects.toThrow(/workspace w, .*Export secure scores/);
  });
});

describe('files', () => {
  it('are refused by name and line', () => {
    const fault = (name: string, text: string) => {
      try {
        fileSource([{ name, text }], 'UTC');
        return 'none';
      } catch (error) {
        return error instanceof UserError ? error.message : String(error);
      }
    };
    expect(fault('SecureScores.ndjson', '{}\n\n{"a":')).toMatch(/^SecureScores\.ndjson:3: not JSON/);
    expect(fault('SecureScores.ndjson', '{}\n7')).toBe('SecureScores.ndjson:2: a row is not an object. Write one JSON object a line.');
    expect(fault('rows.json', '[{"Type":"Heartbeat"}]')).toMatch(/^rows\.json:1: row of an unknown table: "heartbeat"\. Name the file/);
    expect(fault('C:\\x\\securescores.json', '\uFEFF[{}]')).toBe('none');
    expect(fault('rows.json', '{"Type":"SecureScores"}')).toBe('none');
  });
});
