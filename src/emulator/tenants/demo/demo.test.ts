import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { tenantOf } from '../index.ts';
import { demoStory } from './storyText.ts';
import { assessmentsIn, controlsIn, overall, scoresIn } from '../testRows.ts';

const demo = tenantOf('demo');
const on = (day: string) => demo.rows('securityresources', new Date(`${day}T20:00:00Z`));
const percent = (day: string): number => 100 * overall(on(day));

const container = z.object({
  name: z.string(), type: z.string(), subscriptionId: z.string(), tags: z.record(z.string(), z.string()).nullable(),
  properties: z.object({
    state: z.string().optional(), displayName: z.string().optional(),
    managementGroupAncestorsChain: z.array(z.object({ name: z.string(), displayName: z.string() })).optional(),
  }),
});
const containersOn = (day: string) => demo.rows('resourcecontainers', new Date(`${day}T20:00:00Z`)).map((row) => container.parse(row));
const subscriptionsOn = (day: string) => containersOn(day).filter(({ type }) => type === 'microsoft.resources/subscriptions');
const ratioOf = (day: string, name: string): number | null => {
  const id = subscriptionsOn(day).find((row) => row.name === name)?.subscriptionId;
  return scoresIn(on(day)).find((row) => row.id === `/subscriptions/${id}/providers/Microsoft.Security/secureScores/ascScore`)?.properties.score.percentage ?? null;
};

