import { Option } from 'commander';
import type { Command, OptionValues } from 'commander';
import type { DiffFlags } from './commands/diff.ts';
import { addCompletionCommand } from './completionCommand.ts';
import { addHistoryCommands } from './historyCommands.ts';
import { namesOption, parseList, parsePercent, parseWhole } from './options.ts';
import type { ParsedOptions } from './options.ts';
import { addSetupCommands } from './setupCommands.ts';
import type { Session } from './session.ts';

/** Runs a command's work in a session opened from the global flags; the number is the exit code. */
export type Perform = (flags: ParsedOptions, action: (session: Session) => Promise<number>, command: string) => Promise<void>;

/** Parts of a run that --only and --skip name. */
export const runParts = ['collect', 'html', 'pdf', 'xlsx', 'csv', 'json', 'singleFile', 'publish', 'email'] as const;
export type RunPart = (typeof runParts)[number];

const singleFileWords = 'also write report.single.html: the page as one file with everything inside, to mail or keep';

/** `history verify`: a command with those above it, the program left out. */
export function wordsOf(command: Command): string {
  return command.parent === null ? '' : `${wordsOf(command.parent)} ${command.name()}`.trim();
}

/** All commands. What each does is loaded when it is called, so that help and validate start at once. */
export function addCommands(program: Command, perform: Perform): void {
  const on = <Flags extends OptionValues>(command: Command, load: () => Promise<(session: Session, flags: Flags) => Promise<number>>): void => {
    command.action(() => perform(command.optsWithGlobals<ParsedOptions>(), async (session) => (await load())(session, command.opts<Flags>()), wordsOf(command)));
  };
  on(program.command('demo').description('a report with a year of history from a built-in tenant; needs no Azure')
    .addOption(new Option('--days <count>', 'days of history').default(365).argParser(parseWhole(1, 365))),
  async () => (await import('./commands/demo.ts')).demo);

  on(program.command('run').description('ask Azure, keep the snapshot, write the report, publish and mail it as config says')
    .addOption(namesOption('--only <parts>', 'these parts only, with commas between', runParts).conflicts('skip'))
    .addOption(namesOption('--skip <parts>', 'all parts but these', runParts))
    .option('--single-file', singleFileWords)
    .option('--dry-run', 'say what would be asked, written, published and mailed, and do nothing of it'),
  async () => (await import('./commands/run.ts')).run);

  on(program.command('collect').description('ask Azure and keep the snapshot; no report'),
    async () => (await import('./commands/run.ts')).collect);

  on(program.command('render').description('write the report of a run on record; needs no Azure')
    .option('--run <id>', 'which run, e.g. 20261119T060000Z (default: the latest)')
    .option('--single-file', singleFileWords),
  async () => (await import('./commands/render.ts')).render);

  on(program.command('publish').description('bring the site to the targets of config: only what changed')
    .option('--dry-run', 'say what would be published, and change nothing'),
  async () => (await import('./commands/deliver.ts')).publish);

  on(program.command('email').description('mail the report of a run to those who have not had it')
    .option('--run <id>', 'which run (default: the newest)')
    .option('--again', 'also to those who have had it, or may have; with --group the report of that group')
    .option('--group <name>', 'the report of this group alone')
    .option('--dry-run', 'say who would get what, and put the mail into the outbox only'),
  async () => (await import('./commands/deliver.ts')).email);

  on(program.command('plan').description('the shortest way found to a target score, from the record; needs no Azure')
    .addOption(new Option('--target <percent>', 'the score to reach (default: report.target of config)').argParser(parsePercent))
    .option('--run <id>', 'which run: an id, a day, latest or previous', 'latest')
    .addOption(new Option('--scope <names>', 'these scopes only, by name or id; * and ? are wildcards').argParser(parseList))
    .option('--json', 'the plan as JSON'),
  async () => (await import('./commands/plan.ts')).plan);

  const compared = program.command('diff').description('two runs compared: scores, and why they moved; needs no Azure where the record holds the history')
    .argument('<A>', 'a run: an id, a day, latest or previous').argument('<B>', 'another')
    .addOption(new Option('--scope <names>', 'these scopes only, by name or id; * stands for any characters').argParser(parseList))
    .option('--group <name>', 'the scopes of this group of config only')
    .option('--environment <name>', 'the scopes of this environment only: Azure, AWS, GCP …')
    .option('--json', 'the comparison as JSON');
  on(compared, async () => {
    const { diff } = await import('./commands/diff.ts');
    return (session, flags: DiffFlags) => diff(session, flags, [compared.args[0] ?? '', compared.args[1] ?? '']);
  });

  addHistoryCommands(program, on);

  addSetupCommands(program, on);
  addCompletionCommand(program, on);
}
