import type { History, HistoryPoint, KnownStates } from '../../domain/history.ts';
import type { Scope, ScopeId } from '../../domain/scope.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { createBlock } from '../block.ts';
import { coverageOf } from '../coverage.ts';
import type { RunRows } from '../detail.ts';
import type { PointHeader } from '../documents.ts';
import { recordVersion } from '../documents.ts';
import { createHistory } from '../history.ts';
import type { Entry } from '../inventory.ts';
import { monthOf } from '../layout.ts';
import { createNumbersBuilder, scopePointsOf } from '../numbers.ts';
import { createStateLog } from '../stateLog.ts';

/** A run with where it comes from. */
export interface SourcedSnapshot {
  readonly snapshot: Snapshot;
  readonly source: HistoryPoint['source'];
}

/** A history without a folder: the record's own answers over runs that are held in memory as columns. */
export interface MemoryHistory {
  readonly history: History;
  knownStates(): KnownStates;
}

/** `runs` oldest first; each is read once and not kept. */
export function memoryHistory(runs: Iterable<SourcedSnapshot>, timeZone: string): MemoryHistory {
  const builder = createNumbersBuilder();
  const rows = new Map<string, RunRows>();
  const catalogues = new Map<string, Pick<Snapshot, 'controls' | 'recommendations'>>();
  const scopes = new Map<ScopeId, Scope>();
  for (const { snapshot, source } of runs) {
    const points = scopePointsOf(snapshot);
    builder.add({ ...headerOf(snapshot, source), ...coverageOf(points, snapshot.gaps) }, points);
    rows.set(snapshot.runId, snapshot.assessments);
    catalogues.set(snapshot.runId, { controls: snapshot.controls, recommendations: snapshot.recommendations });
    for (const scope of snapshot.scopes) scopes.set(scope.id, scope);
  }
  const numbers = builder.build();
  const path = 'memory';
  const block = createBlock({
    path, points: numbers.points, scopeIds: numbers.scopeIds, scores: numbers.scores,
    controls: () => ({ path, section: numbers.controls }),
    recommendations: () => ({ path, section: numbers.recommendations }),
  });
  const entries = numbers.points.map((header, index): Entry => ({ header, at: Date.parse(header.takenAt), month: monthOf(header.takenAt), block, index, file: null }));
  const onDamage = (error: unknown): never => {
    throw error;
  };
  const log = createStateLog({ rows: ({ header }) => rows.get(header.runId) ?? { since: null, rows: [], deleted: [] }, checkpoints: () => [], onDamage });
  const history = createHistory(entries, {
    timeZone,
    scopes: () => scopes,
    catalogue: ({ header }) => ({ schema: 'secure-score/catalogue', version: recordVersion, ...(catalogues.get(header.runId) ?? { controls: [], recommendations: [] }) }),
    governance: () => null,
    stateChanges: log.changes,
    onDamage,
  });
  return { history, knownStates: () => log.known(entries) };
}

/** Nothing is stored, so nothing has a hash; the detail's tells runs apart and the run id does that. */
function headerOf(snapshot: Snapshot, source: HistoryPoint['source']): Omit<PointHeader, 'expected' | 'scored'> {
  const { runId, takenAt, finishedAt, toolVersion, model, formula, cloud, tenantIds, catalogueHash, gaps, drift, requests } = snapshot;
  return { runId, takenAt, finishedAt, toolVersion, model, formula, cloud, tenantIds, catalogueHash, gaps, drift, requests, source, catalogue: '', estate: '', detail: runId };
}
