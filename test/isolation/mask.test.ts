import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultConfig } from '../../src/config/index.ts';
import type { Grant } from '../../src/domain/circumstances.ts';
import { reportModelSchema, type ReportModel } from '../../src/domain/report.ts';
import { openRecord } from '../../src/history/index.ts';
import { realStages } from '../../src/pipeline/realStages.ts';
import { run } from '../../src/pipeline/run.ts';
import { silentSteps } from '../../src/pipeline/steps.ts';
import { filesBelow, readable } from './bytes.ts';
import { groups, marked, snapshotOf } from './tenant.ts';

const days = ['2026-11-06', '2026-11-13', '2026-11-17', '2026-11-20'];
const clock = { now: () => new Date('2026-11-20T07:00:00Z') };
const grant: Grant = { id: '', source: 'policyExemption', scope: '', keys: ['94290b00-4d0c-d7b4-7cea-064a9554e681'], name: '', reason: '', category: 'Waiver', expiresAt: '2026-11-10T00:00:00.000Z', createdBy: '', createdAt: '2026-01-01T00:00:00.000Z' };

interface Made {
  readonly model: ReportModel;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

let outDir: string;
let named: Made;
let masked: Made;

async function rendered(mask: boolean): Promise<Made> {
  const defaults = defaultConfig(outDir);
  const config = {
    ...defaults, outDir, title: 'Whole tenant', groups, report: { ...defaults.report, mask },
    gates: { ...defaults.gates, minimumPercent: 99, scopes: [{ match: 'Name kanarie*', minimumPercent: 99, maximumDrop: 0 }], groups: [{ name: 'xylophongruppe', minimumPercent: 99, maximumDrop: 0 }] },
  };
  const outcome = await run(config, { collect: false, runId: null, formats: ['html', 'pdf', 'xlsx', 'csv', 'json'] }, { clock, steps: silentSteps, stages: realStages, env: {}, signal: new AbortController().signal });
  expect(outcome.failures).toEqual([]);
  const files = await filesBelow(join(outDir, mask ? 'masked' : 'site'));
  return { files, model: reportModelSchema.parse(JSON.parse(Buffer.from(files.get('latest/report.json') ?? '').toString())) };
}

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'secure-score-mask-'));
  const record = await openRecord(join(outDir, 'data'), { timeZone: 'UTC', write: true, durability: 'bulk' });
  for (const [day, name] of days.entries()) {
    const snapshot = snapshotOf(`${name}T06:00:00.000Z`, day, () => 0);
    const grants = marked.map(({ canary, guid }) => ({ ...grant, id: `/subscriptions/${guid}/providers/microsoft.authorization/policyexemptions/${canary}`, scope: `/subscriptions/${guid}/resourcegroups/${canary}`, name: canary, reason: canary, createdBy: `${canary}@contoso.com` }));
    await record.append({ ...snapshot, grants });
  }
  await record.close();
  named = await rendered(false);
  masked = await rendered(true);
}, 120_000);

afterAll(() => rm(outDir, { recursive: true, force: true }));

it('no name, id, path, link, tag, owner, reason or group of the tenant is in any byte of any format', async () => {
  // The names of three letters are in any font's base64.
  const words = [...marked.flatMap(({ canary, guid, above }) => [canary, guid, ...above.filter((name) => name.length > 3)]), ...groups.map(({ name }) => name.toLowerCase().split(' ')[0] ?? ''), '11111111-2222-4333-8444-555555555555', 'contoso.com', 'portal.azure.com'];
  expect(masked.files.size).toBeGreaterThan(40);
  for (const [path, bytes] of masked.files) {
    const text = await readable(path, bytes);
    for (const word of words) expect(text.includes(word), `${word} in ${path}`).toBe(false);
  }
});

it('the report with names has them, so that a canary would be seen', async () => {
  for (const path of ['latest/report.html', 'latest/report.pdf', 'latest/report.xlsx', 'latest/report.json', 'latest/csv/scopes.csv', 'latest/alerts.json']) {
    expect(await readable(path, named.files.get(path) ?? Buffer.from('')), path).toContain(marked[0]?.canary);
  }
});

it('every figure is that of the report with names', () => {
  const figures = ({ headline, account, environments, groups: rows, scopes, controls, trend, quality, stateChanges, exemptions, plan }: ReportModel) => ({
    headline: { ...headline, sentences: headline.sentences.length }, environments, quality: { coverage: quality.coverage, expected: quality.expectedScopes, reconciliation: quality.reconciliation.compared, gaps: quality.gaps.length },
    account: account?.parts.map(({ cause, change, resources }) => ({ cause, change: change.toFixed(12), resources })),
    groups: rows.map(({ score, scopes: count, target, over7Days }) => ({ score, count, target, over7Days })),
    scopes: scopes.map(({ ratio, weight, environment, over7Days }) => JSON.stringify([ratio, weight, environment, over7Days])).toSorted(),
    controls: controls.map(({ controlId, healthy, unhealthy, potentialIncrease }) => ({ controlId, healthy, unhealthy, potentialIncrease: potentialIncrease?.toFixed(12) })),
    trend: trend.overall.map(({ day, ratio }) => [day, ratio?.toFixed(12)]),
    totals: stateChanges.totals, exempt: exemptions === null ? null : Object.keys(exemptions).length, plan: plan?.steps.map(({ gain }) => gain.toFixed(12)),
  });
  const near = (model: ReportModel): unknown => JSON.parse(JSON.stringify(figures(model), (_, value: unknown) => (typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(12)) : value)));
  expect(near(masked.model)).toEqual(near(named.model));
});

it('says that it is masked, and is the same on the second rendering', async () => {
  expect(masked.model.masked).toBe(true);
  expect(Buffer.from(masked.files.get('latest/report.html') ?? '').toString()).toContain('Names replaced');
  expect(Buffer.from(named.files.get('latest/report.html') ?? '').toString()).not.toContain('Names replaced');
  const again = await rendered(true);
  expect(again.model).toEqual(masked.model);
});

it('keeps its key from everybody else', async () => {
  expect(await readFile(join(outDir, 'data', 'mask.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
});
