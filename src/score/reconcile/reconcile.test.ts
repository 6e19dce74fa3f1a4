import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ControlScore, Points, ScopeScore, StateCounts } from '../../domain/snapshot.ts';
import { controlPoints, scopePoints } from '../recompute.ts';
import { explainCounts, type ControlEvidence } from './counts.ts';
import { allow, noLeeway, reaches, type Tally } from './leeway.ts';
import { reconcileScope, type ReconcileInput } from './reconcile.ts';

const counts = (healthy: number, unhealthy: number): StateCounts => ({ healthy, unhealthy, notApplicable: 0 });
const control = (controlId: string, healthy: number, unhealthy: number, max: number, changes: Partial<ControlScore> = {}): ControlScore => ({
  controlId, weight: healthy + unhealthy, ...counts(healthy, unhealthy), ...controlPoints(max, counts(healthy, unhealthy)), ...changes,
});
const scope = (controls: readonly ControlScore[], secureScore: Points | null = scopePoints(controls), gracePeriod: Points | null = null): ScopeScore => ({
  scopeId: 's', secureScore, gracePeriod, weight: 1, controls: [...controls], recommendations: [], signatures: [],
});
const points = (current: number, max: number): Points => ({ current, max, ratio: Math.round((current / max) * 10_000) / 10_000 });
const three = [control('a', 11, 7, 6), control('b', 16, 1, 8), control('c', 3, 5, 4)];

function evidence(now: Tally, changes: Partial<ControlEvidence> = {}): ControlEvidence {
  return { now, graced: now, before: changes.graced ?? now, exempt: noLeeway(), recent: noLeeway(), ...changes };
}

const input = (changes: Partial<ReconcileInput> = {}): ReconcileInput => ({ maxScores: new Map(), evidence: () => null, contradictory: new Set(), ...changes });
const found = (score: ScopeScore, changes: Partial<ReconcileInput> = {}) => reconcileScope(score, input(changes)).flatMap(({ differences }) => differences);
const brief = (score: ScopeScore, changes: Partial<ReconcileInput> = {}) => found(score, changes).map(({ controlId, figure, causes }) => [controlId, figure, ...causes].join(' '));

describe('reconcileScope', () => {
  it('finds no difference in what the service made by its formulas, whatever the counts', () => {
    const anyControl = fc.record({ healthy: fc.nat(300), unhealthy: fc.nat(300), max: fc.constantFrom(0, 1, 2, 4, 6, 8, 10) });
    fc.assert(fc.property(fc.array(anyControl, { minLength: 1, maxLength: 15 }), (rows) => {
      const controls = rows.map(({ healthy, unhealthy, max }, index) => control(`c${index}`, healthy, unhealthy, max));
      const maxScores = new Map(rows.map(({ max }, index) => [`c${index}`, max]));
      const known = new Map(rows.map(({ healthy, unhealthy }, index) => [`c${index}`, evidence({ healthy, unhealthy })]));
      return found(scope(controls), { maxScores, evidence: () => known }).length === 0;
    }), { numRuns: 2000 });
  });

  it('compares three figures of every score and control, and two counts where assessments are on record', () => {
    const compared = (changes: Partial<ReconcileInput>): number => reconcileScope(scope(three), input(changes)).reduce((sum, one) => sum + one.compared, 0);
    expect(compared({})).toBe(12);
    expect(compared({ evidence: () => new Map([['a', evidence({ healthy: 11, unhealthy: 7 })]]) })).toBe(14);
  });

  it('shows the inputs of the formula beside both figures', () => {
    const [first] = reconcileScope(scope(three), input({ maxScores: new Map([['a', 6]]), evidence: () => new Map([['a', evidence({ healthy: 12, unhealthy: 6 })]]) }));
    expect(first?.row).toEqual({
      scopeId: 's', controlId: 'a', maxScore: 6, counts: { healthy: 11, unhealthy: 7 }, assessed: { healthy: 12, unhealthy: 6 },
      reported: { current: 3.67, max: 6, ratio: 0.6117 }, recomputed: { current: 3.67, max: 6, ratio: 0.6117 },
    });
  });

  it('takes a point that belongs to no known cause for unexplained, and nothing for it that merely lies near', () => {
    expect(brief(scope(three, points(12, 18)))).toEqual([' current', ' ratio']);
    expect(brief(scope([control('a', 11, 7, 6, { current: 3.5 })]))).toEqual(['a current']);
  });
});

