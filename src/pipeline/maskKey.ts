import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../domain/errors.ts';
import { errorCode } from '../history/index.ts';

const keyLength = 32;

/**
 * The secret that a record's pseudonyms are made with: made when it is first needed and kept beside the record, so that a scope is called the same
 * every week. It is never published; who has it can tell by trying whether a name is in a masked report.
 */
export async function maskKey(folder: string): Promise<Uint8Array> {
  const path = join(folder, 'mask.key');
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${randomBytes(keyLength).toString('hex')}\n`, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  const text = (await readFile(path, 'utf8')).trim();
  if (!/^[0-9a-f]{64}$/.test(text)) throw new UserError({ message: 'the key of masked reports cannot be read', position: { file: path }, fix: 'Restore it from a backup, or delete it: pseudonyms then change.' });
  return Buffer.from(text, 'hex');
}
