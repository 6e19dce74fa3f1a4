import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What writing a site asks of the file system. Paths are absolute. */
export interface Disk {
  /** Null: not there. */
  read(path: string): Promise<Uint8Array | null>;
  /** Names in a folder, sorted; empty when it is not there. */
  names(folder: string): Promise<readonly string[]>;
  /** Writes a new file and its folders, and waits until the bytes are on the disk. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Replaces a file; a folder must not be there. Waits until the new name is on the disk. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or folder with all in it; nothing when it is not there. */
  remove(path: string): Promise<void>;
}

export const realDisk: Disk = {
  read: (path) => readFile(path).catch((error: unknown) => (isMissing(error) ? null : Promise.reject(error))),
  names: async (folder) => (await readdir(folder).catch((error: unknown) => (isMissing(error) ? [] : Promise.reject(error)))).toSorted(),
  write: async (path, bytes) => {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'wx');
    await file.writeFile(bytes).then(() => file.sync()).finally(() => file.close());
  },
  rename: async (from, to) => {
    await rename(from, to);
    await syncFolder(dirname(to));
  },
  remove: (path) => rm(path, { recursive: true, force: true, maxRetries: 3 }),
};

/** Beside the file first, then renamed over it: a reader sees the old bytes or the new ones, never a part. A file that has them is left alone. */
export async function replaceFile(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const before = await disk.read(path);
  if (before !== null && Buffer.compare(before, bytes) === 0) return;
  const unfinished = unfinishedName(path);
  try {
    await disk.write(unfinished, bytes);
    await disk.rename(unfinished, path);
  } catch (error) {
    await disk.remove(unfinished).catch(() => {});
    throw error;
  }
}

/**
 * Assembles a folder beside its place, then switches it in. File systems cannot swap two folders in one step: between
 * the two renames the folder is missing, and a process killed there leaves it aside, from where {@link tidy} brings it back.
 */
export async function replaceFolder(disk: Disk, folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const unfinished = unfinishedName(folder);
  try {
    for (const [path, bytes] of files) await disk.write(join(unfinished, path), bytes);
    const aside = `${folder}${asideMark}`;
    if ((await disk.names(folder)).length > 0) {
      await disk.remove(aside);
      await disk.rename(folder, aside);
    }
    await disk.rename(unfinished, folder);
    await disk.remove(aside);
  } catch (error) {
    await disk.remove(unfinished).catch(() => {});
    throw error;
  }
}

/** After a killed process: brings back a folder that was moved aside and not replaced, removes what was not finished. */
export async function tidy(disk: Disk, parent: string): Promise<void> {
  const names = await disk.names(parent);
  for (const name of names) {
    if (name.endsWith(asideMark)) await bringBack(disk, parent, name.slice(0, -asideMark.length), names);
    else if (name.includes(unfinishedMark)) await disk.remove(join(parent, name));
  }
}

async function bringBack(disk: Disk, parent: string, name: string, names: readonly string[]): Promise<void> {
  const aside = join(parent, `${name}${asideMark}`);
  if (names.includes(name)) await disk.remove(aside);
  else await disk.rename(aside, join(parent, name));
}

const asideMark = '.replaced';
const unfinishedMark = '.unfinished-';

function unfinishedName(path: string): string {
  return `${path}${unfinishedMark}${randomUUID().slice(0, 8)}`;
}

/** Without this a name can be lost in a power cut although the file's bytes are not; Windows does not allow it and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
