import type { Command } from 'commander';
import { wordsOf } from '../commands.ts';
import { commonExits, exitWords, manual, type ManualEntry } from './entries.ts';

/** Gives every command its page: a longer description, exit codes, files and examples after its options. */
export function addManual(program: Command): void {
  for (const command of commandsOf(program)) {
    const entry = manual[wordsOf(command)];
    if (entry === undefined) continue;
    command.summary(command.description());
    command.description(`${command.description()}\n\n${entry.about}`);
    command.addHelpText('after', `\n${sections(entry).map(({ heading, lines }) => `${heading}:\n${lines.map((line) => `  ${line}\n`).join('')}`).join('\n')}`);
  }
}

/** All commands below the program, those of `history` after it; hidden ones and the built-in help left out. */
export function commandsOf(program: Command): readonly Command[] {
  return program.commands.flatMap((command) => [command, ...commandsOf(command)]);
}

/** Exit codes of a command in ascending order. */
export function exitsOf({ exits }: ManualEntry): readonly number[] {
  return [...commonExits, ...exits].toSorted((left, right) => left - right);
}

function sections(entry: ManualEntry): readonly { readonly heading: string; readonly lines: readonly string[] }[] {
  return [
    { heading: 'Exit codes', lines: exitsOf(entry).map((code) => `${String(code).padEnd(4)} ${exitWords[code] ?? ''}`) },
    ...(entry.files.length === 0 ? [] : [{ heading: 'Files', lines: aligned(entry.files) }]),
    { heading: 'Examples', lines: entry.examples.flatMap(([line, what]) => [`# ${what}`, `secure-score ${line}`]) },
  ];
}

function aligned(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}   ${right}`);
}
