import { randomBytes } from 'node:crypto';
import { open, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where everything of one output folder is (DESIGN §6). */
export interface ReportPaths {
  /** The record: snapshots and history; never published. */
  readonly data: string;
  /** What is published. */
  readonly site: string;
  readonly index: string;
  /** Always the same files as the newest run's folder, under names that do not change. */
  readonly latest: string;
  readonly outbox: string;
  run(runId: string): string;
}

export function reportPaths(outDir: string): ReportPaths {
  const site = join(outDir, 'site');
  return {
    data: join(outDir, 'data'),
    site,
    index: join(site, 'index.html'),
    latest: join(site, 'latest'),
    outbox: join(outDir, 'outbox'),
    run: (runId) => {
      if (!/^[\w-]+$/.test(runId)) throw new Error(`not a run id: ${JSON.stringify(runId)}`);
      return join(site, 'runs', runId);
    },
  };
}

/** Writes a file so that a reader sees the old content or the new, never half of it, even after a power cut. */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const opened = await open(unfinished, 'wx');
    try {
      await opened.writeFile(content);
      await opened.sync();
    } finally {
      await opened.close();
    }
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Makes `to` hold the same files as `from`: copies, since links break where sites are copied or served; what is not in `from` goes. */
export async function mirrorFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true });
  const names = new Set(entries.map(({ name }) => name));
  for (const entry of entries) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    const existing = await stat(target).catch(() => null);
    if (existing !== null && existing.isDirectory() !== entry.isDirectory()) await rm(target, { recursive: true });
    if (entry.isDirectory()) await mirrorFolder(source, target);
    else if (entry.isFile()) await writeAtomically(target, await readFile(source));
  }
  for (const name of await readdir(to)) {
    if (!names.has(name)) await rm(join(to, name), { recursive: true, force: true });
  }
}
