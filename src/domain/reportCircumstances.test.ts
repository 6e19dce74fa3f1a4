import { expect, it } from 'vitest';
import { exemptionsSchema } from './exemptions.ts';
import { actionSchema } from './reportPanels.ts';

it('reads what reports of earlier versions said, without what they did not know', () => {
  const row = { scopeId: 's', scopeName: 'S', key: 'k', name: 'N', reason: null, category: null, expiresOn: null, status: 'unjustified', resources: 1, since: null };
  expect(exemptionsSchema.parse({ accepted: 0.6, raw: 0.5, assessments: 1, counting: 1, rows: [row] })).toMatchObject({ withoutGrace: null, inGrace: 0, rows: [{ source: 'assessment', createdBy: null, portalUrl: null }] });
  const action = { keys: ['k'], names: ['N'], environment: 'Azure', severity: 'High', implementationEffort: null, controls: [], owner: null, dueAt: null, resources: 1, scopes: [], gain: 0.1, cumulative: 0.1 };
  expect(actionSchema.parse(action)).toMatchObject({ risk: null, planNeed: null, tickets: [], portalUrl: null });
});
