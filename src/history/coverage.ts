import { isScored } from '../domain/snapshot.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { PointHeader } from './documents.ts';
import type { ScopePoint } from './numbers.ts';

/**
 * Scopes that should have a score, and those that have one. A scope named only by a gap should, unless it is known to be disabled; one that is
 * not listed counts by its score, as in exports, which list no scopes.
 */
export function coverageOf(scopes: readonly ScopePoint[], gaps: Snapshot['gaps']): Pick<PointHeader, 'expected' | 'scored'> {
  const present = scopes.filter(({ listed, left, score }) => !left && (listed || (score !== null && score.secureScore !== null)));
  const known = new Set(scopes.map(({ scopeId }) => scopeId));
  const unlisted = new Set(gaps.flatMap(({ scopeId, cause }) => (scopeId === null || cause === 'disabled' || known.has(scopeId) ? [] : [scopeId])));
  return { expected: present.length + unlisted.size, scored: present.filter(({ score }) => isScored(score)).length };
}
