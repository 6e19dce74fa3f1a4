import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sampleModel } from '../../test/fixtures/report-model.ts';
import type { Charts } from '../charts/index.ts';
import { defaultConfig } from '../config/index.ts';
import { undelivered, type Config } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { ReportModel } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { openRecord } from '../history/index.ts';
import { snapshot } from '../history/testSnapshots.ts';
import { writeSite } from '../render/site.ts';
import { buildAlerts, groupConfig } from '../report/index.ts';
import { demoTenantId } from './demoTenant.ts';
import type { DemoTenant } from './demoTenant.ts';
import { runDemo } from './demo.ts';
import { exitCodeOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { run } from './run.ts';
import type { Ports, RunRequest } from './run.ts';
import type { Stages } from './stages.ts';
import type { Steps } from './steps.ts';

const moment = new Date('2026-11-21T06:00:00Z');
const noCharts: Charts = { figures: new Map(), marks: new Map(), findings: new Map(), failures: new Map() };
const everything: RunRequest = { collect: true, runId: null, formats: ['html', 'pdf', 'json'] };

interface World {
  readonly config: Config;
  readonly ports: Ports;
  /** Names of the steps, in the order they began. */
  readonly steps: string[];
  readonly warnings: string[];
  readonly stop: AbortController;
}

function model(from: Snapshot, changes: Partial<ReportModel> = {}): ReportModel {
  const sample = sampleModel();
  return { ...sample, runId: from.runId, quality: { ...sample.quality, complete: true, gaps: [] }, ...changes };
}

/** A world with a real record in a folder of its own; every other stage gives a little text unless the test says otherwise. */
function world(changes: Partial<Stages> = {}, config: Partial<Config> = {}): World {
  const steps: string[] = [];
  const warnings: string[] = [];
  const stop = new AbortController();
  const shown: Steps = { step: (name, work) => { steps.push(name); return work({ update: () => {}, warn: (message) => { warnings.push(message); } }); } };
  const stages: Stages = {
    openRecord,
    workspaceHistory: async () => { throw new Error('asked a workspace'); },
    collect: async (_config, { clock }) => snapshot(clock.now().toISOString()),
    mask: async (config, inputs) => ({ config, inputs }),
    buildReport: async (_config, inputs) => model(inputs.snapshot),
    groupWorlds: async (inputs) => ({ of: async () => inputs, config: groupConfig, folder: ({ name }) => name.toLowerCase().replaceAll(' ', '-') }),
    buildAlerts,
    postAlarms: async () => { throw new Error('posted'); },
    renderCharts: async () => ({ ...noCharts }),
    renderHtml: async ({ runId }) => [{ path: 'report.html', content: `page ${runId}` }, { path: 'assets/report.css', content: 'css' }],
    renderSingleFile: async ({ runId }) => [{ path: 'report.single.html', content: `all ${runId}` }],
    renderScopePages: async () => new Map(),
    renderPdf: async (_model, html) => [{ path: 'report.pdf', content: `printed ${html.map(({ path }) => path).join()}` }],
    renderXlsx: async ({ runId }) => [{ path: 'report.xlsx', content: `workbook ${runId}` }],
    renderCsv: async (_model, { delimiter }) => [{ path: 'csv/scopes.csv', content: `a${delimiter}b` }, { path: 'csv/controls.csv', content: 'c' }],
    renderJson: async ({ runId }) => [{ path: 'report.json', content: JSON.stringify({ runId }) }],
    openDelivery: async () => { throw new Error('nothing is delivered here'); },
    writeSite: (site, request) => writeSite(site, { run: request, templatesDir: fileURLToPath(new URL('../../templates/', import.meta.url)) }),
    ...changes,
  };
  const outDir = mkdtempSync(join(tmpdir(), 'secure-score-run-'));
  return { config: { ...defaultConfig(outDir), outDir, ...config }, ports: { clock: { now: () => moment }, steps: shown, stages, env: {}, signal: stop.signal }, steps, warnings, stop };
}

/** Files of the site's newest run, as latest/ has them, without the site's own record of it. */
function latest({ outDir }: Config): readonly string[] {
  return files(join(outDir, 'site/latest')).filter((path) => path !== 'run.json');
}

function files(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).toSorted();
}

