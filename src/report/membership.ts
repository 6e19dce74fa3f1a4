import type { GroupMatch } from '../domain/config.ts';
import { environmentName } from '../domain/environment.ts';
import { matchesGlob } from '../domain/glob.ts';
import type { Scope } from '../domain/scope.ts';

/** True when a scope belongs to a group: every given field of the match must hold. A group that matches on nothing is empty. */
export function belongsTo(match: GroupMatch, scope: Scope): boolean {
  const tests = [
    match.managementGroup === null ? null : isBelow(scope, match.managementGroup),
    match.subscriptions.length === 0 ? null : scope.kind === 'subscription' && match.subscriptions.some((pattern) => isNamed(scope, pattern)),
    Object.keys(match.tags).length === 0 ? null : hasTags(scope, match.tags),
    match.environment === null ? null : scope.environment === environmentName(match.environment),
    match.connector === null ? null : scope.kind === 'securityConnector' && isNamed(scope, match.connector),
  ].filter((test) => test !== null);
  return tests.length > 0 && tests.every(Boolean);
}

function isBelow(scope: Scope, group: string): boolean {
  return scope.ancestors.some((ancestor) => ancestor.name.toLowerCase() === group.toLowerCase() || ancestor.displayName.toLowerCase() === group.toLowerCase());
}

function isNamed(scope: Scope, pattern: string): boolean {
  return matchesGlob(pattern, scope.name) || (scope.kind === 'subscription' && matchesGlob(pattern, scope.subscriptionId)) || (scope.hierarchyIdentifier !== null && matchesGlob(pattern, scope.hierarchyIdentifier));
}

/** Tag names are compared without case, as Azure does; values with case. */
function hasTags(scope: Scope, wanted: Readonly<Record<string, string>>): boolean {
  const tags = new Map(Object.entries(scope.tags).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.entries(wanted).every(([name, value]) => tags.get(name.toLowerCase()) === value);
}
