import { controls } from './controls.ts';
import { recommendations } from './catalogue.ts';
import type { Recommendation } from './recommendation.ts';

const devOpsCategories: ReadonlySet<string> = new Set(['CodeVulnerabilities', 'ApiVulnerabilities', 'IacVulnerabilities', 'SoftwareUpdate', 'ExposedSecrets']);

/** `properties.metadata` of the assessments, one shared object per recommendation, by its index. */
export const metadata: readonly Readonly<Record<string, unknown>>[] = recommendations.map(metadataOf);

/** What the recommendation is about, in a sentence or two of our own words. */
export function descriptionOf(one: Recommendation): string {
  const control = controls.find((candidate) => candidate.slug === one.controls[0]);
  return control?.rationale ?? 'Code that ships with known weaknesses carries them into every environment it is deployed to.';
}

function metadataOf(one: Recommendation): Readonly<Record<string, unknown>> {
  const control = controls.find((candidate) => candidate.slug === one.controls[0]);
  return {
    displayName: one.displayName,
    assessmentType: 'BuiltIn',
    ...(one.policyDefinitionId === null ? {} : { policyDefinitionId: one.policyDefinitionId }),
    description: descriptionOf(one),
    remediationDescription: control?.remedy ?? 'Enable the scanner for the repository and resolve what it reports.',
    categories: one.categories.filter((category) => !devOpsCategories.has(category)),
    ...(devOpsCategories.has(one.categories[0] ?? '') ? { recommendationCategory: one.categories[0] } : {}),
    severity: one.severity,
    userImpact: one.userImpact,
    implementationEffort: one.implementationEffort,
    threats: one.controls.includes('mfa') || one.controls.includes('access') ? ['AccountBreach', 'MaliciousInsider'] : ['DataExfiltration', 'ThreatResistance'],
    ...(one.preview ? { preview: true } : {}),
    ...(one.retires === null ? {} : { plannedDeprecationDate: one.retires }),
  };
}
