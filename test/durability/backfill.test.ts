import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportModelSchema, type ReportModel } from '../../src/domain/report.ts';
import { tenantOf } from '../../src/emulator/tenants/index.ts';
import { configFile, durableWorld, program, readRecord, type DurableWorld, type Ended } from './world.ts';

const now = '2026-11-20T06:00:00Z';
const from = '2026-10-30';
const runId = '20261120T060000Z';

let world: DurableWorld;
let local: string;
let workspaces: string;

beforeAll(async () => {
  world = await durableWorld();
  world.azure.setNow(new Date(now));
  const report = 'report: { formats: [json], target: 80 }';
  local = configFile(world, report, 'local.yaml');
  workspaces = configFile(world, `history: { source: logAnalytics, workspaceIds: [${world.azure.ready.workspaceId}] }\n${report}`, 'workspaces.yaml');
});
afterAll(() => world.close());

async function secureScore(out: string, config: string, args: readonly string[]): Promise<Ended> {
  const ended = await program(world, [...args, '--config', config, '--out', out, '--now', now]);
  if (ended.code !== 0) throw new Error(`it ended with ${ended.code}\n${ended.err}`);
  return ended;
}

function treeOf(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), createHash('sha256').update(readFileSync(path)).digest('hex')]));
}

function reportIn(out: string): ReportModel {
  return reportModelSchema.parse(JSON.parse(readFileSync(join(out, 'site/runs', runId, 'report.json'), 'utf8')));
}

describe('backfill', () => {
  it('puts a workspace on record; again gives the same record; a run goes on from it', async () => {
    const out = join(world.folder, 'workspace');
    const backfill = ['backfill', '--from', from, '--to', '2026-11-19'];
    const { out: said } = await secureScore(out, workspaces, backfill);
    expect(said).toBe('21 days on record from the export, 2026-10-30 to 2026-11-19.\n');
    const once = treeOf(join(out, 'data'));
    await secureScore(out, local, [...backfill, '--workspace', world.azure.ready.workspaceId]);
    expect(treeOf(join(out, 'data'))).toEqual(once);
    expect(await (await readRecord(out)).inspect()).toMatchObject({ runs: 21, damage: [], loose: [] });

    // What the export says alone, without Azure.
    await secureScore(out, local, ['render', '--run', '20261119T000000Z-export']);
    await secureScore(out, local, ['run']);
    const model = reportIn(out);
    expect(model.headline.score.ratio).toBeCloseTo(0.658, 3);
    expect(model.headline.sinceLastReport.since).not.toBeNull();

    // A day that a run has keeps it, and what was put on record before is as it was.
    await secureScore(out, local, [...backfill, '--workspace', world.azure.ready.workspaceId]);
    expect((await readRecord(out)).runs().map((run) => run.source)).toEqual([...Array.from({ length: 21 }, () => 'continuousExport'), 'live']);
  });

  it('takes the same rows from files, named by line when one cannot be read', async () => {
    const [files, out] = [join(world.folder, 'files'), join(world.folder, 'from-files')];
    mkdirSync(files);
    const tenant = tenantOf('demo');
    for (const table of ['SecureScores', 'SecureScoreControls', 'SecurityRecommendation'] as const) {
      const rows = tenant.rows(table, new Date(now)).filter((row) => String(row['TimeGenerated']) >= '2026-10-16');
      writeFileSync(join(files, `${table}.ndjson`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    }
    await secureScore(out, local, ['backfill', '--files', files, '--from', from]);
    const [fromFiles, fromWorkspace] = [await readRecord(out), await readRecord(join(world.folder, 'workspace'))];
    expect(fromFiles.runs().map((run) => run.runId)).toEqual(fromWorkspace.runs().filter((run) => run.source === 'continuousExport').map((run) => run.runId));
    for (const { runId: one } of fromFiles.runs()) expect((await fromFiles.snapshot(one))?.scores, one).toEqual((await fromWorkspace.snapshot(one))?.scores);
    writeFileSync(join(files, 'SecureScores.ndjson'), '{"TimeGenerated": 1}\n{oops\n');
    await expect(secureScore(out, local, ['backfill', '--files', files])).rejects.toThrow('SecureScores.ndjson:2: not JSON');
  });

  it('says what is wrong with what it is asked', async () => {
    const out = join(world.folder, 'nothing');
    const refused = async (...args: readonly string[]): Promise<string> => {
      const { code, err } = await program(world, ['backfill', ...args, '--config', local, '--out', out, '--now', now]);
      expect(code).toBe(2);
      return err;
    };
    expect(await refused()).toContain('no workspace to read. Name its id with --workspace or in config');
    expect(await refused('--from', '2026-11-21', '--workspace', 'w')).toContain('no day from 2026-11-21 to 2026-11-19');
    expect(await refused('--from', '2026-02-30')).toContain('Give a day, e.g. 2026-11-21.');
    expect(await refused('--files', join(world.folder, 'none'))).toContain('no folder of files');
  });
});

describe('a workspace as the history', () => {
  it('gives the report the same past as the record that was filled from it', async () => {
    const out = join(world.folder, 'direct');
    await secureScore(out, workspaces, ['run']);
    const [direct, backfilled] = [reportIn(out), reportIn(join(world.folder, 'workspace'))];
    expect([direct.historySource, backfilled.historySource]).toEqual(['logAnalytics', 'local']);
    expect(direct.headline.score).toEqual(backfilled.headline.score);
    expect(direct.headline.sinceLastReport).toEqual(backfilled.headline.sinceLastReport);
    expect(direct.headline.over7Days).toEqual(backfilled.headline.over7Days);
  });
});
