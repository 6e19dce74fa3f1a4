import { message, told } from '../domain/told.ts';
import type { ScopeSelector } from '../domain/config.ts';
import type { Gap } from '../domain/gap.ts';
import { globOf } from '../domain/glob.ts';
import type { ManagementGroup, Scope } from '../domain/scope.ts';
import { compareText } from './rows/decode.ts';
import type { ChainLink, ConnectorRow, Containers, SubscriptionRow } from './rows/containers.ts';

/** Everything the identity can see, before config selects from it. */
export interface Estate {
  /** Sorted by id. */
  readonly scopes: readonly Scope[];
  /** Sorted by name; those only named by others are restricted. */
  readonly groups: readonly ManagementGroup[];
  readonly tenants: ReadonlyMap<string, string>;
  /** GCP project ids by connector id. */
  readonly projects: ReadonlyMap<string, string>;
}

/** Scopes that config selects, and what it names in vain. */
export interface Selection {
  readonly scopes: readonly Scope[];
  readonly gaps: readonly Gap[];
}

/** Builds scopes and their management groups. A group's own row knows its present name better than a chain does. */
export function estateOf({ subscriptions, groups, connectors }: Containers): Estate {
  const listed = managementGroups(groups, [...subscriptions.map(({ chain }) => chain), ...groups.map(({ chain }) => chain)]);
  const names = new Map(listed.map((group) => [group.name.toLowerCase(), group.displayName]));
  const ancestorsOf = (chain: readonly ChainLink[]): readonly ChainLink[] => chain.map(({ name, displayName }) => ({ name, displayName: names.get(name.toLowerCase()) ?? displayName }));
  const ancestors = new Map(subscriptions.map((row) => [row.subscriptionId, ancestorsOf(row.chain)]));
  const scopes = [
    ...subscriptions.map((row) => subscriptionScope(row, ancestors.get(row.subscriptionId) ?? [])),
    ...connectors.map((row) => connectorScope(row, ancestors.get(row.subscriptionId) ?? [])),
  ];
  return {
    scopes: scopes.toSorted((a, b) => compareText(a.id, b.id)),
    groups: listed,
    tenants: new Map([...subscriptions, ...connectors].flatMap(({ id, tenantId }) => (tenantId === null ? [] : [[id, tenantId]]))),
    projects: new Map(connectors.flatMap(({ id, projectId }) => (projectId === null ? [] : [[id, projectId]]))),
  };
}

function subscriptionScope(row: SubscriptionRow, ancestors: readonly ChainLink[]): Scope {
  return {
    id: row.id, kind: 'subscription', name: row.name, environment: 'Azure', subscriptionId: row.subscriptionId, hierarchyIdentifier: null,
    ancestors: [...ancestors], tags: { ...row.tags }, state: row.state,
  };
}

function connectorScope(row: ConnectorRow, ancestors: readonly ChainLink[]): Scope {
  return {
    id: row.id, kind: 'securityConnector', name: row.name, environment: row.environment, subscriptionId: row.subscriptionId,
    hierarchyIdentifier: row.hierarchyIdentifier, ancestors: [...ancestors], tags: { ...row.tags }, state: 'Enabled',
  };
}

function managementGroups(rows: Containers['groups'], chains: readonly (readonly ChainLink[])[]): readonly ManagementGroup[] {
  const groups = new Map<string, ManagementGroup>();
  for (const { name, displayName, parent } of rows) groups.set(name.toLowerCase(), { name, displayName, parent, restricted: false });
  for (const chain of chains) {
    for (const [place, { name, displayName }] of chain.entries()) {
      if (!groups.has(name.toLowerCase())) groups.set(name.toLowerCase(), { name, displayName, parent: chain[place + 1]?.name ?? null, restricted: true });
    }
  }
  return [...groups.values()].toSorted((a, b) => compareText(a.name.toLowerCase(), b.name.toLowerCase()));
}

/** Applies config: everything when it includes nothing by name, minus what it excludes. */
export function selectScopes(estate: Estate, include: readonly ScopeSelector[], exclude: readonly ScopeSelector[]): Selection {
  const included = include.map((selector) => ({ selector, matches: matcherOf(selector, estate) }));
  const excluded = exclude.map((selector) => matcherOf(selector, estate));
  const wanted = estate.scopes.filter((scope) => included.length === 0 || included.some(({ matches }) => matches(scope)));
  const scopes = wanted.filter((scope) => !excluded.some((matches) => matches(scope)));
  const inVain = included.filter(({ matches }) => !wanted.some(matches)).map(({ selector }) => inVainGap(selector, estate));
  return { scopes, gaps: [...inVain, ...restrictedGaps(estate, scopes)] };
}

