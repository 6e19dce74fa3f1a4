import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assessmentRow, connectorRow, controlRow, groupRow, guid, scoreRow, subscription, subscriptionRow } from '../../src/collect/testCollect.ts';
import type { ReportModel } from '../../src/domain/report.ts';
import { startEmulator, type EmulatorOptions, type Row } from '../../src/emulator/index.ts';
import { tenantWith } from '../../src/emulator/server/testTenant.ts';
import { latestReport, secureScore, type Finished } from '../program/program.ts';

/**
 * The whole program on a tenant of which one page is dropped, one scope is forbidden and one score is missing, beside the same
 * program on the same tenant undamaged.
 */

const subscriptions = [1, 2, 3, 4, 5, 6];
const forbidden = 2;
const withoutScore = 3;
const connector = `${subscription(1)}/resourceGroups/RG/providers/Microsoft.Security/securityConnectors/aws`;
const vm = (n: number, name: string): string => `${subscription(n)}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/${name}`;
/** 1,200 assessments: the last page of a baseline is one of two. */
const assessmentsOf = (n: number): readonly Row[] => Array.from({ length: 200 }, (_, k) => assessmentRow(vm(n, `vm${k % 40}`), `key${k % 5}`, (k + n) % 3 === 0 ? 'Unhealthy' : 'Healthy'));

const tenantOf = (scored: readonly number[]): ReturnType<typeof tenantWith> => tenantWith({
  resourcecontainers: [groupRow('root'), ...subscriptions.map((n) => subscriptionRow(n))],
  resources: [connectorRow(1, 'aws', 'AWS', '123456789012')],
  securityresources: [
    ...subscriptions.flatMap((n) => [...(scored.includes(n) ? [scoreRow(subscription(n), n, 10)] : []), controlRow(subscription(n), 'control'), ...assessmentsOf(n)]),
    scoreRow(connector, 3, 9), controlRow(connector, 'control'),
  ],
});

interface Told {
  readonly finished: Finished;
  readonly report: ReportModel;
  readonly html: string;
}

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** A run a day, each on a tenant of its own; what the last one told. */
async function runDays(days: readonly Omit<EmulatorOptions, 'quota'>[]): Promise<Told> {
  const folder = await mkdtemp(join(tmpdir(), 'incomplete-'));
  folders.push(folder);
  const out = join(folder, 'out');
  let finished: Finished | null = null;
  for (const [day, options] of days.entries()) {
    const emulator = await startEmulator({ quota: null, ...options });
    try {
      await writeFile(join(folder, 'ca.pem'), emulator.caPem);
      const { resourceManager, authority } = emulator.endpoints;
      const azure = { credential: 'clientSecret', caFile: join(folder, 'ca.pem'), endpoints: { resourceManager, authority } };
      await writeFile(join(folder, 'config.yaml'), JSON.stringify({ azure, report: { formats: ['html', 'json'] } }));
      finished = await secureScore(['run', '--config', join(folder, 'config.yaml'), '--out', out, '--now', `2026-06-${29 + day}T06:00:00Z`], { ...emulator.env });
    } finally {
      await emulator.close();
    }
  }
  if (finished === null) throw new Error('no day was run');
  expect([0, 4], finished.err).toContain(finished.code);
  return { finished, report: await latestReport(out), html: await readFile(join(out, 'site/latest/report.html'), 'utf8') };
}

let whole: Told;
let damaged: Told;
beforeAll(async () => {
  const tenant = tenantOf(subscriptions);
  const lacking = tenantOf(subscriptions.filter((n) => n !== withoutScore));
  [whole, damaged] = await Promise.all([
    runDays([{ tenant }, { tenant }]),
    // The page with the last scope's row of numbers never arrives, however often it is asked for.
    runDays([{ tenant }, { tenant: lacking, denied: [guid(forbidden)], faults: [{ kind: 'shortPage', rows: 1, query: 'strcat(key', times: 1_000 }] }]),
  ]);
}, 120_000);

