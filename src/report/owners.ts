import type { Governance } from '../domain/snapshot.ts';

/** Who has to mend a recommendation, and by when. */
export interface Ownership {
  readonly owner: string | null;
  /** ISO 8601 UTC. */
  readonly dueAt: string | null;
}

/** Most frequent owner and earliest due date of each recommendation's assignments. */
export function ownersByKey(governance: readonly Governance[]): Map<string, Ownership> {
  return new Map(
    [...Map.groupBy(governance, (one) => one.key)].map(([key, assignments]) => {
      const byOwner = Map.groupBy(assignments.filter((one) => one.owner !== null), (one) => one.owner);
      const [owner] = [...byOwner].toSorted(([a, x], [b, y]) => y.length - x.length || String(a).localeCompare(String(b), 'en'))[0] ?? [null];
      const dueAt = assignments.flatMap((one) => one.dueAt ?? []).toSorted()[0] ?? null;
      return [key, { owner, dueAt }];
    }),
  );
}
