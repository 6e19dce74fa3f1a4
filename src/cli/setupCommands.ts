import { Option } from 'commander';
import type { Command } from 'commander';
import type { On } from './historyCommands.ts';
import { parseWhole } from './options.ts';

/** What is needed around a run: a config, its schema, what is missing, a local Azure. */
export function addSetupCommands(program: Command, on: On): void {
  on(program.command('validate').description('check the config file: every fault with line, column and a fix'),
    async () => (await import('./commands/validate.ts')).validate);

  on(program.command('schema').description('print the JSON Schema of config.yaml')
    .option('--report', 'that of report.json instead'),
  async () => (await import('./commands/schema.ts')).schema);

  on(program.command('init').description('write a first config.yaml, and its schema for editors')
    .option('--templates <folder>', 'copy the shipped templates and chart specs there instead, to change some')
    .option('--force', 'replace files that are there'),
  async () => (await import('./commands/init.ts')).init);

  on(program.command('doctor').description('say what is missing for a run, and how to mend it')
    .option('--offline', 'leave out what needs Azure'),
  async () => (await import('./commands/doctor.ts')).doctor);

  on(program.command('emulate').description('a local Azure to try things on, until stopped')
    .addOption(new Option('--data <dir>', 'folder with <table>.ndjson, rows as Azure returns them').conflicts('tenant'))
    .option('--tenant <name>', 'demo, or synthetic:scopes=1000,seed=7 (default: demo)')
    .addOption(new Option('--port <port>', 'default: a free one').argParser(parseWhole(0, 65_535)))
    .option('--ready-file <file>', 'written when it answers: endpoints, CA file, environment, config file'),
  async () => (await import('./commands/emulate.ts')).emulate);
}
