import type { WireRow } from '../azure/index.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { BatchedRows } from './batches.ts';
import type { DriftLog } from './drift.ts';
import { queryOf, type Query, type QueryName } from './queries.ts';
import { assignmentSubject, decodeExemptions, exemptionSubject, exemptsPolicies } from './rows/exemptions.ts';
import { decodeRisksAndPlans, planSubject, riskSubject } from './rows/risksAndPlans.ts';

/** Rows of what the service knows beside the score; null: not answered. */
export interface CircumstanceRows {
  readonly exemptions: readonly WireRow[] | null;
  /** Of the policies that exemptions name. */
  readonly policies: readonly WireRow[] | null;
  readonly risksAndPlans: readonly WireRow[] | null;
}

/** Queries whose answers are in no score: where one fails, that is told, and nothing else suffers. */
export const besideTheScore: ReadonlySet<string> = new Set<QueryName>(['exemptions', 'exemptedPolicies', 'risksAndPlans']);

/** Subjects of these queries' rows in the drift. */
export const besideSubjects: ReadonlySet<string> = new Set([exemptionSubject, assignmentSubject, riskSubject, planSubject]);

/** Asks for all of it at the same time; which policies are exempted only where some are. */
export async function askCircumstances(ask: (query: Query) => Promise<BatchedRows>): Promise<CircumstanceRows> {
  const rowsOf = (name: 'exemptions' | 'exemptedPolicies' | 'risksAndPlans'): Promise<readonly WireRow[] | null> =>
    ask(queryOf(name)).then(({ rows, failed }) => (failed.length > 0 && rows.length === 0 ? null : rows));
  const exempted = rowsOf('exemptions').then(async (exemptions) => ({
    exemptions, policies: exemptions !== null && exemptsPolicies(exemptions) ? await rowsOf('exemptedPolicies') : [],
  }));
  const [{ exemptions, policies }, risksAndPlans] = await Promise.all([exempted, rowsOf('risksAndPlans')]);
  return { exemptions, policies, risksAndPlans };
}

/** What of it concerns the selected scopes. `recommendationRows` tell which policy is behind which recommendation. */
export function circumstancesOf(asked: CircumstanceRows, recommendationRows: readonly WireRow[], selected: ReadonlySet<string>, drift: DriftLog): Pick<Snapshot, 'grants' | 'risks' | 'plans'> {
  const isSelected = ({ scopeId }: { readonly scopeId: string }): boolean => selected.has(scopeId);
  const risksAndPlans = asked.risksAndPlans === null ? null : decodeRisksAndPlans(asked.risksAndPlans, drift);
  return {
    ...(asked.exemptions === null ? {} : { grants: [...decodeExemptions(asked.exemptions, asked.policies, keysByPolicy(recommendationRows), drift)] }),
    ...(risksAndPlans === null ? {} : { risks: risksAndPlans.risks.filter(isSelected), plans: risksAndPlans.plans.filter(isSelected) }),
  };
}

function keysByPolicy(rows: readonly WireRow[]): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, string[]>();
  for (const { id, policyDefinitionId } of rows) {
    if (typeof id !== 'string' || typeof policyDefinitionId !== 'string' || policyDefinitionId === '') continue;
    const own = keys.get(policyDefinitionId) ?? [];
    keys.set(policyDefinitionId, own);
    own.push(id);
  }
  return keys;
}
