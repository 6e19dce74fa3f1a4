import { describe, expect, it } from 'vitest';
import type { Assessment, RecommendationCount } from '../domain/snapshot.ts';
import type { Query } from './queries.ts';
import { collectBaseline, collectChanges, mostAssessments, type ReadAssessments } from './states.ts';
import { statesRecord } from './testCollect.ts';

const scope = '/subscriptions/a';
const now = new Date('2026-06-30T06:00:00Z');
const since = '2026-06-29T06:00:00.000Z';
const count = (key: string, healthy: number): RecommendationCount => ({ key, healthy, unhealthy: 0, notApplicable: 0, exempt: 0 });
const counted = (...counts: readonly RecommendationCount[]): Promise<ReadonlyMap<string, readonly RecommendationCount[]>> => Promise.resolve(new Map([[scope, counts]]));
const row = (resourceId: string, changedAt: string, state = 'Healthy'): Assessment => ({
  scopeId: scope, key: 'k', resourceId, resourceName: resourceId, state, cause: null, reason: null, changedAt, firstEvaluatedAt: null, portalUrl: null,
});

/** Answers the queries one after the other, and keeps their texts. */
function reader(...answers: readonly { readonly rows: Assessment[]; readonly complete?: boolean }[]): { readonly read: ReadAssessments; readonly asked: Query[] } {
  const asked: Query[] = [];
  let turn = 0;
  return {
    asked,
    read: async (queries) => {
      asked.push(...queries);
      if (queries.length === 0) return { rows: [], complete: true };
      const { rows, complete = true } = answers[turn] ?? { rows: [] };
      turn += 1;
      return { rows, complete };
    },
  };
}

function known(...rows: readonly Assessment[]): ReturnType<typeof statesRecord> {
  const record = statesRecord();
  record.add({ assessments: { since: null, rows: [...rows], deleted: [] }, takenAt: since });
  return record;
}

describe('collectBaseline', () => {
  it('reads every assessment, up to a limit', async () => {
    const { read, asked } = reader({ rows: [row('r1', since)] });
    expect(await collectBaseline(now, counted(count('k', mostAssessments)), read)).toMatchObject({ assessments: { since: null, rows: [{ resourceId: 'r1' }] }, gaps: [] });
    expect(asked.map(({ text }) => text.includes('where true'))).toEqual([true]);
  });

  it('reads the changes of 30 days above it, and says so without spoiling the score', async () => {
    const { read, asked } = reader({ rows: [] });
    const { assessments, gaps } = await collectBaseline(now, counted(count('k', mostAssessments), count('k2', 1)), read);
    expect(assessments.since).toBe('2026-05-31T06:00:00.000Z');
    expect(asked[0]?.text).toContain('changedAt > datetime(2026-05-31T06:00:00.000Z)');
    expect(gaps).toMatchObject([{ cause: 'payloadTooLarge', affectsScore: false, what: expect.stringContaining('200,001') }]);
  });
});

describe('collectChanges', () => {
  it('asks from somewhat earlier, since rows turn up late, and drops what is on record', async () => {
    const { read, asked } = reader({ rows: [row('r1', '2026-06-29T05:00:00.000Z'), row('r2', '2026-06-29T05:30:00.000Z', 'Unhealthy'), row('r3', '2026-06-29T07:00:00.000Z')] });
    const record = known(row('r1', since), row('r2', since), row('r3', since));
    const { assessments } = await collectChanges(record, since, counted({ ...count('k', 2), unhealthy: 1 }), read);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.text).toContain('changedAt > datetime(2026-06-29T03:00:00.000Z)');
    // r1 was known; r2 came late; r3 changed and came back to the same state.
    expect(assessments.rows.map(({ resourceId }) => resourceId)).toEqual(['r2', 'r3']);
  });

  it('looks at the pairs whose numbers differ, and only at those', async () => {
    const record = known(row('r1', since), row('r2', since));
    const { read, asked } = reader({ rows: [] }, { rows: [row('r2', since)] });
    const { assessments } = await collectChanges(record, since, counted(count('k', 1)), read);
    expect(asked[1]?.text).toContain('in (\'/subscriptions/a k\')');
    expect(assessments).toEqual({ since, rows: [], deleted: [{ scopeId: scope, key: 'k', resourceId: 'r1' }] });
  });

  it('takes nothing for deleted when rows are missing', async () => {
    const record = known(row('r1', since), row('r2', since));
    for (const answers of [[{ rows: [], complete: false }], [{ rows: [] }, { rows: [], complete: false }]]) {
      expect((await collectChanges(record, since, counted(count('k', 1)), reader(...answers).read)).assessments.deleted).toEqual([]);
    }
    expect((await collectChanges(record, since, counted(), reader({ rows: [] }).read)).assessments.deleted).toEqual([]);
  });

  it('does not read a whole tenant because it does not fit the record', async () => {
    const { read, asked } = reader({ rows: [] });
    const { gaps } = await collectChanges(known(), since, counted(count('k', mostAssessments + 1)), read);
    expect(asked).toHaveLength(1);
    expect(gaps).toMatchObject([{ cause: 'payloadTooLarge', affectsScore: false }]);
  });
});
