import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { Grant } from '../../domain/circumstances.ts';
import { knownNames, type DriftLog } from '../drift.ts';
import { compareText, decodeRows, textOrNull, timestampOrNull } from './decode.ts';

const policyType = 'microsoft.authorization/policyexemptions';
/** What the drift calls these rows. */
export const exemptionSubject = 'exemptions';
export const assignmentSubject = 'policy assignments';
const text = z.string().nullish();
const rowShape = z.object({
  id: z.string(), type: text, displayName: text, description: text, category: text, expiresOn: text, assignmentId: text, policies: z.array(z.string()).nullish().catch(null),
  assessmentKey: text, createdBy: text, createdOn: text,
});
const definitionShape = z.object({ policyDefinitionReferenceId: text, policyDefinitionId: text });
const policyRowShape = z.object({ id: z.string(), assignments: z.array(z.string()), policies: z.array(definitionShape).nullish().catch(null) });
const categories = knownNames('Waiver', 'Mitigated');
/** A standard's exemption of several recommendations by a rule has this in place of a key. */
const noKey = '00000000-0000-0000-0000-000000000000';

type ExemptionRow = z.infer<typeof rowShape>;

/** Policies of an assignment: the whole of them, and by the reference that an initiative has for each. */
interface AssignedPolicies {
  readonly all: readonly string[];
  readonly byReference: ReadonlyMap<string, string>;
}

/** True where at least one exemption is of Azure Policy: which policies it exempts is another question to ask. */
export function exemptsPolicies(rows: readonly WireRow[]): boolean {
  return rows.some((row) => row['type'] === policyType);
}

/**
 * Exemptions that concern recommendations, sorted by id: one of Azure Policy is of the recommendations that its policies judge.
 * @param policyRows what assignments consist of; null: not known, then nothing is known of which recommendations either.
 * @param keysOf recommendations that a policy definition (id, lower case) is behind.
 */
export function decodeExemptions(rows: readonly WireRow[], policyRows: readonly WireRow[] | null, keysOf: ReadonlyMap<string, readonly string[]>, drift: DriftLog): readonly Grant[] {
  const assigned = policyRows === null ? null : assignedPolicies(policyRows, drift);
  const grants = new Map<string, Grant>();
  for (const row of decodeRows(rows, rowShape, exemptionSubject, drift)) {
    if (scopeGranted(row.id) === null) {
      drift.invalidRow(exemptionSubject, 'id: not the id of an exemption');
      continue;
    }
    const keys = row.type === policyType ? policyKeys(row, assigned, keysOf) : standardKeys(row);
    // Exemptions of policies behind no recommendation (tags, regions) are none of ours.
    if (keys !== null) grants.set(row.id.toLowerCase(), grantOf(row, keys, drift));
  }
  return [...grants.values()].toSorted((a, b) => compareText(a.id, b.id));
}

function grantOf(row: ExemptionRow, keys: readonly string[], drift: DriftLog): Grant {
  const id = row.id.toLowerCase();
  const category = textOrNull(row.category ?? '');
  drift.value(`${exemptionSubject} exemptionCategory`, category ?? '', categories);
  return {
    id, keys: [...new Set(keys)].toSorted(compareText),
    source: row.type === policyType ? 'policyExemption' : 'standardAssignment',
    scope: scopeGranted(id) ?? id,
    name: textOrNull((row.displayName ?? '').trim()),
    reason: textOrNull((row.description ?? '').trim()),
    category,
    expiresAt: timestampOrNull(row.expiresOn ?? '', `${exemptionSubject} expiresOn`, drift),
    createdBy: textOrNull((row.createdBy ?? '').trim()),
    createdAt: timestampOrNull(row.createdOn ?? '', `${exemptionSubject} createdOn`, drift),
  };
}

/** What an exemption was granted on, from its id; null for another id. */
function scopeGranted(id: string): string | null {
  return /^(\/.+)\/providers\/microsoft\.(?:authorization\/policyexemptions|security\/standardassignments)\/[^/]+$/.exec(id.toLowerCase())?.[1] ?? null;
}

function standardKeys({ assessmentKey }: ExemptionRow): readonly string[] {
  const key = (assessmentKey ?? '').toLowerCase();
  return key === '' || key === noKey ? [] : [key];
}

/** Null: it is of no recommendation. */
function policyKeys({ assignmentId, policies }: ExemptionRow, assigned: ReadonlyMap<string, AssignedPolicies> | null, keysOf: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const own = assigned?.get((assignmentId ?? '').toLowerCase());
  if (own === undefined) return [];
  const named = (policies ?? []).map((reference) => own.byReference.get(reference.toLowerCase()));
  const definitions = named.length === 0 ? own.all : named.flatMap((id) => id ?? []);
  const keys = definitions.flatMap((id) => keysOf.get(id) ?? []);
  return keys.length === 0 ? null : keys;
}

function assignedPolicies(rows: readonly WireRow[], drift: DriftLog): ReadonlyMap<string, AssignedPolicies> {
  const assigned = new Map<string, AssignedPolicies>();
  for (const { id, assignments, policies } of decodeRows(rows, policyRowShape, assignmentSubject, drift)) {
    const members = (policies ?? []).map((one) => [(one.policyDefinitionReferenceId ?? '').toLowerCase(), (one.policyDefinitionId ?? '').toLowerCase()] as const);
    const own = { all: members.length === 0 ? [id.toLowerCase()] : members.map(([, policy]) => policy), byReference: new Map(members) };
    for (const assignment of assignments) assigned.set(assignment.toLowerCase(), own);
  }
  return assigned;
}
