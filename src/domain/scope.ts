import { z } from 'zod';

/** Kinds of scope that hold a score of their own. A management group's score is rolled up from these. */
export const scopeKinds = ['subscription', 'securityConnector'] as const;

/** Full ARM id, lower case: the identity of a scope everywhere. */
export type ScopeId = string;

export const ancestorSchema = z.object({
  name: z.string().describe('Management group id (its ARM name).'),
  displayName: z.string().describe('Management group display name.'),
});

export const scopeSchema = z.object({
  id: z.string().describe('Full ARM id, lower case.'),
  kind: z.enum(scopeKinds),
  name: z.string().describe('Display name as the service gives it.'),
  environment: z.string().describe('Azure, AWS, GCP, AzureDevOps, GitHub, GitLab, DockerHub, JFrog, or the service\'s own name.'),
  subscriptionId: z.string().describe('Id (GUID) of the subscription, for a connector of the one that hosts it.'),
  hierarchyIdentifier: z.string().nullable().describe('AWS account id, GCP project number, organisation; null for subscriptions.'),
  ancestors: z.array(ancestorSchema).describe('Management groups above the scope, nearest first, tenant root last.'),
  tags: z.record(z.string(), z.string()),
  state: z.string().describe('Subscription state as given (Enabled, Disabled, Warned …); connectors: Enabled.'),
});

/** A subscription or security connector: something that has (or should have) a secure score. */
export type Scope = z.infer<typeof scopeSchema>;

export const managementGroupSchema = z.object({
  name: z.string().describe('Management group id (its ARM name).'),
  displayName: z.string(),
  parent: z.string().nullable().describe('Name of the parent group; null at the tenant root or where it is not visible.'),
  restricted: z.boolean().describe('True where the identity may not read the group: listed, never scored.'),
});

export type ManagementGroup = z.infer<typeof managementGroupSchema>;
