import { environmentName } from '../../domain/environment.ts';
import type { Scope, ScopeId } from '../../domain/scope.ts';

const connectorForm = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.security\/securityconnectors\/[^/]+/;
const subscriptionForm = /^\/subscriptions\/([^/]+)/;

/**
 * Scope of a row: the connector its id lies in, else the subscription. Null when the row names neither, or belongs to another cloud without
 * naming its connector: counting it for the hosting subscription would mix two scores.
 */
export function scopeIdOf(assessedResourceId: string, subscriptionId: string, environment: string): ScopeId | null {
  const id = assessedResourceId.toLowerCase();
  const connector = connectorForm.exec(id)?.[0];
  if (connector !== undefined) return connector;
  const foreign = environment !== '' && environmentName(environment) !== 'Azure';
  const subscription = subscriptionForm.exec(id)?.[1] ?? subscriptionId.toLowerCase();
  return foreign || subscription === '' ? null : `/subscriptions/${subscription}`;
}

/** All that an export knows of a scope: no display name, no tags, no management groups. */
export function exportedScope(id: ScopeId, environment: string): Scope {
  const connector = connectorForm.test(id);
  const subscriptionId = subscriptionForm.exec(id)?.[1] ?? '';
  return {
    id, kind: connector ? 'securityConnector' : 'subscription', name: connector ? (id.split('/').at(-1) ?? id) : subscriptionId,
    environment: environment === '' ? (connector ? 'Unknown' : 'Azure') : environmentName(environment),
    subscriptionId, hierarchyIdentifier: null, ancestors: [], tags: {}, state: 'Enabled',
  };
}
