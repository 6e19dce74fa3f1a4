import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitCodes } from '../../domain/errors.ts';
import { sessionConfig } from '../session.ts';
import type { Session } from '../session.ts';

/** `validate`: faults are thrown by the reader, all at once. */
export async function validate(session: Session): Promise<number> {
  const config = await sessionConfig(session);
  const { checkCustomising } = await import('../../pipeline/checkCustomising.ts');
  for (const note of await checkCustomising(config.report)) session.log.warn(note);
  const file = session.flags.config ?? 'config.yaml';
  const found = existsSync(resolve(session.terminal.cwd, file));
  session.log.result(found ? `${file} is valid.` : 'No config.yaml here: the defaults report on everything the identity can read.', { valid: true, file: found ? file : null, config });
  return exitCodes.done;
}
