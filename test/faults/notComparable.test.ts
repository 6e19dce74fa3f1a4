import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scoreRow, subscription, subscriptionRow } from '../../src/collect/testCollect.ts';
import { tenantWith } from '../../src/emulator/server/testTenant.ts';
import type { ReportModel } from '../../src/domain/report.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { openRecord } from '../../src/history/index.ts';
import { faultyFileSystem } from '../../src/history/testFileSystem.ts';
import { buildReport } from '../../src/report/index.ts';
import { startCollector, type Collector } from '../tenant/collector.ts';

/** What a report says where an earlier run, or a scope's score, is too old or missing: never something that the record contradicts. */

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

/** A run: its day, and current points of 100 of subscriptions 1 and 2; null: no score row. `gone`: subscription 2 is not listed. */
interface Run {
  readonly day: string;
  readonly points: readonly (number | null)[];
  readonly gone?: boolean;
}

async function reportAfter(runs: readonly Run[]): Promise<ReportModel> {
  const record = await openRecord('/record', { timeZone: 'UTC', fileSystem: faultyFileSystem() });
  let previous: Snapshot | null = null;
  for (const { day, points, gone = false } of runs) {
    const tenant = tenantWith({
      resourcecontainers: [subscriptionRow(1), ...(gone ? [] : [subscriptionRow(2)])],
      securityresources: points.flatMap((current, index) => (current === null ? [] : [scoreRow(subscription(index + 1), current, 100)])),
    });
    previous = await collector.collect(tenant, new Date(`${day}T06:00:00Z`), { previous, known: await record.knownStates() });
    await record.append(previous);
  }
  if (previous === null) throw new Error('no run');
  return buildReport(collector.config, { snapshot: previous, history: record.history(), states: await record.knownStates(), now: new Date(previous.takenAt) });
}

const words = ({ headline }: ReportModel): string => headline.sentences.join(' ');
const labels = ({ trend }: ReportModel): readonly string[] => trend.events.map(({ day, label }) => `${day} ${label}`);

describe('what cannot be compared', () => {
  it('says that there is no earlier report of a first run only', async () => {
    expect(words(await reportAfter([{ day: '2026-11-21', points: [50, 90] }]))).toContain('There is no earlier report');
    const tooYoung = words(await reportAfter([{ day: '2026-11-18', points: [50, 90] }, { day: '2026-11-21', points: [60, 90] }]));
    expect(tooYoung).not.toContain('There is no earlier report');
    expect(tooYoung).toContain('cannot be compared with an earlier one: no run within 7 days before 14 Nov 2026');
  });

  it('does not say that a scope stays out of the figure while its last score counts in it', async () => {
    const first = { day: '2026-11-01', points: [50, 90] };
    const carried = await reportAfter([first, { day: '2026-11-15', points: [50, null] }]);
    expect(carried.headline.score).toMatchObject({ scopes: 2, withoutScore: 0 });
    expect(words(carried)).toContain('1 scope brought no score and counts with its last one; see data quality.');
    expect(words(carried)).not.toContain('out of the figure');
    const dropped = await reportAfter([first, { day: '2026-11-16', points: [50, null] }]);
    expect(dropped.headline.score).toMatchObject({ scopes: 1, withoutScore: 1 });
    expect(words(dropped)).toContain('1 scope has no score and stays out of the figure; see data quality.');
  });

  it('says that a scope left only when it is not there any more', async () => {
    const first = { day: '2026-11-01', points: [50, 90] };
    const name = 'sub-2';
    expect(labels(await reportAfter([first, { day: '2026-11-16', points: [50, null] }]))).toEqual([`2026-11-16 ${name} without a score`]);
    expect(labels(await reportAfter([first, { day: '2026-11-05', points: [50, null], gone: true }]))).toEqual([`2026-11-05 ${name} left`]);
  });
});
