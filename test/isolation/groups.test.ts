import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/config/index.ts';
import { reportModelSchema, type ReportModel } from '../../src/domain/report.ts';
import { openRecord } from '../../src/history/index.ts';
import { realStages } from '../../src/pipeline/realStages.ts';
import { run } from '../../src/pipeline/run.ts';
import { silentSteps } from '../../src/pipeline/steps.ts';
import { fileOfScope, folderOfName } from '../../src/render/site.ts';
import { filesBelow, readable } from './bytes.ts';
import { groups, idOf, marked, snapshotOf, type Shift } from './tenant.ts';

const days = ['2026-11-06', '2026-11-13', '2026-11-17', '2026-11-20'];
const now = new Date('2026-11-20T07:00:00Z');

interface Made {
  readonly site: string;
  readonly model: ReportModel;
  /** Files of each group's site by the group's name. */
  readonly files: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;
}

const folders: string[] = [];

/** The whole program from a record on: all formats of the tenant and of each group, groups side by side. */
async function made(shift: Shift, only = groups): Promise<Made> {
  const outDir = await mkdtemp(join(tmpdir(), 'secure-score-isolation-'));
  folders.push(outDir);
  const config = { ...defaultConfig(outDir), outDir, title: 'Whole tenant', groups: only };
  const record = await openRecord(join(outDir, 'data'), { timeZone: config.timeZone, write: true, durability: 'bulk' });
  for (const [day, name] of days.entries()) await record.append(snapshotOf(`${name}T06:00:00.000Z`, day, shift));
  await record.close();
  const outcome = await run(config, { collect: false, runId: null, formats: ['html', 'pdf', 'xlsx', 'csv', 'json'] }, { clock: { now: () => now }, steps: silentSteps, stages: realStages, env: {}, signal: new AbortController().signal });
  expect(outcome.failures).toEqual([]);
  const site = join(outDir, 'site');
  const files = new Map(await Promise.all(only.map(async ({ name }) => [name, await filesBelow(join(site, 'groups', folderOfName(name)))] as const)));
  return { site, files, model: reportModelSchema.parse(JSON.parse(await readFile(join(site, 'latest', 'report.json'), 'utf8'))) };
}

let tenant: Made;

beforeAll(async () => {
  tenant = await made(() => 0);
}, 120_000);

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

describe.each(groups)('the report of $name', ({ name, letters }) => {
  const own = marked.filter(({ letter }) => letters.includes(letter));
  const others = marked.filter(({ letter }) => !letters.includes(letter));

  it('has every format', () => {
    expect([...(tenant.files.get(name)?.keys() ?? [])].filter((path) => path.startsWith('latest/')).map((path) => path.replace(/^latest\//, '').split('/')[0])).toEqual(expect.arrayContaining(['report.html', 'report.pdf', 'report.xlsx', 'report.json', 'csv', 'run.json', 'scopes']));
  });

  it('holds in no byte a name, id, tag, resource, owner, rule or group of another scope', async () => {
    // A connector's own id contains that of the subscription that hosts it.
    const shared = new Set(own.map(({ guid }) => guid));
    const foreign = [...others.flatMap(({ canary, guid }) => (shared.has(guid) ? [canary] : [canary, guid])), ...groups.filter((group) => group.name !== name).map((group) => group.name.toLowerCase().split(' ')[0] ?? '')];
    const above = new Set(own.flatMap((one) => one.above));
    const foreignGroups = others.flatMap((one) => one.above).filter((group) => !above.has(group));
    for (const [path, bytes] of tenant.files.get(name) ?? []) {
      const text = await readable(path, bytes);
      for (const word of [...foreign, ...foreignGroups]) expect(text.includes(word), `${word} in ${path}`).toBe(false);
    }
  });

  it('names its own scopes in every format, so that a canary would be seen', async () => {
    for (const path of ['latest/report.html', 'latest/report.pdf', 'latest/report.xlsx', 'latest/report.json', 'latest/csv/scopes.csv']) {
      const text = await readable(path, tenant.files.get(name)?.get(path) ?? Buffer.from(''));
      for (const { canary } of own) expect(text, `${canary} in ${path}`).toContain(canary);
    }
  });

  it('has the figures of the group’s row in the whole report', () => {
    const row = tenant.model.groups.find((group) => group.name === name);
    const model = reportModelSchema.parse(JSON.parse(Buffer.from(tenant.files.get(name)?.get('latest/report.json') ?? '').toString()));
    const { score, target, over7Days, over30Days } = model.headline;
    expect({ score, target, over7Days, over30Days, scopes: model.scopes.length }).toEqual({ score: row?.score, target: row?.target, over7Days: row?.over7Days, over30Days: row?.over30Days, scopes: row?.scopes });
    expect(model.trend.overall.map(({ day, ratio, carried }) => ({ day, ratio, carried }))).toEqual(row?.trend.map(({ day, ratio, carried }) => ({ day, ratio, carried })));
    expect(model.title).toBe(`${name}: Whole tenant`);
    expect(model.groups).toEqual([]);
  });
});

it('another scope’s figures change no byte of a group’s report', async () => {
  for (const group of groups) {
    const { name, letters } = group;
    const changed = await made((letter) => (letters.includes(letter) ? 0 : 4), [group]);
    expect(changed.model.headline.score.ratio, 'the others did change').not.toBe(tenant.model.headline.score.ratio);
    const [before, after] = [tenant.files.get(name), changed.files.get(name)];
    expect([...(after?.keys() ?? [])]).toEqual([...(before?.keys() ?? [])]);
    for (const [path, bytes] of before ?? []) {
      const [was, is] = [Buffer.from(bytes), Buffer.from(after?.get(path) ?? '')];
      if (/\.(json|html|csv|xml)$/.test(path)) expect(is.toString(), path).toBe(was.toString());
      expect(was.equals(is), path).toBe(true);
    }
  }
}, 180_000);

it('the whole site links to every group, no group’s site out of itself', async () => {
  const index = await readFile(join(tenant.site, 'index.html'), 'utf8');
  for (const { name } of groups) {
    expect(index).toContain(`href="groups/${folderOfName(name)}/index.html"`);
    for (const [path, bytes] of tenant.files.get(name) ?? []) if (/\.(html|xml)$/.test(path)) expect(Buffer.from(bytes).toString(), path).not.toMatch(/href="\.\.\/(?!\.\.?\/)*\.\.\//);
  }
});

it('the page of a scope knows no other scope', async () => {
  for (const one of marked) {
    const text = await readable('page.html', await readFile(join(tenant.site, 'latest', 'scopes', fileOfScope(idOf(one)))));
    expect(text).toContain(one.canary);
    for (const other of marked) if (other !== one && !one.above.some((group) => group.includes(other.canary))) expect(text.includes(other.canary), `${other.canary} on the page of ${one.canary}`).toBe(false);
  }
});
