import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { exitCodes, UserError } from '../../domain/errors.ts';
import { defaultConfigName } from '../../config/index.ts';
import type { Session } from '../session.ts';

/** `init`: the commented example of this package as the user's first config, with the schema its first line names. */
export async function init(session: Session, flags: { readonly force?: boolean }): Promise<number> {
  const { cwd } = session.terminal;
  const config = resolve(cwd, session.flags.config ?? defaultConfigName);
  const schema = join(dirname(config), 'config.schema.json');
  const taken = [config, schema].filter((file) => existsSync(file));
  if (taken.length > 0 && flags.force !== true) {
    throw new UserError(taken.map((file) => ({ message: 'is there already', position: { file: relative(cwd, file) }, fix: 'Name another file with --config, or replace it with --force.' })));
  }
  mkdirSync(dirname(config), { recursive: true });
  for (const file of [config, schema]) {
    const source = new URL(`../../../${file === config ? defaultConfigName : 'config.schema.json'}`, import.meta.url);
    writeFileSync(file, readFileSync(source));
  }
  const written = [config, schema].map((file) => relative(cwd, file));
  session.log.result(`Wrote ${written.join(' and ')}. Next: edit it, then "secure-score doctor".`, { written });
  return exitCodes.done;
}
