import type { ScopeSelector } from '../domain/config.ts';
import type { Gap } from '../domain/gap.ts';
import type { Scope } from '../domain/scope.ts';
import { message, told } from '../domain/told.ts';
import { compareText } from './rows/decode.ts';
import { selectScopes, type Estate } from './scopes.ts';

const connectorForm = /^\/subscriptions\/([^/]+)\/resourcegroups\/[^/]+\/providers\/microsoft\.security\/securityconnectors\/([^/]+)$/;
const subscriptionForm = /^\/subscriptions\/([^/]+)$/;

export interface UnlistedParts {
  readonly estate: Estate;
  readonly include: readonly ScopeSelector[];
  readonly exclude: readonly ScopeSelector[];
  /** Scope ids of score rows. */
  readonly scored: Iterable<string>;
  /** Scope ids of assessments. */
  readonly assessed: Iterable<string>;
}

/** Scopes that have rows, and are not in the list of subscriptions and connectors: what came of them is in no figure. Those that config leaves out are no gaps. */
export function unlistedGaps({ estate, include, exclude, scored, assessed }: UnlistedParts): readonly Gap[] {
  const listed = new Set(estate.scopes.map(({ id }) => id));
  const scores = new Set(scored);
  const unlisted = [...new Set([...scores, ...assessed])].filter((id) => !listed.has(id)).toSorted(compareText);
  return unlisted.flatMap((id) => {
    const scope = guessedScope(id, estate);
    const selection = scope === null ? 'yes' : selectionOf(scope, estate, include, exclude);
    return selection === 'no' ? [] : [unlistedGap(id, scope, scores.has(id), selection === 'yes')];
  });
}

/** What an id tells of its scope; null for an id that is none of a scope. */
function guessedScope(id: string, estate: Estate): Scope | null {
  const [, host, connector] = connectorForm.exec(id) ?? [];
  const subscriptionId = host ?? subscriptionForm.exec(id)?.[1];
  if (subscriptionId === undefined) return null;
  const ancestors = estate.scopes.find((scope) => scope.kind === 'subscription' && scope.subscriptionId === subscriptionId)?.ancestors ?? [];
  const place = { id, subscriptionId, hierarchyIdentifier: null, ancestors, tags: {}, state: 'Enabled' };
  return connector === undefined ? { ...place, kind: 'subscription', name: subscriptionId, environment: 'Azure' } : { ...place, kind: 'securityConnector', name: connector, environment: 'Unknown' };
}

/** Whether config means it. `perhaps`: config selects by what is not known of it, its name, environment or group. */
function selectionOf(scope: Scope, estate: Estate, include: readonly ScopeSelector[], exclude: readonly ScopeSelector[]): 'yes' | 'no' | 'perhaps' {
  const isTaken = (included: readonly ScopeSelector[]): boolean => selectScopes({ ...estate, scopes: [scope] }, included, exclude).scopes.length > 0;
  if (isTaken(include)) return 'yes';
  return isTaken([]) && include.some((selector) => mayMean(selector, scope)) ? 'perhaps' : 'no';
}

function mayMean(selector: ScopeSelector, { kind, ancestors }: Scope): boolean {
  if (selector.kind === 'managementGroup') return ancestors.length === 0;
  if (selector.kind === 'subscription') return kind === 'subscription' && !/^[0-9a-f-]{36}$/i.test(selector.pattern);
  return kind === 'securityConnector' && selector.name === null;
}

/** One that config may not mean at all affects no figure that is known of, and counts in no coverage. */
function unlistedGap(id: string, scope: Scope | null, isScored: boolean, isCertain: boolean): Gap {
  const named = { held: isScored ? 'score' : 'assessments', kind: scope?.kind ?? 'unknown', name: scope?.name ?? id };
  return {
    cause: 'notFound', scopeId: isCertain && isScored && scope !== null ? id : null, affectsScore: isCertain && isScored,
    ...told(message('gap.unlisted', named), message(scope?.kind === 'securityConnector' ? 'gapAdvice.unlistedConnector' : 'gapAdvice.unlisted', { id })),
  };
}
