import type { WireRow } from '../azure/index.ts';
import type { Gap } from '../domain/gap.ts';
import type { Scope } from '../domain/scope.ts';
import {
  formulaVersion, runIdOf, snapshotVersion,
  type ControlDefinition, type Governance, type Recommendation, type RecommendationCount, type ScopeScore, type Snapshot, type UnhealthySignature,
} from '../domain/snapshot.ts';
import { catalogueHash } from './catalogueHash.ts';
import { circumstancesOf, type CircumstanceRows } from './circumstances.ts';
import type { DriftLog } from './drift.ts';
import { invalidRowGaps, vanishedGaps } from './gaps.ts';
import { compareText } from './rows/decode.ts';
import { decodeRecommendations } from './rows/recommendations.ts';
import type { DecodedScore } from './rows/scores.ts';
import { scopeGaps, type Doubts } from './scopeGaps.ts';
import type { Estate } from './scopes.ts';
import { toolVersion } from './toolVersion.ts';

/** The parts of a snapshot, by scope id where they belong to one. */
export interface SnapshotParts {
  readonly takenAt: Date;
  readonly finishedAt: Date;
  readonly cloud: string;
  readonly estate: Estate;
  /** The selected scopes, sorted by id. */
  readonly scopes: readonly Scope[];
  /** Whether config means a scope. */
  readonly isSelected: (scope: Scope) => boolean;
  readonly previous: Snapshot | null;
  readonly drift: DriftLog;
  readonly scores: ReadonlyMap<string, DecodedScore>;
  readonly controls: readonly ControlDefinition[];
  readonly recommendationRows: readonly WireRow[];
  readonly circumstances: CircumstanceRows;
  readonly counts: ReadonlyMap<string, readonly RecommendationCount[]>;
  readonly signatures: ReadonlyMap<string, readonly UnhealthySignature[]>;
  readonly governance: readonly Governance[];
  readonly assessments: Snapshot['assessments'];
  readonly gaps: readonly Gap[];
  /** Subscriptions of failed batches, by query. */
  readonly doubtful: Doubts;
  readonly requests: Snapshot['requests'];
}

/** Puts the parts together and lists what is missing. */
export function assembleSnapshot(parts: SnapshotParts): Snapshot {
  const { estate, scopes, counts, controls, drift, previous } = parts;
  const recommendations = recommendationsOf(parts);
  const scores = scopes.map((scope) => scoreOf(scope, parts));
  const assessed = new Set(counts.keys());
  const gaps = [...parts.gaps, ...scopeGaps(scopes, parts.scores, assessed, parts.doubtful, previous), ...vanishedGaps({ scores, governance: [...parts.governance], scopes: [...scopes] }, previous, parts.isSelected)];
  return {
    schema: 'secure-score/snapshot',
    version: snapshotVersion,
    runId: runIdOf(parts.takenAt),
    takenAt: parts.takenAt.toISOString(),
    finishedAt: parts.finishedAt.toISOString(),
    toolVersion: toolVersion(),
    model: 'classic',
    formula: formulaVersion,
    cloud: parts.cloud,
    tenantIds: [...new Set(scopes.flatMap(({ id }) => estate.tenants.get(id) ?? []))].toSorted(compareText),
    catalogueHash: catalogueHash(controls, recommendations),
    scopes: [...scopes],
    managementGroups: groupsAbove(estate, scopes),
    scores,
    controls: [...controls],
    recommendations: [...recommendations],
    assessments: parts.assessments,
    governance: [...parts.governance],
    ...circumstancesOf(parts.circumstances, parts.recommendationRows, new Set(scopes.map(({ id }) => id)), drift),
    gaps: [...gaps, ...invalidRowGaps(drift)],
    drift: [...drift.list()],
    requests: parts.requests,
  };
}

function scoreOf({ id }: Scope, { scores, counts, signatures }: SnapshotParts): ScopeScore {
  const score = scores.get(id);
  return {
    scopeId: id,
    secureScore: score?.secureScore ?? null,
    gracePeriod: score?.gracePeriod ?? null,
    weight: score?.weight ?? null,
    controls: [...(score?.controls ?? [])],
    recommendations: [...(counts.get(id) ?? [])],
    signatures: [...(signatures.get(id) ?? [])],
  };
}

/** Recommendations that a selected scope is judged by; where numbers are missing, all that the service named. */
function recommendationsOf({ scopes, counts, recommendationRows, doubtful, drift }: SnapshotParts): readonly Recommendation[] {
  const environments = new Map<string, string>();
  for (const { id, environment } of scopes) for (const { key } of counts.get(id) ?? []) if (!environments.has(key)) environments.set(key, environment);
  const all = decodeRecommendations(recommendationRows, (key) => environments.get(key) ?? null, drift);
  return doubtful.has('recommendationCounts') ? all : all.filter(({ key }) => environments.has(key));
}

/** Groups above the selected scopes, and every group that can be read when config leaves nothing out. */
function groupsAbove(estate: Estate, scopes: readonly Scope[]): Snapshot['managementGroups'] {
  const above = new Set(scopes.flatMap(({ ancestors }) => ancestors.map(({ name }) => name.toLowerCase())));
  const all = scopes.length === estate.scopes.length;
  return estate.groups.filter(({ name }) => all || above.has(name.toLowerCase()));
}
