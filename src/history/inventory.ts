import { basename, join } from 'node:path';
import type { z } from 'zod';
import type { Problem } from '../domain/errors.ts';
import { UserError } from '../domain/errors.ts';
import type { Block } from './block.ts';
import { createBlock } from './block.ts';
import type { PointDocument, PointHeader, SectionDocument, SegmentDocument } from './documents.ts';
import { controlsSchema, pointSchema, recommendationsSchema, recordSchema, segmentSchema } from './documents.ts';
import type { FileSystem } from './fileSystem.ts';
import { errorCode } from './fileSystem.ts';
import { extension, monthOf, paths } from './layout.ts';
import { damaged, readDocument } from './storedFile.ts';
import { upgradeDocument } from './upgrade.ts';

/** One run on record and where its numbers are. */
export interface Entry {
  readonly header: PointHeader;
  /** `takenAt` in ms. */
  readonly at: number;
  readonly month: string;
  readonly block: Block;
  /** The run's place in the block. */
  readonly index: number;
  /** The run's own file; null when its month's segment holds it. */
  readonly file: string | null;
}

/** A closed month. */
export interface SegmentRef {
  readonly month: string;
  readonly path: string;
  readonly document: SegmentDocument;
}

/** All that is in the folder. */
export interface Inventory {
  /** Oldest first; one a run id. */
  readonly entries: readonly Entry[];
  readonly segments: ReadonlyMap<string, SegmentRef>;
  /** Run files of runs that a segment or a newer file of the same run already holds. */
  readonly superseded: readonly string[];
  /** Files that cannot be read, named. */
  readonly problems: readonly Problem[];
  /** Paths of the unreadable files of runs. */
  readonly damagedRuns: readonly string[];
  /** Months whose segment is unreadable. */
  readonly damagedMonths: ReadonlySet<string>;
}

/** Reads the headers and score columns of every file; damaged ones are named and left out. UserError when the whole record is newer than this program. */
export function readInventory(fileSystem: FileSystem, root: string): Inventory {
  checkMarker(fileSystem, root);
  const problems: Problem[] = [];
  const damagedRuns: string[] = [];
  const damagedMonths = new Set<string>();
  const attempt = <T>(read: () => T, onDamage: () => void): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
      onDamage();
      return null;
    }
  };
  const segments = new Map<string, SegmentRef>();
  const found: Entry[] = [];
  for (const month of closedMonths(fileSystem, root)) {
    const path = paths.segment(root, month);
    const document = attempt(() => readDocument(fileSystem, path, segmentSchema), () => damagedMonths.add(month));
    if (document === null) continue;
    segments.set(month, { month, path, document });
    found.push(...segmentEntries(fileSystem, root, { month, path, document }));
  }
  for (const path of pointFiles(fileSystem, root)) {
    const document = attempt(() => readPoint(fileSystem, root, path), () => damagedRuns.push(path));
    if (document !== null) found.push(...pointEntries(path, document));
  }
  return { ...oneEachRun(found), segments, problems, damagedRuns, damagedMonths };
}

/** Entries of a segment, its sections read when asked for. */
export function segmentEntries(fileSystem: FileSystem, root: string, { month, path, document }: SegmentRef): readonly Entry[] {
  const part = (name: 'controls' | 'recommendations') => () => {
    const file = paths.segmentPart(root, month, name, document.files[name]);
    const schema: z.ZodType<{ readonly section: SectionDocument }> = name === 'controls' ? controlsSchema : recommendationsSchema;
    return { path: file, section: readDocument(fileSystem, file, schema, { of: 'file', sha256: document.files[name] }).section };
  };
  const block = createBlock({ path, points: document.points, scopeIds: document.scopeIds, scores: document.scores, controls: part('controls'), recommendations: part('recommendations') });
  return document.points.map((header, index) => ({ header, at: Date.parse(header.takenAt), month, block, index, file: null }));
}

/** Reads a run's file; a copy under another name must not stand in for the run. */
function readPoint(fileSystem: FileSystem, root: string, path: string): PointDocument {
  const document = readDocument(fileSystem, path, pointSchema);
  for (const { runId, takenAt } of document.points) if (paths.point(root, monthOf(takenAt), runId) !== path) throw damaged(path, `it holds run ${runId}, which is filed elsewhere`);
  return document;
}

