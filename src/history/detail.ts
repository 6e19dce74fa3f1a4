import { z } from 'zod';
import { defenderPlanSchema, grantSchema, riskCountSchema, type Grant } from '../domain/circumstances.ts';
import type { Assessment, AssessmentRef, Governance, ScopeScore, Snapshot, UnhealthySignature } from '../domain/snapshot.ts';
import { assessmentRefSchema, assessmentSchema, governanceSchema } from '../domain/snapshot.ts';
import type { ChangesDocument, DetailDocument } from './documents.ts';
import { recordVersion } from './documents.ts';
import type { TableDocument } from './table.ts';
import { decodeTable, encodeTable } from './table.ts';

/** The assessments one run collected. */
export interface RunRows {
  /** Rows changed after this moment; null: every assessment (a baseline). */
  readonly since: string | null;
  readonly rows: readonly Assessment[];
  readonly deleted: readonly AssessmentRef[];
}

/** The rest of a run's detail. */
export interface RunNotes extends Pick<Snapshot, 'grants' | 'risks' | 'plans' | 'panels'> {
  readonly governance: readonly Governance[];
  readonly signatures: ReadonlyMap<string, readonly UnhealthySignature[]>;
}

const signatureShape = { scopeId: z.string(), keys: z.string(), resources: z.number() };
const keysSchema = z.array(z.string());
const grantShape = { ...grantSchema.shape, keys: z.string() };

export function encodeDetail(snapshot: Snapshot): DetailDocument {
  const { since, rows, deleted } = snapshot.assessments;
  return {
    schema: 'secure-score/detail',
    version: recordVersion,
    since,
    rows: encodeAssessments(rows),
    deleted: encodeTable(deleted, assessmentRefSchema.shape),
    governance: encodeTable(snapshot.governance, governanceSchema.shape),
    signatures: encodeTable(snapshot.scores.flatMap(signatureRows), signatureShape),
    ...encodeCircumstances(snapshot),
    ...(snapshot.panels === undefined ? {} : { panels: snapshot.panels }),
  };
}

export function decodeRows(document: DetailDocument): RunRows {
  return { since: document.since, rows: decodeAssessments(document.rows), deleted: decodeTable(document.deleted, assessmentRefSchema.shape) };
}

export function decodeNotes(document: DetailDocument): RunNotes {
  const signatures = new Map<string, UnhealthySignature[]>();
  for (const { scopeId, keys, resources } of decodeTable(document.signatures, signatureShape)) {
    const own = signatures.get(scopeId) ?? [];
    signatures.set(scopeId, own);
    own.push({ keys: keysSchema.parse(JSON.parse(keys)), resources });
  }
  return { governance: decodeTable(document.governance, governanceSchema.shape), signatures, ...decodeCircumstances(document), ...(document.panels === undefined ? {} : { panels: document.panels }) };
}

function encodeCircumstances({ grants, risks, plans }: Snapshot): Pick<DetailDocument, 'grants' | 'risks' | 'plans'> {
  return {
    ...(grants === undefined ? {} : { grants: encodeTable(grants.map((grant) => ({ ...grant, keys: JSON.stringify(grant.keys) })), grantShape) }),
    ...(risks === undefined ? {} : { risks: encodeTable(risks, riskCountSchema.shape) }),
    ...(plans === undefined ? {} : { plans: encodeTable(plans, defenderPlanSchema.shape) }),
  };
}

/** What is not in the document stays unknown: runs of older versions have none of it. */
function decodeCircumstances({ grants, risks, plans }: DetailDocument): Pick<Snapshot, 'grants' | 'risks' | 'plans'> {
  return {
    ...(grants === undefined ? {} : { grants: decodeTable(grants, grantShape).map((grant): Grant => ({ ...grant, keys: keysSchema.parse(JSON.parse(grant.keys)) })) }),
    ...(risks === undefined ? {} : { risks: [...decodeTable(risks, riskCountSchema.shape)] }),
    ...(plans === undefined ? {} : { plans: [...decodeTable(plans, defenderPlanSchema.shape)] }),
  };
}

/** A month's collected assessments in one document, runs oldest first. */
export function encodeChanges(runs: readonly (RunRows & { readonly runId: string })[]): ChangesDocument {
  return {
    schema: 'secure-score/changes',
    version: recordVersion,
    runs: runs.map(({ runId, since, rows, deleted }) => ({ runId, since, rows: rows.length, deleted: deleted.length })),
    rows: encodeAssessments(runs.flatMap((run) => run.rows)),
    deleted: encodeTable(runs.flatMap((run) => run.deleted), assessmentRefSchema.shape),
  };
}

/** Inverse of {@link encodeChanges}, by run id. */
export function decodeChanges(document: ChangesDocument): ReadonlyMap<string, RunRows> {
  const rows = decodeAssessments(document.rows);
  const deleted = decodeTable(document.deleted, assessmentRefSchema.shape);
  let [row, gone] = [0, 0];
  const runs = new Map<string, RunRows>();
  for (const run of document.runs) {
    runs.set(run.runId, { since: run.since, rows: rows.slice(row, row + run.rows), deleted: deleted.slice(gone, gone + run.deleted) });
    row += run.rows;
    gone += run.deleted;
  }
  if (row !== rows.length || gone !== deleted.length) throw new RangeError('numbers of rows do not add up');
  return runs;
}

export function encodeAssessments(rows: readonly Assessment[]): TableDocument {
  return encodeTable(rows, assessmentSchema.shape);
}

export function decodeAssessments(document: TableDocument): readonly Assessment[] {
  return decodeTable(document, assessmentSchema.shape);
}

function signatureRows({ scopeId, signatures }: ScopeScore): readonly { readonly scopeId: string; readonly keys: string; readonly resources: number }[] {
  return signatures.map(({ keys, resources }) => ({ scopeId, keys: JSON.stringify(keys), resources }));
}
