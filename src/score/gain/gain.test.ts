import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlPoints, scopePoints } from '../recompute.ts';
import { rollUp } from '../rollUp.ts';
import { bundles, gainOf, planActions, upperBound } from './plan.ts';
import { failingSets, rescore, type RescorableScope } from './rescore.ts';

/** Definitions with overlapping recommendations: k2 belongs to two controls. */
const definitions = [
  { controlId: 'a', name: 'A', maxScore: 10, recommendationKeys: ['k1', 'k2'] },
  { controlId: 'b', name: 'B', maxScore: 4, recommendationKeys: ['k2', 'k3', 'k4'] },
  { controlId: 'c', name: 'C', maxScore: 6, recommendationKeys: ['k5', 'preview'] },
];
const allKeys = ['k1', 'k2', 'k3', 'k4', 'k5', 'preview'];
const counting = (key: string): boolean => key !== 'preview';

/** A resource as the set of recommendations it fails, among those that judge it. */
interface Resource {
  readonly judgedBy: readonly string[];
  readonly fails: readonly string[];
}
const resource = fc.subarray(allKeys, { minLength: 1 }).chain((judgedBy) => fc.subarray([...judgedBy]).map((fails): Resource => ({ judgedBy, fails })));
const tenant = fc.array(fc.record({ weight: fc.integer({ min: 1, max: 300 }), resources: fc.array(resource, { minLength: 1, maxLength: 12 }) }), { minLength: 1, maxLength: 4 });
type Tenant = readonly { readonly weight: number; readonly resources: readonly Resource[] }[];

/** The service's view of a tenant, by its own rules. */
function scoresOf(world: Tenant): RescorableScope[] {
  return world.map(({ weight, resources }, index) => {
    const controls = definitions.map((control) => {
      const keys = new Set(control.recommendationKeys.filter(counting));
      const judged = resources.filter((one) => one.judgedBy.some((key) => keys.has(key)));
      const unhealthy = judged.filter((one) => one.fails.some((key) => keys.has(key))).length;
      const state = { healthy: judged.length - unhealthy, unhealthy, notApplicable: 0 };
      return { controlId: control.controlId, weight: judged.length, ...state, ...controlPoints(control.maxScore, state) };
    });
    const signatures = [...Map.groupBy(resources.filter((one) => one.fails.length > 0), (one) => one.fails.toSorted().join(' '))].map(([name, own]) => ({ keys: name.split(' '), resources: own.length }));
    return { scopeId: `s${index}`, weight, points: scopePoints(controls), controls, signatures };
  });
}

const fix = (world: Tenant, keys: readonly string[]): Tenant => world.map((scope) => ({ ...scope, resources: scope.resources.map((one) => ({ ...one, fails: one.fails.filter((key) => !keys.includes(key)) })) }));

describe('rescore', () => {
  it('predicts the score that the service shows once the recommendations are fixed', () => {
    fc.assert(
      fc.property(tenant, fc.subarray(allKeys), (world, keys) => {
        const scopes = scoresOf(world);
        const predicted = rescore(scopes, failingSets(scopes, definitions, counting), new Set(keys));
        const actual = rollUp(scoresOf(fix(world, keys))).ratio;
        return predicted === null ? actual === null : Math.abs(predicted - (actual ?? -1)) < 1e-12;
      }),
      { numRuns: 2000 },
    );
  });

  it('gains nothing by one of two recommendations that a resource fails, and all by both', () => {
    const scopes = scoresOf([{ weight: 1, resources: [{ judgedBy: ['k3', 'k4'], fails: ['k3', 'k4'] }] }]);
    const sets = failingSets(scopes, definitions, counting);
    expect([new Set(['k3']), new Set(['k4']), new Set(['k3', 'k4'])].map((keys) => rescore(scopes, sets, keys))).toEqual([0, 0, 1]);
  });
});

