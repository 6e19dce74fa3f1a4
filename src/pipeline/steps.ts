import { silentProgress } from '../domain/ports.ts';
import type { Progress } from '../domain/ports.ts';

/** Shows the steps of a run. Pipeline names them; the command line draws them. */
export interface Steps {
  /** Does one step's work; the last `update` is what the step's closing line says. Rethrows what the work throws. */
  step<Result>(name: string, work: (progress: Progress) => Promise<Result>): Promise<Result>;
}

export const silentSteps: Steps = { step: (_name, work) => work(silentProgress) };