describe('the demo tenant', () => {
  it('has the size and the level of a mid-sized company', () => {
    const rows = demo.rows('securityresources', demo.defaultNow);
    expect(assessmentsIn(rows).length).toBeGreaterThan(4000);
    expect(assessmentsIn(rows).length).toBeLessThan(6000);
    expect(new Set(assessmentsIn(rows).map((row) => row.name)).size).toBeGreaterThanOrEqual(70);
    expect(new Set(controlsIn(rows).map((row) => row.name)).size).toBe(15);
    expect(100 * overall(rows)).toBeGreaterThan(60);
    expect(100 * overall(rows)).toBeLessThan(68);
    const ratios = scoresIn(rows).filter((row) => row.name === 'ascScore' && row.properties.score.max > 0).map((row) => row.properties.score.percentage);
    expect(Math.min(...ratios)).toBeLessThan(0.45);
    expect(Math.max(...ratios)).toBeGreaterThan(0.85);
  });

  it('rises by 6 to 8 pp in the campaign, payments most of all', () => {
    const rise = percent('2026-05-28') - percent('2026-03-31');
    expect(rise).toBeGreaterThan(6);
    expect(rise).toBeLessThan(8);
    expect(ratioOf('2026-05-28', 'pay-prod') ?? 0).toBeGreaterThan((ratioOf('2026-03-31', 'pay-prod') ?? 1) + 0.2);
  });

  it('steps on 2026-06-30, when AWS and GCP recommendations begin to count', () => {
    expect(percent('2026-06-29') - percent('2026-06-30')).toBeGreaterThan(1.5);
    const maximum = (day: string) => scoresIn(on(day)).find(({ id, name }) => name === 'ascScore' && id.includes('gcp-contoso-ml'))?.properties;
    expect(maximum('2026-06-29')).toMatchObject({ score: { max: 0, current: 0, percentage: 0 }, weight: 0 });
    expect(maximum('2026-06-30')?.score.max).toBeGreaterThan(20);
  });

  it('falls by 1 to 2.5 pp within the last seven days, because of pay-prod', () => {
    const fall = percent('2026-11-13') - 100 * overall(demo.rows('securityresources', demo.defaultNow));
    expect(fall).toBeGreaterThan(1);
    expect(fall).toBeLessThan(2.5);
    expect((ratioOf('2026-11-13', 'pay-prod') ?? 0) - (ratioOf('2026-11-19', 'pay-prod') ?? 0)).toBeGreaterThan(0.08);
    const isNew = (id: string): boolean => /vm-pay-edge-|stpayedge/.test(id);
    expect(new Set(assessmentsIn(on('2026-11-19')).map((row) => row.properties.resourceDetails.Id.toLowerCase()).filter(isNew)).size).toBe(34);
    expect(assessmentsIn(on('2026-11-15')).some((row) => isNew(row.id))).toBe(false);
  });

  it('lives in small steps between the events', () => {
    const days = Array.from({ length: 40 }, (_, index) => new Date(Date.parse('2026-01-01T20:00:00Z') + index * 86_400_000).toISOString().slice(0, 10));
    const values = days.map(percent);
    const moves = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? value)));
    expect(Math.max(...moves)).toBeLessThan(1.2);
    expect(moves.filter((move) => move > 0.001).length).toBeGreaterThan(20);
  });

  it('has a subscription that joins, one that leaves by way of Disabled, and one without a score', () => {
    const names = (day: string): readonly string[] => subscriptionsOn(day).map(({ name }) => name);
    expect(names('2026-03-08')).not.toContain('online-loyalty');
    expect(names('2026-03-09')).toContain('online-loyalty');
    expect(ratioOf('2026-03-08', 'online-loyalty')).toBeNull();
    expect(ratioOf('2026-03-09', 'online-loyalty')).not.toBeNull();
    const state = (day: string) => subscriptionsOn(day).find(({ name }) => name === 'legacy-warehouse')?.properties.state;
    expect([state('2026-08-09'), state('2026-08-10'), state('2026-08-24')]).toEqual(['Enabled', 'Disabled', undefined]);
    expect(names('2026-11-19')).toHaveLength(13);
    expect(names('2026-11-19')).toContain('sandbox-lab');
    expect(ratioOf('2026-11-19', 'sandbox-lab')).toBeNull();
  });

  it('hides one management group that a subscription names as its ancestor', () => {
    const groups = new Set(containersOn('2026-11-19').filter(({ type }) => type === 'microsoft.management/managementgroups').map(({ name }) => name));
    const named = new Set(subscriptionsOn('2026-11-19').flatMap(({ properties }) => properties.managementGroupAncestorsChain?.map(({ name }) => name) ?? []));
    expect([...named].filter((name) => !groups.has(name))).toEqual(['contoso-acquisitions']);
    for (const { properties } of subscriptionsOn('2026-11-19')) expect(properties.managementGroupAncestorsChain?.at(-1)?.name).toBe(demo.tenantId);
  });

  it('changes its catalogue: a control renamed, a recommendation removed, one added', () => {
    const nameOf = (day: string) => controlsIn(on(day)).find(({ name }) => name === 'a9909064-42b4-4d34-8143-275477afe18b')?.properties.displayName;
    expect(nameOf('2026-01-19')).toContain('advanced networking');
    expect(nameOf('2026-01-20')).toBe('Protect applications against DDoS attacks');
    const has = (day: string, part: string) => assessmentsIn(on(day)).some((row) => row.properties.displayName.includes(part));
    expect([has('2026-02-09', 'Monitoring agent health'), has('2026-02-10', 'Monitoring agent health')]).toEqual([true, false]);
    expect([has('2026-04-13', 'Azure Firewall'), has('2026-04-15', 'Azure Firewall')]).toEqual([false, true]);
    expect(assessmentsIn(on('2026-11-19')).some((row) => row.properties.metadata.plannedDeprecationDate === '03/2027')).toBe(true);
    expect(new Set(assessmentsIn(on('2026-11-19')).filter((row) => row.properties.metadata.preview).map((row) => row.name)).size).toBeGreaterThanOrEqual(4);
  });

  it('grants exemptions, and lets one lapse', () => {
    const exempt = (day: string) => assessmentsIn(on(day)).filter((row) => row.properties.status.cause === 'Exempt');
    expect(exempt('2026-02-16')).toHaveLength(0);
    expect(exempt('2026-03-01').length).toBeGreaterThan(exempt('2026-10-02').length);
    expect(exempt('2026-10-02').length).toBeGreaterThan(5);
    expect(exempt('2026-03-01').every((row) => /expires \d{4}-\d{2}-\d{2}/.test(row.properties.status.description ?? ''))).toBe(true);
  });

  it('has grace periods that lift two scopes and no other', () => {
    const different = (day: string) => {
      const scores = scoresIn(on(day));
      return scores.filter((row) => row.name === 'ascScore').flatMap((row) => {
        const other = scores.find(({ id }) => id === row.id.replace('ascScore', 'scoreGraceExcluded'));
        return other === undefined || other.properties.score.current === row.properties.score.current ? [] : [row.properties.score.current - other.properties.score.current];
      });
    };
    expect(different('2026-10-25')).toEqual([]);
    expect(different('2026-11-19')).toHaveLength(2);
    expect(different('2026-11-19').every((lift) => lift > 0)).toBe(true);
  });

  it('flips: the shop\'s web apps turn unhealthy on 2026-07-08 and are well again on 2026-07-12', () => {
    const judged = (day: string) => assessmentsIn(on(day)).filter(({ properties, id }) => properties.displayName.startsWith('Web Application should only') && /app-shop-\d/.test(id));
    const unhealthy = (day: string) => judged(day).filter(({ properties }) => properties.status.code === 'Unhealthy').length;
    expect(unhealthy('2026-07-09')).toBeGreaterThanOrEqual(10);
    expect([unhealthy('2026-07-07'), unhealthy('2026-07-13')]).toEqual([0, 0]);
  });

  it('spells things as the service does', () => {
    const connector = z.object({ properties: z.object({ environmentName: z.string() }) });
    const connectors = demo.rows('resources', demo.defaultNow).map((row) => connector.parse(row).properties.environmentName);
    expect(connectors.sort()).toEqual(['AWS', 'AWS', 'AWS', 'AzureDevOps', 'GCP', 'Github']);
    const assessments = assessmentsIn(on('2026-11-19'));
    expect(assessments.some((row) => row.id.includes('/devops/default/'))).toBe(true);
    expect(assessments.some((row) => row.id.includes('/microsoft.security/securityconnectors/') && row.id.includes('/securityentitydata/aws-'))).toBe(true);
    expect(assessments.every((row) => row.properties.links.azurePortal.startsWith('portal.azure.com/#blade/'))).toBe(true);
    const spellings = Map.groupBy(assessments, (row) => row.properties.resourceDetails.Id.toLowerCase());
    expect([...spellings.values()].some((rows) => new Set(rows.map((row) => row.properties.resourceDetails.Id)).size > 1)).toBe(true);
    expect(assessments.some((row) => row.properties.risk?.level === 'Critical')).toBe(true);
  });

  it('tells its story in order, on days inside the year', () => {
    const dates = demoStory.map(({ date }) => date);
    expect(dates).toEqual([...dates].sort());
    expect(dates.every((date) => date >= '2025-11-20' && date <= '2026-11-20')).toBe(true);
  });
});
