import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../domain/errors.ts';
import { nodeFileSystem, realProcesses, takeLock } from '../history/index.ts';

/** Longest wait for another process, and time between two looks, ms: a site is written in a moment. */
const patience = { longest: 30_000, between: 50 } as const;

/**
 * Does work on a site while no other process does: two would take each other's unfinished files for left behind. A second one waits; it refuses,
 * naming the holder, when that takes too long. The lock lies beside the site, where nothing is published from.
 */
export async function withSiteLock<Result>(site: string, work: () => Promise<Result>, { longest, between }: { readonly longest: number; readonly between: number } = patience): Promise<Result> {
  mkdirSync(dirname(site), { recursive: true });
  let release = tryLock(site, longest <= 0);
  for (let waited = 0; release === null; waited += between) {
    await wait(between);
    release = tryLock(site, waited >= longest);
  }
  try {
    return await work();
  } finally {
    release();
  }
}

/** Null while another process has it, unless that is to be an error. */
function tryLock(site: string, last: boolean): (() => void) | null {
  const now = new Date();
  try {
    return takeLock(nodeFileSystem, `${site}.lock`, realProcesses(now), now, 'the site');
  } catch (error) {
    if (last || !(error instanceof UserError)) throw error;
    return null;
  }
}