/** The entry of a run's own file. */
export function pointEntries(path: string, document: PointDocument): readonly Entry[] {
  const { points, scopeIds, scores, controls, recommendations } = document;
  const block = createBlock({ path, points, scopeIds, scores, controls: () => ({ path, section: controls }), recommendations: () => ({ path, section: recommendations }) });
  return points.map((header, index) => ({ header, at: Date.parse(header.takenAt), month: monthOf(header.takenAt), block, index, file: path }));
}

/** Oldest first, by moment and then run id. */
export function sortEntries(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((a, b) => a.at - b.at || (a.header.runId < b.header.runId ? -1 : 1));
}

/** A run's own file wins over its segment (it is a re-run, or not folded in yet); of two files the later finished. */
function oneEachRun(found: readonly Entry[]): { readonly entries: readonly Entry[]; readonly superseded: readonly string[] } {
  const byRun = new Map<string, Entry>();
  const superseded: string[] = [];
  for (const entry of found) {
    const other = byRun.get(entry.header.runId);
    const wins = other === undefined || other.file === null || other.header.finishedAt <= entry.header.finishedAt;
    const loser = wins ? other : entry;
    if (wins) byRun.set(entry.header.runId, entry);
    if (loser !== undefined && loser.file !== null) superseded.push(loser.file);
  }
  return { entries: sortEntries([...byRun.values()]), superseded };
}

/** What keeps a record from being read that its owner can mend, by the system's code. */
const unreadable: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'there is a folder where a file should be',
  EACCES: 'this user may not read there',
  EPERM: 'this user may not read there',
};

function checkMarker(fileSystem: FileSystem, root: string): void {
  const path = paths.marker(root);
  let text: string;
  try {
    text = Buffer.from(fileSystem.read(path)).toString('utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return; // a record without a run yet, or one whose marker was lost: its files carry their own version
    const why = code === null ? undefined : unreadable[code];
    throw why === undefined ? error : new UserError({ message: `cannot read the record: ${why}`, position: { file: root }, fix: 'Name another folder with --out, or mend that and run again.' }, { cause: error });
  }
  let marker: unknown = null;
  try {
    marker = JSON.parse(text);
  } catch {
    return; // a torn marker says nothing about the files, which carry their own version
  }
  recordSchema.parse(upgradeDocument(marker, path));
}

/** Months (`2026-11`) that have a folder below `folder/<year>/`, ascending. */
export function monthsIn(fileSystem: FileSystem, folder: string): readonly string[] {
  const years = fileSystem.list(folder).filter((entry) => entry.directory && /^\d{4}$/.test(entry.name));
  const months = years.flatMap((year) => fileSystem.list(join(folder, year.name))
    .filter((entry) => entry.directory && /^\d{2}$/.test(entry.name))
    .map((month) => `${year.name}-${month.name}`));
  return months.sort();
}

/**
 * Months with a segment. Parts without one are a fold that was stopped, while the month's run files are there;
 * without those a segment is missing, and reading it will say so.
 */
function closedMonths(fileSystem: FileSystem, root: string): readonly string[] {
  return monthsIn(fileSystem, join(root, 'segments')).filter((month) => {
    const names = fileSystem.list(paths.segmentFolder(root, month)).map((entry) => entry.name);
    if (names.includes(basename(paths.segment(root, month)))) return true;
    const parts = names.some((name) => name.endsWith(extension));
    return parts && !fileSystem.list(paths.pointFolder(root, month)).some(({ name }) => isRunFile(name));
  });
}

/** Paths of all runs' own files, ascending. */
function pointFiles(fileSystem: FileSystem, root: string): readonly string[] {
  return monthsIn(fileSystem, join(root, 'points')).flatMap((month) => {
    const folder = paths.pointFolder(root, month);
    const names = fileSystem.list(folder).map((entry) => entry.name);
    return names.filter(isRunFile).sort().map((name) => join(folder, name));
  });
}

function isRunFile(name: string): boolean {
  return name.endsWith(extension) && !name.includes('.detail-');
}
