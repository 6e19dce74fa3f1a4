import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { programOn } from '../program.ts';
import { wordsOf } from '../commands.ts';
import { exitWords, manual } from './entries.ts';
import { commandsOf, exitsOf } from './help.ts';
import { manualPage } from './roff.ts';

const program = programOn({ out: () => {}, err: () => {} }, async () => {});
const commands = commandsOf(program);

describe.each(commands.map((command) => [wordsOf(command), command] as const))('the manual of %s', (words, command) => {
  const entry = manual[words];

  it('has a description, options with words, exit codes and examples', () => {
    let help = '';
    command.configureOutput({ writeOut: (text) => { help += text; } });
    command.outputHelp();
    expect(entry?.about).toMatch(/^[A-Z].*\.$/s);
    expect(command.summary()).not.toBe('');
    expect(command.summary()).not.toMatch(/\.$/);
    for (const { long, description } of command.options) expect(description, long ?? '').not.toBe('');
    for (const heading of ['Usage: secure-score', 'Options:', 'Global Options:', 'Exit codes:', 'Examples:']) expect(help).toContain(heading);
    for (const code of exitsOf(entry ?? { about: '', exits: [], files: [], examples: [] })) expect(help).toContain(`\n  ${String(code).padEnd(4)} ${exitWords[code] ?? '?'}`);
  });

  it('shows examples that are commands with flags they have', () => {
    expect(entry?.examples.length).toBeGreaterThan(0);
    for (const [line] of entry?.examples ?? []) {
      expect(line === words || line.startsWith(`${words} `) || words === 'history').toBe(true);
      const shown = commands.find((one) => (line === wordsOf(one) || line.startsWith(`${wordsOf(one)} `)) && one.commands.length === 0);
      const known = [...(shown?.options ?? []), ...program.options].map(({ long }) => long);
      for (const flag of line.match(/--[\w-]+/g) ?? []) expect(known, `${flag} in ${line}`).toContain(flag);
    }
  });
});

it('the manual has no page for a command that is not', () => {
  expect(Object.keys(manual).toSorted()).toEqual(commands.map(wordsOf).toSorted());
});

describe('the page for man', () => {
  it('has every command, flag and exit code, and no fault that groff finds', () => {
    const page = manualPage(program, '1.2.3');
    for (const command of commands) expect(page).toContain(`.SS secure\\-score ${wordsOf(command).replaceAll('-', '\\-')}`);
    for (const { long } of commands.flatMap(({ options }) => options)) expect(page).toContain((long ?? '').replaceAll('-', '\\-'));
    let text = '';
    try {
      text = execFileSync('groff', ['-man', '-Tascii', '-ww', '-P-cbou'], { input: page, stdio: ['pipe', 'pipe', 'pipe'] }).toString();
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
      throw error;
    }
    for (const heading of ['NAME', 'SYNOPSIS', 'EXIT STATUS', 'ENVIRONMENT', 'FILES']) expect(text).toContain(heading);
  });
});
