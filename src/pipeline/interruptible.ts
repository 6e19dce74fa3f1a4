import type { Steps } from './steps.ts';

/**
 * Steps that end at once when the signal is given, with its reason. Work under way is left behind: nothing of a step
 * counts until it is complete, and what holds resources closes them in its own `finally`.
 */
export function interruptible(steps: Steps, signal: AbortSignal): Steps {
  return {
    step(name, work) {
      signal.throwIfAborted();
      return steps.step(name, (progress) => orStopped(work(progress), signal));
    },
  };
}

/** The work's own end, or the signal's if that comes first. */
export async function orStopped<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
