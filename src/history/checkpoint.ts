import { join } from 'node:path';
import { UserError } from '../domain/errors.ts';
import { decodeAssessments, encodeAssessments } from './detail.ts';
import type { StatesDocument } from './documents.ts';
import { recordVersion, statesSchema } from './documents.ts';
import type { FileSystem } from './fileSystem.ts';
import { extension, paths } from './layout.ts';
import type { Checkpoint } from './stateLog.ts';
import type { ReplayState } from './states.ts';
import { readDocument } from './storedFile.ts';

/** Number of months whose states are kept: changes within so many months need no replay from the first run. */
export const checkpointsKept = 4;

/** Kept states, latest first, each read when it is its turn. They are derived, so one that cannot be read is left out. */
export function* readCheckpoints(fileSystem: FileSystem, root: string): Iterable<Checkpoint> {
  for (const path of checkpointFiles(fileSystem, root).reverse()) {
    const document = readIfWhole(fileSystem, path);
    if (document === null) continue;
    const { runs, fingerprint, complete, since, takenAt } = document;
    yield { runs, fingerprint, state: () => ({ complete, since, takenAt, rows: decodeAssessments(document.rows) }) };
  }
}

function readIfWhole(fileSystem: FileSystem, path: string): StatesDocument | null {
  try {
    return readDocument(fileSystem, path, statesSchema);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

export function checkpointDocument(runs: number, fingerprint: string, { complete, since, takenAt, rows }: ReplayState): StatesDocument {
  return { schema: 'secure-score/states', version: recordVersion, runs, fingerprint, complete, since, takenAt, rows: encodeAssessments(rows()) };
}

/** Paths of the kept states, oldest first. */
export function checkpointFiles(fileSystem: FileSystem, root: string): string[] {
  const folder = paths.checkpointFolder(root);
  return fileSystem.list(folder).map(({ name }) => name).filter((name) => /^\d{4}-\d{2}\./.test(name) && name.endsWith(extension)).sort().map((name) => join(folder, name));
}
