import { dirname, join } from 'node:path';
import { UserError } from '../domain/errors.ts';
import type { FileSystem } from './fileSystem.ts';
import { errorCode, temporaryMark } from './fileSystem.ts';

/** `each`: a write is on disk when it returns. `bulk`: when the writer is flushed; for filling a record from something that is still there. */
export type Durability = 'each' | 'bulk';

/** Writes files so that a reader sees the old file or the new one, never a part. */
export interface DurableWriter {
  /** Puts a file in place: temporary file, fsync, rename, fsync of the folder. */
  replace(path: string, bytes: Uint8Array): void;
  /** Removes a file; the removal is not waited for, since doing it again is harmless. */
  remove(path: string): void;
  /** Makes everything written so far durable; with a folder only what is in it, and the folders above. */
  flush(within?: string): void;
}

/** A writer for one record; makes its folder. */
export function createDurableWriter(fileSystem: FileSystem, root: string, durability: Durability): DurableWriter {
  const folders = new Set<string>();
  const unsynced = new Set<string>();
  let serial = 0;

  /**
   * A folder is an entry of the folder above, which has to be synced as well. That it exists proves nothing: a writer that
   * was stopped may have made it. So each is seen to once a writer, from the root's own place down.
   */
  const ensureFolder = (folder: string): void => {
    if (folders.has(folder)) return;
    const above = dirname(folder);
    if (above !== folder && (folder !== root || !exists(fileSystem, above))) ensureFolder(above);
    fileSystem.makeFolder(folder);
    sync(above);
    folders.add(folder);
  };
  const sync = (path: string): void => {
    if (durability === 'bulk') unsynced.add(path);
    else fileSystem.sync(path);
  };

  ensureFolder(root);
  return {
    replace: (path, bytes) => {
      const folder = dirname(path);
      serial += 1;
      const temporary = `${path}${temporaryMark}${String(process.pid)}-${String(serial)}`;
      try {
        ensureFolder(folder);
        fileSystem.write(temporary, bytes);
        if (durability === 'each') fileSystem.sync(temporary);
        fileSystem.rename(temporary, path);
      } catch (error) {
        throw refusedBySystem(error, path, () => fileSystem.remove(temporary));
      }
      if (durability === 'bulk') unsynced.add(path);
      sync(folder);
    },
    remove: (path) => {
      unsynced.delete(path);
      fileSystem.remove(path);
    },
    flush: (within = '') => {
      for (const path of unsynced) {
        if (!path.startsWith(within) && !within.startsWith(path)) continue;
        fileSystem.sync(path);
        unsynced.delete(path);
      }
    },
  };
}

const refusals: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EROFS: 'the file system is read-only',
  EFBIG: 'a file may not grow that large here (ulimit -f)',
  EIO: 'the disk reports an error',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
};

/** Why the system refused a write, when that is something a reader can mend; null for any other error. */
export function refusalOf(error: unknown): string | null {
  return refusals[errorCode(error) ?? ''] ?? null;
}

/** What the reader can mend becomes a UserError, and the half-written file goes; what was on record before still is. */
export function refusedBySystem(error: unknown, path: string, cleanUp: () => void = () => {}): unknown {
  const why = refusalOf(error);
  if (why === null) return error;
  try {
    cleanUp();
  } catch {
    // The next writer's recovery removes it.
  }
  return new UserError({ message: `cannot write to the record: ${why}`, position: { file: path }, fix: 'Mend that and run again; nothing on record is lost' }, { cause: error });
}

function exists(fileSystem: FileSystem, folder: string): boolean {
  const above = dirname(folder);
  return above === folder || fileSystem.list(above).some((entry) => entry.directory && join(above, entry.name) === folder);
}