describe('a run', () => {
  it('goes from Azure to the pages, and latest holds the same files', async () => {
    const { config, ports, steps } = world();
    const outcome = await run(config, everything, ports);
    expect(steps).toEqual(['record', 'collect', 'append', 'report', 'charts', 'scope pages', 'html', 'pdf', 'json', 'site']);
    expect(outcome).toMatchObject({ runId: '20261121T060000Z', exitCode: 0, complete: true, failures: [] });
    expect(latest(config)).toEqual(['alerts.json', 'assets/report.css', 'report.html', 'report.json', 'report.pdf']);
    expect(files(join(config.outDir, 'site/runs/20261121T060000Z'))).toEqual(files(join(config.outDir, 'site/latest')));
    expect(outcome.files.map((path) => path.slice(config.outDir.length))).toEqual(['/site/index.html', ...['html', 'pdf', 'json'].map((format) => `/site/runs/20261121T060000Z/report.${format}`)]);
    expect(outcome.headline[0]).toMatch(/^Secure score \d+\.\d\u00a0%/);
  });

  it('ends with 1 when a part fails, keeps the others, and leaves no older file in its place', async () => {
    const { config, ports } = world();
    await run(config, everything, ports);
    const broken = new Error('the browser died');
    const outcome = await run(config, { ...everything, collect: false }, { ...ports, stages: { ...ports.stages, renderPdf: async () => { throw broken; } } });
    expect(outcome).toMatchObject({ exitCode: 1, failures: [{ part: 'pdf', error: broken }] });
    expect(latest(config)).toEqual(['alerts.json', 'assets/report.css', 'report.html', 'report.json']);
  });

  it('leaves the formats that were not asked for as they are', async () => {
    const { config, ports } = world();
    await run(config, everything, ports);
    await run(config, { ...everything, collect: false, formats: ['html'] }, { ...ports, stages: { ...ports.stages, renderHtml: async () => [{ path: 'report.html', content: 'new' }] } });
    expect(latest(config)).toEqual(['alerts.json', 'report.html', 'report.json', 'report.pdf']);
    expect(readFileSync(join(config.outDir, 'site/latest/report.html'), 'utf8')).toBe('new');
  });

  it('is a failed part when the site cannot be written', async () => {
    const { config, ports } = world({ writeSite: async () => { throw new Error('disk full'); } });
    expect(await run(config, everything, ports)).toMatchObject({ exitCode: 1, files: [], failures: [{ part: 'site' }] });
  });

  it('writes what needs no charts when the charts fail', async () => {
    const { config, ports } = world({ renderCharts: async () => { throw new Error('no charts'); } });
    const outcome = await run(config, everything, ports);
    expect(outcome.failures.map(({ part }) => part)).toEqual(['charts', 'html', 'pdf']);
    expect(latest(config)).toEqual(['alerts.json', 'report.json']);
  });

  it('counts a chart that fails as a part, and writes the page without it', async () => {
    const { config, ports } = world({ renderCharts: async () => ({ ...noCharts, failures: new Map([['trend', 'no room']]) }) });
    const outcome = await run(config, everything, ports);
    expect(outcome).toMatchObject({ exitCode: 1, failures: [{ part: 'chart trend' }] });
    expect(latest(config)).toContain('report.html');
  });

  it('renders the page once for HTML and PDF, and PDF alone too', async () => {
    let rendered = 0;
    const { config, ports } = world({ renderHtml: async () => { rendered += 1; return [{ path: 'report.html', content: 'page' }]; } });
    await run(config, everything, ports);
    await run(config, { ...everything, collect: false, formats: ['pdf'] }, ports);
    expect(rendered).toBe(2);
  });

  it('collects alone when no format is asked for', async () => {
    const { config, ports, steps } = world();
    expect(await run(config, { ...everything, formats: [] }, ports)).toMatchObject({ exitCode: 0, headline: [], files: [] });
    expect(steps).toEqual(['record', 'collect', 'append']);
    expect(existsSync(join(config.outDir, 'site'))).toBe(false);
  });

  it('gives the run on record to a second run of the same moment as what it replaces, not as what was before', async () => {
    const seen: (string | null)[] = [];
    const { config, ports } = world({ collect: async (_config, { clock, previous, known }) => { seen.push(previous?.runId ?? null, known.since); return snapshot(clock.now().toISOString()); } });
    await run(config, { ...everything, formats: [] }, ports);
    await run(config, { ...everything, formats: [] }, ports);
    expect(seen).toEqual([null, null, null, null]);
  });

  it('renders an old run without Azure, and leaves latest alone', async () => {
    const { config, ports } = world({ collect: async (_config, { clock }) => snapshot(clock.now().toISOString()) });
    await run(config, everything, { ...ports, clock: { now: () => new Date('2026-11-14T06:00:00Z') } });
    await run(config, everything, ports);
    const refusing: Stages = { ...ports.stages, collect: async () => { throw new Error('asked Azure'); } };
    const outcome = await run(config, { ...everything, collect: false, runId: '20261114T060000Z' }, { ...ports, stages: refusing });
    expect(outcome).toMatchObject({ runId: '20261114T060000Z', exitCode: 0 });
    expect(readFileSync(join(config.outDir, 'site/latest/report.html'), 'utf8')).toBe('page 20261121T060000Z');
  });

  it('says which runs there are when asked for another', async () => {
    const { config, ports } = world();
    await expect(run(config, { ...everything, collect: false }, ports)).rejects.toThrow('no run on record');
    await run(config, { ...everything, formats: [] }, ports);
    await expect(run(config, { ...everything, collect: false, runId: 'nope' }, ports)).rejects.toThrow('There are 1, from 20261121T060000Z to 20261121T060000Z.');
  });

  it('never puts two tenants into one record', async () => {
    const { config, ports } = world();
    await run(config, everything, { ...ports, clock: { now: () => new Date('2026-11-14T06:00:00Z') } });
    const other: Stages = { ...ports.stages, collect: async () => snapshot(moment.toISOString(), { tenantIds: ['other'] }) };
    await expect(run(config, everything, { ...ports, stages: other })).rejects.toThrow(/is of tenant t, this run asked other/);
    expect((await openRecord(join(config.outDir, 'data'), { timeZone: 'UTC' })).runs()).toHaveLength(1);
  });

  it('is compared with the last run that asked Azure, not with a day from an export', async () => {
    const seen: (string | null)[] = [];
    const { config, ports } = world({ collect: async (_config, { clock, previous }) => { seen.push(previous?.runId ?? null); return snapshot(clock.now().toISOString()); } });
    await run(config, { ...everything, formats: [] }, { ...ports, clock: { now: () => new Date('2026-11-14T06:00:00Z') } });
    const record = await openRecord(join(config.outDir, 'data'), { timeZone: 'UTC' });
    await record.append(snapshot('2026-11-15T22:00:00Z', { runId: '20261115T000000Z-export', tenantIds: [], scopes: [] }), { source: 'continuousExport' });
    await record.close();
    await run(config, { ...everything, formats: [] }, ports);
    expect(seen).toEqual([null, '20261114T060000Z']);
    const other: Stages = { ...ports.stages, collect: async () => snapshot('2026-11-22T06:00:00Z', { tenantIds: ['other'] }) };
    await expect(run(config, { ...everything, formats: [] }, { ...ports, stages: other })).rejects.toThrow(/is of tenant t, this run asked other/);
  });

  it('stops where it is when the user says so, and gives the record back', async () => {
    const { config, ports, stop, steps } = world({ collect: () => new Promise(() => {}) });
    const running = run(config, everything, ports);
    setImmediate(() => stop.abort(new Error('stopped')));
    await expect(running).rejects.toThrow('stopped');
    expect(steps).not.toContain('append');
    await (await openRecord(join(config.outDir, 'data'), { timeZone: 'UTC', write: true })).close();
  });

  it('is no failed part when the user stops it while rendering', async () => {
    const { config, ports, stop } = world({ renderPdf: () => { stop.abort(new Error('stopped')); return new Promise(() => {}); } });
    await expect(run(config, everything, ports)).rejects.toThrow('stopped');
  });

  it('makes a report for each group, in a site of its own', async () => {
    const { config, ports } = world({}, { groups: [{ name: 'A', match: { managementGroup: 'contoso', subscriptions: [], tags: {}, environment: null, connector: null }, target: null, ...undelivered }] });
    await run(config, everything, ports);
    expect(readdirSync(join(config.outDir, 'site', 'groups', 'a', 'latest'))).toEqual(['assets', 'report.html', 'report.json', 'report.pdf', 'run.json']);
    expect(readFileSync(join(config.outDir, 'site', 'index.html'), 'utf8')).toContain('href="groups/a/index.html"');
    expect(readFileSync(join(config.outDir, 'site', 'manifest.json'), 'utf8')).toContain('groups/a/latest/report.html');
  });

  it('keeps going when a group’s format fails, and names the group', async () => {
    const broken: Partial<Stages> = { renderPdf: async ({ title }) => { if (title.startsWith('A')) throw new Error('no'); return [{ path: 'report.pdf', content: '' }]; }, buildReport: async ({ title }, inputs) => model(inputs.snapshot, { title }) };
    const { config, ports } = world(broken, { groups: [{ name: 'A', match: { managementGroup: 'contoso', subscriptions: [], tags: {}, environment: null, connector: null }, target: null, ...undelivered }] });
    const { failures } = await run(config, everything, ports);
    expect(failures.map(({ part }) => part)).toEqual(['group A: pdf']);
  });
});

