import type { Progress } from '../domain/ports.ts';
import type { PartFailure } from './outcome.ts';
import type { Ports } from './run.ts';

/** Does a part of the run; when it fails the failure is kept and the run goes on. A stop by the user is no failure. */
export async function attempt<Result>(part: string, failures: PartFailure[], { steps, signal }: Pick<Ports, 'steps' | 'signal'>, work: (progress: Progress) => Promise<Result>): Promise<Result | null> {
  try {
    return await steps.step(part, work);
  } catch (error) {
    signal.throwIfAborted();
    failures.push({ part, error });
    return null;
  }
}
