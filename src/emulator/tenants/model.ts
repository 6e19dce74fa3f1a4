import type { Instant } from './instants.ts';

/** The three states of an assessment, as the API spells them. */
export type StateCode = 'Healthy' | 'Unhealthy' | 'NotApplicable';

/** One entry of an assessment's history; `code` null means that the assessment is gone. */
export interface Change {
  readonly at: Instant;
  readonly code: StateCode | null;
  readonly cause?: string;
  readonly description?: string;
}

/** A task that a governance rule gave to somebody. */
export interface Assignment {
  readonly id: string;
  readonly from: Instant;
  /** When the task is overdue, and its grace ends. */
  readonly due: Instant;
  readonly isGracePeriod: boolean;
  readonly owner: string;
  readonly eta: { readonly at: Instant; readonly justification: string } | null;
  readonly ticket: number | null;
}

/** Something that recommendations judge. */
export interface Resource {
  /** ARM id as the service spells it; for other clouds the entity below its connector. */
  readonly id: string;
  readonly name: string;
  /** Key of `profiles.ts`. */
  readonly profile: string;
  /** Half-open time in which it exists. */
  readonly born: Instant;
  readonly dies: Instant;
  /** Resource group it is in, empty for a subscription. */
  readonly resourceGroup: string;
  /** ARN or GCP resource name; null in Azure. */
  readonly nativeId: string | null;
  readonly region: string;
}

/** One recommendation judged on one resource, over all time. */
export interface Assessment {
  readonly resource: Resource;
  /** Index into `recommendations`. */
  readonly recommendation: number;
  /** When the service first judged it; may lie before the tenant's history. */
  readonly firstEvaluation: Instant;
  /** Ascending in time, neighbours differ; empty when the assessment never exists. */
  readonly changes: readonly Change[];
  readonly assignments: readonly Assignment[];
}

/** A management group; `readable` false where the identity has no rights on it: it has no row then. */
export interface ManagementGroup {
  readonly name: string;
  readonly displayName: string;
  /** Name of the group above; null for the tenant root. */
  readonly parent: string | null;
  readonly readable: boolean;
}

/** A rule that assigns unhealthy resources to an owner. */
export interface GovernanceRule {
  readonly id: string;
  readonly displayName: string;
  /** Where it applies: a subscription's or management group's ARM id. */
  readonly scopeId: string;
  readonly priority: number;
  readonly days: number;
  readonly isGracePeriod: boolean;
  readonly severities: readonly string[];
  readonly owner: string;
  readonly from: Instant;
}

/** An exemption of Azure Policy, as somebody granted it. */
export interface PolicyExemption {
  readonly name: string;
  /** ARM id of what it was granted on. */
  readonly scopeId: string;
  /** Recommendations whose policies it exempts. */
  readonly keys: readonly string[];
  readonly category: 'Waiver' | 'Mitigated';
  readonly reason: string;
  readonly expires: Instant | null;
  readonly by: string;
  readonly from: Instant;
}

/** What a connector row needs beside the scope itself. */
export interface ConnectorDetails {
  readonly location: string;
  /** AWS account id, GCP project number, or the DevOps organisation. */
  readonly hierarchyIdentifier: string;
  readonly environmentType: string;
  /** `environmentName` as the service spells it (Github). */
  readonly environmentName: string;
  readonly projectId: string | null;
  readonly resourceGroup: string;
}

/** A subscription or security connector and how it looks over time. */
export interface ScopePlan {
  readonly kind: 'subscription' | 'securityConnector';
  /** ARM id as the service spells it. */
  readonly id: string;
  readonly name: string;
  /** For a connector: the subscription that hosts it. */
  readonly subscriptionId: string;
  /** Azure, AWS, GCP, AzureDevOps or Github. */
  readonly environment: string;
  readonly managementGroup: string;
  readonly tags: Readonly<Record<string, string>> | null;
  /** Half-open time in which it can be seen. */
  readonly from: Instant;
  readonly until: Instant;
  /** From here on its state is Disabled and nothing moves. */
  readonly disabledFrom: Instant;
  /** False where the service keeps no score for it. */
  readonly hasScore: boolean;
  /** True with the Defender CSPM plan: unhealthy assessments then carry a risk. */
  readonly hasRisk: boolean;
  readonly connector: ConnectorDetails | null;
}

/** All assessments of a scope, resource by resource. */
export interface ScopeHistory {
  readonly plan: ScopePlan;
  readonly assessments: readonly Assessment[];
}

/** Everything that a tenant's rows follow from. */
export interface World {
  readonly tenantId: string;
  readonly workspaceId: string;
  /** The history begins here; before it nothing is known. */
  readonly start: Instant;
  readonly defaultNow: Instant;
  readonly groups: readonly ManagementGroup[];
  readonly scopes: readonly ScopePlan[];
  readonly rules: readonly GovernanceRule[];
  /** Left out: no exemption is on record, whatever assessments say. */
  readonly exemptions?: readonly PolicyExemption[];
  /** Assessments of `scopes[index]`: the same whenever and in whatever order it is asked. */
  history(index: number): ScopeHistory;
  /** True when all histories together are small enough to be kept in memory. */
  readonly keepsHistories: boolean;
}
