import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { UserError } from '../domain/errors.ts';
import { ownSpecMark } from './program.ts';
import { checkedSpec, interfaceOf } from './specCheck.ts';
import { readConfig, readTheme, withColours } from './theme.ts';

/** A chart spec of one's own, checked and marked, as text for a templates folder. `name`: that of the shipped spec it replaces. @throws UserError naming the file. */
export async function ownChartSpec(text: string, { name, file, templatesDir }: { readonly name: string; readonly file: string; readonly templatesDir: string }): Promise<string> {
  const theme = await readTheme(templatesDir);
  const config = await readConfig(templatesDir, theme);
  const shipped: unknown = JSON.parse(await readFile(join(templatesDir, 'charts', name), 'utf8'));
  const spec = checkedSpec(text, interfaceOf(shipped), file, config);
  try {
    withColours(spec, theme);
  } catch (cause) {
    throw new UserError({ message: cause instanceof Error ? cause.message : String(cause), position: { file }, fix: `Colours by name are ${[...theme.colours.keys()].map((one) => `@${one}`).join(', ')}.` }, { cause });
  }
  return JSON.stringify({ ...spec, usermeta: ownSpecMark });
}
