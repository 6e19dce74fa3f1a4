import type { KnownStates } from '../domain/history.ts';
import type { Action, PlanModel } from '../domain/reportPanels.ts';
import type { Scope, ScopeId } from '../domain/scope.ts';
import type { ControlDefinition, Governance, Snapshot } from '../domain/snapshot.ts';
import { planActions } from '../score/index.ts';
import type { ReportContext } from './context.ts';
import { ownersByKey, type Ownership } from './owners.ts';
import { planNeedOf } from './paidPlans.ts';
import { recommendationLink } from './recommendations.ts';
import { riskOf } from './risks.ts';
import { rescoringOf, type Rescoring } from './rescoring.ts';

/** Actions a report lists. */
const actionsShown = 10;

/** What one unit of effort stands for: Moderate twice Low, High four times; unknown as Moderate. Stated in the report's method. */
export const effortWeights: Readonly<Record<string, number>> = { low: 1, moderate: 2, high: 4 };

const severityOrder = ['High', 'Medium', 'Low'];

/** Where a plan is made: the run, and what scopes are called. */
export interface PlanPlace {
  readonly snapshot: Pick<Snapshot, 'scores' | 'controls' | 'recommendations' | 'risks' | 'plans' | 'cloud' | 'tenantIds' | 'scopes'> & { readonly governance: readonly Governance[] };
  scope(id: ScopeId): Scope | null;
}

/** Next best actions by rescoring (DESIGN §9.8); null when the snapshot has no signatures of unhealthy resources. */
export function plan(context: ReportContext, states: KnownStates | null): PlanModel | null {
  const rescoring = rescoringOf(context.snapshot, states);
  if (rescoring === null) return null;
  const chosen = planActions(rescoring.choices, { steps: actionsShown, effort: effortOf(context.snapshot), urgency: urgencyOf(context.snapshot) });
  const steps = actionsOf(context, rescoring, chosen.steps.map(({ keys }) => keys));
  return { steps, gain: steps.at(-1)?.cumulative ?? 0, bound: chosen.bound };
}

/** Actions in the given order, each with its gain alone and on top of those before it. */
export function actionsOf(place: PlanPlace, rescoring: Rescoring, order: readonly (readonly string[])[]): Action[] {
  const owners = ownersByKey(place.snapshot.governance);
  const done = new Set<string>();
  return order.map((keys) => {
    for (const key of keys) done.add(key);
    return { ...describe(place, keys, rescoring, owners), gain: rescoring.after(new Set(keys)) - rescoring.before, cumulative: rescoring.after(done) - rescoring.before };
  });
}

/** Effort of a recommendation, in the units of {@link effortWeights}. */
export function effortOf(snapshot: Snapshot): (key: string) => number {
  const efforts = new Map(snapshot.recommendations.map((one) => [one.key, effortWeights[one.implementationEffort?.toLowerCase() ?? ''] ?? 2]));
  return (key) => efforts.get(key) ?? 2;
}

/** Of actions that bring the same for the same effort, the one with more on attack paths comes first, then with more exposed, then of the higher risk. */
function urgencyOf({ risks }: Pick<Snapshot, 'risks'>): (keys: readonly string[]) => number {
  const bounded = (number: number): number => Math.min(999_999, number);
  return (keys) => {
    const risk = riskOf(risks, keys);
    return risk === null ? 0 : bounded(risk.attackPaths) * 1e12 + bounded(risk.exposed) * 1e6 + bounded(risk.critical * 10 + risk.high);
  };
}

function describe(place: PlanPlace, keys: readonly string[], { scopes, sets }: Rescoring, owners: ReadonlyMap<string, Ownership>): Omit<Action, 'gain' | 'cumulative'> {
  const { snapshot } = place;
  const recommendations = keys.flatMap((key) => snapshot.recommendations.find((one) => one.key === key) ?? []);
  const gaining = sets.filter((set) => set.keys.some((key) => keys.includes(key)));
  const controlIds = new Set(gaining.map((set) => scopes[set.scope]?.controls[set.control]?.controlId));
  const byScope = [...Map.groupBy(gaining, (set) => set.scope)].map(([scope, own]) => ({ scope: scopes[scope], resources: own.reduce((sum, set) => sum + set.resources, 0) }));
  const governed = keys.flatMap((key) => owners.get(key) ?? []);
  return {
    keys: [...keys],
    names: recommendations.map((one) => one.name),
    environment: recommendations[0]?.environment ?? 'Azure',
    severity: severityOrder.find((severity) => recommendations.some((one) => one.severity === severity)) ?? recommendations[0]?.severity ?? 'Unknown',
    implementationEffort: hardest(recommendations.map((one) => one.implementationEffort)),
    controls: snapshot.controls.filter((control: ControlDefinition) => controlIds.has(control.controlId)).map((control) => control.name),
    owner: governed.find((one) => one.owner !== null)?.owner ?? null,
    dueAt: governed.flatMap((one) => one.dueAt ?? []).toSorted()[0] ?? null,
    risk: riskOf(snapshot.risks, keys),
    planNeed: planNeedOf(recommendations, byScope.flatMap(({ scope }) => scope?.scopeId ?? []), snapshot.plans),
    tickets: [...new Set(governed.flatMap(({ tickets }) => tickets))].toSorted(),
    portalUrl: recommendationLink(snapshot, keys[0] ?? ''),
    resources: unhealthyResources(snapshot, new Set(scopes.map(({ scopeId }) => scopeId)), keys),
    scopes: byScope
      .toSorted((a, b) => b.resources * (b.scope?.weight ?? 0) - a.resources * (a.scope?.weight ?? 0))
      .map(({ scope }) => place.scope(scope?.scopeId ?? '')?.name ?? scope?.scopeId ?? ''),
  };
}

function hardest(efforts: readonly (string | null)[]): string | null {
  return efforts.toSorted((a, b) => (effortWeights[b?.toLowerCase() ?? ''] ?? 0) - (effortWeights[a?.toLowerCase() ?? ''] ?? 0))[0] ?? null;
}

/** Distinct resources of some scopes that fail at least one of the recommendations. */
function unhealthyResources({ scores }: Pick<Snapshot, 'scores'>, scopes: ReadonlySet<ScopeId>, keys: readonly string[]): number {
  return scores.reduce((sum, { scopeId, signatures }) => (scopes.has(scopeId) ? sum + signatures.reduce((own, signature) => own + (signature.keys.some((key) => keys.includes(key)) ? signature.resources : 0), 0) : sum), 0);
}
