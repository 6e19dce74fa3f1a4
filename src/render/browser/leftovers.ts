import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const day = 86_400_000;

/**
 * Removes what killed processes left in a private folder: profiles (`profile-<pid>-…`) and browsers not unpacked to the
 * end (`chromium-<version>.<pid>-…`). A day old and of a process that is gone, for containers may share the folder
 * and not each other's process ids. Failing here harms nobody.
 */
export async function removeLeftovers(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, owner] = /^(?:profile-|chromium-.*\.)(\d+)-\w+$/.exec(name) ?? [];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const changed = await stat(join(folder, name)).then((found) => found.mtimeMs, () => now);
    if (now - changed > day) await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Not ours to signal means that it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
