import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../src/cli/commands.ts';
import { commandsOf } from '../../src/cli/manual/help.ts';
import { programOn } from '../../src/cli/program.ts';

const root = resolve(import.meta.dirname, '../..');
const pages = ['README.md', 'docs/operations.md', 'docs/permissions.md', 'docs/delivery.md', 'docs/log-analytics.md', 'docs/alerts.md', 'docs/plan-and-diff.md'];
const program = programOn({ out: () => {}, err: () => {} }, async () => {});
const commands = commandsOf(program);

describe.each(pages)('%s', (page) => {
  it('names commands and flags that are', async () => {
    const text = await readFile(resolve(root, page), 'utf8');
    for (const [, line = ''] of text.matchAll(/(?:^|[`"]|-- |run: )secure-score ((?!`)[a-z][^`"\n|#]*)/gm)) {
      const words = line.trim().split(/\s+/);
      const command = commands.find((one) => wordsOf(one) === words.slice(0, 2).join(' ')) ?? commands.find((one) => wordsOf(one) === words[0]);
      expect(command, line).toBeDefined();
      const known = ['--help', ...[...(command?.options ?? []), ...program.options].map(({ long }) => long)];
      for (const flag of line.match(/--[a-z][\w-]*/g) ?? []) expect(known, `${flag} in ${line}`).toContain(flag);
    }
  });

  it('links to what is there', async () => {
    const text = await readFile(resolve(root, page), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) expect(existsSync(resolve(root, page, '..', target)), target).toBe(true);
  });
});

it('README names every command', async () => {
  const text = await readFile(resolve(root, 'README.md'), 'utf8');
  for (const command of program.commands) expect(text, command.name()).toMatch(new RegExp(`\`${command.name()}[ \`]`));
});
