import { randomUUID } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine.ts';

/**
 * Folders that only this user can read and write, for the unpacked browser and its profiles: the temporary folder's,
 * then the home folder's. Names in the temporary folder can be guessed, so a folder that somebody else made there,
 * a symbolic link, or one that others may write to is passed over: whoever owns it could swap the browser.
 */
export async function privateFolders(machine: Machine): Promise<readonly string[]> {
  const own = machine.userId ?? 'user';
  const candidates = [join(machine.temporaryFolder, `secure-score-${own}`), join(machine.homeFolder, '.cache', 'secure-score')];
  const usable = await Promise.all(candidates.map((folder) => isPrivate(folder, machine.userId)));
  return candidates.filter((_, index) => usable[index]);
}

async function isPrivate(folder: string, userId: number | null): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const found = await lstat(folder);
    if (userId === null) return found.isDirectory();
    return found.isDirectory() && found.uid === userId && (found.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

/** A name beside `path` that no other process uses. */
export function besideName(path: string): string {
  return `${path}.${process.pid}-${randomUUID().slice(0, 8)}`;
}
