import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const block = 512;

/** One regular file of an archive. */
export interface TarFile {
  /** Path as the archive gives it, `/` between parts. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Regular files of an uncompressed ustar archive. RangeError for a path that leaves the folder or an archive that ends early. */
export function readTar(archive: Uint8Array): readonly TarFile[] {
  const files: TarFile[] = [];
  for (let at = 0; at + block <= archive.length && archive[at] !== 0;) {
    const path = text(archive, at, 100);
    const size = Number.parseInt(text(archive, at + 124, 12), 8);
    const kind = text(archive, at + 156, 1);
    const start = at + block;
    if (!Number.isInteger(size) || start + size > archive.length) throw new RangeError(`archive ends inside ${path}`);
    if (path.startsWith('/') || path.split('/').includes('..')) throw new RangeError(`archive names a path outside its folder: ${path}`);
    if (kind === '0' || kind === '') files.push({ path, bytes: archive.subarray(start, start + size) });
    at = start + Math.ceil(size / block) * block;
  }
  return files;
}

/** Writes the files below a folder, for this user only. */
export async function unpackTar(archive: Uint8Array, folder: string): Promise<void> {
  for (const { path, bytes } of readTar(archive)) {
    await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    await writeFile(join(folder, path), bytes, { mode: 0o700 });
  }
}

function text(archive: Uint8Array, start: number, length: number): string {
  const field = archive.subarray(start, start + length);
  const end = field.indexOf(0);
  return Buffer.from(end < 0 ? field : field.subarray(0, end)).toString('utf8').trim();
}
