import { day, hour } from '../instants.ts';
import type { Resource, StateCode } from '../model.ts';
import type { Recommendation } from '../catalogue/recommendation.ts';
import { shareOf } from '../random.ts';
import type { ForcedChange } from '../timeline.ts';
import { demoHorizon, moments } from './calendar.ts';
import type { DemoScope } from './organisation.ts';

/** An assessment that the story may say something about. */
interface Cast {
  readonly scope: DemoScope;
  readonly resource: Resource;
  readonly recommendation: Recommendation;
  /** A number in [0, 1) of this assessment's own, per topic. */
  draw(topic: string): number;
}

/** What the story forces on an assessment, in no particular order. */
export function forcedChanges(scope: DemoScope, resource: Resource, recommendation: Recommendation): readonly ForcedChange[] {
  const cast: Cast = { scope, resource, recommendation, draw: (topic) => shareOf(topic, resource.id, recommendation.key) };
  return acts.flatMap((act) => act(cast));
}

type Act = (cast: Cast) => readonly ForcedChange[];

const acts: readonly Act[] = [multiFactor, encryptionCampaign, patchCampaign, waivers, mitigations, expiringWaivers, insecureDeployment, templateFlip, switchedOff];

/** MFA is a matter of policy: it holds for everybody in a subscription, from a day on, and does not come and go. */
function multiFactor({ scope, resource, recommendation }: Cast): readonly ForcedChange[] {
  if (resource.profile !== 'subscription' || !recommendation.displayName.startsWith('MFA ')) return [];
  const first: StateCode = scope.mfa === 'always' ? 'Healthy' : 'Unhealthy';
  const begin = forced(first, -Infinity, Infinity);
  if (scope.mfa === 'always' || scope.mfa === 'never') return [begin];
  return [begin, forced('Healthy', Date.parse(`${scope.mfa}T13:05:00Z`), Infinity)];
}

/** Spring campaign, first half: the payment teams accept encrypted connections only. */
function encryptionCampaign({ scope, recommendation, draw }: Cast): readonly ForcedChange[] {
  if (!scope.slug.startsWith('pay-') || !recommendation.controls.includes('inTransit')) return [];
  return [forced('Healthy', duringCampaign(draw('encryption')), demoHorizon)];
}

/** Spring campaign, second half: updates, open ports and disks on the machines that matter. */
function patchCampaign({ scope, resource, recommendation, draw }: Cast): readonly ForcedChange[] {
  const takesPart = ['pay-prod', 'pay-stage', 'shop-prod', 'corp-erp-prod'].includes(scope.slug) && resource.profile === 'vm';
  const topic = recommendation.controls.some((slug) => slug === 'updates' || slug === 'ports' || slug === 'atRest');
  if (!takesPart || !topic || recommendation.preview || draw('patch') > 0.6) return [];
  return [forced('Healthy', duringCampaign(draw('patch day')), moments.campaignEnds + draw('patch rest') * 150 * day)];
}

/** Waived for good: SAP vendors do not support disk encryption on these machines. */
function waivers({ scope, resource, recommendation }: Cast): readonly ForcedChange[] {
  if (scope.slug !== 'corp-erp-prod' || !resource.name.startsWith('vm-sap-') || !recommendation.displayName.startsWith('Disk encryption')) return [];
  return [exempt(moments.exemptionsGranted, Infinity, 'Waiver: encrypted by the storage array, vendor note 2538863; expires 2027-03-31')];
}

/** Counted as mitigated elsewhere: the shop's networks sit behind a content delivery network that absorbs floods. */
function mitigations({ scope, recommendation }: Cast): readonly ForcedChange[] {
  if (scope.slug !== 'shop-prod' || !recommendation.controls.includes('ddos')) return [];
  return [exempt(moments.exemptionsGranted + 26 * hour, Infinity, 'Mitigated: Azure Front Door absorbs volumetric attacks; expires 2027-01-31')];
}

/** Waived until the end of September, then unhealthy again: nobody renewed it. */
function expiringWaivers({ scope, resource, recommendation }: Cast): readonly ForcedChange[] {
  if (scope.slug !== 'data-analytics' || resource.profile !== 'functionApp' || !recommendation.controls.includes('inTransit')) return [];
  return [
    exempt(moments.exemptionsGranted + 50 * hour, moments.exemptionsExpire, 'Waiver: ingestion partners still send over HTTP; expires 2026-09-30'),
    forced('Unhealthy', moments.exemptionsExpire, demoHorizon),
  ];
}

/** Names of what the November deployment brought. */
const deployed = /^(vm-pay-edge-|stpayedge)/;

/** The regression that the headline explains: machines and storage deployed from an old template. */
function insecureDeployment({ resource, recommendation }: Cast): readonly ForcedChange[] {
  if (!deployed.test(resource.name)) return [];
  const { controls, preview } = recommendation;
  const topics = ['ports', 'updates', 'vulnerabilities', 'configuration', 'inTransit', 'atRest'] as const;
  const bad = !preview && topics.some((slug) => controls.includes(slug)) && !controls.includes('applications');
  return [forced(bad ? 'Unhealthy' : 'Healthy', resource.born, demoHorizon)];
}

/** A template switched HTTPS-only off for the shop's web apps; four days later it was switched on again. */
function templateFlip({ scope, resource, recommendation, draw }: Cast): readonly ForcedChange[] {
  if (scope.slug !== 'shop-prod' || resource.profile !== 'webApp' || !recommendation.controls.includes('inTransit')) return [];
  const down = moments.flipBegins + draw('flip') * 3 * hour;
  const up = moments.flipEnds + draw('flip') * 5 * hour;
  return [forced('Healthy', down - 30 * day, down), forced('Unhealthy', down, up), forced('Healthy', up, up + 60 * day)];
}

/** One recommendation is switched off by policy in one subscription. */
function switchedOff({ scope, recommendation }: Cast): readonly ForcedChange[] {
  if (scope.slug !== 'shop-dev' || !recommendation.displayName.startsWith('Diagnostic logs in Key Vault')) return [];
  const description = 'The effective policy for the assessment was evaluated to off - use Microsoft.Authorization/policyAssignments to turn this assessment on';
  return [{ ...forced('NotApplicable', -Infinity, Infinity), cause: 'OffByPolicy', description }];
}

function duringCampaign(draw: number): number {
  return Math.round(moments.campaignBegins + draw * (moments.campaignEnds - moments.campaignBegins));
}

function forced(code: StateCode, at: number, holdUntil: number): ForcedChange {
  return { at, code, holdUntil };
}

function exempt(at: number, holdUntil: number, description: string): ForcedChange {
  return { ...forced('NotApplicable', at, holdUntil), cause: 'Exempt', description };
}
