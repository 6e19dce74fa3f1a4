import { recommendationAt } from '../catalogue/catalogue.ts';
import type { Assessment } from '../model.ts';
import { shareOf } from '../random.ts';

const otherCaseShare = 0.04;

/** Key of an assessment: the `name` of its row. */
export function keyOf(assessment: Assessment): string {
  return recommendationAt(assessment.recommendation).key;
}

/** Id of the judged resource; in a few assessments the resource group is upper case, as in the service's own rows. */
export function assessedId(assessment: Assessment): string {
  const { id, resourceGroup } = assessment.resource;
  if (resourceGroup === '' || shareOf('case', id, assessment.recommendation) >= otherCaseShare) return id;
  return id.replace(`/resourceGroups/${resourceGroup}/`, `/resourceGroups/${resourceGroup.toUpperCase()}/`);
}

/** ARM id of an assessment. */
export function assessmentId(assessment: Assessment): string {
  return `${assessedId(assessment)}/providers/Microsoft.Security/assessments/${keyOf(assessment)}`;
}

/** Address of the assessment in the portal; like the service's, without a scheme. */
export function portalLink(assessment: Assessment): string {
  const blade = 'portal.azure.com/#blade/Microsoft_Azure_Security/RecommendationsBlade';
  return `${blade}/assessmentKey/${keyOf(assessment)}/resourceId/${encodeURIComponent(assessedId(assessment))}`;
}
