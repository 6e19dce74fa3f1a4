import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, baseDay } from '../src/domain/calendar.ts';
import type { ControlScore, RecommendationCount, ScopeScore, Snapshot } from '../src/domain/snapshot.ts';
import { runIdOf } from '../src/domain/snapshot.ts';
import { openRecord } from '../src/history/index.ts';
import { openDuck } from './peers/duckdb.ts';

/**
 * Size and load time of the record against the same points as Parquet, read by DuckDB.
 * `node bench/history.ts [scopes] [days]`; DuckDB is used when DUCKDB_FROM names a folder whose node_modules has @duckdb/node-api.
 */
const scopes = Number(process.argv[2] ?? 1000);
const days = Number(process.argv[3] ?? 1096);
const controls = 16;
const recommendations = 20;
const firstDay = '2023-11-20';
const lastDay = addDays(firstDay, days - 1);
const root = mkdtempSync(join(tmpdir(), 'bench-history-'));

/** Random whole numbers below a limit, the same every time. */
function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

interface Tenant {
  readonly healthy: Int32Array;
  readonly unhealthy: Int32Array;
  readonly notApplicable: Int32Array;
  readonly max: Int32Array;
  readonly counts: Int32Array;
  readonly random: (limit: number) => number;
}

function createTenant(): Tenant {
  const random = createRandom(7);
  const fill = (length: number, limit: number): Int32Array => Int32Array.from({ length }, () => random(limit));
  const series = scopes * controls;
  return { healthy: fill(series, 200), unhealthy: fill(series, 60), notApplicable: fill(series, 20), max: Int32Array.from({ length: series }, () => 1 + random(10)), counts: fill(scopes * recommendations * 2, 80), random };
}

/** Every control and count changes on one day of ten. */
function nextDay({ healthy, unhealthy, notApplicable, counts, random }: Tenant): void {
  for (let series = 0; series < healthy.length; series += 1) {
    if (random(10) !== 0) continue;
    const moved = Math.min(unhealthy[series] ?? 0, random(4)) - Math.min(healthy[series] ?? 0, random(4));
    healthy[series] = (healthy[series] ?? 0) + moved + random(2);
    unhealthy[series] = Math.max(0, (unhealthy[series] ?? 0) - moved);
    if (random(4) === 0) notApplicable[series] = random(20);
  }
  for (let count = 0; count < counts.length; count += 1) if (random(10) === 0) counts[count] = Math.max(0, (counts[count] ?? 0) + random(5) - 2);
}

const round = (value: number, decimals: number): number => Math.round(value * 10 ** decimals) / 10 ** decimals;
const scopeName = (scope: number): string => `/subscriptions/${String(scope).padStart(8, '0')}-1111-4222-8333-${String((scope * 2654435761) % 1e12).padStart(12, '0')}`;
const controlName = (control: number): string => `${String(control).padStart(8, '0')}-aaaa-4bbb-8ccc-123456789012`;

function controlScore(tenant: Tenant, series: number): ControlScore {
  const [healthy, unhealthy, notApplicable] = [tenant.healthy[series] ?? 0, tenant.unhealthy[series] ?? 0, tenant.notApplicable[series] ?? 0];
  const assessed = healthy + unhealthy;
  const max = assessed === 0 ? 0 : (tenant.max[series] ?? 0);
  const current = assessed === 0 ? 0 : round((max * healthy) / assessed, 2);
  return { controlId: controlName(series % controls), current, max, ratio: max === 0 ? 0 : round(current / max, 4), weight: assessed, healthy, unhealthy, notApplicable };
}

function scopeScore(tenant: Tenant, scope: number): ScopeScore {
  const own = Array.from({ length: controls }, (_, control) => controlScore(tenant, scope * controls + control));
  const current = round(own.reduce((sum, one) => sum + one.current, 0), 2);
  const max = own.reduce((sum, one) => sum + one.max, 0);
  const counts = Array.from({ length: recommendations }, (_, index): RecommendationCount => {
    const at = (scope * recommendations + index) * 2;
    return { key: `${String(index).padStart(8, '0')}-dddd-4eee-8fff-123456789012`, healthy: tenant.counts[at] ?? 0, unhealthy: tenant.counts[at + 1] ?? 0, notApplicable: 0, exempt: 0 };
  });
  return { scopeId: scopeName(scope), secureScore: { current, max, ratio: max === 0 ? 0 : round(current / max, 4) }, gracePeriod: null, weight: own.reduce((sum, one) => sum + one.weight, 0), controls: own, recommendations: counts, signatures: [] };
}

