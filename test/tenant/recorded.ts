import { openRecord, type HistoryRecord } from '../../src/history/index.ts';
import { faultyFileSystem } from '../../src/history/testFileSystem.ts';
import type { ReportInputs } from '../../src/report/index.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { World } from '../../src/emulator/tenants/model.ts';
import type { Collector } from './collector.ts';
import { tenantOfWorld } from './worlds.ts';

/** Collects a world at each moment, oldest first, into a record in memory, as runs do; gives what a report on the last is made from. */
export async function recorded(collector: Collector, world: World, moments: readonly string[]): Promise<ReportInputs & { readonly record: HistoryRecord }> {
  const record = await openRecord('/record', { timeZone: 'UTC', fileSystem: faultyFileSystem() });
  const tenant = tenantOfWorld(world);
  let previous: Snapshot | null = null;
  for (const moment of moments) {
    const snapshot: Snapshot = await collector.collect(tenant, new Date(moment), { previous, known: await record.knownStates() });
    await record.append(snapshot);
    previous = snapshot;
  }
  if (previous === null) throw new Error('nothing was collected');
  return { snapshot: previous, history: record.history(), states: await record.knownStates(), now: new Date(previous.takenAt), record };
}
