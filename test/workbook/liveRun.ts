import type { Scope } from '../../src/domain/scope.ts';
import { runIdOf, type Assessment, type ScopeScore, type Snapshot } from '../../src/domain/snapshot.ts';
import { reportMoment } from './exportCase.ts';
import { subscription } from './exportRows.ts';

/** For tests: the run at hand of the export case, which knows names, saw one state change and one assessment go, and no longer has one scope. */
export function liveRun(points: readonly Snapshot[]): Snapshot {
  const run = runAfter(points, reportMoment);
  const gone = `/subscriptions/${subscription.old}`;
  const rows = run.assessments.rows.slice(1).map((row, index) => (index === 0 ? { ...row, state: row.state === 'Healthy' ? 'Unhealthy' : 'Healthy', changedAt: '2026-04-07T03:00:00.000Z' } : row));
  return {
    ...run, scopes: run.scopes.filter(({ id }) => id !== gone).map((scope): Scope => ({ ...scope, name: `Display name of ${scope.name}` })), scores: run.scores.filter(({ scopeId }) => scopeId !== gone),
    recommendations: run.recommendations.map((one) => ({ ...one, implementationEffort: 'Low' })), assessments: { ...run.assessments, rows },
  };
}

/** For tests: a run that finds everything as the export left it. */
export function runAfter(points: readonly Snapshot[], moment: string): Snapshot {
  const last = points.at(-1);
  if (last === undefined) throw new Error('no point to go on from');
  const scopes = new Map(points.flatMap((point) => point.scopes).map((scope) => [scope.id, scope]));
  const scores = [...scopes.keys()].sort().map((scopeId): ScopeScore => {
    const own = points.flatMap((point) => point.scores.filter((score) => score.scopeId === scopeId));
    const latest = own.findLast((score) => score.secureScore !== null);
    const controls = own.findLast((score) => score.controls.length > 0)?.controls ?? [];
    return { scopeId, secureScore: latest?.secureScore ?? null, gracePeriod: latest?.gracePeriod ?? null, weight: latest?.weight ?? null, controls, recommendations: own.at(-1)?.recommendations ?? [], signatures: [] };
  });
  return {
    ...last, runId: runIdOf(new Date(moment)), takenAt: moment, finishedAt: new Date(Date.parse(moment) + 60_000).toISOString(), catalogueHash: 'live',
    scopes: [...scopes.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    scores,
    assessments: { since: null, rows: baseline(points), deleted: [] },
  };
}

/** The last state of every assessment. */
function baseline(points: readonly Snapshot[]): Assessment[] {
  const rows = new Map<string, Assessment>();
  const idOf = ({ scopeId, key, resourceId }: Pick<Assessment, 'scopeId' | 'key' | 'resourceId'>): string => `${scopeId} ${key} ${resourceId}`;
  for (const { assessments } of points) {
    for (const row of assessments.rows) rows.set(idOf(row), row);
    for (const ref of assessments.deleted) rows.delete(idOf(ref));
  }
  return [...rows.values()];
}
