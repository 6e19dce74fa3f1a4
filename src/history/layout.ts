import { join } from 'node:path';
import { UserError } from '../domain/errors.ts';

/** Ending of every stored document but `record.json`. */
export const extension = '.json.zst';

const runIdPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/** A run id is part of a file name, so it is held to letters, digits, `_` and `-`; UserError otherwise. */
export function checkedRunId(runId: string): string {
  if (!runIdPattern.test(runId)) throw new UserError({ message: `run id is not usable as a file name: ${JSON.stringify(runId.slice(0, 120))}`, fix: 'Use letters, digits, - and _ (yyyymmddThhmmssZ)' });
  return runId;
}

/** UTC month of an instant, `2026-11`: where its run is filed, whatever the time zone of the reports. */
export function monthOf(takenAt: string): string {
  return new Date(Date.parse(takenAt)).toISOString().slice(0, 7);
}

/** `detail-<12 letters of the SHA-256>`: content in the name, so that a new file never overwrites the one in use. */
function hashed(name: string, sha256: string): string {
  return `${name}-${sha256.slice(0, 12)}${extension}`;
}

/** Where things are in the folder of a record. */
export const paths = {
  marker: (root: string) => join(root, 'record.json'),
  lock: (root: string) => join(root, 'lock'),
  pointFolder: (root: string, month: string) => join(root, 'points', ...month.split('-')),
  point: (root: string, month: string, runId: string) => join(paths.pointFolder(root, month), `${checkedRunId(runId)}${extension}`),
  detail: (root: string, month: string, runId: string, sha256: string) => join(paths.pointFolder(root, month), hashed(`${checkedRunId(runId)}.detail`, sha256)),
  segmentFolder: (root: string, month: string) => join(root, 'segments', ...month.split('-')),
  segment: (root: string, month: string) => join(paths.segmentFolder(root, month), `scores${extension}`),
  segmentPart: (root: string, month: string, part: 'controls' | 'recommendations' | 'changes', sha256: string) => join(paths.segmentFolder(root, month), hashed(part, sha256)),
  catalogue: (root: string, sha256: string) => join(root, 'catalogues', `${sha256}${extension}`),
  estate: (root: string, sha256: string) => join(root, 'estates', `${sha256}${extension}`),
  checkpointFolder: (root: string) => join(root, 'checkpoints'),
  checkpoint: (root: string, month: string) => join(root, 'checkpoints', `${month}${extension}`),
} as const;
