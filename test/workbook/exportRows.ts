import type { Row } from '../../src/emulator/index.ts';

/** For tests: rows as continuous export writes them. */
export interface Place {
  /** Subscription id, or the full id of a connector. */
  readonly scope: string;
  readonly environment?: string;
}

export const subscription = { pay: '11111111-0000-4000-8000-000000000001', web: '22222222-0000-4000-8000-000000000002', old: '33333333-0000-4000-8000-000000000003' } as const;
export const aws = `/subscriptions/${subscription.web}/resourceGroups/Cloud/providers/Microsoft.Security/securityConnectors/Aws-Prod`;
export const control = { mfa: '34a42fb3-e6db-409c-b56b-7b1db6b8aee0', ports: '52901099-235c-4971-b9d5-a33fca3a936e' } as const;
export const key = { mfa: '94290b00-4d0c-d7b4-7cea-064a9554e681', ports: '4fb67663-9ab9-475d-b026-8c544cced439', s3: '0ac5ee3d-0000-4000-8000-00000000005a' } as const;

function prefixOf({ scope }: Place): string {
  return scope.startsWith('/') ? scope : `/subscriptions/${scope}`;
}

function subscriptionOf({ scope }: Place): string {
  return scope.startsWith('/') ? (scope.split('/')[2] ?? '') : scope;
}

/** A row of SecureScores; `ratio` as the service rounds it. */
export function scoreRow(place: Place, at: string, current: number, max: number, weight: number, changes: Row = {}): Row {
  return {
    TimeGenerated: at, AssessedResourceId: `${prefixOf(place)}/providers/Microsoft.Security/secureScores/ascScore`, SecureScoresSubscriptionId: subscriptionOf(place),
    DisplayName: 'ASC score', CurrentScore: current, MaxScore: max, PercentageScore: ratioOf(current, max), Weight: weight, Environment: place.environment ?? 'Azure',
    IsSnapshot: false, Properties: {}, Type: 'SecureScores', ...changes,
  };
}

/** The scoreGraceExcluded row of a scope, which may carry the very same display name. */
export function graceRow(place: Place, at: string, current: number, max: number, weight: number, changes: Row = {}): Row {
  return scoreRow(place, at, current, max, weight, { AssessedResourceId: `${prefixOf(place)}/providers/Microsoft.Security/secureScores/scoreGraceExcluded`, ...changes });
}

/** A row of SecureScoreControls. */
export function controlRow(place: Place, at: string, controlId: string, [healthy, unhealthy]: readonly [number, number], max: number, changes: Row = {}): Row {
  const current = healthy + unhealthy === 0 ? 0 : Math.round(((max * healthy) / (healthy + unhealthy)) * 100) / 100;
  return {
    TimeGenerated: at, AssessedResourceId: `${prefixOf(place)}/providers/Microsoft.Security/secureScores/ascScore/secureScoreControls/${controlId}`,
    SecureScoresSubscriptionId: subscriptionOf(place), ControlId: controlId, ControlName: 'Enable MFA', ControlType: 'BuiltIn', Description: '', CurrentScore: current,
    MaxScore: max, PercentageScore: ratioOf(current, max), Weight: healthy + unhealthy, HealthyResources: healthy, UnhealthyResources: unhealthy, NotApplicableResources: 0,
    RecommendationResourceIds: [`/providers/Microsoft.Security/assessmentMetadata/${key.mfa}`], Environment: place.environment ?? 'Azure', IsSnapshot: false,
    Properties: {}, Type: 'SecureScoreControls', ...changes,
  };
}

/** A row of SecurityRecommendation; `since` is the date of change. */
export function stateRow(resourceId: string, at: string, recommendation: string, state: string, since: string | null, changes: Row = {}): Row {
  return {
    TimeGenerated: at, AssessedResourceId: resourceId, RecommendationId: recommendation, RecommendationName: `Recommendation ${recommendation.slice(0, 4)}`,
    RecommendationDisplayName: `Recommendation ${recommendation.slice(0, 4)}`, RecommendationSeverity: 'High', RecommendationState: state, Description: '', DeviceId: '',
    DiscoveredTimeUTC: since, Environment: 'Azure', FirstEvaluationDate: '2026-01-01T00:00:00Z', IsSnapshot: false, PolicyDefinitionId: '', Properties: {},
    ProviderName: '', RecommendationAdditionalData: {}, ResolvedTimeUTC: null, ResourceRegion: '', StatusChangeDate: since, RecommendationLink: '',
    NotApplicableReason: '', Type: 'SecurityRecommendation', ...changes,
  };
}

export function machine(subscriptionId: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/${name}`;
}

/** To 4 decimals, halves to even, as the service stores it. */
function ratioOf(current: number, max: number): number {
  const scaled = max > 0 ? Number(((current / max) * 1e4).toFixed(6)) : 0;
  const floor = Math.floor(scaled);
  const isHalf = scaled - floor === 0.5;
  return (isHalf ? floor + (floor % 2) : Math.round(scaled)) / 1e4;
}
