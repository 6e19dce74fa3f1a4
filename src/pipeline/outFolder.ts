import { mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../domain/errors.ts';

/**
 * Makes a folder and those above it, one at a time: made all at once, folders below one that takes none (/proc) keep Node busy for ever.
 * @throws UserError naming what is in the way.
 */
export function makeFolder(folder: string): void {
  for (const path of missingAbove(folder).toReversed()) {
    try {
      mkdirSync(path);
    } catch (cause) {
      if (codeOf(cause) === 'EEXIST' && isFolder(path)) continue; // another process was faster
      throw refused(path, cause);
    }
  }
}

/** Tries to make a folder in the nearest one that is there, and takes it away again. @throws UserError */
export function tryFolder(folder: string): void {
  const [highest] = missingAbove(folder).slice(-1);
  const there = highest === undefined ? folder : dirname(highest);
  try {
    rmdirSync(mkdtempSync(join(there, '.secure-score-')));
  } catch (cause) {
    throw refused(there, cause);
  }
}

/** The folder and those above it that are not there, the deepest first. @throws UserError where a file is in the way. */
function missingAbove(folder: string): readonly string[] {
  const missing: string[] = [];
  for (let path = folder; !isFolder(path); path = dirname(path)) {
    missing.push(path);
    if (dirname(path) === path) break;
  }
  return missing;
}

function isFolder(path: string): boolean {
  try {
    if (statSync(path).isDirectory()) return true;
    throw new UserError({ message: 'is a file, not a folder', position: { file: path }, fix: 'Move it away, or name another folder with --out or outputDir.' });
  } catch (error) {
    if (error instanceof UserError || codeOf(error) !== 'ENOENT') throw error instanceof UserError ? error : refused(path, error);
    return false;
  }
}

function refused(path: string, cause: unknown): UserError {
  const code = codeOf(cause);
  const file = basename(path).startsWith('.secure-score-') ? dirname(path) : path;
  if (code === 'ENOTDIR') return new UserError({ message: 'a file stands where a folder is needed', position: { file }, fix: 'Name another folder with --out or outputDir.' }, { cause });
  return new UserError({ message: `no folder can be made or written here${code === null ? '' : ` (${code})`}`, position: { file }, fix: 'Change its permissions, or name another folder with --out or outputDir.' }, { cause });
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
