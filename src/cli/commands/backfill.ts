import { resolve } from 'node:path';
import type { Day } from '../../domain/history.ts';
import { exitCodes } from '../../domain/errors.ts';
import { runBackfill } from '../../pipeline/backfill.ts';
import { realStages } from '../../pipeline/realStages.ts';
import { sessionConfig } from '../session.ts';
import type { Session } from '../session.ts';

export type BackfillFlags = { readonly from?: Day; readonly to?: Day; readonly workspace?: readonly string[]; readonly files?: string };

/** `backfill`: continuous export becomes points of the record. */
export async function backfill(session: Session, { workspace, files, ...range }: BackfillFlags): Promise<number> {
  const config = await sessionConfig(session);
  const { clock, log, signal, terminal } = session;
  const workspaceIds = workspace ?? (config.history.source === 'logAnalytics' ? config.history.workspaceIds : []);
  const result = await runBackfill(config, { ...range, workspaceIds, files: files === undefined ? null : resolve(terminal.cwd, files) }, {
    clock, steps: log.steps, signal, openRecord: realStages.openRecord,
    openLogAnalytics: async ({ azure }) => {
      const [{ openAzure }, { openLogAnalytics }] = await Promise.all([import('../../azure/index.ts'), import('../../azure/logAnalyticsClient.ts')]);
      return openLogAnalytics(await openAzure(azure, terminal.env));
    },
  });
  const { points, first, last } = result;
  log.result(points === 0 ? 'Nothing to put on record: the export holds no row of a day without a run.' : `${points} days on record from the export, ${first ?? ''} to ${last ?? ''}.`, result);
  return exitCodes.done;
}
