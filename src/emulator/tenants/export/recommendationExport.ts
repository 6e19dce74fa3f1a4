import type { Row } from '../../tenant.ts';
import { recommendationAt } from '../catalogue/catalogue.ts';
import { descriptionOf } from '../catalogue/metadata.ts';
import { cursorOf } from '../cursor.ts';
import { type Instant, stamp, tickAt } from '../instants.ts';
import type { Assessment, Change, ScopeHistory, ScopePlan, World } from '../model.ts';
import { assessedId } from '../rows/assessmentIds.ts';
import type { Entry, Exporter } from './entry.ts';
import { exportLag, exportsAt, snapshotTimes } from './snapshotTimes.ts';

/** Exporter of `SecurityRecommendation` for a scope: each change of state as it happens, and all assessments once a week. */
export function recommendationExporter(world: World, history: ScopeHistory): Exporter {
  const { plan, assessments } = history;
  const record = recordsOf(plan, assessments);
  const streamed = streamedChanges(world, history);
  const cursor = cursorOf(assessments);
  let next = 0;
  let last = tickAt(world.start);
  const snapshot = (at: Instant): readonly Entry[] => {
    cursor.moveTo(at);
    return cursor.states.flatMap((change, index) => (change === null ? [] : [{ at, row: record(index, change, at, true) }]));
  };
  const advance = (until: Instant): readonly Entry[] => {
    const found: Entry[] = [];
    for (let one = streamed[next]; one !== undefined && one.at <= until; one = streamed[++next]) {
      found.push({ at: one.at, row: record(one.index, one.change, one.at, false) });
    }
    for (const at of snapshotTimes(plan, last, until)) if (exportsAt(plan, at)) found.push(...snapshot(at));
    last = until;
    return found.sort((a, b) => a.at - b.at);
  };
  return { advance };
}

interface Streamed {
  readonly at: Instant;
  readonly index: number;
  readonly change: Change;
}

/** What is streamed: changes after the export began, some minutes late; an assessment that vanishes leaves no record. */
function streamedChanges(world: World, { plan, assessments }: ScopeHistory): readonly Streamed[] {
  const lag = exportLag(plan);
  const streamed = assessments.flatMap(({ changes }, index) => changes
    .filter((change) => change.code !== null && change.at > world.start && exportsAt(plan, change.at))
    .map((change) => ({ at: change.at + lag, index, change })));
  return streamed.sort((a, b) => a.at - b.at);
}

type RecordMaker = (index: number, change: Change, at: Instant, isSnapshot: boolean) => Row;

/** Records share what does not change between them: a year of weekly snapshots is a quarter of a million rows. */
function recordsOf(plan: ScopePlan, assessments: readonly Assessment[]): RecordMaker {
  const resourceIds: (string | undefined)[] = [];
  const stamps = new Map<Instant, string>();
  const stamped = (at: Instant): string => {
    const known = stamps.get(at) ?? stamp(at);
    stamps.set(at, known);
    return known;
  };
  return (index, change, at, isSnapshot) => {
    const assessment = assessments[index];
    if (assessment === undefined) throw new Error(`no assessment ${index}`);
    const recommendation = recommendationAt(assessment.recommendation);
    const resourceId = (resourceIds[index] ??= exportedId(plan, assessment));
    return {
      TimeGenerated: stamped(at),
      AssessedResourceId: resourceId,
      Description: descriptionOf(assessment.recommendation),
      DeviceId: '',
      DiscoveredTimeUTC: stamped(assessment.firstEvaluation),
      Environment: plan.environment,
      FirstEvaluationDate: stamped(assessment.firstEvaluation),
      IsSnapshot: isSnapshot,
      PolicyDefinitionId: recommendation.policyDefinitionId ?? '',
      Properties: propertiesOf(change),
      ProviderName: 'Microsoft.Security',
      RecommendationAdditionalData: nothing,
      RecommendationDisplayName: recommendation.displayName,
      RecommendationId: recommendation.key,
      RecommendationName: recommendation.displayName,
      RecommendationSeverity: recommendation.severity,
      RecommendationState: change.code,
      ResolvedTimeUTC: change.code === 'Healthy' ? stamped(change.at) : null,
      ResourceRegion: assessment.resource.region,
      StatusChangeDate: stamped(change.at),
      _BilledSize: 1480,
      _IsBillable: 'True',
      Type: 'SecurityRecommendation',
    };
  };
}

const nothing = {};
const properties = new WeakMap<Change, object>();

function propertiesOf(change: Change): object {
  if (change.cause === undefined) return nothing;
  const known = properties.get(change) ?? { status: { code: change.code, cause: change.cause, description: change.description ?? '' } };
  properties.set(change, known);
  return known;
}

/** The export spells the connector part as the workbook splits it, Resource Graph in lower case. */
function exportedId(plan: ScopePlan, assessment: Assessment): string {
  const id = assessedId(assessment);
  return plan.kind === 'subscription' ? id : id.replace('/microsoft.security/securityconnectors/', '/Microsoft.Security/securityConnectors/');
}
