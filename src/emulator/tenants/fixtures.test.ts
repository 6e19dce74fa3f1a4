import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadDataTenant } from '../dataTenant.ts';
import { controlsIn, overall, scoresIn, typed } from './testRows.ts';
import { z } from 'zod';

const folder = (name: string): string => fileURLToPath(new URL(`../../../test/fixtures/${name}`, import.meta.url));
const now = new Date('2021-07-12T18:00:00Z');
/** The recordings were made without definitions, so only the figures are read. */
const figures = z.object({
  id: z.string(), properties: z.object({ healthyResourceCount: z.number(), unhealthyResourceCount: z.number(), weight: z.number(), score: z.object({ max: z.number(), current: z.number() }) }),
});

const cases = [
  { name: 'recording-2021-07-12', scopes: 1, controls: 16, current: 31.75, max: 56, ratio: 0.567, weight: 1441 },
  { name: 'specification', scopes: 1, controls: 12, current: 23.53, max: 39, ratio: 0.6033, weight: 67 },
] as const;

describe('recorded rows', () => {
  it.each(cases)('$name adds up', async ({ name, scopes, controls, current, max, ratio, weight }) => {
    const rows = (await loadDataTenant(folder(name), now)).rows('securityresources', now);
    const found = typed(rows, 'microsoft.security/securescores/securescorecontrols', figures);
    expect([scoresIn(rows).length, found.length]).toEqual([scopes, controls]);
    expect(scoresIn(rows)[0]?.properties).toEqual({ displayName: 'ASC score', score: { max, current, percentage: ratio }, weight });
    expect(found.reduce((sum, { properties }) => sum + properties.score.current, 0)).toBeCloseTo(current, 6);
    expect(found.reduce((sum, { properties }) => sum + properties.score.max, 0)).toBe(max);
    for (const { properties } of found) expect(properties.weight).toBe(properties.healthyResourceCount + properties.unhealthyResourceCount);
  });

  it('recording-2021-07-12 carries the definitions of its controls, apart from the two that are too long', async () => {
    const rows = (await loadDataTenant(folder('recording-2021-07-12'), now)).rows('securityresources', now);
    const defined = rows.filter((row) => row['type'] === 'microsoft.security/securescores/securescorecontrols' && 'definition' in Object(row['properties']));
    expect(controlsIn(defined)).toHaveLength(14);
  });

  it('two-weights tells the weighted ratio from the mean and from the sum of points', async () => {
    const rows = (await loadDataTenant(folder('two-weights'), now)).rows('securityresources', now);
    const scores = scoresIn(rows).map(({ properties }) => properties);
    expect(overall(rows)).toBeCloseTo(0.33, 10);
    expect(scores.reduce((sum, { score }) => sum + score.percentage, 0) / 2).toBeCloseTo(0.6, 10);
    expect(scores.reduce((sum, { score }) => sum + score.current, 0) / scores.reduce((sum, { score }) => sum + score.max, 0)).toBeCloseTo(0.42, 10);
  });
});
