import { describe, expect, it } from 'vitest';
import type { Level } from './log.ts';
import { stepLines } from './stepLines.ts';

function lines(options: { format?: 'text' | 'json'; quiet?: boolean; verbose?: boolean }) {
  const said: { level: Level; text: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const steps = stepLines((level, text, fields = {}) => { said.push({ level, text, fields }); }, { format: 'text', quiet: false, verbose: false, ...options });
  return { said, steps };
}

describe('steps as lines', () => {
  it('close with the last message, and do not tell every one', async () => {
    const { said, steps } = lines({});
    expect(await steps.step('collect', async (progress) => { progress.update('1 of 2'); progress.update('2 of 2'); return 7; })).toBe(7);
    expect(said.map(({ text }) => text.replace(/\d+\.\d/, '0.0'))).toEqual(['collect: 2 of 2 (0.0 s)']);
  });

  it('tell every message when verbose, warnings always, and nothing when quiet', async () => {
    const work = async (progress: { update(text: string): void; warn(text: string): void }): Promise<void> => { progress.update('one'); progress.warn('careful'); };
    const verbose = lines({ verbose: true });
    await verbose.steps.step('a', work);
    expect(verbose.said.map(({ level, text }) => `${level} ${text}`).slice(0, 2)).toEqual(['info a: one', 'warning warning: a: careful']);
    const quiet = lines({ quiet: true });
    await quiet.steps.step('a', work);
    expect(quiet.said).toEqual([]);
  });

  it('tell begin and end as JSON fields', async () => {
    const { said, steps } = lines({ format: 'json' });
    await steps.step('a', async () => {});
    expect(said.map(({ fields }) => [fields['step'], fields['event'], typeof fields['seconds']])).toEqual([['a', 'start', 'undefined'], ['a', 'done', 'number']]);
  });

  it('tell which step failed and pass the error on', async () => {
    const { said, steps } = lines({});
    await expect(steps.step('pdf', async () => { throw new Error('x'); })).rejects.toThrow('x');
    expect(said).toMatchObject([{ level: 'error', text: expect.stringMatching(/^pdf: failed/) }]);
  });
});