describe('exit codes', () => {
  const gates = { minimumPercent: 100, maximumDrop: null, runsInARow: 1, ignoredCauses: [], scopes: [], groups: [] };
  const incomplete = (from: Snapshot): ReportModel => {
    const made = model(from);
    return { ...made, quality: { ...made.quality, complete: false } };
  };
  const code = async (changes: Partial<Stages>, config: Partial<Config> = {}): Promise<number> => {
    const made = world(changes, config);
    return (await run(made.config, everything, made.ports)).exitCode;
  };
  const failing: Partial<Stages> = { renderPdf: async () => { throw new UserError({ message: 'no browser' }); } };
  const partial: Partial<Stages> = { buildReport: async (_config, inputs) => incomplete(inputs.snapshot) };

  it('are 3 for a failed gate, even when figures are incomplete, which alone are 4', async () => {
    expect(await code({})).toBe(0);
    expect(await code(partial)).toBe(4);
    expect(await code({}, { gates })).toBe(3);
    expect(await code(partial, { gates })).toBe(3);
  });

  it('are 5 where only an alarm did not arrive; what the report says comes first', async () => {
    const hook = { alerts: { webhook: 'https://hook.example/secret' } };
    const posted: string[] = [];
    const arrives: Partial<Stages> = { postAlarms: async (_config, url, alerts) => { posted.push(`${url} ${alerts.status}`); } };
    expect(await code(arrives, { gates, ...hook })).toBe(3);
    expect(posted).toEqual(['https://hook.example/secret alarm']);
    expect(await code(arrives, hook)).toBe(0);
    expect(posted).toHaveLength(1);
    const lost = world({ postAlarms: async () => { throw new UserError({ message: 'the webhook answered 500' }); } }, { gates, ...hook });
    expect(await run(lost.config, everything, lost.ports)).toMatchObject({ exitCode: 3, undelivered: [{ part: 'webhook' }], failures: [] });
    expect(await run(lost.config, { ...everything, collect: false }, lost.ports)).toMatchObject({ exitCode: 3, undelivered: [] });
    expect(exitCodeOf({ complete: true, gate: { passed: true, failures: [] }, failures: [], undelivered: [{ part: 'webhook', error: null }] })).toBe(5);
  });

  it('are 1 for a failed part, whatever else', async () => {
    expect(await code({ ...partial, ...failing }, { gates })).toBe(1);
  });

  it('are 4 for a report on nothing', async () => {
    const made = world({ collect: async () => snapshot(moment.toISOString(), { scopes: [], scores: [] }) });
    expect(await run(made.config, { ...everything, formats: [] }, made.ports)).toMatchObject({ exitCode: 4, gaps: [{ what: 'there is no scope that should have a score' }] });
    expect(await code({ buildReport: async (_config, { snapshot: from }) => { const empty = model(from); return { ...empty, quality: { ...empty.quality, expectedScopes: 0 } }; } })).toBe(4);
  });

  it('are 4 for a collection with gaps that affect a figure', async () => {
    const made = world({ collect: async () => snapshot(moment.toISOString(), { gaps: [{ cause: 'restricted', what: 'x', scopeId: null, advice: 'y', affectsScore: true }] }) });
    expect((await run(made.config, { ...everything, formats: [] }, made.ports)).exitCode).toBe(4);
  });
});

