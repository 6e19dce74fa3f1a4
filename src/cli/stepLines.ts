import { performance } from 'node:perf_hooks';
import type { Steps } from '../pipeline/steps.ts';
import { Interrupted } from './interrupt.ts';
import type { LogOptions, Writer } from './log.ts';

/** A step that goes on for long says how far it is this often, in ms, where lines cannot be redrawn. */
const pause = 5000;

/** Steps as lines of text or JSON, for logs, pipelines and CI. */
export function stepLines(write: Writer, options: Pick<LogOptions, 'format' | 'quiet' | 'verbose'>): Steps {
  if (options.quiet) return { step: (_name, work) => work({ update: () => {}, warn: () => {} }) };
  const say = (name: string, event: string, message: string, level: 'info' | 'warning' | 'error' = 'info', seconds?: number): void => {
    const time = seconds === undefined ? {} : { seconds: Number(seconds.toFixed(3)) };
    if (options.format === 'json') write(level, message, { step: name, event, ...time });
    else write(level, `${event === 'warning' ? 'warning: ' : ''}${name}: ${message}${seconds === undefined ? '' : ` (${seconds.toFixed(1)} s)`}`);
  };
  return {
    async step(name, work) {
      const start = performance.now();
      let [last, shownAt] = ['', start];
      const seconds = (): number => (performance.now() - start) / 1000;
      const update = (message: string): void => {
        last = message;
        if (!options.verbose && performance.now() - shownAt < pause) return;
        shownAt = performance.now();
        say(name, 'progress', message);
      };
      if (options.format === 'json') say(name, 'start', name);
      try {
        const result = await work({ update, warn: (message) => say(name, 'warning', message, 'warning') });
        say(name, 'done', last === '' ? 'done' : last, 'info', seconds());
        return result;
      } catch (error) {
        const stopped = error instanceof Interrupted;
        say(name, stopped ? 'stopped' : 'failed', stopped ? 'stopped' : 'failed', stopped ? 'info' : 'error', seconds());
        throw error;
      }
    },
  };
}
