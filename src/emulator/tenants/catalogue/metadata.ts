import { recommendations } from './catalogue.ts';
import { controls } from './controls.ts';
import { descriptions } from './descriptions.ts';
import type { Recommendation } from './recommendation.ts';

const devOpsCategories: ReadonlySet<string> = new Set(['CodeVulnerabilities', 'ApiVulnerabilities', 'IacVulnerabilities', 'SoftwareUpdate', 'ExposedSecrets']);

const described: readonly string[] = recommendations.map(describe);

/** `properties.metadata` of the assessments, one shared object per recommendation, by its index. */
export const metadata: readonly Readonly<Record<string, unknown>>[] = recommendations.map(metadataOf);

/** What the recommendation at an index looks at, where we say so, and why it matters. */
export function descriptionOf(index: number): string {
  return described[index] ?? '';
}

function describe(one: Recommendation): string {
  const control = controls.find((candidate) => candidate.slug === one.controls[0]);
  const rationale = control?.rationale ?? 'Code that ships with known weaknesses carries them into every environment it is deployed to.';
  const sight = descriptions.get(one.key.slice(0, 8));
  return sight === undefined ? rationale : `${sight} ${rationale}`;
}

function metadataOf(one: Recommendation): Readonly<Record<string, unknown>> {
  const control = controls.find((candidate) => candidate.slug === one.controls[0]);
  return {
    displayName: one.displayName,
    assessmentType: 'BuiltIn',
    ...(one.policyDefinitionId === null ? {} : { policyDefinitionId: one.policyDefinitionId }),
    description: describe(one),
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
