import { run } from '../../pipeline/run.ts';
import { sessionConfig } from '../session.ts';
import type { Session } from '../session.ts';
import { tellOutcome } from './outcome.ts';
import { portsOf, withSingleFile } from './run.ts';

export type RenderFlags = { readonly run?: string; readonly singleFile?: boolean };

/** `render`: the report of a run on record, as config says now; asks nothing of Azure. */
export async function render(session: Session, flags: RenderFlags): Promise<number> {
  const config = await sessionConfig(session);
  const outcome = await run(config, { collect: false, runId: flags.run ?? null, formats: withSingleFile(config.report.formats, flags.singleFile) }, portsOf(session));
  tellOutcome(session, outcome);
  return outcome.exitCode;
}
