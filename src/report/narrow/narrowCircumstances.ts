import type { Grant } from '../../domain/circumstances.ts';
import type { Scope, ScopeId } from '../../domain/scope.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { covers, scopeOf } from '../grants.ts';

/** Risks and plans of the scopes, and the exemptions that hold in one of them: granted in it, on what hosts it, or above. */
export function narrowCircumstances({ grants, risks, plans }: Snapshot, ids: ReadonlySet<ScopeId>, scopes: readonly Scope[]): Pick<Snapshot, 'grants' | 'risks' | 'plans'> {
  const isOwn = ({ scopeId }: { readonly scopeId: ScopeId }): boolean => ids.has(scopeId);
  const holds = (grant: Grant): boolean => ids.has(scopeOf(grant.scope) ?? '') || scopes.some((scope) => covers(grant, scope, scope.id));
  return {
    ...(grants === undefined ? {} : { grants: grants.filter(holds) }),
    ...(risks === undefined ? {} : { risks: risks.filter(isOwn) }),
    ...(plans === undefined ? {} : { plans: plans.filter(isOwn) }),
  };
}
