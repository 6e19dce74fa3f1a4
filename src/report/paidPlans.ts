import type { DefenderPlan } from '../domain/circumstances.ts';
import type { PlanNeed } from '../domain/reportCircumstances.ts';
import type { ScopeId } from '../domain/scope.ts';
import type { Recommendation } from '../domain/snapshot.ts';

/** A plan as people call it, and as the service does; `subPlan` where only one kind of it will do. */
interface PaidPlan {
  readonly name: string;
  readonly plan: string;
  readonly subPlan?: string;
}

const servers: PaidPlan = { name: 'Defender for Servers', plan: 'VirtualMachines' };
const servers2: PaidPlan = { name: 'Defender for Servers Plan 2', plan: 'VirtualMachines', subPlan: 'P2' };
const posture: PaidPlan = { name: 'Defender CSPM', plan: 'CloudPosture' };
const containers: PaidPlan = { name: 'Defender for Containers', plan: 'Containers' };
const sql: PaidPlan = { name: 'Defender for Azure SQL Databases', plan: 'SqlServers' };
const sqlOnMachines: PaidPlan = { name: 'Defender for SQL Servers on Machines', plan: 'SqlServerVirtualMachines' };

/**
 * Recommendations that are judged, or mended, with a paid plan only. No interface of the service says which: these are the ones of which Microsoft's
 * documentation says so, so one that is not listed is not known to need none. Sources, on Microsoft Learn below azure/defender-for-cloud:
 * just-in-time-access-overview; recommendations-reference-compute; defender-for-servers-overview (vulnerability and secrets scanning);
 * sql-azure-vulnerability-assessment-enable; defender-for-sql-on-machines-vulnerability-assessment; agentless-vulnerability-assessment-azure.
 */
const needs: ReadonlyMap<string, readonly PaidPlan[]> = new Map([
  ['805651bc-6ecd-4c73-9b55-97a19d0582d0', [servers2]], // just-in-time access to management ports
  ['06e3a6db-6c0c-4ad9-943f-31d9d73ecf6c', [servers2, posture]], // EDR solution on machines
  ['dc5357d0-3858-4d17-a1a3-072840bff5be', [servers2, posture]], // EDR configuration
  ['17618b1a-ed14-49bb-b37f-9f8ba967be8b', [servers2, posture]], // secrets on machines
  ['1195afff-c881-495e-9bc5-1486211ae03f', [servers, posture]], // vulnerabilities of machines
  ['82e20e14-edc5-4373-bfc4-f13121257c37', [sql]], // vulnerabilities of SQL databases
  ['1db4f204-cb5a-4c9c-9254-7556403ce51c', [sql]], // vulnerability assessment on SQL servers
  ['c42fc28d-1703-45fc-aaa5-39797f570513', [sql]], // … on managed instances
  ['f97aa83c-9b63-4f9a-99f6-b22c4398f936', [sqlOnMachines]], // vulnerabilities of SQL servers on machines
  ['c0b7cfc6-3172-465a-b378-53c7ff2cc0d5', [containers, posture]], // vulnerabilities of registry images, Azure
  ['dbd0cb49-b563-45e7-9724-889e799fa648', [containers, posture]], // … by the former scanner
  ['c27441ae-775c-45be-8ffa-655de37362ce', [containers, posture]], // … AWS
  ['5cc3a2c1-8397-456f-8792-fe9d0d4c9145', [containers, posture]], // … GCP
]);

/** "Microsoft Defender for … should be enabled": the plan itself is what is recommended. */
const enabling = /^Microsoft (Defender (?:for .+|CSPM)) should be enabled\b/i;
const planNames: Readonly<Record<string, string>> = {
  'defender for servers': 'VirtualMachines', 'defender for containers': 'Containers', 'defender for storage': 'StorageAccounts', 'defender for key vault': 'KeyVaults',
  'defender for app service': 'AppServices', 'defender for resource manager': 'Arm', 'defender for azure cosmos db': 'CosmosDbs', 'defender for apis': 'Api', 'defender cspm': 'CloudPosture',
  'defender for azure sql database servers': 'SqlServers', 'defender for sql servers on machines': 'SqlServerVirtualMachines', 'defender for open-source relational databases': 'OpenSourceRelationalDatabases',
};

/** The paid plan that some recommendations need, with the scopes concerned in which it is off; null: none that is known. */
export function planNeedOf(recommendations: readonly Pick<Recommendation, 'key' | 'name'>[], scopeIds: readonly ScopeId[], plans: readonly DefenderPlan[] | undefined): PlanNeed | null {
  const needed = recommendations.flatMap((one) => {
    const anyOf = plansFor(one);
    return anyOf === null ? [] : [anyOf];
  });
  if (needed.length === 0) return null;
  const isOn = ({ plan, subPlan }: PaidPlan, scopeId: ScopeId): boolean =>
    plans?.some((one) => one.scopeId === scopeId && one.plan === plan && one.enabled && (subPlan === undefined || one.subPlan === subPlan)) === true;
  const isKnown = plans !== undefined && scopeIds.every((scopeId) => plans.some((one) => one.scopeId === scopeId));
  return {
    plans: [...new Set(needed.flatMap((anyOf) => anyOf.map(({ name }) => name)))],
    scopes: scopeIds.length,
    missingIn: isKnown ? scopeIds.filter((scopeId) => needed.some((anyOf) => !anyOf.some((one) => isOn(one, scopeId)))).length : null,
  };
}

function plansFor({ key, name }: Pick<Recommendation, 'key' | 'name'>): readonly PaidPlan[] | null {
  const listed = needs.get(key);
  if (listed !== undefined) return listed;
  const title = enabling.exec(name)?.[1];
  return title === undefined ? null : [{ name: title, plan: planNames[title.toLowerCase()] ?? '' }];
}
