import { readFileSync } from 'node:fs';
import { kqlText } from '../azure/index.ts';

/** A query of this folder: its text, and the columns its rows have. */
export interface Query {
  readonly name: QueryName;
  /** KQL for Resource Graph, ordered by `id`. */
  readonly text: string;
  /** Columns of the result, `id` among them. */
  readonly columns: readonly string[];
  /** Rows of the management groups above what is asked count, too. */
  readonly above?: true;
}

const columnsOf = {
  containers: ['id', 'name', 'tenantId', 'subscriptionId', 'tags', 'type', 'displayName', 'state', 'chain', 'parent', 'environmentName', 'hierarchyIdentifier', 'projectId', 'fields'],
  scores: ['id', 'rows', 'fields'],
  controlDefinitions: ['id', 'forms'],
  recommendations: [
    'id', 'assessments', 'previews', 'displayName', 'source', 'fields', 'statusFields', 'severity', 'implementationEffort', 'userImpact', 'categories',
    'assessmentType', 'plannedDeprecation', 'remediation', 'policyDefinitionId', 'metadataFields',
  ],
  recommendationCounts: ['id', 'counts'],
  signatures: ['id', 'signatures'],
  assessments: ['id', 'resourceName', 'code', 'cause', 'reason', 'changedAt', 'firstEvaluatedAt', 'link'],
  governance: ['id', 'assignedResourceId', 'owner', 'dueAt', 'gracePeriod', 'ticketNumber', 'ticketLink', 'fields'],
  exemptions: ['id', 'type', 'displayName', 'description', 'category', 'expiresOn', 'assignmentId', 'policies', 'assessmentKey', 'createdBy', 'createdOn'],
  exemptedPolicies: ['id', 'assignments', 'policies'],
  risksAndPlans: ['id', 'entries'],
} as const;

/** Exemptions are often granted on a management group; a query over its subscriptions alone does not see them. */
const above: ReadonlySet<QueryName> = new Set<QueryName>(['exemptions', 'exemptedPolicies']);

export type QueryName = keyof typeof columnsOf;

/** All queries, in the order in which a run asks them. */
export const queryNames: readonly QueryName[] = ['containers', 'scores', 'controlDefinitions', 'recommendations', 'recommendationCounts', 'signatures', 'assessments', 'governance', 'exemptions', 'exemptedPolicies', 'risksAndPlans'];

const texts = new Map<QueryName, string>();

/** A query without parameters. */
export function queryOf(name: Exclude<QueryName, 'assessments'>): Query {
  return { name, text: textOf(name), columns: columnsOf[name], ...(above.has(name) ? { above: true } : {}) };
}

/** Every assessment. */
export function allAssessments(): Query {
  return assessmentsWhere('true');
}

/** Assessments that changed or were first judged after a moment, ISO 8601 UTC. */
export function assessmentsSince(since: string): Query {
  const moment = `datetime(${new Date(since).toISOString()})`;
  return assessmentsWhere(`changedAt > ${moment} or firstEvaluatedAt > ${moment}`);
}

/** Assessments of one scope and recommendation each, whatever their age. */
export function assessmentsOf(pairs: readonly { readonly scopeId: string; readonly key: string }[]): Query {
  return assessmentsWhere(`strcat(scopeId, ' ', key) in (${pairs.map(({ scopeId, key }) => kqlText(`${scopeId} ${key}`)).join(', ')})`);
}

function assessmentsWhere(filter: string): Query {
  return { name: 'assessments', text: textOf('assessments').replace('{{filter}}', () => filter), columns: columnsOf.assessments };
}

/** Read beside this module, in the sources as in the built package; without the comments, which are for us. */
function textOf(name: QueryName): string {
  let text = texts.get(name);
  if (text === undefined) {
    text = readFileSync(new URL(`./queries/${name}.kql`, import.meta.url), 'utf8').replace(/^\/\/.*\r?\n/gm, '').trim();
    texts.set(name, text);
  }
  return text;
}
