import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlPoints, scopePoints } from '../recompute.ts';
import { accountOfChange } from './accountOfChange.ts';
import { shapley } from './shapley.ts';
import type { Account, ControlPoint, CountCause, ScopePoint, Standing, Transition } from './types.ts';

/** A resource in one control at both points. */
interface Resource {
  readonly from: Standing;
  readonly to: Standing;
  readonly cause: CountCause;
}

interface Control {
  readonly max: readonly [number, number];
  readonly resources: readonly Resource[];
}

interface World {
  readonly weight: readonly [number, number] | readonly [number, null] | readonly [null, number];
  readonly controls: readonly Control[];
}

const standing = fc.constantFrom<Standing>('healthy', 'unhealthy', null);
const countCause = fc.constantFrom<CountCause>('remediated', 'regressed', 'newResources', 'deletedResources', 'exemptions', 'catalogue');
const resource = fc.record({ from: standing, to: standing, cause: countCause });
const maximum = fc.constantFrom(0, 1, 2, 4, 6, 8, 10);
const control = fc.record({ max: fc.tuple(maximum, maximum), resources: fc.array(resource, { maxLength: 8 }) });
const weight = fc.integer({ min: 1, max: 500 });
const presence = fc.oneof(fc.tuple(weight, weight), fc.tuple(weight, fc.constant(null)), fc.tuple(fc.constant(null), weight));
const worldOf = (controls: fc.Arbitrary<Control>, weights: fc.Arbitrary<World['weight']>): fc.Arbitrary<readonly World[]> =>
  fc.array(fc.record({ weight: weights, controls: fc.array(controls, { minLength: 1, maxLength: 4 }) }), { minLength: 1, maxLength: 6 });
const anyWorld = worldOf(control, presence);

const side = { before: 0, after: 1 } as const;

function pointOf(scope: World, scopeId: string, when: keyof typeof side, rounded = true): ScopePoint[] {
  const own = scope.weight[side[when]];
  if (own === null) return [];
  const controls = scope.controls.map(({ max, resources }, index): ControlPoint => {
    const has = (wanted: Standing): number => resources.filter((one) => (when === 'before' ? one.from : one.to) === wanted).length;
    const counts = { healthy: has('healthy'), unhealthy: has('unhealthy'), notApplicable: has(null) };
    const maxScore = max[side[when]];
    const assessed = counts.healthy + counts.unhealthy;
    const exact = assessed === 0 ? { current: 0, max: 0, ratio: 0 } : { current: (maxScore * counts.healthy) / assessed, max: maxScore, ratio: counts.healthy / assessed };
    return { controlId: `c${index}`, maxScore, points: rounded ? controlPoints(maxScore, counts) : exact, counts };
  });
  const total = { current: controls.reduce((sum, one) => sum + one.points.current, 0), max: controls.reduce((sum, one) => sum + one.points.max, 0), ratio: 0 };
  return [{ scopeId, points: rounded ? scopePoints(controls.map((one) => one.points)) : total, weight: own, controls }];
}

function transitionsOf(scope: World): Transition[] {
  return scope.controls.flatMap(({ resources }, index) =>
    resources.flatMap((one, at) => (one.from === one.to ? [] : { controlId: `c${index}`, resourceId: `r${at}`, from: one.from, to: one.to, cause: one.cause, keys: [] })),
  );
}

function accountOf(world: readonly World[], options: { readonly swapped?: boolean; readonly rounded?: boolean; readonly prefix?: string } = {}): Account | null {
  const id = (index: number): string => `${options.prefix ?? 's'}${index}`;
  const before = world.flatMap((scope, index) => pointOf(scope, id(index), 'before', options.rounded));
  const after = world.flatMap((scope, index) => pointOf(scope, id(index), 'after', options.rounded));
  const transitions = new Map(world.map((scope, index) => [id(index), transitionsOf(scope)]));
  if (options.swapped !== true) return accountOfChange({ before, after, transitions });
  const reversed = new Map([...transitions].map(([scope, list]) => [scope, list.map((one) => ({ ...one, from: one.to, to: one.from }))]));
  return accountOfChange({ before: after, after: before, transitions: reversed });
}

function byCause(account: Account): Map<string, number> {
  const sums = new Map<string, number>();
  for (const part of account.parts) sums.set(part.cause, (sums.get(part.cause) ?? 0) + part.change);
  return sums;
}

const nearly = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;
const runs = { numRuns: 2000 };

describe('shapley', () => {
  it('gives each player what it adds, on average over all orders', () => {
    // A glove game: one left glove, two right ones; a pair is worth 1.
    expect(shapley(3, (coalition) => ((coalition & 1) !== 0 && (coalition & 6) !== 0 ? 1 : 0)).map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0.666667, 0.166667, 0.166667]);
  });
});

