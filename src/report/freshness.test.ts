import { describe, expect, it } from 'vitest';
import { resourcePortalUrl } from '../domain/portal.ts';
import type { StateChange } from '../domain/history.ts';
import type { ReportContext } from './context.ts';
import { newestChanges } from './freshness.ts';

const row = (scopeId: string, changedAt: string | null): object => ({ scopeId, changedAt });
const change = (scopeId: string, at: string, atSource: StateChange['atSource']): object => ({ scopeId, at, atSource });

async function newest(rows: readonly object[], changes: readonly object[]): Promise<Record<string, string>> {
  const asked: string[] = [];
  const context = {
    config: { timeZone: 'UTC' }, day: '2026-06-30', snapshot: { takenAt: '2026-06-30T06:00:00.000Z', assessments: { rows } },
    history: { stateChanges: async (from: string) => { asked.push(from); return changes; } },
  } as unknown as ReportContext;
  const found = Object.fromEntries(await newestChanges(context));
  expect(asked[0]?.slice(0, 10)).toMatch(/2026-05-31|2026-06-01/);
  return found;
}

describe('the newest change of a scope', () => {
  it('is the service\'s own date, from this run\'s rows or the record, and no later than the run', async () => {
    expect(await newest(
      [row('a', '2026-06-29T01:00:00.000Z'), row('a', '2026-06-28T01:00:00.000Z'), row('b', null), row('c', '2026-07-02T01:00:00.000Z')],
      [change('a', '2026-06-29T02:00:00.000Z', 'reported'), change('a', '2026-06-30T05:00:00.000Z', 'firstSeen'), change('d', '2026-06-30T05:00:00.000Z', 'firstSeen')],
    )).toEqual({ a: '2026-06-29T02:00:00.000Z', c: '2026-06-30T06:00:00.000Z' });
  });
});

describe('a link to a scope', () => {
  it('opens in the portal of the cloud and in the tenant, where there is one', () => {
    expect(resourcePortalUrl('AzurePublic', ['t-1'], '/subscriptions/s')).toBe('https://portal.azure.com/#@t-1/resource/subscriptions/s');
    expect(resourcePortalUrl('AzureChina', ['t-1', 't-2'], '/subscriptions/s')).toBe('https://portal.azure.cn/#resource/subscriptions/s');
    expect(resourcePortalUrl('AzureGovernment', [], '/subscriptions/s/x"> y')).toBe('https://portal.azure.us/#resource/subscriptions/s/x%22%3E%20y');
    expect(resourcePortalUrl('Elsewhere', ['t'], '/subscriptions/s')).toBeNull();
    expect(resourcePortalUrl('AzurePublic', ['t'], 'javascript:alert(1)')).toBeNull();
  });
});
