import { Command, CommanderError, Option } from 'commander';
import { exitCodes } from '../domain/errors.ts';
import { toolVersion } from '../pipeline/version.ts';
import { silentSteps } from '../pipeline/steps.ts';
import { addCommands, type Perform } from './commands.ts';
import { reportFailure } from './failure.ts';
import { logOf } from './log.ts';
import { exitWords } from './manual/entries.ts';
import { addManual } from './manual/help.ts';
import { collected, parseInstant, parseWhole } from './options.ts';
import type { ParsedOptions } from './options.ts';
import { logOptions, openSession } from './session.ts';
import { withoutSecrets } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line (without node and script) and gives the exit code; prints through the terminal only. */
export async function runCommandLine(argv: readonly string[], world: Terminal, signal: AbortSignal): Promise<number> {
  const terminal = withoutSecrets(world);
  let code: number = exitCodes.done;
  const program = programOn(terminal, async ({ config = [], tenants, parallel, ...flags }, action, command) => {
    const [only] = config;
    const session = await openSession(only === undefined ? flags : { ...flags, config: only }, terminal, signal);
    const many = config.length > 1 || tenants !== undefined;
    code = many ? await (await import('./tenants/run.ts')).runTenants(session, { command, argv, configs: config, list: tenants ?? null, parallel: parallel ?? 1 }) : await action(session);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const { config: _, ...flags } = program.opts<ParsedOptions>();
    const options = logOptions(flags, terminal);
    return reportFailure(error, logOf(terminal, { ...options, interactive: false }, silentSteps));
  }
}

/** For what no command caught: an error in a callback, a promise that nobody waits for. */
export function reportCrash(error: unknown, world: Terminal): number {
  const terminal = withoutSecrets(world);
  return reportFailure(error, logOf(terminal, { ...logOptions({}, terminal), interactive: false }, silentSteps));
}

/** The program with all commands and their manual; what is called is given to `perform`. */
export function programOn(terminal: Pick<Terminal, 'out' | 'err'>, perform: Perform): Command {
  const program = rootCommand(terminal);
  addCommands(program, perform);
  addManual(program);
  return program;
}

function rootCommand(terminal: Pick<Terminal, 'out' | 'err'>): Command {
  const program = new Command('secure-score')
    .description('Secure score reports as code for Microsoft Defender for Cloud.')
    .version(toolVersion(), '--version', 'print the version')
    .addOption(new Option('--config <file>', 'config file (default: config.yaml if there is one, else everything the identity can read); several for several tenants').argParser(collected))
    .option('--tenants <file>', 'file that lists tenants, each with a config; one process each, nothing shared')
    .addOption(new Option('--parallel <count>', 'tenants at a time (default: 1)').argParser(parseWhole(1, 16)))
    .option('--out <dir>', 'folder for the record and the reports (default: reports)')
    .option('--mask', 'reports without names: pseudonyms for scopes, ids, owners and resources, in masked/ instead of site/')
    .addOption(new Option('--now <ISO>', 'a fixed clock, e.g. 2026-11-21T06:00:00Z').argParser(parseInstant))
    .option('--quiet', 'results and errors only')
    .option('--verbose', 'every progress message, and the causes of errors')
    .addOption(new Option('--log-format <format>', 'how progress, errors and results are written').choices(['text', 'json']).default('text'))
    .option('--no-color', 'no colours (also: NO_COLOR)')
    .helpOption('--help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text), getOutHasColors: () => false, getErrHasColors: () => false })
    .showSuggestionAfterError()
    .showHelpAfterError('(see --help)')
    .exitOverride();
  return program.addHelpText('after', afterHelp);
}

const afterHelp = `
Examples:
  secure-score demo                        a year of history and a report, from a built-in tenant
  secure-score run                         ask Azure, keep the snapshot, write the report
  secure-score run --config prod.yaml --out /srv/score --log-format json
  secure-score render --run 20261119T060000Z   an old report again, without Azure
  secure-score plan --target 80            what to mend first, and what it brings
  secure-score diff previous latest        what moved between two runs, and why
  secure-score history export --from 2026-01-01 --file scores.csv
  secure-score backfill --from 2026-01-01 --workspace <id>   the past from continuous export
  secure-score doctor                      what is missing, and how to mend it
  secure-score completion bash --help      completion of commands and flags in your shell

Exit codes:
${Object.entries(exitWords).map(([code, words]) => `  ${code.padEnd(4)} ${words}`).join('\n')}
  When several apply: 1 and 2 first, then 3, then 4, then 5.
`;
