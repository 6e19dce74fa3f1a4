import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapshot as sampleSnapshot } from '../history/testSnapshots.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { controlPoints, scopePoints } from '../score/index.ts';
import { planToTarget, targetPlanSchema } from './planToTarget.ts';

const keys = ['a', 'b', 'c', 'd', 'e'];

/** One scope with one control of ten points; each list of keys is a resource that fails them. */
function snapshot(failing: readonly (readonly string[])[], healthy = 0): Snapshot {
  const base = sampleSnapshot('2026-11-20T06:00:00Z');
  const scope = base.scopes[0];
  if (scope === undefined) throw new Error('the sample has no scope');
  const counts = { healthy, unhealthy: failing.length, notApplicable: 0 };
  const control = { controlId: 'control', weight: 1, ...counts, ...controlPoints(10, counts) };
  const signatures = failing.map((own) => ({ keys: [...own].toSorted(), resources: 1 }));
  const recommendation = (key: string) => ({
    key, name: `Recommendation ${key}`, severity: 'High', environment: 'Azure', implementationEffort: key < 'c' ? 'Low' : 'High', userImpact: null, categories: [],
    assessmentType: 'BuiltIn', preview: false, plannedDeprecation: null, remediation: null,
  });
  return {
    ...base, scopes: [scope], governance: [],
    scores: [{ scopeId: scope.id, secureScore: scopePoints([control]), gracePeriod: null, weight: 5, controls: [control], recommendations: [], signatures }],
    controls: [{ controlId: 'control', name: 'Control', maxScore: 10, recommendationKeys: keys }],
    recommendations: keys.map(recommendation),
  };
}
const plan = (given: Snapshot, target: number) => planToTarget({ snapshot: given, states: null, target, only: null });
const resource = fc.subarray(keys, { minLength: 1 });

describe('planToTarget', () => {
  it('stops as soon as the target is reached, and says how few could do', () => {
    const result = plan(snapshot([['a'], ['a'], ['b'], ['c']]), 0.6);
    expect(result).toMatchObject({ status: 'reachable', score: 0, after: 0.75, highest: 1, recommendations: 2, fewest: 2 });
    expect(result?.steps.map((step) => step.keys)).toEqual([['a'], ['b']]);
    expect(targetPlanSchema.parse(result)).toEqual(result);
  });
  it('takes together what only helps together', () => {
    expect(plan(snapshot([['a', 'b']], 1), 0.9)).toMatchObject({ recommendations: 2, steps: [{ keys: ['a', 'b'], gain: 0.5 }] });
  });
  it('drops a step that later ones make needless', () => {
    // "a" gains most a recommendation, but what is still missing then takes "b" and "c", which suffice alone.
    expect(plan(snapshot([['a'], ['a'], ['b', 'c'], ['b', 'c'], ['b', 'c']], 5), 0.8)?.steps.map((step) => step.keys)).toEqual([['b', 'c']]);
  });
  it('knows a target that is reached, or out of reach', () => {
    expect(plan(snapshot([['a']], 9), 0.5)).toMatchObject({ status: 'reached', steps: [], fewest: 0, after: 0.9 });
    const partly = snapshot([['a'], ['b']], 8);
    const [score] = partly.scores;
    const unknown = { ...partly, scores: score === undefined ? [] : [{ ...score, signatures: [{ keys: ['a'], resources: 1 }] }] };
    expect(plan(unknown, 0.95)).toMatchObject({ status: 'unreachable', highest: 0.9, fewest: null, steps: [{ keys: ['a'] }] });
  });
  it('has nothing to say where no failing resources are on record', () => {
    expect(plan(snapshot([]), 0.9)).toBeNull();
  });
  it('reaches what can be reached, with no fewer recommendations than it says are needed', () => {
    fc.assert(
      fc.property(fc.array(resource, { minLength: 1, maxLength: 12 }), fc.nat(10), fc.integer({ min: 1, max: 100 }), (failing, healthy, percent) => {
        const result = plan(snapshot(failing, healthy), percent / 100);
        if (result === null) return false;
        const enough = result.status === 'unreachable' || result.after >= result.target - 1e-9;
        return enough && (result.fewest === null || result.fewest <= result.recommendations) && result.status !== 'unreachable';
      }),
      { numRuns: 500 },
    );
  });
  it('never needs fewer than its bound: tried on every choice of recommendations', () => {
    fc.assert(
      fc.property(fc.array(resource, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 100 }), fc.subarray(keys), (failing, percent, choice) => {
        const result = plan(snapshot(failing), percent / 100);
        const healthy = failing.filter((own) => own.every((key) => choice.includes(key))).length;
        const reached = controlPoints(10, { healthy, unhealthy: failing.length - healthy, notApplicable: 0 }).current / 10 >= percent / 100;
        return !reached || (result?.fewest ?? Infinity) <= choice.length;
      }),
      { numRuns: 2000 },
    );
  });
});
