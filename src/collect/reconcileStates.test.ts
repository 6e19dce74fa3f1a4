import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownStates } from '../domain/history.ts';
import type { Assessment, RecommendationCount } from '../domain/snapshot.ts';
import { compareCounts, reconcilePairs } from './reconcileStates.ts';

/** Scope, key and resource → state. */
type World = ReadonlyMap<string, string>;

const scopes = ['/subscriptions/a', '/subscriptions/b'];
const keys = ['k1', 'k2', 'k3'];
const refOf = (place: string): { scopeId: string; key: string; resourceId: string } => {
  const [scopeId = '', key = '', resourceId = ''] = place.split(' ');
  return { scopeId, key, resourceId };
};

function rowOf(place: string, state: string): Assessment {
  return { ...refOf(place), resourceName: 'r', state, cause: null, reason: null, changedAt: null, firstEvaluatedAt: null, portalUrl: null };
}

function countsOf(world: World): ReadonlyMap<string, readonly RecommendationCount[]> {
  const counts = new Map<string, Map<string, { key: string; healthy: number; unhealthy: number; notApplicable: number; exempt: number }>>(scopes.map((scope) => [scope, new Map()]));
  for (const [place, state] of world) {
    const { scopeId, key } = refOf(place);
    const count = counts.get(scopeId)?.get(key) ?? { key, healthy: 0, unhealthy: 0, notApplicable: 0, exempt: 0 };
    counts.get(scopeId)?.set(key, count);
    if (state === 'Healthy') count.healthy += 1;
    else if (state === 'Unhealthy') count.unhealthy += 1;
    else count.notApplicable += 1;
  }
  return new Map([...counts].map(([scope, byKey]) => [scope, [...byKey.values()]]));
}

function knownOf(world: World): Pick<KnownStates, 'state' | 'resources' | 'counts'> {
  return {
    state: ({ scopeId, key, resourceId }) => world.get(`${scopeId} ${key} ${resourceId}`) ?? null,
    resources: (scopeId, key) => new Map([...world].filter(([place]) => place.startsWith(`${scopeId} ${key} `)).map(([place, state]) => [refOf(place).resourceId, state])),
    counts: () => new Map([...countsOf(world)].map(([scope, counts]) => [scope, new Map(counts.map((count) => [count.key, count]))])),
  };
}

/** What a run records: the world before, brought forward by what was found. */
function recorded(before: World, now: World, reported: readonly Assessment[]): World {
  const known = knownOf(before);
  const comparison = compareCounts(known, reported, countsOf(now));
  const pairs = new Set(comparison.differing.map(({ scopeId, key }) => `${scopeId} ${key}`));
  const read = [...now].filter(([place]) => pairs.has(place.split(' ').slice(0, 2).join(' '))).map(([place, state]) => rowOf(place, state));
  const { rows, deleted } = reconcilePairs(known, reported, comparison, read);
  const after = new Map(before);
  for (const row of rows) after.set(`${row.scopeId} ${row.key} ${row.resourceId}`, row.state);
  for (const ref of deleted) after.delete(`${ref.scopeId} ${ref.key} ${ref.resourceId}`);
  return after;
}

const place = fc.tuple(fc.constantFrom(...scopes), fc.constantFrom(...keys), fc.integer({ min: 0, max: 6 })).map(([scope, key, resource]) => `${scope} ${key} r${resource}`);
const state = fc.constantFrom('Healthy', 'Unhealthy', 'NotApplicable');
const world = fc.array(fc.tuple(place, state), { maxLength: 40 }).map((entries): World => new Map(entries));

const sorted = (one: World): readonly (readonly [string, string])[] => [...one].toSorted(([a], [b]) => (a < b ? -1 : 1));

describe('compareCounts and reconcilePairs', () => {
  it('bring the record to what is there when changes are reported and deletions are not', () => {
    fc.assert(fc.property(world, world, (before, now) => {
      const reported = [...now].filter(([one, value]) => before.get(one) !== value).map(([one, value]) => rowOf(one, value));
      expect(sorted(recorded(before, now, reported))).toEqual(sorted(now));
    }), { numRuns: 500 });
  });

  it('find whatever the service does not report, unless it changes no number', () => {
    fc.assert(fc.property(world, world, fc.func(fc.boolean()), (before, now, isReported) => {
      const reported = [...now].filter(([one, value]) => before.get(one) !== value && isReported(one)).map(([one, value]) => rowOf(one, value));
      const after = recorded(before, now, reported);
      expect(sortedCounts(after)).toEqual(sortedCounts(now));
      // Where numbers alone cannot tell, the set of resources may be off; wherever they can, it is exact.
      const known = knownOf(before);
      for (const { scopeId, key } of compareCounts(known, reported, countsOf(now)).differing) {
        expect(knownOf(after).resources(scopeId, key)).toEqual(knownOf(now).resources(scopeId, key));
      }
    }), { numRuns: 500 });
  });

  it('ask for nothing when nothing is unexpected', () => {
    fc.assert(fc.property(world, (before) => {
      expect(compareCounts(knownOf(before), [], countsOf(before))).toEqual({ differing: [], deleted: [] });
    }));
  });

  it('need no look at a recommendation that is judged nowhere in the scope any more', () => {
    const before: World = new Map([[`${scopes[0]} k1 r1`, 'Healthy'], [`${scopes[0]} k1 r2`, 'Unhealthy']]);
    const { differing, deleted } = compareCounts(knownOf(before), [], countsOf(new Map()));
    expect(differing).toEqual([]);
    expect(deleted.map(({ resourceId }) => resourceId)).toEqual(['r1', 'r2']);
  });

  it('leave scopes alone whose numbers did not arrive', () => {
    const before: World = new Map([[`${scopes[0]} k1 r1`, 'Healthy']]);
    expect(compareCounts(knownOf(before), [], new Map([[scopes[1] ?? '', []]]))).toEqual({ differing: [], deleted: [] });
  });
});

function sortedCounts(one: World): unknown {
  return [...countsOf(one)].map(([scope, counts]) => [scope, counts.toSorted((a, b) => (a.key < b.key ? -1 : 1))]);
}
