import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withSiteLock } from './siteLock.ts';

function siteFolder(): string {
  return join(mkdtempSync(join(tmpdir(), 'secure-score-site-')), 'site');
}

it('work on one site is done one after the other, and the lock is given back', async () => {
  const site = siteFolder();
  let [inside, most] = [0, 0];
  const work = async (): Promise<void> => {
    most = Math.max(most, (inside += 1));
    await new Promise(setImmediate);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => withSiteLock(site, work, { longest: 60_000, between: 1 })));
  expect(most).toBe(1);
  await expect(withSiteLock(site, async () => { throw new Error('failed'); })).rejects.toThrow('failed');
  expect(existsSync(`${site}.lock`)).toBe(false);
});

it('names the holder when the wait is too long, and takes over from a process that is gone', async () => {
  const site = siteFolder();
  await withSiteLock(site, () => expect(withSiteLock(site, async () => {}, { longest: 3, between: 1 })).rejects.toThrow(`the site is in use by process ${process.pid}`));
  writeFileSync(`${site}.lock`, '');
  expect(await withSiteLock(site, async () => 'done', { longest: 0, between: 1 })).toBe('done');
});
