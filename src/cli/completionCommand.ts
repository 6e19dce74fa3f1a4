import { Argument } from 'commander';
import type { Command } from 'commander';
import type { On } from './historyCommands.ts';

/** `completion`: made from the program that it belongs to. */
export function addCompletionCommand(program: Command, on: On): void {
  const command = program.command('completion').description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish', 'powershell']));
  on(command, async () => {
    const { completionScript } = await import('./completion/index.ts');
    return async ({ terminal }) => {
      terminal.out(completionScript(program, command.args[0] ?? ''));
      return 0;
    };
  });
}
