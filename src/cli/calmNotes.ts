import type { Steps } from '../pipeline/steps.ts';

/** True for what the browser says where it has to do without its sandbox. */
function isSandboxNote(message: string): boolean {
  return message.includes('without its sandbox');
}

/**
 * Steps that keep back what the browser says of its sandbox, for a run whose every name is invented: `kept` holds it, to be told once at the end.
 * On a tenant of one's own it stays a warning.
 */
export function withoutSandboxWarnings(steps: Steps): { readonly steps: Steps; readonly kept: readonly string[] } {
  const kept: string[] = [];
  return {
    kept,
    steps: {
      step: (name, work) => steps.step(name, (progress) => work({
        update: (message) => progress.update(message),
        warn: (message) => { if (isSandboxNote(message)) kept.push(message); else progress.warn(message); },
      })),
    },
  };
}
