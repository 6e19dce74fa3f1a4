import { exitCodes } from '../../domain/errors.ts';
import type { Session } from '../session.ts';

/** `schema`: the JSON Schema of the config file, or of report.json. */
export async function schema(session: Session, flags: { readonly report?: boolean }): Promise<number> {
  const value = flags.report === true
    ? (await import('../../report/index.ts')).reportJsonSchema()
    : (await import('../../config/index.ts')).configJsonSchema();
  session.log.result(JSON.stringify(value, null, 2), value);
  return exitCodes.done;
}
