import { guidOf } from '../random.ts';
import { instantOf, type Instant } from '../instants.ts';
import { controls as knownControls, type ControlSlug } from './controls.ts';

/** Dates (YYYY-MM-DD) at which a recommendation appears, leaves, or begins to count. */
interface Lifecycle {
  /** Listed, but in no score. */
  readonly preview?: true;
  /** In the catalogue from this day on. */
  readonly since?: string;
  /** Removed from the catalogue on this day. */
  readonly until?: string;
  /** In its controls' definitions from this day on. */
  readonly countsSince?: string;
  /** Announced month of removal, `MM/YYYY`, as the metadata spells it. */
  readonly retires?: string;
}

/** Key, display name, severity, user impact, effort, categories, profile, controls (`none` or slugs), share unhealthy, share not applicable, lifecycle. */
export type RecommendationTuple = readonly [
  string, string, string, string, string, string, string, string, number, number, Lifecycle?,
];

/** One rule of the catalogue. */
export interface Recommendation {
  /** Assessment key: the `name` of its assessments and of its metadata. */
  readonly key: string;
  readonly displayName: string;
  /** High, Medium or Low. */
  readonly severity: string;
  /** Low, Moderate or High. */
  readonly userImpact: string;
  /** Low, Moderate or High. */
  readonly implementationEffort: string;
  readonly categories: readonly string[];
  /** Kind of resource it judges, see `profiles.ts`. */
  readonly profile: string;
  readonly controls: readonly ControlSlug[];
  /** Share (0–1) of the resources that are unhealthy in the long run; a parameter of the simulation. */
  readonly unhealthyShare: number;
  /** Share (0–1) of the resources that it does not apply to; a parameter of the simulation. */
  readonly notApplicableShare: number;
  readonly preview: boolean;
  /** Half-open time in which it is in the catalogue. */
  readonly since: Instant;
  readonly until: Instant;
  /** From here on it is in the definitions of its controls. */
  readonly countsSince: Instant;
  readonly retires: string | null;
  /** Resource id of the built-in policy; null outside Azure. The id is made up: the real one is not in our sources. */
  readonly policyDefinitionId: string | null;
}

/** The tuple as an object, with the dates as instants. */
export function recommendationOf(tuple: RecommendationTuple, azure: boolean): Recommendation {
  const [key, displayName, severity, userImpact, implementationEffort, categories, profile, controls, unhealthyShare, notApplicableShare, lifecycle = {}] = tuple;
  return {
    key, displayName, severity, userImpact, implementationEffort, profile, unhealthyShare, notApplicableShare,
    categories: categories.split(' '),
    controls: controls === 'none' ? [] : controls.split(' ').map(slugOf),
    preview: lifecycle.preview === true,
    since: lifecycle.since === undefined ? -Infinity : instantOf(lifecycle.since),
    until: lifecycle.until === undefined ? Infinity : instantOf(lifecycle.until),
    countsSince: lifecycle.countsSince === undefined ? -Infinity : instantOf(lifecycle.countsSince),
    retires: lifecycle.retires ?? null,
    policyDefinitionId: azure ? `/providers/Microsoft.Authorization/policyDefinitions/${guidOf(`policy ${key}`)}` : null,
  };
}

function slugOf(text: string): ControlSlug {
  const control = knownControls.find(({ slug }) => slug === text);
  if (control === undefined) throw new Error(`no control named ${text}`);
  return control.slug;
}
