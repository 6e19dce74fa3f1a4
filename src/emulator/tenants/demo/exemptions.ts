import { recommendations } from '../catalogue/catalogue.ts';
import { hour } from '../instants.ts';
import type { PolicyExemption } from '../model.ts';
import { moments } from './calendar.ts';
import { subscriptionIdOf } from './organisation.ts';

const keysOf = (matches: (one: (typeof recommendations)[number]) => boolean): readonly string[] => recommendations.filter((one) => one.policyDefinitionId !== null && matches(one)).map(({ key }) => key);

/** The exemptions behind what the story waives and takes as mitigated. */
export const demoExemptions: readonly PolicyExemption[] = [
  {
    name: 'SAP disk encryption', scopeId: `/subscriptions/${subscriptionIdOf('corp-erp-prod')}/resourceGroups/rg-sap-prod`, category: 'Waiver', by: 'erp-betrieb@contoso.com', from: moments.exemptionsGranted,
    keys: keysOf(({ displayName }) => displayName.startsWith('Disk encryption')), reason: 'Encrypted by the storage array, vendor note 2538863', expires: Date.parse('2027-03-31T21:00:00Z'),
  },
  {
    name: 'Shop floods', scopeId: `/subscriptions/${subscriptionIdOf('shop-prod')}`, category: 'Mitigated', by: 'shop-platform@contoso.com', from: moments.exemptionsGranted + 26 * hour,
    keys: keysOf(({ controls }) => controls.includes('ddos')), reason: 'Azure Front Door absorbs volumetric attacks', expires: Date.parse('2027-01-31T21:00:00Z'),
  },
  {
    name: 'Ingestion over HTTP', scopeId: `/subscriptions/${subscriptionIdOf('data-analytics')}/resourceGroups/rg-streaming`, category: 'Waiver', by: 'data-platform@contoso.com', from: moments.exemptionsGranted + 50 * hour,
    keys: keysOf(({ profile, controls }) => profile === 'functionApp' && controls.includes('inTransit')), reason: 'Ingestion partners still send over HTTP', expires: moments.exemptionsExpire,
  },
];
