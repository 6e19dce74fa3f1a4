import type { KnownStates } from '../domain/history.ts';
import type { Governance } from '../domain/snapshot.ts';

/** Who has to mend a recommendation, and by when. */
export interface Ownership {
  readonly owner: string | null;
  /** ISO 8601 UTC. */
  readonly dueAt: string | null;
  /** Distinct, sorted. */
  readonly tickets: readonly string[];
}

/** Assignments of assessments that still fail; those of others are completed (Microsoft's Governance workbook). All, where no states are on record. */
export function openAssignments(governance: readonly Governance[], states: KnownStates | null): readonly Governance[] {
  if (states === null || states.since === null) return governance;
  return governance.filter((one) => states.state(one) === 'Unhealthy');
}

/** Most frequent owner and earliest due date of each recommendation's assignments. */
export function ownersByKey(governance: readonly Governance[]): Map<string, Ownership> {
  return new Map(
    [...Map.groupBy(governance, (one) => one.key)].map(([key, assignments]) => {
      const byOwner = Map.groupBy(assignments.filter((one) => one.owner !== null), (one) => one.owner);
      const [owner] = [...byOwner].toSorted(([a, x], [b, y]) => y.length - x.length || String(a).localeCompare(String(b), 'en'))[0] ?? [null];
      const dueAt = assignments.flatMap((one) => one.dueAt ?? []).toSorted()[0] ?? null;
      const tickets = [...new Set(assignments.flatMap(({ ticket }) => ticket ?? []))].toSorted();
      return [key, { owner, dueAt, tickets }];
    }),
  );
}
