import { describe, expect, it } from 'vitest';
import type { Row } from '../tenant.ts';
import { tenantOf } from './index.ts';
import { type AssessmentRow, assessmentsIn, assignmentRow, type ControlRow, controlsIn, scopeOf, scoresIn, typed } from './testRows.ts';

/** Recomputation from the rows alone, written from the published rules and not from the simulation. */
interface Counts { healthy: number; unhealthy: number; notApplicable: number }

function countsOf(control: ControlRow, assessments: readonly AssessmentRow[], isExcused: (id: string) => boolean): Counts {
  const keys = new Set(control.properties.definition.properties.assessmentDefinitions.map(({ id }) => id.split('/').at(-1)));
  const codes = new Map<string, Set<string>>();
  for (const { id, name, properties } of assessments) {
    if (!keys.has(name) || properties.metadata.preview === true) continue;
    if (properties.status.code === 'Unhealthy' && isExcused(id)) continue;
    const resource = properties.resourceDetails.Id.toLowerCase();
    codes.set(resource, (codes.get(resource) ?? new Set()).add(properties.status.code));
  }
  const counts: Counts = { healthy: 0, unhealthy: 0, notApplicable: 0 };
  for (const seen of codes.values()) {
    if (seen.has('Unhealthy')) counts.unhealthy++;
    else if (seen.has('Healthy')) counts.healthy++;
    else counts.notApplicable++;
  }
  return counts;
}

/** Ids of unhealthy assessments whose governance task has grace and is not yet due. */
function inGrace(rows: readonly Row[], at: Date): ReadonlySet<string> {
  const tasks = typed(rows, 'microsoft.security/assessments/governanceassignments', assignmentRow);
  const running = tasks.filter(({ properties }) => properties.isGracePeriod && Date.parse(properties.remediationDueDate) > at.getTime());
  return new Set(running.map(({ properties }) => properties.assignedResourceId));
}

function checkDay(rows: readonly Row[], at: Date): { readonly scopes: number; readonly controls: number } {
  const byScope = Map.groupBy(assessmentsIn(rows), (row) => scopeOf(row.id));
  const grace = inGrace(rows, at);
  const controls = controlsIn(rows);
  for (const control of controls) {
    const { score, weight, healthyResourceCount: healthy, unhealthyResourceCount: unhealthy, notApplicableResourceCount: notApplicable } = control.properties;
    const excused = control.id.includes('/secureScores/ascScore/') ? (id: string) => grace.has(id) : () => false;
    const counts = countsOf(control, byScope.get(scopeOf(control.id)) ?? [], excused);
    expect({ healthy, unhealthy, notApplicable }, control.id).toEqual(counts);
    expect(weight).toBe(healthy + unhealthy);
    const max = healthy + unhealthy === 0 ? 0 : control.properties.definition.properties.maxScore;
    expect(score.max).toBe(max);
    expect(Math.abs(score.current - (max === 0 ? 0 : (max * healthy) / (healthy + unhealthy)))).toBeLessThanOrEqual(0.005 + 1e-9);
    expect(Math.abs(score.percentage - (max === 0 ? 0 : score.current / max))).toBeLessThanOrEqual(0.00005 + 1e-9);
  }
  const scores = scoresIn(rows);
  for (const { id, properties } of scores) {
    const own = controls.filter((control) => control.id.startsWith(`${id}/`)).map((control) => control.properties);
    expect(properties.score.current).toBeCloseTo(own.reduce((sum, { score }) => sum + score.current, 0), 6);
    expect(properties.score.max).toBe(own.reduce((sum, { score }) => sum + score.max, 0));
    if (properties.score.max > 0) expect(Math.abs(properties.score.percentage - properties.score.current / properties.score.max)).toBeLessThanOrEqual(0.00005 + 1e-9);
    const assessed = own.reduce((sum, { weight }) => sum + weight, 0);
    if (assessed > 0) expect(properties.weight).not.toBe(assessed);
    else expect(properties.weight).toBe(0);
  }
  return { scopes: scores.length, controls: controls.length };
}

describe('scores follow from the assessments', () => {
  it('on sampled recomputations of the demo year', () => {
    const demo = tenantOf('demo');
    for (let back = 0; back <= 365; back += 28) {
      const tick = new Date(Date.parse('2026-11-20T00:00:00Z') - back * 86_400_000);
      const { scopes, controls } = checkDay(demo.rows('securityresources', tick), tick);
      expect(scopes).toBeGreaterThanOrEqual(30);
      expect(controls).toBeGreaterThan(300);
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('in a synthetic tenant with seed %i', (seed) => {
    const tenant = tenantOf(`synthetic:scopes=23,assessments=60,days=40,seed=${seed}`);
    for (const tick of [new Date('2026-10-15T16:00:00Z'), new Date('2026-11-20T00:00:00Z')]) {
      expect(checkDay(tenant.rows('securityresources', tick), tick).scopes).toBe(46);
    }
  });

  it('lets the controls wait for the next recomputation while assessments move on', () => {
    const demo = tenantOf('demo');
    const at = (time: string): readonly Row[] => demo.rows('securityresources', new Date(time));
    const [before, between] = [at('2026-11-16T08:00:00Z'), at('2026-11-16T15:59:00Z')];
    expect(assessmentsIn(between).length).toBeGreaterThan(assessmentsIn(before).length);
    expect(controlsIn(between)).toEqual(controlsIn(before));
    expect(controlsIn(at('2026-11-16T16:00:00Z'))).not.toEqual(controlsIn(before));
  });
});
