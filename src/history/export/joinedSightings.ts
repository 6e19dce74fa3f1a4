import type { Sighting } from './sightings.ts';

/** Sightings with repeats joined, so that a year of weekly snapshots is held as the states it repeats. */
export interface JoinedSightings {
  /** In any order; a repeat adds its days. */
  add(sighting: Sighting): void;
  /** One for each state that an assessment was in, what it says taken from its first row. */
  all(): readonly Sighting[];
}

interface Joined {
  first: Sighting;
  readonly days: Set<number>;
  readonly snapshotDays: Set<number>;
}

export function joinedSightings(): JoinedSightings {
  const joined = new Map<string, Joined>();
  return {
    add: (sighting) => {
      const { scopeId, key, resourceId, state, changedAt } = sighting.assessment;
      // Without a date of change, a state that comes back cannot be told from one that stayed, so days are kept apart.
      const name = `${scopeId} ${key} ${resourceId} ${state} ${changedAt ?? String(sighting.days[0] ?? '')}`;
      const before = joined.get(name);
      if (before === undefined) joined.set(name, { first: sighting, days: new Set(sighting.days), snapshotDays: new Set(sighting.snapshotDays) });
      else {
        if (sighting.first < before.first.first) before.first = sighting;
        for (const day of sighting.days) before.days.add(day);
        for (const day of sighting.snapshotDays) before.snapshotDays.add(day);
      }
    },
    all: () => [...joined.values()].map(({ first, days, snapshotDays }) => ({ ...first, days: ascending(days), snapshotDays: ascending(snapshotDays) })),
  };
}

function ascending(days: ReadonlySet<number>): readonly number[] {
  return [...days].sort((a, b) => a - b);
}
