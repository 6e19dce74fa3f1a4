import { join } from 'node:path';
import type { Archive } from './archive.ts';
import { scopePointsAt } from './block.ts';
import { checkpointDocument, checkpointFiles, checkpointsKept, readCheckpoints } from './checkpoint.ts';
import type { RunRows } from './detail.ts';
import { encodeChanges } from './detail.ts';
import type { SegmentDocument } from './documents.ts';
import { recordVersion } from './documents.ts';
import type { DurableWriter } from './durable.ts';
import type { FileSystem } from './fileSystem.ts';
import type { Entry, Inventory, SegmentRef } from './inventory.ts';
import { segmentEntries, sortEntries } from './inventory.ts';
import { paths } from './layout.ts';
import { createNumbersBuilder } from './numbers.ts';
import { removeLooseParts } from './recover.ts';
import { begin, fingerprintOf, replayedRun } from './stateLog.ts';
import { packDocument, sha256 } from './storedFile.ts';

export interface CompactTarget {
  readonly fileSystem: FileSystem;
  readonly writer: DurableWriter;
  readonly root: string;
  readonly inventory: Inventory;
  readonly archive: Archive;
  onDamage(error: unknown): void;
}

/** Governance and signatures are kept for this many days before the newest run, and on until the next month closes. */
export const detailDays = 90;

/**
 * Folds the run files of closed months (those before the newest run's) into one segment a month, and drops details that
 * are old enough. The segment is durable before a run file goes, and a run file wins over its segment, so it can stop
 * anywhere and be done again. A month with a damaged file is left as it is until that is mended, or its runs are old.
 */
export function compactClosedMonths(target: CompactTarget): Inventory {
  let { inventory } = target;
  const newest = inventory.entries.at(-1)?.month ?? '';
  const open = new Set(inventory.entries.filter((entry) => entry.file !== null && entry.month < newest).map((entry) => entry.month));
  if (open.size === 0) return inventory;
  for (const month of [...open].sort()) {
    if (inventory.damagedMonths.has(month)) continue;
    try {
      inventory = compactMonth({ ...target, inventory }, month);
    } catch (error) {
      target.onDamage(error); // throws again what is no damage
    }
  }
  writeCheckpoint({ ...target, inventory }, newest);
  dropOldDetails({ ...target, inventory });
  return inventory;
}

function compactMonth(target: CompactTarget, month: string): Inventory {
  const { fileSystem, writer, root, inventory } = target;
  const entries = inventory.entries.filter((entry) => entry.month === month);
  const numbers = createNumbersBuilder();
  for (const { header, block, index } of entries) numbers.add(header, scopePointsAt(block, index));
  const { controls, recommendations, ...rest } = numbers.build();
  const changes = encodeChanges(entries.flatMap((entry) => rowsToKeep(target, entry)));
  const document: SegmentDocument = {
    schema: 'secure-score/segment', version: recordVersion, month, ...rest,
    files: {
      controls: writePart(target, month, 'controls', { schema: 'secure-score/controls', version: recordVersion, section: controls }),
      recommendations: writePart(target, month, 'recommendations', { schema: 'secure-score/recommendations', version: recordVersion, section: recommendations }),
      changes: writePart(target, month, 'changes', changes),
    },
  };
  const path = paths.segment(root, month);
  writer.replace(path, packDocument(document, 'small'));

  const segment: SegmentRef = { month, path, document };
  const segments = new Map(inventory.segments).set(month, segment);
  writer.flush(paths.segmentFolder(root, month)); // a bulk fill too must have the segment on disk before it drops what it was made from
  for (const entry of entries) if (entry.file !== null) writer.remove(entry.file);
  removeLooseParts(fileSystem, root, month, { segments, damagedMonths: inventory.damagedMonths });
  const others = inventory.entries.filter((entry) => entry.month !== month);
  return { ...inventory, segments, entries: sortEntries([...others, ...segmentEntries(fileSystem, root, segment)]) };
}

/** A run's rows; none, said, once damaged ones are so old that nobody will restore them: the month must close some day. */
function rowsToKeep({ inventory, archive, onDamage }: CompactTarget, entry: Entry): readonly (RunRows & { readonly runId: string })[] {
  try {
    return [{ runId: entry.header.runId, ...archive.rows(entry) }];
  } catch (error) {
    if (!isOld(inventory, entry)) throw error;
    onDamage(error);
    return [];
  }
}

function isOld({ entries }: Inventory, { at }: Entry): boolean {
  return (entries.at(-1)?.at ?? 0) - at > detailDays * 86_400_000;
}

function writePart({ writer, root }: CompactTarget, month: string, part: 'controls' | 'recommendations' | 'changes', document: object): string {
  const bytes = packDocument(document, 'small');
  const hash = sha256(bytes);
  writer.replace(paths.segmentPart(root, month, part, hash), bytes);
  return hash;
}

/** States at the end of the last closed month, so that a replay need not begin at the first run. */
function writeCheckpoint(target: CompactTarget, newest: string): void {
  const { fileSystem, writer, root, inventory, archive, onDamage } = target;
  const closed = inventory.entries.filter((entry) => entry.month < newest);
  const last = closed.at(-1);
  if (last === undefined) return;
  const { replay, begins } = begin(closed, closed.length, readCheckpoints(fileSystem, root));
  const sources = { rows: archive.rows, onDamage };
  for (const entry of closed.slice(begins)) replay.apply(replayedRun(entry, sources));
  writer.replace(paths.checkpoint(root, last.month), packDocument(checkpointDocument(closed.length, fingerprintOf(closed), replay.state()), 'quick'));
  for (const path of checkpointFiles(fileSystem, root).slice(0, -checkpointsKept)) writer.remove(path);
}

function dropOldDetails({ writer, fileSystem, root, inventory }: CompactTarget): void {
  const old = inventory.entries.filter((entry) => entry.file === null && isOld(inventory, entry));
  const months = new Set(old.map((entry) => entry.month));
  const present = new Set([...months].flatMap((month) => {
    const folder = paths.pointFolder(root, month);
    return fileSystem.list(folder).map(({ name }) => join(folder, name));
  }));
  for (const { month, header } of old) {
    const path = paths.detail(root, month, header.runId, header.detail);
    if (present.has(path)) writer.remove(path);
  }
}
