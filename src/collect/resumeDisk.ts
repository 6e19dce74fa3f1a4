import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResumeFolder } from './resumeFolder.ts';

/** A folder on disk, made with its first file. Files are synced and put in place by renaming. */
export function resumeFolderAt(path: string): ResumeFolder {
  return {
    list: async () => readdir(path).catch(absent([])),
    read: async (name) => readFile(join(path, name)).catch(absent(null)),
    write: async (name, bytes) => {
      await mkdir(path, { recursive: true });
      const temporary = join(path, `${name}.unfinished`);
      try {
        await writeSynced(temporary, bytes);
        await rename(temporary, join(path, name));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    remove: async () => rm(path, { recursive: true, force: true }),
  };
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function absent<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return instead;
    throw error;
  };
}
