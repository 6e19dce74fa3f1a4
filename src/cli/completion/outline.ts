import type { Command, Option } from 'commander';

/** A flag as a shell completes it. */
export interface FlagOutline {
  /** `--only` */
  readonly name: string;
  readonly description: string;
  /** What comes after it: nothing, one of some words, a file, a folder, or text that nobody can guess. */
  readonly value: { readonly kind: 'none' | 'file' | 'folder' | 'text' } | { readonly kind: 'words'; readonly words: readonly string[]; /** Several, with commas between. */ readonly list: boolean };
}

/** A command as a shell completes it. */
export interface CommandOutline {
  /** `history verify`; the program itself is the empty text. */
  readonly words: string;
  readonly description: string;
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  readonly flags: readonly FlagOutline[];
  /** Words that its arguments may be. */
  readonly arguments: readonly string[];
}

/** Words for arguments of commands that know no choices of their own. */
const runNames = ['latest', 'previous'];

/** Everything that can be completed, from the program's own commands and options: the program first. */
export function outlineOf(program: Command): readonly CommandOutline[] {
  const global = [...program.options, ...helpOf(program)].map(flagOf);
  return outlines(program, '', global);
}

function outlines(command: Command, words: string, global: readonly FlagOutline[]): readonly CommandOutline[] {
  const own = words === '' ? [] : command.options.filter(({ hidden }) => !hidden).map(flagOf);
  const below = command.commands.map((sub) => ({ name: sub.name(), description: shortOf(sub) }));
  const named = command.registeredArguments.flatMap(({ argChoices, description }) => argChoices ?? (/latest/.test(description) ? runNames : []));
  const self = { words, description: shortOf(command), subcommands: below, flags: [...own, ...global], arguments: [...new Set(named)] };
  return [self, ...command.commands.flatMap((sub) => outlines(sub, `${words} ${sub.name()}`.trim(), global))];
}

function shortOf(command: Command): string {
  return command.summary() || command.description();
}

function helpOf(program: Command): readonly Option[] {
  return program.createHelp().visibleOptions(program).filter(({ long }) => long === '--help');
}

function flagOf(option: Option): FlagOutline {
  return { name: option.long ?? option.flags, description: option.description, value: valueOf(option) };
}

function valueOf({ argChoices, required, optional, flags }: Option): FlagOutline['value'] {
  if (!required && !optional) return { kind: 'none' };
  const placeholder = /<([^>]+)>/.exec(flags)?.[1] ?? '';
  if (argChoices !== undefined) return { kind: 'words', words: argChoices, list: placeholder.endsWith('s') };
  return { kind: placeholder === 'file' ? 'file' : placeholder === 'dir' ? 'folder' : 'text' };
}