/** Nothing to report on is the greatest gap of all. */
export function emptyGaps({ scopes }: Estate, selected: readonly Scope[]): readonly Gap[] {
  if (selected.length > 0) return [];
  const gap = { cause: 'notFound', scopeId: null, affectsScore: true } as const;
  if (scopes.length > 0) return [{ ...gap, what: `config selects none of the ${scopes.length} subscriptions and connectors that the identity sees`, advice: 'Check scopes.include and scopes.exclude; "secure-score doctor" says what they select.' }];
  return [{ ...gap, what: 'the identity sees no subscription and no connector', advice: 'Give it Security Reader on a management group or on subscriptions; "secure-score doctor" has the command.' }];
}

/** A selector as a test. Subscription selectors mean subscriptions alone: connectors are scopes in their own right. */
function matcherOf(selector: ScopeSelector, estate: Estate): (scope: Scope) => boolean {
  if (selector.kind === 'managementGroup') {
    const name = groupNameOf(selector.name, estate);
    return ({ ancestors }) => ancestors.some((ancestor) => ancestor.name.toLowerCase() === name);
  }
  if (selector.kind === 'subscription') {
    const glob = globOf(selector.pattern.replace(/^\/subscriptions\//i, ''));
    return ({ kind, name, subscriptionId }) => kind === 'subscription' && (glob(name) || glob(subscriptionId));
  }
  const { environment, account } = selector;
  const name = selector.name === null ? null : globOf(selector.name);
  return (scope) => scope.kind === 'securityConnector'
    && (environment === null || scope.environment.toLowerCase() === environment.toLowerCase())
    && (account === null || [scope.hierarchyIdentifier, estate.projects.get(scope.id)].some((one) => one?.toLowerCase() === account.toLowerCase()))
    && (name === null || name(scope.name) || name(scope.id));
}

/** Lower-case name of the group that a selector means: its id, its full ARM id, or, where no id fits, its display name. */
function groupNameOf(text: string, { groups }: Estate): string {
  const name = text.replace(/^\/providers\/microsoft\.management\/managementgroups\//i, '').toLowerCase();
  if (groups.some((group) => group.name.toLowerCase() === name)) return name;
  return groups.find((group) => group.displayName.toLowerCase() === name)?.name.toLowerCase() ?? name;
}

function inVainGap(selector: ScopeSelector, estate: Estate): Gap {
  const named = describeSelector(selector);
  const group = selector.kind === 'managementGroup' ? estate.groups.find(({ name }) => name.toLowerCase() === groupNameOf(selector.name, estate)) : undefined;
  if (group !== undefined && !group.restricted) {
    return { cause: 'notFound', scopeId: null, affectsScore: false, ...told(message('gap.emptyGroup', named), message('gapAdvice.emptyGroup')) };
  }
  return { cause: 'notFound', scopeId: null, affectsScore: true, ...told(message('gap.notFound', named), message('gapAdvice.checkName')) };
}

function describeSelector(selector: ScopeSelector): { readonly kind: ScopeSelector['kind']; readonly name: string } {
  const { kind } = selector;
  if (kind === 'managementGroup') return { kind, name: selector.name };
  if (kind === 'subscription') return { kind, name: selector.pattern };
  return { kind, name: [selector.environment, selector.account, selector.name].filter((part) => part !== null).join(' ') };
}

/** Groups above the selected scopes that the identity may not read: below them there may be more than it sees. */
function restrictedGaps(estate: Estate, scopes: readonly Scope[]): readonly Gap[] {
  const above = new Set(scopes.flatMap(({ ancestors }) => ancestors.map(({ name }) => name.toLowerCase())));
  const restricted = estate.groups.filter((group) => group.restricted && above.has(group.name.toLowerCase()));
  if (restricted.length === 0) return [];
  const names = restricted.map(({ displayName }) => displayName).join(', ');
  return [{
    cause: 'restricted', scopeId: null, affectsScore: false,
    ...told(message('gap.restrictedGroups', { count: restricted.length, names }), message('gapAdvice.grantGroup')),
  }];
}
