import { exitCodes } from '../../domain/errors.ts';

/** What the manual says of a command beyond its options. */
export interface ManualEntry {
  /** A few sentences below the one-line description. */
  readonly about: string;
  /** Exit codes that it can end with, beside those of every command. */
  readonly exits: readonly number[];
  /** Files that it reads or writes: path and what it is. */
  readonly files: readonly (readonly [path: string, what: string])[];
  /** Command lines without the program's name, and what they do. */
  readonly examples: readonly (readonly [line: string, what: string])[];
}

/** Every exit code in words; one run can only end with one of them: 1 and 2 first, then 3, 4, 5. */
export const exitWords: Readonly<Record<number, string>> = {
  [exitCodes.done]: 'done',
  [exitCodes.bug]: 'a bug of secure-score, or a part of the report could not be written (the rest is there)',
  [exitCodes.usage]: 'the config, the command line or the sign-in is wrong; nothing was done',
  [exitCodes.gateFailed]: 'report made, but a gate failed: the score is too low or fell too far',
  [exitCodes.incomplete]: 'report made, but figures are incomplete',
  [exitCodes.deliveryFailed]: 'report made, but a delivery failed',
  130: 'stopped by Ctrl-C',
};

/** Exit codes of every command. */
export const commonExits: readonly number[] = [exitCodes.done, exitCodes.bug, exitCodes.usage, 130];

const { gateFailed, incomplete, deliveryFailed } = exitCodes;
const record = ['reports/data/', 'the record: snapshots and history'] as const;
const site = ['reports/site/', 'the report: index.html, latest/, runs/<id>/'] as const;
const config = ['config.yaml', 'what to report on, and where it goes'] as const;
const outbox = ['reports/outbox/', 'copies of what was mailed'] as const;