describe('accountOfChange', () => {
  it('has parts that sum to the change, on any two points', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        const account = accountOf(world);
        if (account === null) return true;
        const total = account.parts.reduce((sum, part) => sum + part.change, 0);
        return Math.abs(total - (account.to - account.from)) < 1e-12;
      }),
      runs,
    );
  });

  it('negates every part when the two points are swapped', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        const forth = accountOf(world);
        const back = accountOf(world, { swapped: true });
        if (forth === null || back === null) return forth === back;
        const mirror: Readonly<Record<string, string>> = { scopesJoined: 'scopesLeft', scopesLeft: 'scopesJoined' };
        const there = byCause(forth);
        const here = byCause(back);
        return [...there].every(([cause, change]) => nearly(change, -(here.get(mirror[cause] ?? cause) ?? 0)));
      }),
      runs,
    );
  });

  it('does not depend on what scopes are called', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        const [a, b] = [accountOf(world), accountOf(world, { prefix: 'renamed' })];
        if (a === null || b === null) return a === b;
        const other = byCause(b);
        return [...byCause(a)].every(([cause, change]) => nearly(change, other.get(cause) ?? 0));
      }),
      runs,
    );
  });

  it('gives the same parts when a scope is split into two halves', () => {
    fc.assert(
      fc.property(worldOf(control, fc.tuple(weight, weight)), (world) => {
        const doubled = world.map((scope) => ({ ...scope, weight: scope.weight.map((own) => (own ?? 0) * 2) as [number, number] }));
        const split = [world[0] as World, ...world.slice(0, 1), ...doubled.slice(1)];
        const [whole, halves] = [accountOf(doubled), accountOf(split)];
        if (whole === null || halves === null) return whole === halves;
        const other = byCause(halves);
        return [...byCause(whole)].every(([cause, change]) => nearly(change, other.get(cause) ?? 0));
      }),
      runs,
    );
  });

  const calm = (cause: CountCause): fc.Arbitrary<Resource> => {
    const moves: Readonly<Record<CountCause, readonly [Standing, Standing]>> = {
      remediated: ['unhealthy', 'healthy'],
      regressed: ['healthy', 'unhealthy'],
      newResources: [null, 'unhealthy'],
      deletedResources: ['unhealthy', null],
      exemptions: ['unhealthy', null],
      gracePeriod: ['healthy', null],
      catalogue: ['healthy', 'unhealthy'],
    };
    const [from, to] = moves[cause];
    return fc.constantFrom<Resource>({ from: 'healthy', to: 'healthy', cause }, { from: 'unhealthy', to: 'unhealthy', cause }, { from, to, cause });
  };

  it.each(['remediated', 'regressed', 'newResources', 'deletedResources', 'exemptions', 'catalogue'] as const)('finds a planted cause and only that: %s', (cause) => {
    const planted = fc.record({ max: maximum.map((max) => [max, max] as const), resources: fc.array(calm(cause), { minLength: 1, maxLength: 8 }) });
    const steady = weight.map((own) => [own, own] as const);
    fc.assert(
      fc.property(worldOf(planted, steady), (world) => {
        const account = accountOf(world, { rounded: false });
        return account === null || [...byCause(account)].every(([found, change]) => found === cause || Math.abs(change) < 1e-12 || membershipChanged(world));
      }),
      runs,
    );
  });

  /** A scope whose last control became empty has no score any more: it leaves. */
  function membershipChanged(world: readonly World[]): boolean {
    const has = (scope: World, when: keyof typeof side): boolean => (pointOf(scope, 's', when)[0]?.points.max ?? 0) > 0;
    return world.some((scope) => has(scope, 'before') !== has(scope, 'after'));
  }

  const still = fc.record({ max: maximum.map((max) => [max, max] as const), resources: fc.array(fc.constantFrom<Resource>({ from: 'healthy', to: 'healthy', cause: 'remediated' }, { from: 'unhealthy', to: 'unhealthy', cause: 'remediated' }), { minLength: 1, maxLength: 8 }) });

  it.each([
    ['weightShift', fc.tuple(weight, weight)],
    ['scopesJoined', fc.oneof(weight.map((own) => [own, own] as const), fc.tuple(fc.constant(null), weight))],
    ['scopesLeft', fc.oneof(weight.map((own) => [own, own] as const), fc.tuple(weight, fc.constant(null)))],
  ] as const)('finds a planted cause and only that: %s', (cause, weights) => {
    fc.assert(
      fc.property(worldOf(still, weights as fc.Arbitrary<World['weight']>), (world) => {
        const account = accountOf(world);
        return account === null || [...byCause(account)].every(([found, change]) => found === cause || Math.abs(change) < 1e-12);
      }),
      runs,
    );
  });

  it.each([
    ['remainder', new Map()],
    ['staleData', new Map([['s', []]])],
  ])('calls counts that move without a resource %s', (cause, transitions) => {
    const at = (healthy: number): ScopePoint => ({ scopeId: 's', weight: 1, points: { current: healthy, max: 10, ratio: healthy / 10 }, controls: [{ controlId: 'c', maxScore: 10, points: { current: healthy, max: 10, ratio: healthy / 10 }, counts: { healthy, unhealthy: 10 - healthy, notApplicable: 0 } }] });
    const account = accountOfChange({ before: [at(4)], after: [at(7)], transitions });
    expect(account?.parts.filter((part) => Math.abs(part.change) > 1e-12)).toEqual([expect.objectContaining({ cause, controlId: 'c', change: expect.closeTo(0.3, 12) })]);
  });
});