describe('a tenant with one page dropped, one scope forbidden and one score missing', () => {
  it('ends with 4, and says on the command line what is missing', () => {
    expect(whole.finished.code).toBe(0);
    expect(damaged.finished.code).toBe(4);
    for (const word of ['numbers of resources by recommendation', 'sub-2 was in the last run and cannot be seen any more', 'subscription sub-3']) expect(damaged.finished.err).toContain(word);
  });

  it('lists each gap with its cause and advice, and counts the coverage', () => {
    const gaps = damaged.report.quality.gaps.filter(({ affectsScore }) => affectsScore);
    expect(gaps.map(({ cause, scopeId }) => `${cause} ${scopeId ?? '-'}`).toSorted()).toEqual([`noScore ${subscription(withoutScore)}`, `notFound ${subscription(forbidden)}`, 'shortPage -']);
    expect(gaps.every(({ advice }) => advice.length > 10)).toBe(true);
    expect(damaged.report.quality).toMatchObject({ complete: false, expectedScopes: 7, scoredScopes: 5 });
    expect(damaged.report.quality.coverage).toBeCloseTo(5 / 7, 12);
    expect(whole.report.quality).toMatchObject({ complete: true, expectedScopes: 7, scoredScopes: 7, coverage: 1 });
  });

  it('puts a banner before the figures, and none where nothing is missing', () => {
    const banner = damaged.html.indexOf('id="incomplete"');
    expect(banner).toBeGreaterThan(damaged.html.indexOf('<main'));
    expect(banner).toBeLessThan(damaged.html.indexOf('id="summary"'));
    const words = damaged.html.slice(banner, damaged.html.indexOf('id="summary"'));
    expect(words).toContain('5 of 7 scopes have a score');
    for (const word of ['sub-2', 'sub-3', 'numbers of resources by recommendation']) expect(words).toContain(word);
    expect(whole.html).not.toContain('id="incomplete"');
  });

  it('leaves the figures of every other scope as they are', () => {
    const rowsOf = ({ report }: Told): ReadonlyMap<string, unknown> => new Map(report.scopes.map(({ scopeId, ratio, current, max, weight, graceRatio }) => [scopeId, { ratio, current, max, weight, graceRatio }]));
    const [before, after] = [rowsOf(whole), rowsOf(damaged)];
    const others = [...before.keys()].filter((id) => id !== subscription(forbidden) && id !== subscription(withoutScore));
    expect(others).toHaveLength(5);
    for (const id of others) expect(after.get(id), id).toEqual(before.get(id));
    expect(after.has(subscription(forbidden))).toBe(false);
  });

  it('marks the day as incomplete in the trend', () => {
    expect(damaged.report.trend.overall.map(({ day, incomplete }) => `${day} ${incomplete}`)).toEqual(['2026-06-29 false', '2026-06-30 true']);
    expect(damaged.html).toContain('incomplete run');
    expect(whole.report.trend.overall.some(({ incomplete }) => incomplete)).toBe(false);
  });
});

it('counts a disabled subscription neither as one that should have a score nor as one that has, though the service still lists its last', async () => {
  const tenant = tenantWith({
    resourcecontainers: [groupRow('root'), subscriptionRow(1), subscriptionRow(2, { state: 'Disabled' })],
    securityresources: [scoreRow(subscription(1), 5, 10), scoreRow(subscription(2), 1, 10)],
  });
  const { finished, report } = await runDays([{ tenant }]);
  expect(report.quality).toMatchObject({ expectedScopes: 1, scoredScopes: 1, coverage: 1 });
  expect(report.headline.score).toMatchObject({ ratio: 0.5, scopes: 1 });
  expect(report.headline.sentences.join(' ')).not.toContain('no score');
  expect(finished.out).toContain('1 of 1 scopes have a score');
});

it('is loud about a tenant in which there is nothing: exit code 4, a gap with advice, a banner', async () => {
  const { finished, report, html } = await runDays([{ tenant: tenantWith({ resourcecontainers: [groupRow('root')] }) }]);
  expect(finished.code).toBe(4);
  expect(finished.err).toContain('the identity sees no subscription and no connector');
  expect(report.quality).toMatchObject({ complete: false, expectedScopes: 0, coverage: 0 });
  expect(report.quality.gaps).toMatchObject([{ cause: 'notFound', affectsScore: true, advice: expect.stringContaining('Security Reader') }]);
  expect(report.trend.overall.every(({ incomplete }) => incomplete)).toBe(true);
  expect(html).toContain('id="incomplete"');
});
