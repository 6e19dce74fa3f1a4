import type { Config } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import { buildDiff, type Diff } from '../report/buildDiff.ts';
import { findRun, snapshotOf, statesAt, withRecord, type RecordPorts } from './recordedRuns.ts';

/** Two runs on record compared, the earlier one first whichever way they are named; asks nothing of Azure. */
export function diffRuns(config: Config, names: readonly [string, string], ports: RecordPorts): Promise<Diff> {
  return withRecord(config, ports, async (record, folder) => {
    const runs = record.runs();
    const [from, to] = names.map((name) => findRun(runs, name, folder)).toSorted((a, b) => (a.runId < b.runId ? -1 : 1));
    if (from === undefined || to === undefined || from.runId === to.runId) {
      throw new UserError({ message: `both are the run ${from?.runId ?? ''}`, fix: 'Name two different runs.' });
    }
    const [before, after] = [await snapshotOf(record, from), await snapshotOf(record, to)];
    return buildDiff({
      from: { snapshot: before, point: from }, to: { snapshot: after, point: to }, timeZone: config.timeZone,
      states: await statesAt(record, to.runId),
      governanceKnown: ((await record.history(from.runId).governance?.(from.day)) ?? null) !== null,
      changes: await record.history(to.runId).stateChanges(before.takenAt, after.takenAt),
    });
  });
}
