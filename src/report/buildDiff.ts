import { z } from 'zod';
import { formatFor } from '../domain/format.ts';
import type { HistoryPoint, KnownStates, StateChange } from '../domain/history.ts';
import { count, day, instant, ratio, ratioOrNull, shownChange } from '../domain/reportFigures.ts';
import { accountSchema } from '../domain/reportPanels.ts';
import type { ScopeId } from '../domain/scope.ts';
import type { RecommendationCount, ScopeScore, Snapshot } from '../domain/snapshot.ts';
import { rollUp, type ScopePoint, type WeightedPoints } from '../score/index.ts';
import { accountModel } from './account/accountModel.ts';
import { windowTransitions } from './account/windowTransitions.ts';
import { gracePeriods } from './grace.ts';
import { methodBreakBetween } from './methodBreaks.ts';

/** Version of the comparison's JSON. */
export const diffVersion = 1;

export const provenanceSchema = z.object({
  runId: z.string(),
  day: day.describe('In the time zone.'),
  start: instant.describe('When Azure was asked: the moment the figures stand for.'),
  end: instant,
  seconds: z.number().describe('From start to end.'),
  timeZone: z.string(),
  source: z.enum(['live', 'continuousExport', 'file']).describe('Where the run came from.'),
  toolVersion: z.string(),
  formula: z.number().int().describe('Version of the arithmetic.'),
  cloud: z.string(),
  catalogue: z.string().describe('Hash of the control definitions and recommendations.'),
  scopes: count.describe('Scopes expected.'),
  coverage: ratio.describe('Scopes with a score ÷ scopes expected.'),
  complete: z.boolean().describe('False when a gap affects a figure.'),
  gaps: count,
});

/** Where the figures of one run come from. Says nothing of who ran it. */
export type Provenance = z.infer<typeof provenanceSchema>;

export const scopeDifferenceSchema = z.object({
  scopeId: z.string(),
  name: z.string(),
  environment: z.string(),
  status: z.enum(['joined', 'left', 'both']).describe('joined, left: it has a score in one of the runs only.'),
  from: ratioOrNull,
  to: ratioOrNull,
  change: z.number().nullable().describe('As a ratio; null unless it has a score in both.'),
  shown: z.number().nullable().describe('The change as text shows it.'),
  weightFrom: z.number().nullable(),
  weightTo: z.number().nullable(),
});

/** One scope in two runs. */
export type ScopeDifference = z.infer<typeof scopeDifferenceSchema>;

export const diffSchema = z.object({
  schema: z.literal('secure-score/diff'),
  version: z.literal(diffVersion),
  from: provenanceSchema.describe('The earlier run.'),
  to: provenanceSchema.describe('The later run.'),
  overall: z.object({ from: ratioOrNull, to: ratioOrNull, change: z.number().nullable(), shown: z.number().nullable().describe('The change as text shows it: the difference of the scores as shown.') }),
  scopes: z.array(scopeDifferenceSchema).describe('Largest change first; scopes without a score in either run are left out.'),
  account: accountSchema.nullable().describe('Why the score moved: parts that sum to the change; null when either run has no score.'),
  resourcesKnown: z.boolean().describe('False: no resource states on record, so that the account cannot tell causes inside a control.'),
  methodBreak: z.string().nullable().describe('Announced change of the method between the two, in words.'),
}).meta({ id: 'SecureScoreDiff', title: 'Two runs compared' });

/** Two runs compared. */
export type Diff = z.infer<typeof diffSchema>;

/** A run on record. */
export interface RecordedRun {
  readonly snapshot: Snapshot;
  readonly point: HistoryPoint;
}

export interface DiffInputs {
  /** The earlier run. */
  readonly from: RecordedRun;
  readonly to: RecordedRun;
  readonly timeZone: string;
  /** Resource states at the later run; null: not on record. */
  readonly states: KnownStates | null;
  /** Changes after the earlier run's start, up to the later one's. */
  readonly changes: readonly StateChange[];
  /** True when governance assignments of the earlier run are still on record; default false. */
  readonly governanceKnown?: boolean;
}