/** The manual, by command. */
export const manual: Readonly<Record<string, ManualEntry>> = {
  demo: {
    about: 'Starts a local Azure with an invented company, collects a day at a time from it, and writes the report of its present. An earlier demo in the folder is replaced; any other record is refused.',
    exits: [], files: [record, site],
    examples: [['demo', 'the report in reports/site/latest/report.html'], ['demo --days 30 --out demo-reports', 'a shorter past, elsewhere']],
  },
  run: {
    about: 'Does everything: asks Azure Resource Graph, puts the snapshot on record, writes the report in every format of config, publishes the site and sends the mail. A run that was stopped less than two hours ago is continued. What fails late leaves what was made before.',
    exits: [gateFailed, incomplete, deliveryFailed], files: [config, record, site, outbox],
    examples: [['run', 'as ./config.yaml says'], ['run --dry-run', 'what would be done'], ['run --only collect,html', 'no other format, no delivery'], ['run --config a.yaml --config b.yaml --parallel 2', 'two tenants side by side']],
  },
  collect: {
    about: 'The first half of a run. The report can be written from the record later, on another machine, without Azure.',
    exits: [incomplete], files: [config, record],
    examples: [['collect', 'a snapshot on record'], ['collect --log-format json', 'with a log for machines']],
  },
  render: {
    about: 'Writes any report again from the record, as config says now. The figures are those of the run; no alarm is sent a second time.',
    exits: [gateFailed, incomplete], files: [config, record, site],
    examples: [['render', 'the latest run'], ['render --run 20261119T060000Z', 'an older one']],
  },
  publish: {
    about: 'Compares the site with each target and brings over what changed. A target that the public can read is refused unless config says public: true.',
    exits: [deliveryFailed], files: [config, site],
    examples: [['publish --dry-run', 'what would be published'], ['publish', 'to every target']],
  },
  email: {
    about: 'Nobody gets a report twice: who had the mail of this run, or of another of the same period, is left out. A mail whose fate is not known is not repeated by itself.',
    exits: [deliveryFailed], files: [config, site, outbox],
    examples: [['email --dry-run', 'who would get what; the mail lies in the outbox'], ['email --run 20261119T060000Z --again', 'that report to everybody once more']],
  },
  plan: {
    about: 'Finds few recommendations that together lift the score to a target, by rescoring; and says how few any way would need.',
    exits: [], files: [config, record],
    examples: [['plan --target 80', 'the way to 80 %'], ['plan --scope "pay-*" --json', 'of some scopes, for a program']],
  },
  diff: {
    about: 'Compares two runs on record: scores by scope, and an account of causes whose parts add up to the change.',
    exits: [], files: [config, record],
    examples: [['diff previous latest', 'what the last run changed'], ['diff 2026-11-12 2026-11-19 --json', 'a week, for a program']],
  },
  history: {
    about: 'Looks after the record; none of its commands asks Azure.',
    exits: [incomplete], files: [config, record],
    examples: [['history verify', 'is every file whole?'], ['history list --from 2026-10-01', 'which runs are there'], ['history export --file scores.csv', 'the scores as CSV']],
  },
  'history verify': {
    about: 'Exit code 2 when a file is damaged, or when there is no record: a check that finds nothing to check has not passed.',
    exits: [], files: [config, record],
    examples: [['history verify', 'every file of the record'], ['history verify --out /mnt/backup/reports', 'a copy of it']],
  },
  'history list': {
    about: 'One line a run, oldest first.',
    exits: [incomplete], files: [config, record],
    examples: [['history list', 'all runs'], ['history list --from 2026-11-01 --to 2026-11-30', 'those of a month']],
  },
  'history export': {
    about: 'Rows are written as they are read. What a damaged file held is left out, told, and ends with exit code 4.',
    exits: [incomplete], files: [config, record],
    examples: [['history export > scores.csv', 'all scores'], ['history export --what changes --format ndjson --file changes.ndjson', 'state changes, for a program']],
  },
  backfill: {
    about: 'Makes days of the record from continuous export. Repeating it changes nothing.',
    exits: [incomplete], files: [config, record],
    examples: [['backfill --from 2026-01-01', 'from the workspaces of config'], ['backfill --files export/', 'from files']],
  },
  validate: {
    about: 'Reads the config as a run would, with the environment variables that it names, and asks nobody.',
    exits: [], files: [config],
    examples: [['validate', './config.yaml'], ['validate --tenants tenants.yaml', 'every tenant of a list']],
  },
  schema: {
    about: 'For editors: the first line of config.yaml names the file.',
    exits: [], files: [['config.schema.json', 'where init writes it']],
    examples: [['schema > config.schema.json', 'after an upgrade'], ['schema --report', 'that of report.json']],
  },
  init: {
    about: 'Writes the commented example. A file that is there stays unless --force is given.',
    exits: [], files: [config, ['config.schema.json', 'its JSON Schema']],
    examples: [['init', './config.yaml'], ['init --config prod/config.yaml', 'elsewhere']],
  },
  doctor: {
    about: 'Tries everything a run needs and goes on after the first thing that is missing: config, folders, browser, sign-in, roles, targets, mail. Sends nothing and changes nothing.',
    exits: [], files: [config],
    examples: [['doctor', 'everything'], ['doctor --offline', 'what this machine has']],
  },
  emulate: {
    about: 'Serves Resource Graph, Log Analytics, sign-in and mail on 127.0.0.1, over TLS, and executes real KQL. Its secret is made anew each time. It runs until it is stopped.',
    exits: [], files: [['<ready file>', 'endpoints, CA file, environment, config file']],
    examples: [['emulate', 'the built-in tenant'], ['emulate --tenant synthetic:scopes=1000,seed=7 --port 8443', 'a large one']],
  },
  completion: {
    about: 'Prints a script that completes commands, flags and their values. It is made from this program, so make it again after an upgrade.',
    exits: [], files: [],
    examples: [
      ['completion bash > ~/.local/share/bash-completion/completions/secure-score', 'bash, from the next shell on'],
      ['completion zsh > "${fpath[1]}/_secure-score"', 'zsh, where compinit runs'],
      ['completion fish > ~/.config/fish/completions/secure-score.fish', 'fish'],
      ['completion powershell >> $PROFILE', 'PowerShell'],
    ],
  },
};