describe('each planted explanation is named', () => {
  it.each<[string, ScopeScore, Partial<ReconcileInput>, readonly string[]]>([
    ['rounding in a control', scope([control('a', 11, 7, 6, { current: 3.66, ratio: 0.61 })], points(3.66, 6)), {}, ['a current rounding', 'a ratio rounding']],
    ['rounding in a sum', scope([control('a', 1, 2, 1), control('b', 1, 2, 1), control('c', 1, 2, 1)], { current: 1, max: 3, ratio: 0.3333 }), {}, [' current rounding', ' ratio rounding']],
    ['a control that the service gives maximum 0', scope([control('a', 3, 1, 0)]), { maxScores: new Map([['a', 4]]) }, ['a current excludedControl', 'a max excludedControl', 'a ratio excludedControl']],
    ['a maximum without assessed resources', scope([control('a', 0, 0, 4, { max: 4 })]), {}, ['a max nothingAssessed']],
    ['a control that the score leaves out', scope(three, points(9.03, 12)), {}, [' current excludedControl', ' max excludedControl', ' ratio excludedControl']],
    ['controls of the other score row', scope(three, points(11.5, 18), points(12.7, 18)), {}, [' current severalRows', ' ratio severalRows']],
    ['rows that contradict each other', scope(three, points(10, 18)), { contradictory: new Set(['s']) }, [' current severalRows', ' ratio severalRows']],
    ['a score without controls', scope([], points(4, 8)), {}, [' current noControls', ' max noControls', ' ratio noControls']],
    ['a score newer than a control', scope(three, points(12.7 + 0.33, 18)), { evidence: () => new Map([['a', evidence({ healthy: 12, unhealthy: 6 }, { recent: { ...noLeeway(), worse: 1 } })]]) }, ['a healthy olderControl', 'a unhealthy olderControl', ' current olderControl', ' ratio olderControl']],
    ['a score older than a control', scope(three, points(12.7 - 0.34, 18)), { evidence: () => new Map([['a', evidence({ healthy: 11, unhealthy: 7 }, { before: { healthy: 10, unhealthy: 8 } })]]) }, [' current olderControl', ' ratio olderControl']],
  ])('%s', (_name, score, changes, expected) => {
    expect(brief(score, changes)).toEqual(expected);
  });

  it('names the control that a score leaves out, and the one that is older', () => {
    expect(found(scope(three, points(9.03, 12)))[0]?.controlIds).toEqual(['a']);
    const older = found(scope(three, points(13.03, 18)), { evidence: () => new Map([['a', evidence({ healthy: 12, unhealthy: 6 })]]) });
    expect(older.find(({ controlId }) => controlId === null)?.controlIds).toEqual(['a']);
  });
});

describe('explainCounts', () => {
  const now = { healthy: 10, unhealthy: 5 };
  it.each<[string, Tally, ControlEvidence, readonly string[] | null]>([
    ['equal', now, evidence(now), null],
    ['in grace', { healthy: 10, unhealthy: 3 }, evidence(now, { graced: { healthy: 10, unhealthy: 3 } }), ['gracePeriod']],
    ['grace not yet left out', now, evidence(now, { graced: { healthy: 10, unhealthy: 3 } }), null],
    ['exempt as mitigated', { healthy: 12, unhealthy: 5 }, evidence(now, { exempt: { ...noLeeway(), moreHealthy: 2, moreUnhealthy: 2 } }), ['exemptions']],
    ['more than the exempt ones', { healthy: 13, unhealthy: 5 }, evidence(now, { exempt: { ...noLeeway(), moreHealthy: 2, moreUnhealthy: 2 } }), []],
    ['changed within eight hours', { healthy: 9, unhealthy: 6 }, evidence(now, { recent: { ...noLeeway(), worse: 3 } }), ['olderControl']],
    ['the other way round', { healthy: 11, unhealthy: 4 }, evidence(now, { recent: { ...noLeeway(), worse: 3 } }), []],
    ['in grace and changed', { healthy: 9, unhealthy: 4 }, evidence(now, { graced: { healthy: 10, unhealthy: 3 }, recent: { ...noLeeway(), worse: 1 } }), ['gracePeriod', 'olderControl']],
    ['exempt and changed', { healthy: 11, unhealthy: 6 }, evidence(now, { exempt: { ...noLeeway(), moreHealthy: 1 }, recent: { ...noLeeway(), moreUnhealthy: 1 } }), ['exemptions', 'olderControl']],
    ['nothing known', { healthy: 2, unhealthy: 1 }, evidence(now), []],
  ])('%s', (_name, reported, known, causes) => {
    expect(explainCounts(reported, known)).toEqual(causes);
  });

  it('explains every count that some of the resources with leeway lead to, and no other', () => {
    const standing = fc.constantFrom('healthy', 'unhealthy', null);
    const resource = fc.record({ now: standing, other: standing });
    fc.assert(fc.property(fc.array(resource, { maxLength: 6 }), fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 }), (resources, healthy, unhealthy) => {
      const leeway = noLeeway();
      for (const one of resources) allow(leeway, one.now, one.other);
      const step = (from: string | null, to: string | null, name: string): number => (to === name ? 1 : 0) - (from === name ? 1 : 0);
      const sums = Array.from({ length: 2 ** resources.length }, (_, set) => resources.filter((__, index) => (set & (1 << index)) !== 0)).map((moved) => [
        moved.reduce((sum, one) => sum + step(one.now, one.other, 'healthy'), 0), moved.reduce((sum, one) => sum + step(one.now, one.other, 'unhealthy'), 0),
      ]);
      return reaches(leeway, healthy, unhealthy) === sums.some(([h, u]) => h === healthy && u === unhealthy);
    }), { numRuns: 3000 });
  });
});
