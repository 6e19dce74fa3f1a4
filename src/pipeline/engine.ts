import type { Config } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { History, HistoryPoint } from '../domain/history.ts';
import type { Progress } from '../domain/ports.ts';
import { reportPaths } from './paths.ts';
import type { OpenRecord, Stages } from './stages.ts';

/** What reading the series needs of the world beside the record. */
export interface EnginePorts {
  readonly stages: Pick<Stages, 'workspaceHistory'>;
  /** Where credentials come from. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly progress: Progress;
}

/** The series that config's reports read: the record, or Log Analytics with the latest run as its end. */
export interface Engine {
  readonly points: readonly HistoryPoint[];
  /** As of a run; a workspace is read once, and a day of it does not change. */
  asOf(runId: string): History;
  /** Where it is, for messages. */
  readonly place: string;
}

export async function openEngine(config: Config, record: Pick<OpenRecord, 'runs' | 'history' | 'latest'>, { stages, env, progress }: EnginePorts): Promise<Engine> {
  const { data } = reportPaths(config.outDir);
  if (config.history.source === 'local') return { points: record.runs(), asOf: (runId) => record.history(runId), place: data };
  const snapshot = await record.latest();
  if (snapshot === null) throw new UserError({ message: `no run on record in ${data}: the series of the workspaces ends with the latest one`, fix: 'Collect one with "secure-score run", or name the right folder with --out.' });
  const history = await stages.workspaceHistory(config, { env, snapshot, progress });
  return { points: history.points, asOf: () => history, place: `workspace ${config.history.workspaceIds.join(', ')}` };
}
