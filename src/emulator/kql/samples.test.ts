import { describe, expect, it } from 'vitest';
import { rowsOf } from './testQuery.ts';

/** Queries shaped like Microsoft's published ones for secure scores, over rows shaped like the services'. */
const sub = (n: number): string => `0000000${n}-0000-0000-0000-000000000000`;

function scoreRow(n: number, current: number, max: number, weight: number): object {
  const id = `/subscriptions/${sub(n)}/providers/Microsoft.Security/secureScores/ascScore`;
  return { id, name: 'ascScore', type: 'microsoft.security/securescores', subscriptionId: sub(n), properties: { displayName: 'ASC score', score: { max, current, percentage: max === 0 ? 0 : current / max }, weight } };
}

function subscriptionRow(n: number, state: string, groups: readonly string[]): object {
  const chain = groups.map((name) => ({ name, displayName: `Group ${name}` }));
  return { id: `/subscriptions/${sub(n)}`, name: `Sub ${n}`, type: 'microsoft.resources/subscriptions', subscriptionId: sub(n), properties: { state, managementGroupAncestorsChain: chain } };
}

function assessmentRow(n: number, key: string, code: string, resource: string): object {
  const id = `/subscriptions/${sub(n)}/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/${resource}/providers/Microsoft.Security/assessments/${key}`;
  return { id, name: key, type: 'microsoft.security/assessments', subscriptionId: sub(n), properties: { displayName: `Rule ${key}`, status: { code, cause: code === 'NotApplicable' ? 'Exempt' : undefined }, metadata: { severity: 'High' }, resourceDetails: { Source: 'Azure', Id: resource } } };
}

const tables = {
  securityresources: [
    scoreRow(1, 31.75, 56, 1441), scoreRow(2, 23.53, 39, 67), scoreRow(3, 0, 0, 0),
    assessmentRow(1, 'k1', 'Unhealthy', 'vm1'), assessmentRow(1, 'k1', 'Unhealthy', 'VM1'), assessmentRow(1, 'k1', 'Healthy', 'vm2'), assessmentRow(2, 'k2', 'NotApplicable', 'vm3'),
  ],
  resources: [subscriptionRow(1, 'Enabled', ['pay', 'root']), subscriptionRow(2, 'Enabled', ['root']), subscriptionRow(3, 'Disabled', ['root'])],
};

describe('published queries', () => {
  it('secure score per management group', () => {
    const text = `SecurityResources
      | where type == 'microsoft.security/securescores'
      | project subscriptionId, subscriptionTotal = iff(properties.score.max == 0, 0.00, round(tolong(properties.weight) * todouble(properties.score.current) / tolong(properties.score.max), 2)), weight = tolong(iff(properties.weight == 0, 1, properties.weight))
      | join kind=leftouter (Resources | where type == 'microsoft.resources/subscriptions' and properties.state == 'Enabled' | project subscriptionId, mgChain = properties.managementGroupAncestorsChain) on subscriptionId
      | mv-expand mg = mgChain
      | summarize sumSubs = sum(subscriptionTotal), sumWeight = sum(weight), resultsNum = count() by tostring(mg.displayName), mgId = tostring(mg.name)
      | extend secureScore = iff(tolong(resultsNum) == 0, 404.00, round(sumSubs / sumWeight * 100, 2))
      | project mgName = mg_displayName, mgId, sumWeight, resultsNum, secureScore
      | order by mgName asc`;
    const pay = (1441 * 31.75) / 56;
    expect(rowsOf(text, tables, 'resourceGraph')).toEqual([
      ['', '', 1, 1, 0],
      ['Group pay', 'pay', 1441, 1, Math.round((pay / 1441) * 10_000) / 100],
      ['Group root', 'root', 1508, 2, Math.round(((pay + (67 * 23.53) / 39) / 1508) * 10_000) / 100],
    ]);
  });

  it('assessments by state, in columns', () => {
    const text = `securityresources | where type =~ 'Microsoft.Security/Assessments'
      | extend resourceId = tolower(tostring(properties.resourceDetails.Id)), code = tostring(properties.status.code), exempt = properties.status.cause =~ 'exempt'
      | summarize unhealthy = dcountif(resourceId, code == 'Unhealthy'), healthy = countif(code == 'Healthy'), exempt = countif(exempt), any(properties.displayName) by name
      | extend share = iff(unhealthy + healthy == 0, real(null), 100.0 * healthy / (unhealthy + healthy)) | order by name asc`;
    expect(rowsOf(text, tables, 'resourceGraph')).toEqual([['k1', 1, 1, 0, 'Rule k1', 50], ['k2', 0, 0, 1, 'Rule k2', null]]);
  });

  it('score over time, weighted', () => {
    const row = (TimeGenerated: string, Environment: string, CurrentScore: number, MaxScore: number, Weight: number): object => ({ TimeGenerated, Environment, CurrentScore, MaxScore, Weight, IsSnapshot: true });
    const SecureScores = [row('2026-01-30T08:00:00Z', 'Azure', 10, 20, 3), row('2026-01-30T16:00:00Z', 'Azure', 12, 20, 3), row('2026-01-30T09:00:00Z', 'AWS', 5, 10, 1), row('2026-01-31T09:00:00Z', 'AWS', 0, 0, 9), row('2025-12-01T09:00:00Z', 'AWS', 1, 1, 1)];
    const text = `let from = startofday(ago(7d));
      SecureScores | where TimeGenerated > from and MaxScore > 0
      | summarize arg_max(TimeGenerated, *) by Environment, day = bin(TimeGenerated, 1d)
      | summarize percent = round(100 * sum(CurrentScore / MaxScore * Weight) / sum(Weight), 1) by day`;
    expect(rowsOf(text, { SecureScores })).toEqual([['2026-01-30T00:00:00Z', 57.5]]);
  });
});
