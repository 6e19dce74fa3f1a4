import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { DefenderPlan, RiskCount } from '../../domain/circumstances.ts';
import { knownNames, type DriftLog } from '../drift.ts';
import { compareText, decodeRows, textOrNull } from './decode.ts';

/** What the drift calls these rows. */
export const riskSubject = 'microsoft.security/assessments properties.risk';
export const planSubject = 'microsoft.security/pricings';
const rowShape = z.object({ id: z.string(), entries: z.array(z.string()) });
/** Of each, the service's own text comes last. */
const riskForm = /^(\d+) risk (\S+) ([01]) ([01]) (.*)$/s;
const planForm = /^\d+ plan (\S+) (\S+) (\S*)$/;
const offeringForm = /^\d+ offering (\S*) (\S*)$/;
const levels = knownNames('Critical', 'High', 'Medium', 'Low', 'None');
const tiers = knownNames('Free', 'Standard');

/** Offerings of connectors that are paid plans, without the cloud's name at their end, and what subscriptions call the plan. */
const planOfOffering: Readonly<Record<string, string>> = {
  DefenderCspm: 'CloudPosture', DefenderForServers: 'VirtualMachines', DefenderForContainers: 'Containers', DefenderForDatabases: 'SqlServerVirtualMachines',
};

type Counted = { -readonly [Field in keyof RiskCount]: RiskCount[Field] };

interface Decoded {
  readonly risks: Map<string, Counted>;
  readonly plans: Map<string, DefenderPlan>;
}

/** Unhealthy assessments by risk, sorted by scope and key, and paid plans, sorted by scope and plan. */
export function decodeRisksAndPlans(rows: readonly WireRow[], drift: DriftLog): { readonly risks: readonly RiskCount[]; readonly plans: readonly DefenderPlan[] } {
  const decoded: Decoded = { risks: new Map(), plans: new Map() };
  for (const { id, entries } of decodeRows(rows, rowShape, riskSubject, drift)) {
    for (const entry of entries) {
      if (!addRisk(decoded, id, entry, drift) && !addPlan(decoded, id, entry, drift) && !addOffering(decoded, id, entry)) drift.invalidRow(entry.includes(' risk ') ? riskSubject : planSubject, entry);
    }
  }
  return { risks: sorted(decoded.risks), plans: sorted(decoded.plans) };
}

function sorted<Value>(values: ReadonlyMap<string, Value>): readonly Value[] {
  return [...values].toSorted(([a], [b]) => compareText(a, b)).map(([, value]) => value);
}

function addRisk({ risks }: Decoded, scopeId: string, entry: string, drift: DriftLog): boolean {
  const [, count, key, exposed, onPath, level] = riskForm.exec(entry) ?? [];
  if (key === undefined || level === undefined) return false;
  drift.value(`${riskSubject}.level`, level, levels);
  const place = `${scopeId} ${key}`;
  const counted = risks.get(place) ?? { scopeId, key, critical: 0, high: 0, medium: 0, low: 0, none: 0, exposed: 0, attackPaths: 0 };
  risks.set(place, counted);
  counted[fieldOf(level)] += Number(count);
  if (exposed === '1') counted.exposed += Number(count);
  if (onPath === '1') counted.attackPaths += Number(count);
  return true;
}

function fieldOf(level: string): 'critical' | 'high' | 'medium' | 'low' | 'none' {
  const lower = level.toLowerCase();
  return lower === 'critical' || lower === 'high' || lower === 'medium' || lower === 'low' ? lower : 'none';
}

function addPlan({ plans }: Decoded, scopeId: string, entry: string, drift: DriftLog): boolean {
  const [, plan, tier, subPlan] = planForm.exec(entry) ?? [];
  if (plan === undefined || tier === undefined) return false;
  drift.value(`${planSubject} properties.pricingTier`, tier, tiers);
  plans.set(`${scopeId} ${plan}`, { scopeId, plan, enabled: tier.toLowerCase() === 'standard', subPlan: textOrNull(subPlan ?? '') });
  return true;
}

/** A connector lists what is on; what it does not list is off. */
function addOffering({ plans }: Decoded, scopeId: string, entry: string): boolean {
  const [, offering, subPlan] = offeringForm.exec(entry) ?? [];
  if (offering === undefined) return false;
  const on = planOfOffering[offering.replace(/(?:Aws|Gcp)$/, '')];
  for (const plan of Object.values(planOfOffering)) {
    const place = `${scopeId} ${plan}`;
    if (plan === on) plans.set(place, { scopeId, plan, enabled: true, subPlan: textOrNull(subPlan ?? '') });
    else if (!plans.has(place)) plans.set(place, { scopeId, plan, enabled: false, subPlan: null });
  }
  return true;
}
