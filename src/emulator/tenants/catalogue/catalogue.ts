import { instantOf, type Instant } from '../instants.ts';
import { azureRecommendations } from './azure.ts';
import { type Control, type ControlSlug, controls } from './controls.ts';
import { awsRecommendations, devOpsRecommendations, gcpRecommendations } from './multicloud.ts';
import { type Recommendation, recommendationOf } from './recommendation.ts';

/** Every recommendation of the simulation; an assessment names its own by index. */
export const recommendations: readonly Recommendation[] = [
  ...azureRecommendations.map((tuple) => recommendationOf(tuple, true)),
  ...[...awsRecommendations, ...gcpRecommendations, ...devOpsRecommendations].map((tuple) => recommendationOf(tuple, false)),
];

const byProfile: ReadonlyMap<string, readonly number[]> = Map.groupBy(recommendations.keys(), (index) => recommendations[index]?.profile ?? '');

/** Indexes of the recommendations that judge a kind of resource, in catalogue order. */
export function recommendationsFor(profile: string): readonly number[] {
  return byProfile.get(profile) ?? [];
}

/** The recommendation at an index; our bug when there is none. */
export function recommendationAt(index: number): Recommendation {
  const recommendation = recommendations[index];
  if (recommendation === undefined) throw new Error(`no recommendation ${index}`);
  return recommendation;
}

/** A control as the catalogue describes it at one time. */
export interface ControlView {
  readonly id: string;
  readonly displayName: string;
  readonly max: number;
  /** Why the control matters. */
  readonly description: string;
  /** Keys of the recommendations in its definition. */
  readonly keys: readonly string[];
  /** `properties.definition` of its rows. */
  readonly definition: object;
}

/** The catalogue between two of its changes. */
export interface CatalogueView {
  readonly from: Instant;
  readonly controls: readonly ControlView[];
  /** Per recommendation one bit for each control in which it counts; 0 for previews and what is in no definition. */
  readonly masks: Int32Array;
}

const changes: readonly Instant[] = [
  -Infinity,
  ...new Set([
    ...recommendations.flatMap((one) => [one.since, one.until, one.countsSince]),
    ...controls.flatMap((one) => (one.former === undefined ? [] : [instantOf(one.former.until)])),
  ].filter(Number.isFinite)),
].sort((a, b) => a - b);

const views: readonly CatalogueView[] = changes.map((from) => viewAt(from));

/** Moments at which the catalogue changes, ascending. */
export const catalogueChanges: readonly Instant[] = changes.slice(1);

/** The catalogue as it stands at a moment; the same object between two changes. */
export function catalogueAt(now: Instant): CatalogueView {
  let view = views[0];
  for (const candidate of views) if (candidate.from <= now) view = candidate;
  if (view === undefined) throw new Error('the catalogue has no first view');
  return view;
}

function viewAt(now: Instant): CatalogueView {
  const masks = new Int32Array(recommendations.length);
  recommendations.forEach((one, index) => {
    if (one.preview || !isDefined(one, now)) return;
    masks[index] = one.controls.reduce((mask, slug) => mask | (1 << indexOfControl(slug)), 0);
  });
  return { from: now, masks, controls: controls.map((control) => controlView(control, now)) };
}

function controlView(control: Control, now: Instant): ControlView {
  const displayName = control.former !== undefined && now < instantOf(control.former.until) ? control.former.displayName : control.displayName;
  const keys = recommendations.filter((one) => isDefined(one, now) && one.controls.includes(control.slug)).map((one) => one.key);
  const definition = {
    id: `/providers/Microsoft.Security/secureScoreControlDefinitions/${control.id}`,
    name: control.id,
    type: 'Microsoft.Security/secureScoreControlDefinitions',
    properties: {
      source: { sourceType: 'BuiltIn' },
      displayName,
      maxScore: control.max,
      assessmentDefinitions: keys.map((key) => ({ id: `/providers/Microsoft.Security/assessmentMetadata/${key}` })),
    },
  };
  return { id: control.id, displayName, max: control.max, description: control.rationale, keys, definition };
}

function isDefined(one: Recommendation, now: Instant): boolean {
  return one.since <= now && now < one.until && one.countsSince <= now;
}

function indexOfControl(slug: ControlSlug): number {
  const index = controls.findIndex((control) => control.slug === slug);
  if (index < 0) throw new Error(`no control named ${slug}`);
  return index;
}
