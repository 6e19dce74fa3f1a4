import type { AssessmentRef } from '../../domain/snapshot.ts';

const separator = '/providers/microsoft.security/assessments/';
const connectorForm = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.security\/securityconnectors\/[^/]+(?=\/)/;
const subscriptionForm = /^\/subscriptions\/[^/]+/;

/**
 * Scope, recommendation and resource of an assessment from its id, as the queries find them: what is judged inside a connector belongs
 * to the connector, everything else to the subscription. Null for an id that is none of an assessment in a subscription.
 */
export function assessmentRefOf(id: string): AssessmentRef | null {
  const lower = id.toLowerCase();
  const end = lower.indexOf(separator);
  if (end < 0) return null;
  const key = lower.slice(end + separator.length).split('/')[0] ?? '';
  const scopeId = (connectorForm.exec(lower) ?? subscriptionForm.exec(lower))?.[0];
  return scopeId === undefined || key === '' ? null : { scopeId, key, resourceId: lower.slice(0, end) };
}