describe('the demo', () => {
  const ofDemo: Partial<Stages> = { collect: async (_config, { clock }) => snapshot(clock.now().toISOString(), { tenantIds: [demoTenantId] }) };
  function demo(made: World, days = 3): { readonly outcome: Promise<Outcome>; readonly shown: string[]; closed: () => number } {
    const shown: string[] = [];
    let closed = 0;
    const tenant: DemoTenant = {
      now: moment, endpoints: { resourceManager: 'https://127.0.0.1:1', authority: null, logAnalytics: null }, caFile: '/ca.pem', env: { AZURE_CLIENT_SECRET: 's' },
      setNow: (now) => { shown.push(now.toISOString()); },
      close: async () => { closed += 1; },
    };
    const outcome = runDemo({ outDir: made.config.outDir, days }, { ...made.ports, startTenant: async () => tenant, defaults: () => made.config });
    return { outcome, shown, closed: () => closed };
  }

  it('collects a day after day, then runs', async () => {
    const made = world(ofDemo);
    const { outcome, shown, closed } = demo(made);
    expect(await outcome).toMatchObject({ runId: '20261121T060000Z', exitCode: 0 });
    expect(shown.map((time) => time.slice(0, 13))).toEqual(['2026-11-18T06', '2026-11-19T06', '2026-11-20T06', '2026-11-21T06']);
    expect((await openRecord(join(made.config.outDir, 'data'), { timeZone: 'UTC' })).runs().map(({ runId }) => runId)).toEqual(['20261118T060000Z', '20261119T060000Z', '20261120T060000Z', '20261121T060000Z']);
    expect(closed()).toBe(1);
  });

  it('starts its own record afresh', async () => {
    const made = world(ofDemo);
    await demo(made, 5).outcome;
    await demo(made, 1).outcome;
    expect((await openRecord(join(made.config.outDir, 'data'), { timeZone: 'UTC' })).runs()).toHaveLength(2);
  });

  it('keeps its record to itself: no other tenant gets in, nor a run that saw nothing', async () => {
    const made = world(ofDemo);
    await demo(made, 1).outcome;
    for (const tenantIds of [['real'], []]) {
      const stages = { ...made.ports.stages, collect: async () => snapshot('2026-11-22T06:00:00Z', { tenantIds }) };
      await expect(run(made.config, everything, { ...made.ports, stages })).rejects.toThrow('holds the record of the demo. Delete it, or name another folder with --out.');
    }
  });

  it('stops between two days, and writes nothing to a record it has closed', async () => {
    const made = world({ collect: async (_config, { clock }) => { made.stop.abort(new Error('stopped')); await new Promise(setImmediate); return snapshot(clock.now().toISOString(), { tenantIds: [demoTenantId] }); } });
    const { outcome, closed } = demo(made);
    await expect(outcome).rejects.toThrow('stopped');
    expect(closed()).toBe(1);
    await new Promise((resolve) => { setImmediate(() => setImmediate(resolve)); });
    expect(readdirSync(join(made.config.outDir, 'data'))).not.toContain('lock');
  });

  it('is known by the id of the built-in tenant', async () => {
    const { tenantOf } = await import('../emulator/tenants/index.ts');
    expect(tenantOf('demo').tenantId).toBe(demoTenantId);
  });

  it('leaves any other record alone', async () => {
    const made = world({ collect: async () => snapshot('2026-11-01T06:00:00Z', { tenantIds: ['real'] }) });
    await run(made.config, { ...everything, formats: [] }, made.ports);
    const { outcome, closed } = demo(made);
    await expect(outcome).rejects.toThrow(/holds a record that is not the demo's. Give the demo a folder of its own/);
    expect((await openRecord(join(made.config.outDir, 'data'), { timeZone: 'UTC' })).runs()).toHaveLength(1);
    expect(closed()).toBe(1);
  });
});
