import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { DefenderPlan } from '../../domain/circumstances.ts';
import { knownNames, type DriftLog } from '../drift.ts';
import { compareText, decodeRows, textOrNull } from './decode.ts';

/** What the drift calls these rows. */
export const planSubject = 'microsoft.security/pricings';
const offeringShape = z.object({ offeringType: z.string(), subPlan: z.object({ type: z.string().nullish() }).nullish().catch(null) });
const rowShape = z.object({ id: z.string(), plans: z.array(z.string()).nullish(), offerings: z.array(z.unknown()).nullish().catch(null) });
/** `plan tier subPlan`. */
const entryForm = /^(\S+) (\S+) (\S*)$/;
const tiers = knownNames('Free', 'Standard');

/** Offerings of connectors that are paid plans, without the cloud's name at their end, and what subscriptions call the plan. */
const planOfOffering: Readonly<Record<string, string>> = {
  DefenderCspm: 'CloudPosture', DefenderForServers: 'VirtualMachines', DefenderForContainers: 'Containers', DefenderForDatabases: 'SqlServerVirtualMachines',
};

/** Paid plans by scope, sorted by scope and plan. */
export function decodePlans(rows: readonly WireRow[], drift: DriftLog): readonly DefenderPlan[] {
  const plans = new Map<string, DefenderPlan>();
  for (const { id, plans: entries, offerings } of decodeRows(rows, rowShape, planSubject, drift)) {
    for (const plan of [...ofSubscription(id, entries ?? [], drift), ...ofConnector(id, offerings ?? null)]) plans.set(`${plan.scopeId} ${plan.plan}`, plan);
  }
  return [...plans].toSorted(([a], [b]) => compareText(a, b)).map(([, plan]) => plan);
}

function ofSubscription(scopeId: string, entries: readonly string[], drift: DriftLog): readonly DefenderPlan[] {
  return entries.flatMap((entry) => {
    const [, plan, tier, subPlan] = entryForm.exec(entry) ?? [];
    if (plan === undefined || tier === undefined) {
      drift.invalidRow(planSubject, entry);
      return [];
    }
    drift.value(`${planSubject} properties.pricingTier`, tier, tiers);
    return { scopeId, plan, enabled: tier.toLowerCase() === 'standard', subPlan: textOrNull(subPlan ?? '') };
  });
}

/** A connector lists what is on; what it does not list is off. Null: not a connector's row. */
function ofConnector(scopeId: string, offerings: readonly unknown[] | null): readonly DefenderPlan[] {
  if (offerings === null) return [];
  const on = new Map(offerings.flatMap((one) => {
    const offering = offeringShape.safeParse(one);
    const plan = offering.success ? planOfOffering[offering.data.offeringType.replace(/(?:Aws|Gcp)$/, '')] : undefined;
    return plan === undefined || !offering.success ? [] : [[plan, offering.data.subPlan?.type ?? null] as const];
  }));
  return Object.values(planOfOffering).map((plan) => ({ scopeId, plan, enabled: on.has(plan), subPlan: on.get(plan) ?? null }));
}
