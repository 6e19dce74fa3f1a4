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
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, join(path, name));
    },
    remove: async () => rm(path, { recursive: true, force: true }),
  };
}

function absent<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return instead;
    throw error;
  };
}
