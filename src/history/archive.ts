import { join } from 'node:path';
import type { Scope, ScopeId } from '../domain/scope.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { snapshotVersion } from '../domain/snapshot.ts';
import { flagsAt, scopePointsAt } from './block.ts';
import type { RunNotes, RunRows } from './detail.ts';
import { decodeChanges, decodeNotes, decodeRows } from './detail.ts';
import type { CatalogueDocument, DetailDocument, EstateDocument } from './documents.ts';
import { catalogueSchema, changesSchema, detailSchema, estateSchema } from './documents.ts';
import type { FileSystem } from './fileSystem.ts';
import type { Entry, SegmentRef } from './inventory.ts';
import { paths } from './layout.ts';
import { flag } from './numbers.ts';
import { damaged, decodeOf, readDocument } from './storedFile.ts';

/** Reads what belongs to runs beside their numbers. Every function throws UserError naming the file when it is damaged. */
export interface Archive {
  catalogue(entry: Entry): CatalogueDocument;
  estate(entry: Entry): EstateDocument;
  rows(entry: Entry): RunRows;
  /** Governance and signatures; null when they were rolled up. */
  notes(entry: Entry): RunNotes | null;
  /** True when governance and signatures were rolled up. */
  rolledUp(entry: Entry): boolean;
  /** The run as it was appended, apart from what was rolled up. */
  snapshot(entry: Entry): Snapshot;
  /** Latest known form of every scope of these runs (oldest first). */
  scopes(entries: readonly Entry[], onDamage: (error: unknown) => void): ReadonlyMap<ScopeId, Scope>;
}

/** `segment` gives the closed month that an entry without a file of its own is in. */
export function createArchive(fileSystem: FileSystem, root: string, segment: (month: string) => SegmentRef | undefined): Archive {
  const catalogue = kept(64, (hash) => readDocument(fileSystem, paths.catalogue(root, hash), catalogueSchema, { of: 'content', sha256: hash }));
  const estate = kept(8, (hash) => readDocument(fileSystem, paths.estate(root, hash), estateSchema, { of: 'content', sha256: hash }));
  // Two, since readers go through months in order: all of them would be the whole record.
  const changes = kept(2, (name) => {
    const [month = '', sha256 = ''] = name.split(' ');
    const file = paths.segmentPart(root, month, 'changes', sha256);
    return decodeOf(file, () => decodeChanges(readDocument(fileSystem, file, changesSchema, { of: 'file', sha256 })));
  });
  const detailPath = ({ header, month }: Entry): string => paths.detail(root, month, header.runId, header.detail);
  const detail = (entry: Entry): DetailDocument => readDocument(fileSystem, detailPath(entry), detailSchema, { of: 'file', sha256: entry.header.detail });
  const hasDetail = (entry: Entry): boolean => {
    const folder = paths.pointFolder(root, entry.month);
    return fileSystem.list(folder).some(({ name }) => join(folder, name) === detailPath(entry));
  };

  const rows = (entry: Entry): RunRows => {
    const closed = entry.file === null ? segment(entry.month) : undefined;
    if (closed === undefined) return decodeOf(detailPath(entry), () => decodeRows(detail(entry)));
    const { changes: sha256 } = closed.document.files;
    const found = changes(`${entry.month} ${sha256}`).get(entry.header.runId);
    if (found === undefined) throw damaged(paths.segmentPart(root, entry.month, 'changes', sha256), `run ${entry.header.runId} is not in it`);
    return found;
  };
  const rolledUp = (entry: Entry): boolean => entry.file === null && !hasDetail(entry);
  const notes = (entry: Entry): RunNotes | null => rolledUp(entry) ? null : decodeOf(detailPath(entry), () => decodeNotes(detail(entry)));
  const archive: Archive = {
    catalogue: (entry) => catalogue(entry.header.catalogue),
    estate: (entry) => estate(entry.header.estate),
    rows,
    notes,
    rolledUp,
    snapshot: (entry) => snapshotOf(entry, archive),
    scopes: (entries, onDamage) => latestScopes(entries, (entry) => estate(entry.header.estate), onDamage),
  };
  return archive;
}

function snapshotOf(entry: Entry, archive: Archive): Snapshot {
  const { source: _source, catalogue: _catalogue, estate: _estate, detail: _detail, expected: _expected, scored: _scored, ...header } = entry.header;
  const { controls, recommendations } = archive.catalogue(entry);
  const { scopes, managementGroups } = archive.estate(entry);
  const { since, rows, deleted } = archive.rows(entry);
  const notes = archive.notes(entry);
  const scores = scopePointsAt(entry.block, entry.index)
    .flatMap(({ score }) => (score === null ? [] : [{ ...score, signatures: [...(notes?.signatures.get(score.scopeId) ?? [])] }]));
  return {
    schema: 'secure-score/snapshot',
    version: snapshotVersion,
    ...header,
    scopes, managementGroups, scores, controls, recommendations,
    assessments: { since, rows: [...rows], deleted: [...deleted] },
    governance: [...(notes?.governance ?? [])],
    ...circumstancesOf(notes),
    ...(notes?.panels === undefined ? {} : { panels: notes.panels }),
  };
}

function circumstancesOf(notes: RunNotes | null): Pick<Snapshot, 'grants' | 'risks' | 'plans'> {
  const { grants, risks, plans } = notes ?? {};
  return { ...(grants === undefined ? {} : { grants }), ...(risks === undefined ? {} : { risks }), ...(plans === undefined ? {} : { plans }) };
}

/** From the latest run back, opening an estate only when the run lists a scope not found yet. */
function latestScopes(entries: readonly Entry[], estate: (entry: Entry) => EstateDocument, onDamage: (error: unknown) => void): ReadonlyMap<ScopeId, Scope> {
  const found = new Map<ScopeId, Scope>();
  const missing = new Map<Entry['block'], number[]>();
  for (const entry of [...entries].reverse()) {
    const { block, index } = entry;
    const wanted = (missing.get(block) ?? [...block.scopeIds.keys()]).filter((scope) => !found.has(block.scopeIds[scope] ?? ''));
    missing.set(block, wanted);
    if (!wanted.some((scope) => (flagsAt(block, scope, index) & flag.listed) !== 0)) continue;
    try {
      for (const scope of estate(entry).scopes) if (!found.has(scope.id)) found.set(scope.id, scope);
    } catch (error) {
      onDamage(error);
    }
  }
  return found;
}

/** Keeps the last `limit` things made, by name. */
function kept<T>(limit: number, make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const value = known.get(name) ?? make(name);
    known.delete(name);
    known.set(name, value);
    for (const oldest of known.keys()) {
      if (known.size <= limit) break;
      known.delete(oldest);
    }
    return value;
  };
}
