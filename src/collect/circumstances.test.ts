import { afterEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Row } from '../emulator/index.ts';
import { tenantWith } from '../emulator/server/testTenant.ts';
import { assessmentRow, connectorRow, groupRow, guid, policyExemptionRows, pricingRow, scoreRow, standardExemptionRow, subscription, subscriptionRow, testAzure, type CollectOptions, type TestAzure } from './testCollect.ts';

const vm = (n: number, name = 'vm'): string => `${subscription(n)}/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/${name}`;
const group = '/providers/Microsoft.Management/managementGroups/root';

let azure: TestAzure | null = null;
afterEach(async () => {
  await azure?.close();
  azure = null;
});

/** Two subscriptions below a group, each with three recommendations on a machine, and some rows more. */
async function collected({ security = [], policies = [], resources = [] }: Partial<Record<'security' | 'policies' | 'resources', readonly Row[]>>, options: CollectOptions = {}): Promise<Snapshot> {
  const own = [0, 1].flatMap((n) => [scoreRow(subscription(n), 1, 10), ...['key0', 'key1', 'key2'].map((key) => assessmentRow(vm(n), key, 'Healthy'))]);
  azure = await testAzure(tenantWith({ resourcecontainers: [groupRow('root'), subscriptionRow(0), subscriptionRow(1)], resources, securityresources: [...own, ...security], policyresources: policies }));
  return azure.collect(options);
}

describe('exemptions', () => {
  it('of a policy in an initiative are of the recommendation behind it, with who, why and until when', async () => {
    const { grants, gaps } = await collected({ policies: policyExemptionRows(vm(0), 'key2') });
    expect(grants).toEqual([{
      id: `${vm(0)}/providers/microsoft.authorization/policyexemptions/exemption-key2`.toLowerCase(), source: 'policyExemption', scope: vm(0).toLowerCase(), keys: ['key2'],
      name: 'Benchmark exemption', reason: 'a proxy does it', category: 'Mitigated', expiresAt: '2027-01-31T23:00:00.000Z', createdBy: 'anna@contoso.com', createdAt: '2026-02-17T08:00:00.000Z',
    }]);
    expect(gaps).toEqual([]);
  });

  it('of a whole initiative are of all its recommendations; of policies behind none, they are none of ours', async () => {
    const whole = await collected({ policies: policyExemptionRows(subscription(1), 'key0', { policyDefinitionReferenceIds: [] }) });
    expect(whole.grants?.map(({ keys }) => keys)).toEqual([['key0', 'key1', 'key2']]);
    await azure?.close();
    const [exemption, assignment] = policyExemptionRows(subscription(1), 'key0', { policyDefinitionReferenceIds: null });
    const tagging = { ...assignment, properties: { policyDefinitionId: '/providers/Microsoft.Authorization/policyDefinitions/tags' } };
    expect((await collected({ policies: [exemption ?? {}, tagging] })).grants).toEqual([]);
  });

  it('granted on a management group are seen where a single subscription is asked about', async () => {
    const { grants } = await collected({ policies: policyExemptionRows(group, 'key1') }, { include: [{ kind: 'subscription', pattern: 'sub-1' }] });
    expect(grants).toMatchObject([{ scope: group.toLowerCase(), keys: ['key1'] }]);
  });

  it('whose policies cannot be found are kept without a recommendation', async () => {
    const [exemption] = policyExemptionRows(vm(0), 'key2');
    expect((await collected({ policies: [exemption ?? {}] })).grants).toMatchObject([{ keys: [], reason: 'a proxy does it' }]);
  });

  it('of a standard name the recommendation, unless a rule stands in its place; what audits is no exemption', async () => {
    const entity = `${subscription(0)}/resourcegroups/mdc-aws/providers/microsoft.security/securityconnectors/shop/securityentitydata/aws-ec2-vpc-1`;
    const { grants } = await collected({ security: [
      standardExemptionRow(entity, 'KEY1'),
      standardExemptionRow(subscription(0), 'rule', { exemptionData: { exemptionCategory: 'Mitigated', assessmentKey: '00000000-0000-0000-0000-000000000000' }, expiresOn: '2026-12-01T00:00:00Z' }),
      standardExemptionRow(subscription(1), 'benchmark', { effect: 'Audit' }),
    ] });
    expect(grants?.map(({ source, scope, keys, category, expiresAt, createdBy }) => [source, scope, keys, category, expiresAt, createdBy])).toEqual([
      ['standardAssignment', subscription(0), [], 'Mitigated', '2026-12-01T00:00:00.000Z', '64849255-9746-4dab-8abd-ffae09fd8b06'],
      ['standardAssignment', entity.toLowerCase(), ['key1'], 'Waiver', null, '64849255-9746-4dab-8abd-ffae09fd8b06'],
    ].toSorted((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1)));
  });
});