/** Compares two runs from the record alone. Scores are those of the runs themselves: nothing is carried forward. */
export function buildDiff({ from, to, timeZone, states, changes, governanceKnown = false }: DiffInputs): Diff {
  const [before, after] = [from.snapshot, to.snapshot];
  const resourcesKnown = states !== null && states.since !== null;
  const transitions = !resourcesKnown ? new Map() : windowTransitions({
    states, changes, catalogueBefore: before, catalogueAfter: after, countsBefore: countsByScope(before), countsAfter: countsByScope(after), grace: governanceKnown ? { before: gracePeriods(before.governance, before.takenAt), after: gracePeriods(after.governance, after.takenAt) } : null,
  });
  const model = accountModel({ before: scopePoints(before), after: scopePoints(after), transitions }, namesOf(before, after));
  const [was, is] = [ratioOf(before), ratioOf(after)];
  return {
    schema: 'secure-score/diff', version: diffVersion,
    from: provenance(from, timeZone), to: provenance(to, timeZone),
    overall: { from: was, to: is, ...difference(was, is) },
    scopes: scopeDifferences(before, after),
    account: model === null ? null : { since: from.point.day, ...model },
    resourcesKnown,
    methodBreak: methodBreakBetween(from.point.day, to.point.day, formatFor('en-GB', timeZone)),
  };
}

function provenance({ snapshot, point }: RecordedRun, timeZone: string): Provenance {
  const { runId, takenAt: start, finishedAt: end, toolVersion, formula, cloud, catalogueHash, scopes, gaps } = snapshot;
  return {
    runId, day: point.day, start, end, seconds: (Date.parse(end) - Date.parse(start)) / 1000, timeZone, source: point.source,
    toolVersion, formula, cloud, catalogue: catalogueHash, scopes: scopes.length, coverage: point.coverage, complete: point.complete, gaps: gaps.length,
  };
}

function ratioOf({ scores }: Snapshot): number | null {
  return rollUp(scores.map(weighted)).ratio;
}

function weighted({ secureScore, weight }: ScopeScore): WeightedPoints {
  return { points: secureScore, weight };
}

function difference(from: number | null, to: number | null): { readonly change: number | null; readonly shown: number | null } {
  return from === null || to === null ? { change: null, shown: null } : { change: to - from, shown: shownChange(from, to) };
}

function scopePoints({ scores, controls }: Snapshot): ScopePoint[] {
  const maxima = new Map(controls.map((control) => [control.controlId, control.maxScore]));
  return scores.flatMap(({ scopeId, secureScore, weight, controls: own }) => {
    if (secureScore === null || weight === null) return [];
    const points = own.map(({ controlId, current, max, ratio, healthy, unhealthy, notApplicable }) => ({
      controlId, maxScore: max > 0 ? max : (maxima.get(controlId) ?? 0), points: { current, max, ratio }, counts: { healthy, unhealthy, notApplicable },
    }));
    return { scopeId, points: secureScore, weight, controls: points };
  });
}

function countsByScope({ scores }: Snapshot): ReadonlyMap<ScopeId, readonly RecommendationCount[]> {
  return new Map(scores.map((score) => [score.scopeId, score.recommendations]));
}

function namesOf(before: Snapshot, after: Snapshot): Parameters<typeof accountModel>[1] {
  const both = [before, after];
  const scopes = new Map(both.flatMap((run) => run.scopes.map((scope) => [scope.id, scope.name] as const)));
  const controls = new Map(both.flatMap((run) => run.controls.map((control) => [control.controlId, control.name] as const)));
  const recommendations = new Map(both.flatMap((run) => run.recommendations.map((one) => [one.key, one.name] as const)));
  return { scope: (id) => scopes.get(id) ?? id, control: (id) => controls.get(id) ?? id, recommendation: (key) => recommendations.get(key) ?? key };
}

function scopeDifferences(before: Snapshot, after: Snapshot): ScopeDifference[] {
  const [was, is] = [before, after].map((run) => new Map(run.scores.map((score) => [score.scopeId, score] as const)));
  const scopes = new Map([...before.scopes, ...after.scopes].map((scope) => [scope.id, scope]));
  const own = (score: ScopeScore | undefined): number | null => (score === undefined ? null : rollUp([weighted(score)]).ratio);
  return [...scopes.values()]
    .flatMap((scope): ScopeDifference[] => {
      const [earlier, later] = [was?.get(scope.id), is?.get(scope.id)];
      const [from, to] = [own(earlier), own(later)];
      if (from === null && to === null) return [];
      const status = from === null ? 'joined' : to === null ? 'left' : 'both';
      return [{ scopeId: scope.id, name: scope.name, environment: scope.environment, status, from, to, ...difference(from, to), weightFrom: earlier?.weight ?? null, weightTo: later?.weight ?? null }];
    })
    .toSorted((a, b) => Math.abs(b.change ?? 2) - Math.abs(a.change ?? 2) || a.name.localeCompare(b.name, 'en'));
}
