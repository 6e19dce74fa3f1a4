import type { Row } from '../../tenant.ts';
import { stamp, type Instant } from '../instants.ts';
import type { Assessment, Assignment, GovernanceRule, ScopePlan } from '../model.ts';
import { assessmentId } from './assessmentIds.ts';
import { graphRow } from './envelope.ts';

/** The assignment of an assessment that counts at a moment: the latest one begun. */
export function assignmentAt(assessment: Assessment, now: Instant): Assignment | null {
  return assessment.assignments.findLast((one) => one.from <= now) ?? null;
}

/** Row of a governance assignment; its join key is the assessment's id. */
export function assignmentRow(tenantId: string, plan: ScopePlan, assessment: Assessment, assignment: Assignment): Row {
  const assignedResourceId = assessmentId(assessment);
  const { eta, ticket } = assignment;
  return graphRow({
    id: `${assignedResourceId}/governanceAssignments/${assignment.id}`, name: assignment.id, tenantId,
    type: 'microsoft.security/assessments/governanceassignments', resourceGroup: assessment.resource.resourceGroup, subscriptionId: plan.subscriptionId,
    properties: {
      assignedResourceId,
      owner: assignment.owner,
      remediationDueDate: stamp(assignment.due),
      ...(eta === null ? {} : { remediationEta: { eta: stamp(eta.at), justification: eta.justification } }),
      isGracePeriod: assignment.isGracePeriod,
      ...(ticket === null ? {} : { additionalData: { ticketNumber: ticket, ticketLink: `https://tickets.example.com/SEC-${ticket}`, ticketStatus: 'Active' } }),
    },
  });
}

/** Row of a governance rule. */
export function ruleRow(tenantId: string, rule: GovernanceRule): Row {
  const subscription = /^\/subscriptions\/([^/]+)/.exec(rule.scopeId)?.[1] ?? '';
  return graphRow({
    id: `${rule.scopeId}/providers/Microsoft.Security/governanceRules/${rule.id}`, name: rule.id,
    type: 'microsoft.security/governancerules', tenantId, subscriptionId: subscription,
    properties: {
      displayName: rule.displayName,
      description: `${rule.severities.join(' and ')} severity recommendations are due within ${rule.days} days.`,
      ruleType: 'Integrated',
      isDisabled: false,
      rulePriority: rule.priority,
      sourceResourceType: 'Assessments',
      remediationTimeframe: `${rule.days}.00:00:00`,
      isGracePeriod: rule.isGracePeriod,
      ownerSource: rule.owner === '' ? { type: 'ByTag', value: 'owner' } : { type: 'Manually', value: rule.owner },
      conditionSets: [{ conditions: [{ property: '$.AssessmentSeverity', value: JSON.stringify(rule.severities), operator: 'In' }] }],
      rootRuleDetails: null,
    },
  });
}
