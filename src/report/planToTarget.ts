import { z } from 'zod';
import type { KnownStates } from '../domain/history.ts';
import { count, instant, ratio } from '../domain/reportFigures.ts';
import { actionSchema } from '../domain/reportPanels.ts';
import type { ScopeId } from '../domain/scope.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { gainOf, planActions, upperBound, type Effort } from '../score/index.ts';
import { openAssignments } from './owners.ts';
import { actionsOf, effortOf } from './plan.ts';
import { rescoringOf, type Rescoring } from './rescoring.ts';

/** Version of the plan's JSON. */
export const planVersion = 1;

export const targetPlanSchema = z.object({
  schema: z.literal('secure-score/plan'),
  version: z.literal(planVersion),
  runId: z.string(),
  takenAt: instant,
  scopes: z.array(z.string()).nullable().describe('Names of the scopes planned for; null: all of the run.'),
  score: ratio.describe('The score as it is.'),
  target: ratio,
  status: z.enum(['reached', 'reachable', 'unreachable']).describe('reached: nothing to do; unreachable: fixing everything on record does not suffice.'),
  highest: ratio.describe('The score with every recommendation on record fixed, by rescoring.'),
  steps: z.array(actionSchema).describe('In order; unreachable: all that gains anything, as far as the plan got.'),
  after: ratio.describe('The score after all steps, by rescoring.'),
  recommendations: count.describe('Recommendations in the steps.'),
  effort: z.number().describe('Of the steps: 1 for Low, 2 for Moderate or unknown, 4 for High.'),
  fewest: count.nullable().describe('No way with fewer recommendations than this reaches the target (but for the service\'s rounding); null: none reaches it.'),
}).meta({ id: 'SecureScorePlan', title: 'Way to a target score' });

/** A way from a score to a target. */
export type TargetPlan = z.infer<typeof targetPlanSchema>;

export interface TargetPlanInputs {
  readonly snapshot: Snapshot;
  /** Resource states on record at the snapshot; null: none, so that grace periods are not known. */
  readonly states: KnownStates | null;
  /** 0–1. */
  readonly target: number;
  /** Scopes to plan for; null: all. */
  readonly only: ReadonlySet<ScopeId> | null;
}

/** Recommendations a plan may hold: more is no plan any more. */
const mostRecommendations = 200;
/** Ratios are sums of products: differences below this are the arithmetic's. */
const tolerance = 1e-9;

/**
 * The shortest way found to a target: greedy by gain and by gain per effort, each stripped of steps it can do without; the one with
 * fewer recommendations, then with less effort. Null where nothing can be rescored: no score, or no failing resources on record.
 */
export function planToTarget({ snapshot, states, target, only }: TargetPlanInputs): TargetPlan | null {
  const rescoring = rescoringOf(snapshot, states, only);
  if (rescoring === null) return null;
  const { before, choices } = rescoring;
  const highest = rescoring.after(new Set(choices.flatMap(({ keys }) => keys)));
  const status = before >= target - tolerance ? 'reached' : highest >= target - tolerance ? 'reachable' : 'unreachable';
  const effort = effortOf(snapshot);
  const way = status === 'reached' ? [] : shortest([wayTo(rescoring, target), wayTo(rescoring, target, effort)], effort);
  const names = new Map(snapshot.scopes.map((scope) => [scope.id, scope]));
  const governance = openAssignments(snapshot.governance, states).filter(({ scopeId }) => only === null || only.has(scopeId));
  const steps = actionsOf({ snapshot: { ...snapshot, governance }, scope: (id) => names.get(id) ?? null }, rescoring, way);
  return {
    schema: 'secure-score/plan', version: planVersion, runId: snapshot.runId, takenAt: snapshot.takenAt,
    scopes: only === null ? null : snapshot.scopes.filter(({ id }) => only.has(id)).map(({ name }) => name),
    score: before, target, status, highest, steps,
    after: before + (steps.at(-1)?.cumulative ?? 0),
    recommendations: way.flat().length, effort: effortSum(way, effort),
    fewest: status === 'unreachable' ? null : fewestNeeded(rescoring, target),
  };
}

type Way = readonly (readonly string[])[];

/** Greedy steps until rescoring says that the target is reached. The choices' worth is unrounded, so it may take a little more than they say. */
function wayTo({ before, choices, after }: Rescoring, target: number, effort?: Effort): Way {
  let enough = target - before;
  for (;;) {
    const { steps, gain } = planActions(choices, { steps: mostRecommendations, enough, ...(effort === undefined ? {} : { effort }) });
    const way = steps.map(({ keys }) => keys);
    const missing = target - after(new Set(way.flat()));
    if (missing <= tolerance) return pruned(way, (keys) => after(keys) >= target - tolerance);
    if (gain < enough) return way;
    enough = gain + Math.max(missing, tolerance);
  }
}

/** Without steps that later ones have made needless, the least gainful first. */
function pruned(way: Way, suffices: (keys: ReadonlySet<string>) => boolean): Way {
  let kept = way;
  for (const step of way.toReversed()) {
    const rest = kept.filter((one) => one !== step);
    if (suffices(new Set(rest.flat()))) kept = rest;
  }
  return kept;
}

function shortest(ways: readonly Way[], effort: Effort): Way {
  const [first = []] = ways.toSorted((a, b) => a.flat().length - b.flat().length || effortSum(a, effort) - effortSum(b, effort));
  return first;
}

function effortSum(way: Way, effort: Effort): number {
  return way.flat().reduce((sum, key) => sum + effort(key), 0);
}

/** The least number of recommendations whose upper bound reaches the target; what rounding and grace may add to the choices' worth is allowed for. */
function fewestNeeded({ before, choices, after }: Rescoring, target: number): number {
  const keys = new Set(choices.flatMap((choice) => choice.keys));
  const slack = Math.max(0, after(keys) - before - gainOf(choices, keys)) + tolerance;
  const needed = target - before;
  let number = 0;
  while (number < keys.size && upperBound(choices, number) + (number === 0 ? 0 : slack) < needed - tolerance) number += 1;
  return number;
}
