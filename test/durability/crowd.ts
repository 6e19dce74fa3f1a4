import { closeSync, openSync, unlinkSync } from 'node:fs';
import { UserError } from '../../src/domain/errors.ts';
import { nodeFileSystem, realProcesses, takeLock } from '../../src/history/index.ts';

/** For tests, as a process of its own: takes and gives back a lock as often as it can, and counts how often somebody else had it too. */
const [folder = '', milliseconds = '0'] = process.argv.slice(2);
let [taken, shared] = [0, 0];
for (const end = Date.now() + Number(milliseconds); Date.now() < end;) {
  const release = tryLock();
  if (release === null) continue;
  taken += 1;
  try {
    closeSync(openSync(`${folder}/inside`, 'wx'));
    unlinkSync(`${folder}/inside`);
  } catch {
    shared += 1;
  }
  release();
}
process.stdout.write(JSON.stringify({ taken, shared }));

function tryLock(): (() => void) | null {
  const now = new Date();
  try {
    return takeLock(nodeFileSystem, `${folder}/lock`, realProcesses(now), now);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
