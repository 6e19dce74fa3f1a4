import { InvalidArgumentError, Option } from 'commander';
import type { Command, OptionValues } from 'commander';
import { dayNumber } from '../domain/calendar.ts';
import type { Day } from '../domain/history.ts';
import { parseList } from './options.ts';
import type { Session } from './session.ts';

/** Gives a command its work, loaded when it is called. */
export type On = <Flags extends OptionValues>(command: Command, load: () => Promise<(session: Session, flags: Flags) => Promise<number>>) => void;

/** `history …` and `backfill`. */
export function addHistoryCommands(program: Command, on: On): void {
  const history = program.command('history').description('the record itself: check it, list its runs, take its figures elsewhere');
  on(history.command('verify').description('read every file in full; names damaged ones, what is lost with each and what to do'),
    async () => (await import('./commands/history.ts')).verify);

  on(ranged(history.command('list').description('the runs on record: score, coverage, completeness, source')),
    async () => (await import('./commands/history.ts')).list);

  on(ranged(history.command('export').description('figures as CSV or NDJSON; columns: docs/data.md'))
    .addOption(new Option('--format <format>', 'csv or ndjson').choices(['csv', 'ndjson']).default('csv'))
    .addOption(new Option('--what <rows>', 'which figures').choices(['scores', 'controls', 'recommendations', 'changes']).default('scores'))
    .option('--file <file>', 'where to; - is stdout', '-'),
  async () => (await import('./commands/history.ts')).exportHistory);

  on(ranged(program.command('backfill').description('put what continuous export holds on record; days that have a run keep it'))
    .addOption(new Option('--workspace <ids>', 'Log Analytics workspaces (default: history.workspaceIds of config)').argParser(parseList).conflicts('files'))
    .option('--files <dir>', 'rows in files: SecureScores.ndjson, SecureScoreControls.ndjson, SecurityRecommendation.ndjson'),
  async () => (await import('./commands/backfill.ts')).backfill);
}

function ranged(command: Command): Command {
  return command
    .addOption(new Option('--from <day>', 'first day, e.g. 2026-11-01').argParser(parseDay))
    .addOption(new Option('--to <day>', 'last day, included').argParser(parseDay));
}

/** `2026-11-21`, a day of the configured time zone. */
export function parseDay(text: string): Day {
  try {
    dayNumber(text);
    return text;
  } catch {
    throw new InvalidArgumentError('Give a day, e.g. 2026-11-21.');
  }
}
