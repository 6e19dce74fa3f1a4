import type { Gap } from '../domain/gap.ts';
import type { Scope } from '../domain/scope.ts';
import type { Assessment, AssessmentRef, ScopeScore, Snapshot } from '../domain/snapshot.ts';
import { runIdOf, snapshotVersion } from '../domain/snapshot.ts';

/** Ids and names of the small tenant that the tests of this folder use. */
export const control = { mfa: '34a42fb3-e6db-409c-b56b-7b1db6b8aee0', ports: '52901099-235c-4971-b9d5-a33fca3a936e' } as const;
export const key = { mfa: '94290b00-4d0c-d7b4-7cea-064a9554e681', ports: '4fb67663-9ab9-475d-b026-8c544cced439' } as const;

export function scopeId(name: string): string {
  return `/subscriptions/${name}`;
}

export function scope(name: string, changes: Partial<Scope> = {}): Scope {
  return { id: scopeId(name), kind: 'subscription', name, environment: 'Azure', subscriptionId: name, hierarchyIdentifier: null, ancestors: [{ name: 'contoso', displayName: 'Contoso' }], tags: { team: 'payments' }, state: 'Enabled', ...changes };
}

/** A scope with two controls, `healthy` of 10 resources healthy in the first. */
export function score(name: string, healthy: number, changes: Partial<ScopeScore> = {}): ScopeScore {
  const current = Math.round(((10 * healthy) / 10) * 100) / 100;
  return {
    scopeId: scopeId(name),
    secureScore: { current: current + 4, max: 18, ratio: Math.round(((current + 4) / 18) * 1e4) / 1e4 },
    gracePeriod: null,
    weight: 20,
    controls: [
      { controlId: control.mfa, current, max: 10, ratio: Math.round((current / 10) * 1e4) / 1e4, weight: 10, healthy, unhealthy: 10 - healthy, notApplicable: 1 },
      { controlId: control.ports, current: 4, max: 8, ratio: 0.5, weight: 10, healthy: 5, unhealthy: 5, notApplicable: 0 },
    ],
    recommendations: [
      { key: key.ports, healthy: 5, unhealthy: 5, notApplicable: 1, exempt: 1 },
      { key: key.mfa, healthy, unhealthy: 10 - healthy, notApplicable: 0, exempt: 0 },
    ].sort((a, b) => (a.key < b.key ? -1 : 1)),
    signatures: [{ keys: [key.ports], resources: 5 }],
    ...changes,
  };
}

export function assessment(name: string, resource: string, state: string, changes: Partial<Assessment> = {}): Assessment {
  return { scopeId: scopeId(name), key: key.mfa, resourceId: `${scopeId(name)}/vm/${resource}`, resourceName: resource, state, cause: null, reason: null, changedAt: null, firstEvaluatedAt: null, portalUrl: 'https://portal.azure.com/#x', ...changes };
}

export function refOf({ scopeId: id, key: own, resourceId }: Assessment): AssessmentRef {
  return { scopeId: id, key: own, resourceId };
}

export function gap(changes: Partial<Gap>): Gap {
  return { cause: 'requestFailed', what: 'a page', scopeId: null, advice: 'run again', affectsScore: true, ...changes };
}

/** A run at a moment; everything beside the moment can be given. */
export function snapshot(takenAt: string, changes: Partial<Snapshot> = {}): Snapshot {
  const scores = changes.scores ?? [score('a', 5), score('b', 8)];
  return {
    schema: 'secure-score/snapshot', version: snapshotVersion, runId: runIdOf(new Date(takenAt)), takenAt, finishedAt: new Date(Date.parse(takenAt) + 60_000).toISOString(),
    toolVersion: '0.1.0', model: 'classic', formula: 1, cloud: 'AzurePublic', tenantIds: ['t'], catalogueHash: 'c1',
    scopes: scores.map((one) => scope(one.scopeId.slice('/subscriptions/'.length))),
    managementGroups: [{ name: 'contoso', displayName: 'Contoso', parent: null, restricted: false }],
    scores,
    controls: [{ controlId: control.mfa, name: 'Enable MFA', maxScore: 10, recommendationKeys: [key.mfa] }],
    recommendations: [{ key: key.mfa, name: 'MFA', severity: 'High', environment: 'Azure', implementationEffort: 'Low', userImpact: null, categories: ['IdentityAndAccess'], assessmentType: 'BuiltIn', preview: false, plannedDeprecation: null, remediation: '<b>Turn it on</b>' }],
    assessments: { since: null, rows: [], deleted: [] },
    governance: [], gaps: [], drift: [], requests: { sent: 3, throttled: 0, retried: 0, rows: 20 },
    ...changes,
  };
}
