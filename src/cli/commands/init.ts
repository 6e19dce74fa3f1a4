import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCodes, UserError } from '../../domain/errors.ts';
import { defaultConfigName } from '../../config/index.ts';
import type { Session } from '../session.ts';

/** `init`: the commented example of this package as the user's first config, with the schema its first line names. */
export async function init(session: Session, flags: { readonly force?: boolean; readonly templates?: string }): Promise<number> {
  if (flags.templates !== undefined) return initTemplates(session, flags.templates, flags.force === true);
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
  session.log.result(`Wrote ${written.join(' and ')}. Next: edit it, then "secure-score doctor", then "secure-score run".`, { written });
  return exitCodes.done;
}

/** `init --templates FOLDER`: the shipped templates and chart specs, to keep those that are changed and delete the others. */
function initTemplates({ terminal: { cwd }, log }: Session, name: string, force: boolean): number {
  const folder = resolve(cwd, name);
  const shipped = fileURLToPath(new URL('../../../templates/', import.meta.url));
  const names = readdirSync(shipped, { recursive: true, encoding: 'utf8' }).map((path) => path.split(sep).join('/')).filter((path) => /\.(?:hbs|vl\.json)$/.test(path)).toSorted();
  const taken = names.filter((path) => existsSync(join(folder, path)));
  if (taken.length > 0 && !force) {
    throw new UserError({ message: `holds ${taken.length} of the templates already, e.g. ${taken[0] ?? ''}`, position: { file: relative(cwd, folder) || '.' }, fix: 'Name another folder, or replace them with --force.' });
  }
  for (const path of names) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), readFileSync(join(shipped, path)));
  }
  log.result(`Wrote ${names.length} templates and chart specs to ${relative(cwd, folder) || '.'}. Next: delete those you do not change, and name the folder in report.templates.`, { written: names });
  return exitCodes.done;
}
