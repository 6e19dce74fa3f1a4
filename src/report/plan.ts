import type { Action, PlanModel } from '../domain/reportPanels.ts';
import type { ControlDefinition } from '../domain/snapshot.ts';
import { bundles, failingSets, planActions, rescore, rollUp, type FailingSet, type PlanStep, type RescorableScope } from '../score/index.ts';
import type { ReportContext } from './context.ts';
import { countsInScore } from './recommendations.ts';
import { ownersByKey, type Ownership } from './owners.ts';

/** Actions a report lists. */
const actionsShown = 10;

/** What one unit of effort stands for: Moderate twice Low, High four times; unknown as Moderate. Stated in the report's method. */
export const effortWeights: Readonly<Record<string, number>> = { low: 1, moderate: 2, high: 4 };

const severityOrder = ['High', 'Medium', 'Low'];

/** Next best actions by rescoring (DESIGN §9.8); null when the snapshot has no signatures of unhealthy resources. */
export function plan(context: ReportContext): PlanModel | null {
  const { snapshot } = context;
  const scopes: RescorableScope[] = snapshot.scores.map((score) => ({ ...score, points: score.secureScore }));
  const sets = failingSets(scopes, snapshot.controls, countsInScore(snapshot.recommendations));
  const before = rollUp(scopes).ratio;
  if (before === null || sets.length === 0) return null;
  const chosen = planActions(bundles(scopes, sets), { steps: actionsShown, effort: effortOf(context) });
  const owners = ownersByKey(snapshot.governance);
  const done = new Set<string>();
  const steps = chosen.steps.map((step): Action => {
    for (const key of step.keys) done.add(key);
    return { ...describe(context, step, scopes, sets, owners), gain: (rescore(scopes, sets, new Set(step.keys)) ?? before) - before, cumulative: (rescore(scopes, sets, done) ?? before) - before };
  });
  return { steps, gain: steps.at(-1)?.cumulative ?? 0, bound: chosen.bound };
}

function effortOf({ snapshot }: ReportContext): (key: string) => number {
  const efforts = new Map(snapshot.recommendations.map((one) => [one.key, effortWeights[one.implementationEffort?.toLowerCase() ?? ''] ?? 2]));
  return (key) => efforts.get(key) ?? 2;
}

function describe(context: ReportContext, step: PlanStep, scopes: readonly RescorableScope[], sets: readonly FailingSet[], owners: ReadonlyMap<string, Ownership>): Omit<Action, 'gain' | 'cumulative'> {
  const recommendations = step.keys.flatMap((key) => context.snapshot.recommendations.find((one) => one.key === key) ?? []);
  const gaining = sets.filter((set) => set.keys.some((key) => step.keys.includes(key)));
  const controlIds = new Set(gaining.map((set) => scopes[set.scope]?.controls[set.control]?.controlId));
  const byScope = [...Map.groupBy(gaining, (set) => set.scope)].map(([scope, own]) => ({ scope: scopes[scope], resources: own.reduce((sum, set) => sum + set.resources, 0) }));
  const governed = step.keys.flatMap((key) => owners.get(key) ?? []);
  return {
    keys: [...step.keys],
    names: recommendations.map((one) => one.name),
    environment: recommendations[0]?.environment ?? 'Azure',
    severity: severityOrder.find((severity) => recommendations.some((one) => one.severity === severity)) ?? recommendations[0]?.severity ?? 'Unknown',
    implementationEffort: hardest(recommendations.map((one) => one.implementationEffort)),
    controls: context.snapshot.controls.filter((control: ControlDefinition) => controlIds.has(control.controlId)).map((control) => control.name),
    owner: governed.find((one) => one.owner !== null)?.owner ?? null,
    dueAt: governed.flatMap((one) => one.dueAt ?? []).toSorted()[0] ?? null,
    resources: unhealthyResources(scopes, step.keys),
    scopes: byScope
      .toSorted((a, b) => b.resources * (b.scope?.weight ?? 0) - a.resources * (a.scope?.weight ?? 0))
      .map(({ scope }) => context.scope(scope?.scopeId ?? '')?.name ?? scope?.scopeId ?? ''),
  };
}

function hardest(efforts: readonly (string | null)[]): string | null {
  return efforts.toSorted((a, b) => (effortWeights[b?.toLowerCase() ?? ''] ?? 0) - (effortWeights[a?.toLowerCase() ?? ''] ?? 0))[0] ?? null;
}

/** Distinct resources that fail at least one of the recommendations. */
function unhealthyResources(scopes: readonly RescorableScope[], keys: readonly string[]): number {
  return scopes.reduce((sum, scope) => sum + scope.signatures.reduce((own, signature) => own + (signature.keys.some((key) => keys.includes(key)) ? signature.resources : 0), 0), 0);
}