function snapshotOf(tenant: Tenant, day: string): Snapshot {
  const takenAt = `${day}T06:00:00.000Z`;
  return {
    schema: 'secure-score/snapshot', version: 1, runId: runIdOf(new Date(takenAt)), takenAt, finishedAt: takenAt, toolVersion: '0', model: 'classic', formula: 1, cloud: 'AzurePublic', tenantIds: [], catalogueHash: 'c',
    scopes: Array.from({ length: scopes }, (_, scope) => ({ id: scopeName(scope), kind: 'subscription' as const, name: `sub ${String(scope)}`, environment: 'Azure', subscriptionId: 's', hierarchyIdentifier: null, ancestors: [], tags: {}, state: 'Enabled' })),
    managementGroups: [], scores: Array.from({ length: scopes }, (_, scope) => scopeScore(tenant, scope)),
    controls: [], recommendations: [], assessments: { since: null, rows: [], deleted: [] }, governance: [], gaps: [], drift: [], requests: { sent: 0, throttled: 0, retried: 0, rows: 0 },
  };
}

/** Bytes of the files below a folder whose path has the text. */
function bytesOf(folder: string, text = ''): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && join(entry.parentPath, entry.name).includes(text)).reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

const weeks = Array.from({ length: 53 }, (_, week) => baseDay(lastDay, week * 7)).reverse();

/** What a report asks: a year of days, 53 weeks of controls, two counts. Returns figures to compare with the other engine's. */
async function loadReport(): Promise<{ readonly overall: number; readonly control: number; readonly unhealthy: number }> {
  const record = await openRecord(root, { timeZone: 'UTC' });
  const history = record.history();
  const grid = await history.scoreDays({ from: baseDay(lastDay, 364), to: lastDay });
  let overall = 0;
  for (let day = 0; day < grid.days.length; day += 1) {
    let [sum, weight] = [0, 0];
    for (let scope = 0; scope < grid.scopeIds.length; scope += 1) {
      const value = grid.at(scope, day);
      if (value === null || value.points.max === 0) continue;
      sum += (value.weight * value.points.current) / value.points.max;
      weight += value.weight;
    }
    overall += sum / weight;
  }
  let control = 0;
  for (const [, values] of await history.controlDays(weeks, 14)) {
    const sums = new Map<string, { sum: number; weight: number }>();
    for (const value of values) {
      if (value.points.max === 0) continue;
      const own = sums.get(value.controlId) ?? { sum: 0, weight: 0 };
      sums.set(value.controlId, own);
      own.sum += (value.scopeWeight * value.points.current) / value.points.max;
      own.weight += value.scopeWeight;
    }
    for (const own of sums.values()) control += own.sum / own.weight;
  }
  let unhealthy = 0;
  for (const day of [lastDay, baseDay(lastDay, 7)]) for (const counts of (await history.recommendationCounts(day, 7))?.scopes.values() ?? []) for (const count of counts) unhealthy += count.unhealthy;
  return { overall, control, unhealthy };
}

type Question = readonly [label: string, ask: () => Promise<unknown>];

/** Asks all in turn, nine times, so that what else the machine does falls on each alike. */
async function compare(questions: readonly Question[]): Promise<void> {
  const times = questions.map((): number[] => []);
  const answers = questions.map((): unknown => null);
  for (let turn = 0; turn < 10; turn += 1) {
    for (const [index, [, ask]] of questions.entries()) {
      const start = performance.now();
      answers[index] = await ask();
      if (turn > 0) times[index]?.push(performance.now() - start); // the first fills the caches of the system
    }
  }
  questions.forEach(([label], index) => {
    const sorted = (times[index] ?? []).sort((a, b) => a - b);
    console.log(`${label}: median ${(sorted[4] ?? 0).toFixed(0)} ms, least ${(sorted[0] ?? 0).toFixed(0)} ms`, answers[index]);
  });
}

async function fill(onDay: (snapshot: Snapshot) => void): Promise<void> {
  const record = await openRecord(root, { timeZone: 'UTC', durability: 'bulk' });
  const tenant = createTenant();
  const start = performance.now();
  for (let day = 0; day < days; day += 1) {
    const snapshot = snapshotOf(tenant, addDays(firstDay, day));
    await record.append(snapshot);
    onDay(snapshot);
    nextDay(tenant);
  }
  await record.close();
  console.log(`filled in ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

async function main(): Promise<void> {
  const from = process.env['DUCKDB_FROM'];
  const duck = from === undefined ? null : await openDuck(from);
  await fill((snapshot) => duck?.add(snapshot));
  const mega = (text: string): string => `${(bytesOf(root, text) / 1e6).toFixed(2)} MB`;
  console.log(`record: ${mega('')}; closed months: scores ${mega('/scores.')}, controls ${mega('/controls-')}, recommendations ${mega('/recommendations-')}; run files ${mega('/points/')}`);
  for (const line of (await duck?.save()) ?? []) console.log(line);
  await compare([['record', loadReport], ...(duck?.questions(days, weeks.length) ?? [])]);
  duck?.close();
}

await main().finally(() => rmSync(root, { recursive: true, force: true }));
