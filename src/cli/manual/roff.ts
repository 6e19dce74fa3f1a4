import type { Command, Option } from 'commander';
import { wordsOf } from '../commands.ts';
import { exitWords, manual, type ManualEntry } from './entries.ts';
import { commandsOf } from './help.ts';

/** The whole manual as one page for man(1), made from the program itself. */
export function manualPage(program: Command, version: string): string {
  const commands = commandsOf(program).filter((command) => manual[wordsOf(command)] !== undefined);
  return [
    `.TH SECURE-SCORE 1 "" "secure-score ${version}" "User Commands"`,
    '.SH NAME', 'secure-score \\- secure score reports as code for Microsoft Defender for Cloud',
    '.SH SYNOPSIS', '.B secure-score', '.I command', '[options]',
    '.SH DESCRIPTION', escaped(program.description()),
    '.SH COMMANDS', ...commands.flatMap(commandLines),
    '.SH GLOBAL OPTIONS', ...optionLines(program.options),
    '.SH EXIT STATUS', ...Object.entries(exitWords).flatMap(([code, words]) => ['.TP', `.B ${code}`, escaped(words)]),
    'When several apply: 1 and 2 first, then 3, then 4, then 5.',
    '.SH ENVIRONMENT', ...environment.flatMap(([name, what]) => ['.TP', `.B ${escaped(name)}`, escaped(what)]),
    '.SH FILES', ...files().flatMap(([path, what]) => ['.TP', `.I ${escaped(path)}`, escaped(what)]),
    '',
  ].join('\n');
}

const environment: readonly (readonly [string, string])[] = [
  ['AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET …', 'whose identity signs in, where azure.identity of the config does not say it'],
  ['HTTPS_PROXY, NO_PROXY', 'proxy for everything that leaves this machine, and the hosts it is not for'],
  ['PUPPETEER_EXECUTABLE_PATH', 'the browser that prints PDF files'],
  ['SOURCE_DATE_EPOCH', 'a fixed clock, as --now'],
  ['NO_COLOR', 'no colours'],
];

function commandLines(command: Command): readonly string[] {
  const entry = manual[wordsOf(command)];
  if (entry === undefined) return [];
  const [short = '', ...rest] = command.description().split('\n\n');
  const usage = [wordsOf(command), ...command.registeredArguments.map((argument) => `<${argument.name()}>`), command.options.length > 0 ? '[options]' : ''].filter((word) => word !== '').join(' ');
  return [
    `.SS ${escaped(`secure-score ${usage}`)}`, escaped(`${short.charAt(0).toUpperCase()}${short.slice(1)}.`), ...rest.flatMap((text) => ['.PP', escaped(text)]),
    ...optionLines(command.options), ...exampleLines(entry),
  ];
}

function optionLines(options: readonly Option[]): readonly string[] {
  return options.filter(({ hidden }) => !hidden).flatMap((option) => ['.TP', `.B ${escaped(option.flags)}`, escaped(`${option.description}${valueWords(option)}`)]);
}

function valueWords({ argChoices, defaultValue }: Option): string {
  const choices = argChoices === undefined ? '' : ` (one of ${argChoices.join(', ')})`;
  return typeof defaultValue === 'string' || typeof defaultValue === 'number' ? `${choices} (default: ${defaultValue})` : choices;
}

function exampleLines({ examples }: ManualEntry): readonly string[] {
  return examples.flatMap(([line, what]) => ['.PP', `${escaped(what)}:`, '.PP', '.in +4n', '.nf', escaped(`secure-score ${line}`), '.fi', '.in']);
}

function files(): readonly (readonly [string, string])[] {
  return [...new Map(Object.values(manual).flatMap((entry) => entry.files))];
}

/** Text in which roff finds no request of its own. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('…', '...').replace(/^[.']/gm, '\\&$&').replaceAll('\n', ' ');
}
