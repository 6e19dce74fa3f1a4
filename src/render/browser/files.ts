import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { FileSource } from './lockedPage.ts';

/** Files held in memory. */
export function filesInMemory(files: ReadonlyMap<string, Uint8Array>): FileSource {
  return (path) => Promise.resolve(files.get(path) ?? null);
}

/** Files below a folder; a path or symbolic link that leads out of it gives null, as does anything that is no regular file. */
export function filesInFolder(folder: string): FileSource {
  return async (path) => {
    try {
      const root = await realpath(folder);
      const file = await realpath(join(root, path));
      return file.startsWith(root + sep) && (await stat(file)).isFile() ? await readFile(file) : null;
    } catch {
      return null;
    }
  };
}

/** The first source that has the file. */
export function firstOf(...sources: readonly FileSource[]): FileSource {
  return async (path) => {
    for (const source of sources) {
      const bytes = await source(path);
      if (bytes !== null) return bytes;
    }
    return null;
  };
}
