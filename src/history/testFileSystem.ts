import { basename, dirname, join } from 'node:path';
import type { FileSystem } from './fileSystem.ts';

interface File {
  content: Uint8Array;
  /** Content that survives a loss of power; null: none yet. */
  durable: Uint8Array | null;
}

interface Folder {
  readonly entries: Map<string, File | Folder>;
  /** Entries that survive a loss of power. */
  durable: Map<string, File | Folder>;
}

/** How a machine stops: the program alone, or the power, which takes everything that was not synced. */
export type Stop = 'process' | 'power';

/** A file system in memory that stops at a chosen step and knows what a loss of power leaves. */
export interface FaultyFileSystem extends FileSystem {
  /** Number of changing steps so far. */
  steps(): number;
  /** Every step from this one on fails, as if the machine had stopped. */
  stopAt(step: number): void;
  /** What the next start finds. */
  restart(stop: Stop): FaultyFileSystem;
  /** Changes a file behind the program's back. */
  damage(path: string, change: (content: Uint8Array) => Uint8Array): void;
  /** All files, sorted. */
  paths(): readonly string[];
}

export class StoppedError extends Error {}

export function faultyFileSystem(root: Folder = { entries: new Map(), durable: new Map() }): FaultyFileSystem {
  let count = 0;
  let last = Infinity;
  const step = (): void => {
    count += 1;
    if (count >= last) throw new StoppedError(`stopped at step ${String(count)}`);
  };
  const fileAt = (path: string): File => fileIn(root, path);
  /** A write that is stopped leaves half. */
  const write = (path: string, bytes: Uint8Array): void => {
    try {
      step();
    } catch (error) {
      if (count === last) put(root, path, bytes.slice(0, bytes.length / 2));
      throw error;
    }
    put(root, path, bytes);
  };
  return {
    read: (path) => fileAt(path).content,
    list: (path) => {
      const entry = find(root, path);
      return entry === undefined || !isFolder(entry) ? [] : [...entry.entries].map(([name, one]) => ({ name, directory: isFolder(one) }));
    },
    makeFolder: (path) => (step(), makeFolders(root, path)),
    write,
    writeNew: (path, bytes) => {
      if (find(root, path) !== undefined) return false;
      write(path, bytes);
      return true;
    },
    sync: (path) => {
      step();
      const entry = find(root, path);
      if (entry === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
      if (isFolder(entry)) entry.durable = new Map(entry.entries);
      else entry.durable = entry.content;
    },
    rename: (from, to) => {
      step();
      const file = fileAt(from);
      folderAt(root, dirname(to)).entries.set(basename(to), file);
      folderAt(root, dirname(from)).entries.delete(basename(from));
    },
    remove: (path) => {
      step();
      const folder = find(root, dirname(path));
      if (folder !== undefined && isFolder(folder)) folder.entries.delete(basename(path));
    },
    steps: () => count,
    stopAt: (at) => (last = at),
    restart: (stop) => faultyFileSystem(copy(root, stop)),
    damage: (path, change) => (fileAt(path).content = change(fileAt(path).content)),
    paths: () => pathsOf(root, '/'),
  };
}

function fileIn(root: Folder, path: string): File {
  const entry = find(root, path);
  if (entry === undefined || isFolder(entry)) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
  return entry;
}

function put(root: Folder, path: string, bytes: Uint8Array): void {
  const folder = folderAt(root, dirname(path));
  const file = folder.entries.get(basename(path));
  if (file !== undefined && !isFolder(file)) file.content = bytes;
  else folder.entries.set(basename(path), { content: bytes, durable: null });
}

/** Deep copy as the next start finds it; a file of which nothing was synced is there with half its content. */
function copy(folder: Folder, stop: Stop): Folder {
  const entries = new Map<string, File | Folder>();
  for (const [name, entry] of stop === 'power' ? folder.durable : folder.entries) {
    if (isFolder(entry)) entries.set(name, copy(entry, stop));
    else {
      const content = stop === 'process' ? entry.content : (entry.durable ?? entry.content.slice(0, entry.content.length / 2));
      entries.set(name, { content, durable: stop === 'process' ? entry.durable : content });
    }
  }
  return { entries, durable: stop === 'power' ? new Map(entries) : durableOf(folder, entries) };
}

/** After a mere restart of the program, what was not synced before still is not. */
function durableOf(folder: Folder, entries: ReadonlyMap<string, File | Folder>): Map<string, File | Folder> {
  const durable = new Map<string, File | Folder>();
  for (const [name, entry] of folder.durable) {
    const now = folder.entries.get(name) === entry ? entries.get(name) : undefined;
    durable.set(name, now ?? (isFolder(entry) ? copy(entry, 'process') : { ...entry }));
  }
  return durable;
}

function isFolder(entry: File | Folder): entry is Folder {
  return 'entries' in entry;
}

function find(root: Folder, path: string): File | Folder | undefined {
  let at: File | Folder | undefined = root;
  for (const name of path.split('/').filter((part) => part !== '')) at = at !== undefined && isFolder(at) ? at.entries.get(name) : undefined;
  return at;
}

function folderAt(root: Folder, path: string): Folder {
  const entry = find(root, path);
  if (entry === undefined || !isFolder(entry)) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
  return entry;
}

function makeFolders(root: Folder, path: string): void {
  let at = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    const next = at.entries.get(name) ?? { entries: new Map(), durable: new Map() };
    if (!isFolder(next)) throw new Error(`ENOTDIR: ${path}`);
    at.entries.set(name, next);
    at = next;
  }
}

function pathsOf(folder: Folder, path: string): readonly string[] {
  return [...folder.entries].flatMap(([name, entry]) => (isFolder(entry) ? pathsOf(entry, join(path, name)) : [join(path, name)])).sort();
}
