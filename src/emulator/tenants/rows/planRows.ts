import type { Row } from '../../tenant.ts';
import type { ScopePlan } from '../model.ts';
import { shareOf } from '../random.ts';
import { graphRow } from './envelope.ts';

const workloads = ['StorageAccounts', 'SqlServers', 'SqlServerVirtualMachines', 'KeyVaults', 'AppServices', 'Containers', 'Arm', 'CosmosDbs'];

/** The plans of a subscription: Defender CSPM where assessments carry a risk, the others by chance. */
export function planRows(tenantId: string, { subscriptionId, hasRisk }: ScopePlan): readonly Row[] {
  const servers = hasRisk || shareOf('servers', subscriptionId) < 0.45;
  const kind = hasRisk || shareOf('kind', subscriptionId) < 0.5 ? 'P2' : 'P1';
  return [
    planRow(tenantId, subscriptionId, 'CloudPosture', hasRisk),
    planRow(tenantId, subscriptionId, 'VirtualMachines', servers, kind),
    ...workloads.map((plan) => planRow(tenantId, subscriptionId, plan, shareOf('plan', plan, subscriptionId) < 0.35)),
  ];
}

function planRow(tenantId: string, subscriptionId: string, plan: string, on: boolean, subPlan: string | null = null): Row {
  return graphRow({
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.Security/pricings/${plan}`, name: plan, type: 'microsoft.security/pricings', tenantId, subscriptionId,
    properties: { pricingTier: on ? 'Standard' : 'Free', ...(on && subPlan !== null ? { subPlan } : {}), freeTrialRemainingTime: 'PT0S', deprecated: false },
  });
}
