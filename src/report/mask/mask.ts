import type { Config, GroupMatch } from '../../domain/config.ts';
import type { Scope, ScopeId } from '../../domain/scope.ts';
import { isCalled } from '../alerts.ts';
import { belongsTo } from '../membership.ts';
import type { World } from '../narrow/narrow.ts';
import { maskHistory, maskStates } from './maskHistory.ts';
import { groupTag, groupTagValue, maskSnapshot, type MaskedScopes } from './maskSnapshot.ts';
import { pseudonyms, type Pseudonyms } from './pseudonyms.ts';

/** A config and what its report is made from, both without names. */
export interface Masked<Inputs extends World> {
  readonly config: Config;
  readonly inputs: Inputs;
}

/**
 * Replaces every name, id and free text of the tenant before anything is computed, so that no figure, sentence, chart, file name or property can
 * hold one. `key`: the same key gives the same pseudonyms, week after week. What config says of the report itself (title, company, introduction,
 * footer) is its author's and stays; the names of its groups do not.
 */
export function mask<Inputs extends World>(config: Config, inputs: Inputs, key: Uint8Array): Masked<Inputs> {
  const names = pseudonyms(key);
  const scopes = new Map([...inputs.history.scopes, ...inputs.snapshot.scopes.map((scope) => [scope.id, scope] as const)]);
  const masked: MaskedScopes = { names, groupsOf: groupsOf(config, scopes) };
  const ids = new Set([...scopes.keys(), ...inputs.snapshot.scores.map(({ scopeId }) => scopeId), ...(inputs.states?.counts().keys() ?? [])]);
  return {
    config: maskConfig(config, [...scopes.values()], names),
    inputs: {
      ...inputs,
      snapshot: maskSnapshot(inputs.snapshot, masked),
      history: maskHistory(inputs.history, masked),
      states: inputs.states === null ? null : maskStates(inputs.states, ids, names),
    },
  };
}

function groupsOf(config: Config, scopes: ReadonlyMap<ScopeId, Scope>): MaskedScopes['groupsOf'] {
  return (id) => {
    const scope = scopes.get(id);
    return scope === undefined ? [] : config.groups.flatMap(({ match }, place) => (belongsTo(match, scope) ? [place] : []));
  };
}

const noMatch: GroupMatch = { managementGroup: null, subscriptions: [], tags: {}, environment: null, connector: null };

/** Groups by number and tag, limits of scopes by masked id: selection by name was done before the names went. */
function maskConfig(config: Config, scopes: readonly Scope[], names: Pseudonyms): Config {
  const nameOf = (group: string): string => {
    const place = config.groups.findIndex(({ name }) => name.toLowerCase() === group.toLowerCase());
    return place < 0 ? group : groupName(place);
  };
  return {
    ...config,
    groups: config.groups.map((group, place) => ({ ...group, name: groupName(place), match: { ...noMatch, tags: { [groupTag(place)]: groupTagValue } } })),
    gates: {
      ...config.gates,
      scopes: config.gates.scopes.flatMap(({ match, ...limits }) => scopes.filter((scope) => isCalled(scope, match)).map(({ id }) => ({ ...limits, match: names.path(id) }))),
      groups: config.gates.groups.map((group) => ({ ...group, name: nameOf(group.name) })),
    },
    scopes: { include: [], exclude: [] },
  };
}

/** What the group in this place of config is called, from 0. */
export const groupName = (place: number): string => `Group ${place + 1}`;
