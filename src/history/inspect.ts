import { join, relative, sep } from 'node:path';
import type { Problem } from '../domain/errors.ts';
import { UserError } from '../domain/errors.ts';
import type { Archive } from './archive.ts';
import { checkpointFiles } from './checkpoint.ts';
import { decodeAssessments } from './detail.ts';
import { recordSchema, statesSchema } from './documents.ts';
import { temporaryMark } from './fileSystem.ts';
import type { FileSystem } from './fileSystem.ts';
import type { Entry, Inventory } from './inventory.ts';
import { paths } from './layout.ts';
import { lossOf } from './losses.ts';
import { damaged, decodeOf, readDocument } from './storedFile.ts';
import { verifyRecord } from './verify.ts';

/** A file of the record that cannot be used. */
export interface DamagedFile {
  /** Path below the record's folder, with `/`. */
  readonly file: string;
  readonly why: string;
  /** What cannot be answered without it. */
  readonly lost: string;
  /** What to do, as an instruction. */
  readonly fix: string;
}

/** What a look at every file of a record found. */
export interface Inspection {
  readonly runs: number;
  /** Files looked at. */
  readonly files: number;
  readonly damage: readonly DamagedFile[];
  /** Files nothing refers to, below the record's folder: left by a stopped writer (the next run removes them), or put there by somebody. */
  readonly loose: readonly string[];
}

/** Kept in the record's folder by other parts of the program, who look after them: who was mailed what, the identities of sites, the key of masked reports, a stopped run's answers. */
const companion = /^(?:deliveries\/|resume\/|sites\.json$|mask\.key$)/;

/** Reads every file of a record in full, whether a run refers to it or not. */
export function inspectRecord(fileSystem: FileSystem, root: string, inventory: Inventory, archive: Archive): Inspection {
  const files = filesBelow(fileSystem, root).map((path) => below(root, path)).filter((path) => !/^lock(\.takeover)?$/.test(path)).sort();
  const problems = [...verifyRecord(inventory, archive), ...markerProblems(fileSystem, root, inventory), ...checkpointProblems(fileSystem, root)];
  const damage = problems.map((problem) => damagedFile(problem, root, inventory));
  const known = new Set([...referred(root, inventory), ...checkpointFiles(fileSystem, root)].map((path) => below(root, path)));
  const named = new Set(damage.map(({ file }) => file));
  return { runs: inventory.entries.length, files: files.length, damage, loose: files.filter((path) => !known.has(path) && !named.has(path) && !companion.test(path) && !mayBelong(path, inventory, root)) };
}

function damagedFile({ message, position, fix }: Problem, root: string, inventory: Inventory): DamagedFile {
  const file = position?.file === undefined ? '' : below(root, position.file);
  const { lost, fix: ownFix } = lossOf(file, inventory);
  const why = /^damaged file of the record: (.*)$/s.exec(message)?.[1];
  // Of a version this program does not read nothing is lost, and its own advice is the right one.
  return why === undefined ? { file, why: message, lost: 'nothing that the right version cannot read', fix: fix ?? ownFix } : { file, why, lost, fix: ownFix };
}

/** Every file that a run on record refers to, and the runs' own. */
function referred(root: string, { entries, segments, superseded, damagedRuns }: Inventory): readonly string[] {
  const ofEntry = ({ header, month, file }: Entry): readonly string[] => [
    paths.detail(root, month, header.runId, header.detail), paths.catalogue(root, header.catalogue), paths.estate(root, header.estate), ...(file === null ? [] : [file]),
  ];
  const ofSegments = [...segments.values()].flatMap(({ month, path, document }) => [path, ...(['controls', 'recommendations', 'changes'] as const).map((part) => paths.segmentPart(root, month, part, document.files[part]))]);
  return [paths.marker(root), ...entries.flatMap(ofEntry), ...ofSegments, ...superseded, ...damagedRuns];
}

/** True for what an unreadable run or month may refer to. */
function mayBelong(path: string, { damagedMonths, damagedRuns }: Inventory, root: string): boolean {
  if (path.includes(temporaryMark)) return false;
  const [folder = '', year = '', month = '', name = ''] = path.split('/');
  if (folder === 'catalogues' || folder === 'estates') return damagedMonths.size + damagedRuns.length > 0;
  return damagedMonths.has(`${year}-${month}`) || damagedRuns.some((run) => name.startsWith(`${below(root, run).split('/').at(-1)?.split('.')[0] ?? ''}.detail-`));
}

/** The marker is not needed to read the rest, so reading passes over a torn one. */
function markerProblems(fileSystem: FileSystem, root: string, { entries }: Inventory): readonly Problem[] {
  const path = paths.marker(root);
  const present = fileSystem.list(root).some(({ name }) => join(root, name) === path);
  if (!present) return entries.length === 0 ? [] : problemsOf(() => { throw damaged(path, 'it is missing'); });
  return problemsOf(() => decodeOf(path, () => recordSchema.parse(JSON.parse(Buffer.from(fileSystem.read(path)).toString('utf8')))));
}

function checkpointProblems(fileSystem: FileSystem, root: string): readonly Problem[] {
  return checkpointFiles(fileSystem, root).flatMap((path) => problemsOf(() => decodeOf(path, () => decodeAssessments(readDocument(fileSystem, path, statesSchema).rows))));
}

function problemsOf(read: () => unknown): readonly Problem[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
}

function filesBelow(fileSystem: FileSystem, folder: string): readonly string[] {
  return fileSystem.list(folder).flatMap(({ name, directory }) => (directory ? filesBelow(fileSystem, join(folder, name)) : [join(folder, name)]));
}

function below(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}
