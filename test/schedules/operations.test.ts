import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/domain/errors.ts';
import { secureScore } from '../program/program.ts';
import { root } from './shell.ts';

const page = await readFile(join(root, 'docs/operations.md'), 'utf8');
const pages = [page, await readFile(join(root, 'SECURITY.md'), 'utf8')].join('\n');

/** Command lines in fenced blocks and in `code`, without what follows a pipe. */
const commands = [...new Set([...pages.matchAll(/(?:^|`)secure-score (?!`)([^`\n|]*)/gm)].map(([, line = '']) => line.trim()))];

const helps = new Map<string, Promise<string>>();
function help(words: readonly string[]): Promise<string> {
  const key = words.join(' ');
  const known = helps.get(key) ?? secureScore([...words, '--help']).then(({ code, out }) => (code === 0 ? out : ''));
  helps.set(key, known);
  return known;
}

describe('docs/operations.md', () => {
  it('names commands', () => expect(commands.length).toBeGreaterThan(12));

  it.each(commands)('secure-score %s is a command with these flags', async (line) => {
    const words = line.split(/\s+/);
    const path = words.slice(0, words.findIndex((word) => word.startsWith('-')) < 0 ? words.length : words.findIndex((word) => word.startsWith('-')));
    const text = await help(path);
    // An unknown command prints the program's own help, which does not begin with its name.
    expect(text).toMatch(new RegExp(`^Usage: secure-score ${path.join(' ')}`));
    for (const flag of words.filter((word) => word.startsWith('--'))) expect(text).toMatch(new RegExp(`^\\s+(?:-\\w, )?${flag}\\b`, 'm'));
  });

  it('names files that are there', () => {
    const files = [...pages.matchAll(/`((?:examples|docs)\/[\w./-]+)`/g)].map(([, path = '']) => path);
    expect(files.length).toBeGreaterThan(8);
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('has every exit code of a run', () => {
    const table = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(table).toEqual([0, 1, 2, 3, 4, 5]);
    expect(Object.values(exitCodes)).toEqual(expect.arrayContaining(table));
  });

  it('names variables that the scripts and workflows read', async () => {
    const sources = await Promise.all(['examples/github-actions/weekly.yml', 'examples/scripts/report.sh', 'examples/scripts/verdict.sh', 'examples/scripts/missed-runs.sh'].map((path) => readFile(join(root, path), 'utf8')));
    for (const name of ['SECURE_SCORE_PAGES', 'SECURE_SCORE_ACCEPT_PUBLIC', 'ATTEMPTS', 'RETRY_AFTER', 'FAIL_ON', 'MAX_DAYS']) {
      expect(page).toContain(name);
      expect(sources.join('\n')).toContain(name);
    }
  });
});
