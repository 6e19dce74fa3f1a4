import type { Command } from 'commander';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { outlineOf, type CommandOutline } from './outline.ts';
import { powershellCompletion } from './powershell.ts';
import { zshCompletion } from './zsh.ts';

const shells: Readonly<Record<string, (outline: readonly CommandOutline[]) => string>> = {
  bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion, powershell: powershellCompletion,
};

/** A shell's completion script for the program as it is. */
export function completionScript(program: Command, shell: string): string {
  const write = shells[shell];
  if (write === undefined) throw new Error(`no completion for ${shell}`);
  return write(outlineOf(program));
}