describe('risks', () => {
  it('are counted by level, exposure and attack path, of what fails', async () => {
    const risky = (name: string, level: string, riskFactors: readonly string[], paths: readonly string[], code = 'Unhealthy'): Row =>
      assessmentRow(vm(0, name), 'key1', code, { properties: { risk: { level, isContextualRisk: true, riskFactors, attackPathsReferences: paths, paths: [] } } });
    const { risks, drift } = await collected({ security: [
      risky('a', 'Critical', ['Exposure to the Internet', 'Sensitive Data'], ['p1', 'p2']), risky('b', 'High', ['Exposure to the Internet'], []), risky('c', 'Medium', [], []),
      risky('d', 'None', [], []), risky('e', 'Dire', [], []), risky('f', 'Critical', ['Exposure to the Internet'], ['p1'], 'Healthy'),
    ] });
    expect(risks).toEqual([{ scopeId: subscription(0), key: 'key1', critical: 1, high: 1, medium: 1, low: 0, none: 2, exposed: 2, attackPaths: 1 }]);
    expect(drift).toContainEqual(expect.objectContaining({ kind: 'unknownValue', example: 'Dire' }));
  });

  it('are none, and known to be none, without Defender CSPM', async () => {
    expect((await collected({})).risks).toEqual([]);
  });
});

describe('plans', () => {
  it('are those of the subscription, and the offerings of a connector', async () => {
    const aws = connectorRow(1, 'aws', 'AWS', '123456789012');
    const offerings = [{ offeringType: 'CspmMonitorAws' }, { offeringType: 'DefenderForServersAws', subPlan: { type: 'P2' } }, 'odd'];
    const onMachine = { ...pricingRow(0, 'VirtualMachines', 'Standard', 'P1'), id: `${vm(0)}/providers/Microsoft.Security/pricings/VirtualMachines`, subscriptionId: guid(0) };
    const { plans } = await collected({
      security: [pricingRow(0, 'VirtualMachines', 'Free'), pricingRow(0, 'CloudPosture', 'Standard'), onMachine],
      resources: [{ ...aws, properties: { environmentName: 'AWS', hierarchyIdentifier: '123456789012', offerings } }],
    });
    const connector = String(aws['id']).toLowerCase();
    expect(plans?.filter(({ scopeId }) => scopeId !== connector)).toEqual([
      { scopeId: subscription(0), plan: 'CloudPosture', enabled: true, subPlan: null }, { scopeId: subscription(0), plan: 'VirtualMachines', enabled: false, subPlan: null },
    ]);
    expect(plans?.filter(({ scopeId }) => scopeId === connector).map(({ plan, enabled, subPlan }) => [plan, enabled, subPlan])).toEqual([
      ['CloudPosture', false, null], ['Containers', false, null], ['SqlServerVirtualMachines', false, null], ['VirtualMachines', true, 'P2'],
    ]);
  });
});

it('rows of other shapes are told, and make no run incomplete', async () => {
  const { grants, gaps } = await collected({ security: [{ ...standardExemptionRow(subscription(0), 'key0'), id: 7 }, standardExemptionRow(subscription(1), 'key1', { expiresOn: 'soon' })] });
  expect(gaps.filter(({ affectsScore }) => affectsScore)).toEqual([]);
  expect(grants).toMatchObject([{ keys: ['key1'], expiresAt: null }]);
});
