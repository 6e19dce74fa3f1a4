import type { Config } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { planToTarget, type TargetPlan } from '../report/planToTarget.ts';
import { findRun, isCalled, snapshotOf, statesAt, withRecord, type RecordPorts } from './recordedRuns.ts';

export interface PlanRequest {
  /** Percent; null: the target of config. */
  readonly target: number | null;
  /** Which run, as {@link findRun} reads it. */
  readonly run: string;
  /** Names or ids of scopes, `*` for any characters; empty: all. */
  readonly scopes: readonly string[];
}

/** The shortest way found to a target, from a run on record; asks nothing of Azure. A plan needs no series: whichever engine holds that, the run itself is on record. */
export function planRun(config: Config, request: PlanRequest, ports: RecordPorts): Promise<TargetPlan> {
  const percent = request.target ?? config.report.target;
  if (percent === null) throw new UserError({ message: 'there is no target', fix: 'Give one with --target 80, or set report.target in config.' });
  return withRecord(config, ports, async (record, folder) => {
    const { runId } = findRun(record.runs(), request.run, folder);
    const snapshot = await snapshotOf(record, findRun(record.runs(), runId, folder));
    const only = request.scopes.length === 0 ? null : selected(snapshot, request.scopes);
    const plan = planToTarget({ snapshot, states: await statesAt(record, runId), target: percent / 100, only });
    if (plan !== null) return plan;
    throw new UserError({
      message: `nothing can be planned from run ${runId}: it has no score${only === null ? '' : ' for these scopes'}, or knows of no failing resource`,
      fix: 'Runs keep what a plan needs for 90 days: choose a newer one, or collect one with "secure-score run".',
    });
  });
}

function selected({ scopes }: Snapshot, patterns: readonly string[]): ReadonlySet<string> {
  const inVain = patterns.filter((pattern) => !scopes.some((scope) => isCalled(scope, pattern)));
  if (inVain.length > 0) {
    const some = scopes.slice(0, 5).map(({ name }) => name).join(', ');
    throw new UserError(inVain.map((pattern) => ({ message: `no scope of the run is called ${JSON.stringify(pattern)}`, fix: `There are ${scopes.length}, e.g. ${some}; * and ? are wildcards.` })));
  }
  return new Set(scopes.filter((scope) => patterns.some((pattern) => isCalled(scope, pattern))).map(({ id }) => id));
}
