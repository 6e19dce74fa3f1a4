import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress } from 'node:zlib';
import { z } from 'zod';
import type { Machine } from './machine.ts';
import { besideName, privateFolders } from './privateFolder.ts';
import { unpackTar } from './tar.ts';

/** The Chromium that comes inside the npm package `@sparticuz/chromium` (headless shell, Linux x64). */
export interface Bundled {
  readonly executablePath: string;
  /** Version of the package. */
  readonly version: string;
}

/**
 * The bundled Chromium, unpacked on first use (1 s) to a folder of this user and reused after.
 * The package's own unpacking is not used: it takes whatever lies at the guessable path /tmp/chromium.
 */
export async function bundledChromium(machine: Machine): Promise<Bundled | { readonly reason: string }> {
  if (machine.platform !== 'linux' || machine.arch !== 'x64') return { reason: `the bundled Chromium is for Linux x64, not ${machine.platform} ${machine.arch}` };
  const source = packageFolder();
  if (source === null) return { reason: 'the package @sparticuz/chromium is not installed' };
  const version = await packageVersion(source);
  const folders = await privateFolders(machine);
  for (const folder of folders) {
    const executablePath = join(await unpackOnce(source, join(folder, `chromium-${version}`)), 'chromium');
    // False where the folder's file system is mounted without the right to run programs.
    if (await machine.canRun(executablePath)) return { executablePath, version };
  }
  return { reason: `the bundled Chromium has nowhere to be unpacked: neither ${machine.temporaryFolder} nor ${machine.homeFolder} has a folder that is this user's alone and may hold programs` };
}

/**
 * Unpacked beside and renamed when whole: a process killed half-way leaves no torn browser, and of two processes
 * that unpack at once the later one finds the folder taken and uses it.
 */
async function unpackOnce(source: string, folder: string): Promise<string> {
  if (await exists(join(folder, 'chromium'))) return folder;
  const unfinished = besideName(folder);
  try {
    await mkdir(unfinished, { mode: 0o700 });
    await unpackProgram(join(source, 'bin', 'chromium.br'), join(unfinished, 'chromium'));
    await unpackArchive(join(source, 'bin', 'fonts.tar.br'), join(unfinished, 'fonts'));
    await unpackArchive(join(source, 'bin', 'al2023.tar.br'), unfinished);
    await writeFile(join(unfinished, fontConfiguration), fontsOf(folder), { mode: 0o600 });
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(join(folder, 'chromium')))) throw error;
  }
  return folder;
}

/** Beside the bundled Chromium: the system's fonts, and Open Sans where there are none. Without any, text would be missing and nothing would say so. */
export const fontConfiguration = 'fonts.conf';

function fontsOf(folder: string): string {
  const path = folder.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${path}/fonts</dir>
  <cachedir>${path}/font-cache</cachedir>
</fontconfig>
`;
}

async function unpackProgram(archive: string, target: string): Promise<void> {
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(target, { mode: 0o700 }));
  await chmod(target, 0o700);
  const file = await open(target, 'r');
  await file.sync().finally(() => file.close());
}

async function unpackArchive(archive: string, folder: string): Promise<void> {
  await unpackTar(await promisify(brotliDecompress)(await readFile(archive)), folder);
}

async function exists(path: string): Promise<boolean> {
  return open(path, 'r').then((file) => file.close()).then(() => true, () => false);
}

function packageFolder(): string | null {
  try {
    return fileURLToPath(new URL('..', import.meta.resolve('@sparticuz/chromium')));
  } catch {
    return null;
  }
}

async function packageVersion(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  return z.object({ version: z.string().regex(/^[\w.+-]+$/) }).parse(JSON.parse(text)).version;
}
