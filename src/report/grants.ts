import type { Grant } from '../domain/circumstances.ts';
import type { Scope, ScopeId } from '../domain/scope.ts';
import type { Assessment, Snapshot } from '../domain/snapshot.ts';

const groupForm = /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)$/;
// Masked ids have a prefix.
const scopeForm = /^(?:\/masked)?\/subscriptions\/[^/]+(?:\/resourcegroups\/[^/]+\/providers\/microsoft\.security\/securityconnectors\/[^/]+)?/;

/** The scope that something with this id (lower case) is in; null for a management group. */
export function scopeOf(id: string): ScopeId | null {
  return scopeForm.exec(id)?.[0] ?? null;
}

/** True when an exemption was granted on the resource itself (id, lower case), on what it is in, or on a management group above its scope. */
export function covers({ scope: granted }: Grant, scope: Scope, resourceId: string): boolean {
  const group = groupForm.exec(granted)?.[1];
  if (group !== undefined) return scope.ancestors.some(({ name }) => name.toLowerCase() === group);
  return resourceId === granted || resourceId.startsWith(`${granted}/`);
}

/** Finds the exemption behind an assessment, the nearest to its resource; of several on the same, one in force that ends last. Null: none on record. */
export function grantFinder({ grants = [], scopes, takenAt }: Pick<Snapshot, 'grants' | 'scopes' | 'takenAt'>): (assessment: Pick<Assessment, 'scopeId' | 'key' | 'resourceId'>) => Grant | null {
  const byId = new Map(scopes.map((scope) => [scope.id, scope]));
  const byKey = new Map<string, Grant[]>();
  for (const grant of grants) for (const key of grant.keys) byKey.set(key, [...(byKey.get(key) ?? []), grant]);
  const better = (a: Grant, b: Grant): number => Number(isOver(a, takenAt)) - Number(isOver(b, takenAt)) || b.scope.length - a.scope.length || (b.expiresAt ?? '9').localeCompare(a.expiresAt ?? '9') || a.id.localeCompare(b.id);
  for (const own of byKey.values()) own.sort(better);
  return ({ scopeId, key, resourceId }) => {
    const scope = byId.get(scopeId);
    return scope === undefined ? null : (byKey.get(key)?.find((grant) => covers(grant, scope, resourceId)) ?? null);
  };
}

/** True when an exemption's time was up at a moment, ISO 8601. */
export function isOver({ expiresAt }: Grant, moment: string): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= Date.parse(moment);
}
