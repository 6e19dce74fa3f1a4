import type { Snapshot } from '../domain/snapshot.ts';
import { coverageOf } from './coverage.ts';
import { encodeDetail } from './detail.ts';
import type { CatalogueDocument, EstateDocument, PointDocument, PointHeader } from './documents.ts';
import { catalogueSchema, estateSchema, recordVersion } from './documents.ts';
import type { DurableWriter } from './durable.ts';
import type { FileSystem } from './fileSystem.ts';
import type { Entry, Inventory } from './inventory.ts';
import { pointEntries, sortEntries } from './inventory.ts';
import { monthOf, paths } from './layout.ts';
import { compareText, createNumbersBuilder, scopePointsOf } from './numbers.ts';
import { packDocument, readDocument, sha256 } from './storedFile.ts';

export interface AppendTarget {
  readonly fileSystem: FileSystem;
  readonly writer: DurableWriter;
  readonly root: string;
  readonly inventory: Inventory;
  /** Catalogues and estates this writer has found whole or written; added to. */
  readonly seen: Set<string>;
}

/**
 * Writes a run: what it refers to first, its own file last, so that a run is on record in full or not at all.
 * Returns the inventory with it.
 */
export function appendSnapshot(target: AppendTarget, snapshot: Snapshot, source: PointHeader['source']): Inventory {
  const { writer, root, inventory } = target;
  checkUnique(snapshot);
  const month = monthOf(snapshot.takenAt);
  const path = paths.point(root, month, snapshot.runId); // also refuses run ids that are no file names
  writeMarker(target);
  const catalogue = shared(target, catalogueOf(snapshot));
  const estate = shared(target, estateOf(snapshot));
  const detailBytes = packDocument(encodeDetail(snapshot), 'quick');
  const detail = sha256(detailBytes);
  writer.replace(paths.detail(root, month, snapshot.runId, detail), detailBytes);
  const document = pointOf(snapshot, { source, catalogue, estate, detail });
  writer.replace(path, packDocument(document, 'quick'));

  const replaced = inventory.entries.find((entry) => entry.header.runId === snapshot.runId);
  if (replaced !== undefined) removeReplaced(target, replaced, { path, detail });
  const entries = sortEntries([...inventory.entries.filter((entry) => entry !== replaced), ...pointEntries(path, document)]);
  return { ...inventory, entries, ...withoutDamage(inventory, path) };
}

/** The same run's older files; its place in a segment is taken when the month is folded in again. */
function removeReplaced({ writer, root }: AppendTarget, replaced: Entry, written: { readonly path: string; readonly detail: string }): void {
  if (replaced.file !== null && replaced.file !== written.path) writer.remove(replaced.file);
  if (replaced.header.detail !== written.detail) writer.remove(paths.detail(root, replaced.month, replaced.header.runId, replaced.header.detail));
}

/** A damaged file that was just replaced is mended. */
function withoutDamage({ problems, damagedRuns }: Inventory, path: string): Pick<Inventory, 'problems' | 'damagedRuns'> {
  return { problems: problems.filter((problem) => problem.position?.file !== path), damagedRuns: damagedRuns.filter((one) => one !== path) };
}

function pointOf(snapshot: Snapshot, refs: Pick<PointHeader, 'source' | 'catalogue' | 'estate' | 'detail'>): PointDocument {
  const { runId, takenAt, finishedAt, toolVersion, model, formula, cloud, tenantIds, catalogueHash, gaps, drift, requests } = snapshot;
  const scopes = scopePointsOf(snapshot);
  const header = { runId, takenAt, finishedAt, toolVersion, model, formula, cloud, tenantIds, catalogueHash, gaps, drift, requests, ...coverageOf(scopes, gaps), ...refs };
  const builder = createNumbersBuilder();
  builder.add(header, scopes);
  return { schema: 'secure-score/point', version: recordVersion, ...builder.build() };
}

function writeMarker({ fileSystem, writer, root }: AppendTarget): void {
  if (fileSystem.list(root).some(({ name }) => name === 'record.json')) return;
  writer.replace(paths.marker(root), Buffer.from(`${JSON.stringify({ schema: 'secure-score/record', version: recordVersion })}\n`));
}

function catalogueOf({ controls, recommendations }: Snapshot): CatalogueDocument {
  return { schema: 'secure-score/catalogue', version: recordVersion, controls, recommendations };
}

function estateOf({ scopes, managementGroups }: Snapshot): EstateDocument {
  return { schema: 'secure-score/estate', version: recordVersion, scopes, managementGroups };
}

/** Stores a document under the SHA-256 of its content unless it is there and whole; returns the hash. */
function shared({ fileSystem, writer, root, seen }: AppendTarget, document: CatalogueDocument | EstateDocument): string {
  const hash = sha256(JSON.stringify(document));
  if (seen.has(hash)) return hash;
  const isCatalogue = document.schema === 'secure-score/catalogue';
  const path = isCatalogue ? paths.catalogue(root, hash) : paths.estate(root, hash);
  try {
    const expected = { of: 'content', sha256: hash } as const;
    if (isCatalogue) readDocument(fileSystem, path, catalogueSchema, expected);
    else readDocument(fileSystem, path, estateSchema, expected);
  } catch {
    writer.replace(path, packDocument(document, 'small'));
  }
  seen.add(hash);
  return hash;
}

/** Columns hold one value a scope, control and key: two would silently become one. */
function checkUnique({ scores, scopes }: Snapshot): void {
  refuseTwice('scope', scopes.map((scope) => scope.id));
  refuseTwice('score of scope', scores.map((score) => score.scopeId));
  for (const score of scores) {
    refuseTwice(`control of ${score.scopeId}`, score.controls.map((control) => control.controlId));
    refuseTwice(`recommendation of ${score.scopeId}`, score.recommendations.map((count) => count.key));
  }
}

function refuseTwice(what: string, names: readonly string[]): void {
  const sorted = [...names].sort(compareText);
  const twice = sorted.find((name, index) => name === sorted[index + 1]);
  if (twice !== undefined) throw new Error(`snapshot holds ${what} ${twice} twice`);
}
