import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import type { Progress } from '../domain/ports.ts';
import type { Steps } from '../pipeline/steps.ts';

/** Steps redrawn in place on a terminal, on stderr, so that stdout holds results alone. */
export function stepList(stderr: NodeJS.WriteStream, safe: (text: string) => string, warn: (message: string) => void): Steps {
  const clean = (text: string): string => safe(text).replaceAll('\n', ' ');
  const rendererOptions = () => ({ logger: new ListrLogger({ processOutput: new ProcessOutput(stderr, stderr, { leaveEmptyLine: false }) }), showErrorMessage: false, collapseErrors: false });
  return {
    async step<Result>(name: string, work: (progress: Progress) => Promise<Result>): Promise<Result> {
      const results: Result[] = [];
      const warnings: string[] = [];
      const list = new Listr([{
        title: name,
        task: async (_context, task) => {
          let last = '';
          const update = (message: string): void => { last = clean(message); task.output = last; };
          results.push(await work({ update, warn: (message) => { warnings.push(message); } }));
          if (last !== '') task.title = `${name}: ${last}`;
        },
      }], { rendererOptions: rendererOptions(), registerSignalListeners: false });
      try {
        await list.run();
      } finally {
        for (const message of warnings) warn(`${name}: ${message}`);
      }
      for (const result of results) return result;
      throw new Error(`the step "${name}" ended without a result`);
    },
  };
}
