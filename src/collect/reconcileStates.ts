import type { KnownStates } from '../domain/history.ts';
import type { Assessment, AssessmentRef, RecommendationCount, StateCounts } from '../domain/snapshot.ts';

/** One recommendation in one scope. */
export interface Pair {
  readonly scopeId: string;
  readonly key: string;
  /** Assessments the service counts there. */
  readonly assessments: number;
}

/** What counting shows. */
export interface CountComparison {
  /** Where the service's numbers are not what the record and the reported changes lead to: to be read in full. */
  readonly differing: readonly Pair[];
  /** Assessments of recommendations that the service does not judge there any more: gone without a further look. */
  readonly deleted: readonly AssessmentRef[];
}

type Counts = Record<keyof StateCounts, number>;
const fieldOf: Readonly<Record<string, keyof StateCounts>> = { Healthy: 'healthy', Unhealthy: 'unhealthy', NotApplicable: 'notApplicable' };

/**
 * Expected numbers = those on record + the reported changes; compared with the service's own by scope and recommendation.
 * The service reports no deletion, and not every change: they show here.
 * @param counts the service's numbers by scope; only scopes listed here are compared.
 */
export function compareCounts(known: Pick<KnownStates, 'state' | 'resources' | 'counts'>, changes: readonly Assessment[], counts: ReadonlyMap<string, readonly RecommendationCount[]>): CountComparison {
  const recorded = known.counts();
  const changesByScope = Map.groupBy(changes, ({ scopeId }) => scopeId);
  const differing: Pair[] = [];
  const deleted: AssessmentRef[] = [];
  for (const [scopeId, serviceCounts] of counts) {
    const service = new Map(serviceCounts.map((count) => [count.key, count]));
    const expected = expectedCounts(recorded.get(scopeId), changesByScope.get(scopeId) ?? [], known);
    for (const key of new Set([...service.keys(), ...expected.keys()])) {
      const now = service.get(key);
      const before = expected.get(key);
      if (same(now, before?.counts)) continue;
      if (now === undefined && before?.changed === false) deleted.push(...[...known.resources(scopeId, key).keys()].map((resourceId) => ({ scopeId, key, resourceId })));
      else differing.push({ scopeId, key, assessments: now === undefined ? 0 : now.healthy + now.unhealthy + now.notApplicable });
    }
  }
  return { differing, deleted };
}

interface Expected {
  readonly counts: Counts;
  /** True when a reported change touches it. */
  changed: boolean;
}

function expectedCounts(recorded: ReadonlyMap<string, StateCounts> | undefined, changes: readonly Assessment[], known: Pick<KnownStates, 'state'>): Map<string, Expected> {
  const expected = new Map<string, Expected>();
  for (const [key, { healthy, unhealthy, notApplicable }] of recorded ?? []) expected.set(key, { counts: { healthy, unhealthy, notApplicable }, changed: false });
  for (const change of changes) {
    const entry = expected.get(change.key) ?? { counts: { healthy: 0, unhealthy: 0, notApplicable: 0 }, changed: true };
    expected.set(change.key, entry);
    entry.changed = true;
    const [from, to] = [fieldOf[known.state(change) ?? ''], fieldOf[change.state]];
    if (from !== undefined) entry.counts[from] -= 1;
    if (to !== undefined) entry.counts[to] += 1;
  }
  return expected;
}

function same(a: StateCounts | undefined, b: StateCounts | undefined): boolean {
  return (a?.healthy ?? 0) === (b?.healthy ?? 0) && (a?.unhealthy ?? 0) === (b?.unhealthy ?? 0) && (a?.notApplicable ?? 0) === (b?.notApplicable ?? 0);
}

/** Changes after a look at the differing pairs: exact there, as reported elsewhere. */
export interface ReconciledChanges {
  readonly rows: readonly Assessment[];
  readonly deleted: readonly AssessmentRef[];
}

/**
 * Joins the reported changes with the assessments read in full. In a pair that was read, an assessment whose state is not the expected
 * one is a change, and one that is not there any more is deleted.
 */
export function reconcilePairs(known: Pick<KnownStates, 'state' | 'resources'>, changes: readonly Assessment[], { differing, deleted }: CountComparison, read: readonly Assessment[]): ReconciledChanges {
  const rows = new Map(changes.map((change) => [refText(change), change]));
  const gone = new Map(deleted.map((ref) => [refText(ref), ref]));
  const present = new Set(read.map(refText));
  for (const row of read) {
    const reported = rows.get(refText(row));
    if (reported !== undefined || known.state(row) !== row.state) rows.set(refText(row), row);
  }
  for (const { scopeId, key } of differing) {
    for (const resourceId of known.resources(scopeId, key).keys()) {
      const ref = { scopeId, key, resourceId };
      if (!present.has(refText(ref))) gone.set(refText(ref), ref);
    }
  }
  const readPairs = new Set(differing.map(({ scopeId, key }) => `${scopeId} ${key}`));
  for (const [text, { scopeId, key }] of rows) if (readPairs.has(`${scopeId} ${key}`) && !present.has(text)) rows.delete(text);
  return { rows: [...rows.values()], deleted: [...gone.values()] };
}

function refText({ scopeId, key, resourceId }: AssessmentRef): string {
  return `${scopeId}\n${key}\n${resourceId}`;
}
