import { relative, resolve } from 'node:path';
import { defaultConfig } from '../../config/index.ts';
import { exitCodes } from '../../domain/errors.ts';
import { runDemo } from '../../pipeline/demo.ts';
import { startDemoTenant } from '../../pipeline/demoTenant.ts';
import { realStages } from '../../pipeline/realStages.ts';
import { withoutSandboxWarnings } from '../calmNotes.ts';
import type { Session } from '../session.ts';
import { tellOutcome } from './outcome.ts';

export type DemoFlags = { readonly days: number };

/** `demo`: succeeds although its tenant has gaps, which are there to be seen. */
export async function demo(session: Session, { days }: DemoFlags): Promise<number> {
  const { flags, terminal, log, signal } = session;
  const outDir = resolve(terminal.cwd, flags.out ?? 'reports');
  const { steps, kept } = withoutSandboxWarnings(log.steps);
  const outcome = await runDemo({ outDir, days }, { steps, signal, stages: realStages, startTenant: startDemoTenant, defaults: () => defaultConfig(terminal.cwd) });
  tellOutcome(session, outcome);
  const folder = relative(terminal.cwd, outDir) || outDir;
  log.note(`These are invented figures. For your own tenant use another folder (--out), or delete ${folder} first.`);
  if (kept.length > 0) log.note('The PDF was printed by a browser without its sandbox, which root or this system does not allow it; "secure-score doctor" says how to have it.');
  if (outcome.exitCode !== exitCodes.incomplete) return outcome.exitCode;
  log.note(`The demo tenant has gaps on purpose: "secure-score run" would end with exit code ${exitCodes.incomplete} here.`);
  return exitCodes.done;
}
