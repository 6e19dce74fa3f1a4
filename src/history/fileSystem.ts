import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';

/** Mark of temporary files, which recovery removes. */
export const temporaryMark = '.tmp-';

/** One entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly directory: boolean;
}

/** What the record needs of a file system; tests replace it to stop at any step. Paths are absolute. */
export interface FileSystem {
  /** Whole content of a file; an error with code ENOENT when there is none. */
  read(path: string): Uint8Array;
  /** Entries of a folder, unsorted; empty when there is no such folder. */
  list(path: string): readonly FolderEntry[];
  /** Makes a folder and those above it. */
  makeFolder(path: string): void;
  /** Writes a file, replacing one of that name; durable only after {@link FileSystem.sync}. */
  write(path: string, bytes: Uint8Array): void;
  /** Writes a file unless there is one, in one step: nobody finds it without its content. False when there is one. */
  writeNew(path: string, bytes: Uint8Array): boolean;
  /** Makes a file's content, or a folder's entries, survive a loss of power. */
  sync(path: string): void;
  /** Moves a file, replacing one of the new name in one step. */
  rename(from: string, to: string): void;
  /** Removes a file; nothing happens when there is none. */
  remove(path: string): void;
}

/** The machine's own file system. */
export const nodeFileSystem: FileSystem = {
  read: (path) => readFileSync(path),
  list: (path) => listFolder(path),
  makeFolder: (path) => void mkdirSync(path, { recursive: true }),
  write: (path, bytes) => writeFileSync(path, bytes),
  writeNew: (path, bytes) => writeExclusively(path, bytes),
  sync: (path) => syncPath(path),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => removeFile(path),
};

/** The code of a system error (`ENOENT` …), null for anything else. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function listFolder(path: string): readonly FolderEntry[] {
  try {
    return readdirSync(path, { withFileTypes: true }).map((entry) => ({ name: entry.name, directory: entry.isDirectory() }));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** Errors of file systems that know no hard links (FAT, some network shares). */
const withoutLinks = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'EACCES']);

/** A lock found empty would be taken for one whose writer died, so it is linked to its name when its content is there. */
function writeExclusively(path: string, bytes: Uint8Array): boolean {
  const temporary = `${path}${temporaryMark}${randomUUID().slice(0, 8)}`;
  try {
    writeFileSync(temporary, bytes);
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (error instanceof Error && 'syscall' in error && error.syscall === 'link' && withoutLinks.has(errorCode(error) ?? '')) return writeInPlace(path, bytes);
    throw error;
  } finally {
    removeFile(temporary);
  }
}

function writeInPlace(path: string, bytes: Uint8Array): boolean {
  try {
    const file = openSync(path, 'wx');
    try {
      writeSync(file, bytes);
    } finally {
      closeSync(file);
    }
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function syncPath(path: string): void {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    // Windows cannot open a folder, and the folder above a record may not be ours to read: the system keeps entries in order by itself.
    if (['EISDIR', 'EPERM', 'EACCES'].includes(errorCode(error) ?? '')) return;
    throw error;
  }
  try {
    fsyncSync(file);
  } catch (error) {
    if (process.platform !== 'win32') throw error;
  } finally {
    closeSync(file);
  }
}