describe('a resource in grace', () => {
  const control = (controlId: string, healthy: number, unhealthy: number) => ({ controlId, weight: healthy + unhealthy, healthy, unhealthy, notApplicable: 0, ...controlPoints(10, { healthy, unhealthy, notApplicable: 0 }) });
  const standing = (controlId: string, failing: string[], graced: string[], passes: boolean) => ({ controlId, maxScore: 10, failing, graced, passes });
  const scope = (controls: ReturnType<typeof control>[], standings: ReturnType<typeof standing>[]): RescorableScope => ({
    scopeId: 's', weight: 54, points: scopePoints(controls), controls, signatures: [], grace: { assessed: 3, resources: [{ standings }] },
  });
  it('is not counted until it is mended, then it is, and adds weight', () => {
    const scopes = [scope([control('a', 1, 1)], [standing('a', [], ['k1'], false)]), scope([control('a', 1, 1)], [])];
    expect(rescore(scopes, [], new Set(['k2']))).toBe(0.5);
    // 2 of 3 pass, in a scope that weighs a third more.
    expect(rescore(scopes, [], new Set(['k1']))).toBeCloseTo((72 * 0.667 + 54 * 0.5) / 126, 12);
  });
  it('brings a control into the score that judged nothing else', () => {
    expect(rescore([scope([control('a', 1, 1)], [standing('a', [], [], true), standing('b', [], ['k1'], false)])], [], new Set(['k1']))).toBe(0.75);
  });
  it('is healthy as soon as what it fails outside grace is mended', () => {
    const scopes = [scope([control('a', 1, 1)], [standing('a', ['k1'], ['k2'], false)])];
    expect([new Set(['k2']), new Set(['k1'])].map((fixed) => rescore(scopes, [], fixed))).toEqual([0.5, 1]);
  });
});

describe('planActions', () => {
  it('takes recommendations together that only help together', () => {
    const plan = planActions([{ keys: ['x', 'y'], value: 0.1 }, { keys: ['z'], value: 0.01 }], { steps: 3 });
    expect(plan.steps.map((step) => step.keys)).toEqual([['x', 'y'], ['z']]);
    expect(plan.gain).toBeCloseTo(0.11, 12);
  });
  it('stops when the gain is enough', () => {
    expect(planActions([{ keys: ['x'], value: 0.1 }, { keys: ['z'], value: 0.05 }], { steps: 9, enough: 0.08 }).steps).toHaveLength(1);
  });
  it('takes the more urgent of what gains the same for the same effort, and nothing else first', () => {
    const all = [{ keys: ['x'], value: 0.1 }, { keys: ['y'], value: 0.1 }, { keys: ['z'], value: 0.2 }];
    const keys = (urgency?: (one: readonly string[]) => number): readonly string[] => planActions(all, { steps: 3, ...(urgency === undefined ? {} : { urgency }) }).steps.flatMap((step) => step.keys);
    expect([keys(), keys(([key]) => (key === 'y' ? 1 : 0)), keys(([key]) => (key === 'x' ? 1 : 0))]).toEqual([['z', 'x', 'y'], ['z', 'y', 'x'], ['z', 'x', 'y']]);
  });
  it('never gains more than its bound, nor does any other choice of as many', () => {
    fc.assert(
      fc.property(tenant, fc.subarray(allKeys), (world, other) => {
        const scopes = scoresOf(world);
        const all = bundles(scopes, failingSets(scopes, definitions, counting));
        const plan = planActions(all, { steps: 3 });
        return plan.gain <= plan.bound + 1e-9 && gainOf(all, new Set(other)) <= upperBound(all, other.length) + 1e-9;
      }),
      { numRuns: 2000 },
    );
  });
  it('agrees with rescoring but for the service\'s rounding', () => {
    fc.assert(
      fc.property(tenant, fc.subarray(allKeys), (world, keys) => {
        const scopes = scoresOf(world);
        const sets = failingSets(scopes, definitions, counting);
        const before = rollUp(scopes).ratio ?? 0;
        const after = rescore(scopes, sets, new Set(keys)) ?? 0;
        return Math.abs(gainOf(bundles(scopes, sets), new Set(keys)) - (after - before)) < 0.01;
      }),
    );
  });
});
