import { describe, expect, it } from 'vitest';
import { createDriftLog } from '../drift.ts';
import { createPackedAssessments } from '../packedAssessments.ts';
import { assessmentRefOf } from './assessmentIds.ts';
import { assessmentKeeper, decodeAssessments } from './assessments.ts';
import { decodeControlDefinitions } from './controlDefinitions.ts';
import { timestampOrNull } from './decode.ts';
import { decodeGovernance } from './governance.ts';
import { portalUrlOf } from './portalUrl.ts';
import { decodeRecommendations } from './recommendations.ts';
import { scoreOfRow, type DecodedScore } from './scores.ts';
import { signaturesOfRow } from './signatures.ts';

const sub = '/subscriptions/00000000-0000-4000-8000-000000000001';
const connector = `${sub}/resourceGroups/RG/providers/Microsoft.Security/securityConnectors/Aws`;
const same = (text: string): string => text;
const decodeScore = (row: Readonly<Record<string, unknown>>, drift = createDriftLog()): DecodedScore | undefined => new Map(scoreOfRow(row, drift, same)).get(sub);

describe('portalUrlOf', () => {
  const host = 'portal.azure.com';
  it('adds the scheme that rows lack, and the tenant', () => {
    expect(portalUrlOf('portal.azure.com/#blade/X/resourceId/%2Fs%2F1', host, 'tenant-1')).toBe('https://portal.azure.com/#@tenant-1/blade/X/resourceId/%2Fs%2F1');
    expect(portalUrlOf('portal.azure.com/#view/X', host, null)).toBe('https://portal.azure.com/#view/X');
    expect(portalUrlOf('portal.azure.com/#@other/blade/X', host, 'tenant-1')).toBe('https://portal.azure.com/#@other/blade/X');
    expect(portalUrlOf('https://portal.azure.com/?a=1#blade/X', host, null)).toBe('https://portal.azure.com/?a=1#blade/X');
    expect(portalUrlOf('ms.portal.azure.com/#blade/X', host, null)).toBe('https://ms.portal.azure.com/#blade/X');
  });
  it.each([
    '', 'http://portal.azure.com/#blade/X', 'javascript:alert(1)', 'JavaScript:alert(1)//portal.azure.com/', 'data:text/html,x', '//portal.azure.com/x', '\\\\portal.azure.com\\x',
    'portal.azure.com.evil.example/#x', 'evilportal.azure.com/', 'portal.azure.com@evil.example/', 'https://user:pw@portal.azure.com/', 'portal.azure.com:8443/', 'https://portal.azure.com:444/',
    'portal.azure.us/#x', ' portal.azure.com/', 'portal.azure.com/\u0000', 'portal.azure.com/#blade/a b', 'https://portal.azure.com\\@evil.example/', 'portal.azure.com/\n', 'https:portal.azure.com/',
  ])('is null for %j', (link) => {
    expect(portalUrlOf(link, host, 'tenant-1')).toBeNull();
  });
});

describe('assessmentRefOf', () => {
  it.each([
    [`${sub}/providers/Microsoft.Security/assessments/KEY`, { scopeId: sub, key: 'key', resourceId: sub }],
    [`${sub}/resourceGroups/A/providers/Microsoft.Compute/virtualMachines/VM/providers/Microsoft.Security/assessments/Key`, { scopeId: sub, key: 'key', resourceId: `${sub}/resourcegroups/a/providers/microsoft.compute/virtualmachines/vm` }],
    [`${connector}/securityentitydata/aws-s3/providers/Microsoft.Security/assessments/key`, { scopeId: connector.toLowerCase(), key: 'key', resourceId: `${connector.toLowerCase()}/securityentitydata/aws-s3` }],
    [`${connector}/devops/default/orgs/o/providers/Microsoft.Security/assessments/key`, { scopeId: connector.toLowerCase(), key: 'key', resourceId: `${connector.toLowerCase()}/devops/default/orgs/o` }],
    [`${connector}/providers/Microsoft.Security/assessments/key`, { scopeId: connector.toLowerCase(), key: 'key', resourceId: connector.toLowerCase() }],
    [`${sub}/resourceGroups/A/providers/Microsoft.ContainerService/managedClusters/k/securityentitydata/pod/providers/Microsoft.Security/assessments/key/governanceAssignments/g`, { scopeId: sub, key: 'key', resourceId: `${sub}/resourcegroups/a/providers/microsoft.containerservice/managedclusters/k/securityentitydata/pod` }],
    ['/providers/Microsoft.Security/assessments/key', null],
    [sub, null],
  ])('%s', (id, ref) => {
    expect(assessmentRefOf(id)).toEqual(ref);
  });
});

describe('timestampOrNull', () => {
  it('reads what the service writes, and notes what it cannot read', () => {
    const drift = createDriftLog();
    expect(timestampOrNull('2022-01-07T13:00:00.1234567Z', 's', drift)).toBe('2022-01-07T13:00:00.123Z');
    expect(timestampOrNull('2022-01-07T13:00:00+02:00', 's', drift)).toBe('2022-01-07T11:00:00.000Z');
    expect(timestampOrNull('0001-01-01T00:00:00Z', 's', drift)).toBeNull();
    expect(timestampOrNull('', 's', drift)).toBeNull();
    expect(drift.list()).toEqual([]);
    expect(timestampOrNull('yesterday', 's', drift)).toBeNull();
    expect(drift.list()).toEqual([{ subject: 's', kind: 'unknownValue', example: 'yesterday', count: 1 }]);
  });
});

describe('decoders', () => {
  it('tell scores apart by name, whatever the row says it is called, and note contradictions', () => {
    const row = (score: string, current: number, control = ''): object => ({ score, control, current, max: 10, ratio: current / 10, weight: 3, healthy: 1, unhealthy: 2, notApplicable: 0 });
    const decode = (rows: readonly object[]): unknown => decodeScore({ id: sub, rows, fields: ['score displayName score weight'] });
    expect(decode([row('scoregraceexcluded', 9), row('ascscore', 5), row('ascscore', 2, 'c1'), row('ascscore', 5)])).toMatchObject({
      secureScore: { current: 5 }, gracePeriod: { current: 9 }, weight: 3, controls: [{ controlId: 'c1', current: 2 }], contradictions: [], faults: [],
    });
    expect(decode([row('ascscore', 5), row('ascscore', 6)])).toEqual(decode([row('ascscore', 6), row('ascscore', 5)]));
    expect(decode([row('ascscore', 5), row('ascscore', 6)])).toMatchObject({ contradictions: ['ascscore'] });
    expect(decode([row('another', 5)])).toMatchObject({ secureScore: null, weight: null });
  });

  it.each([
    ['more points than there are', { current: 10.5, max: 10 }, 'current 10.5 is more than max 10'], ['points where none can be had', { current: 1, max: 0, ratio: 0 }, 'current 1 is more than max 0'],
    ['negative points', { current: -1 }, 'current -1 is negative'], ['a negative maximum', { current: 0, max: -5 }, 'max -5 is negative'], ['a negative weight', { weight: -3 }, 'weight -3 is negative'],
    ['a weight that swallows all others', { weight: 1e308 }, 'weight 1e+308 is beyond any tenant'], ['a ratio in percent', { ratio: 50 }, 'percentage 50 is not between 0 and 1'],
    ['a weight without end', { weight: Infinity }, 'weight: Invalid input'], ['text for a number', { current: 'many' }, 'current: Invalid input'],
  ])('leave out a score row and a control row with %s, and keep the others', (_, figures, why) => {
    const fine = { score: 'ascscore', control: '', current: 5, max: 10, ratio: 0.5, weight: 3, healthy: 1, unhealthy: 2, notApplicable: 0 };
    const drift = createDriftLog();
    const rows = [{ ...fine, ...figures }, { ...fine, score: 'scoregraceexcluded' }, { ...fine, control: 'c1', ...figures }, { ...fine, control: 'c2' }];
    const decoded = decodeScore({ id: sub, rows }, drift);
    expect(decoded).toMatchObject({ secureScore: null, weight: null, gracePeriod: { current: 5 }, controls: [{ controlId: 'c2' }] });
    expect(decoded?.faults.map(({ row }) => row)).toEqual(['ascscore', 'control c1']);
    expect(decoded?.faults.every((fault) => fault.why.startsWith(why))).toBe(true);
    expect(drift.list().map(({ kind, count }) => [kind, count])).toEqual([['invalidRow', 1], ['invalidRow', 1]]);
    expect(drift.untold()).toEqual([]);
  });

  it('take what real rows hold: nothing of nothing, no weight, and the noise of rounded sums', () => {
    const decode = (row: object): unknown => decodeScore({ id: sub, rows: [{ score: 'ascscore', control: '', ...row }] });
    expect(decode({ current: 0, max: 0, ratio: 0, weight: 0 })).toMatchObject({ secureScore: { max: 0 }, weight: 0, faults: [] });
    expect(decode({ current: 10.000000000000002, max: 10, ratio: 1.00001, weight: 4 })).toMatchObject({ secureScore: { max: 10 }, faults: [] });
  });

  it('join the definitions of a control, from several forms and several batches', () => {
    const form = (name: string, maxScore: number, ...keys: readonly string[]): string => JSON.stringify({ name, maxScore, keys: keys.map((key) => ({ id: `/providers/Microsoft.Security/assessmentMetadata/${key}` })) });
    expect(decodeControlDefinitions([{ id: 'c2', forms: ['broken'] }, { id: 'c1', forms: [form('B', 4, 'K1', 'k2')] }, { id: 'c1', forms: [form('A', 6, 'k3'), form('B', 4, 'K1', 'k2')] }], createDriftLog())).toEqual([
      { controlId: 'c1', name: 'A', maxScore: 6, recommendationKeys: ['k1', 'k2', 'k3'] }, { controlId: 'c2', name: 'c2', maxScore: 0, recommendationKeys: [] },
    ]);
  });

  it('take a recommendation for preview while all of its rows say so, in all batches', () => {
    const row = (id: string, assessments: number, previews: number): Readonly<Record<string, unknown>> => ({ id, assessments, previews, displayName: id, source: 'aws' });
    const decoded = decodeRecommendations([row('k1', 2, 2), row('k2', 3, 3), row('k2', 1, 0)], (key) => (key === 'k1' ? 'GCP' : null), createDriftLog());
    expect(decoded.map(({ key, preview, environment, severity }) => [key, preview, environment, severity])).toEqual([['k1', true, 'GCP', 'Unknown'], ['k2', false, 'AWS', 'Unknown']]);
  });

  it('read signatures', () => {
    expect(signaturesOfRow({ id: sub, signatures: ['12 k2', '3 k1,k2', 'nonsense'] }, createDriftLog(), same)).toEqual([[sub, [{ keys: ['k1', 'k2'], resources: 3 }, { keys: ['k2'], resources: 12 }]]]);
  });

  it('take an assessment that comes in two spellings once, and name a resource by its id when it has no name', () => {
    const rows = [`${sub}/resourceGroups/A/providers/x/y/MyVm/providers/Microsoft.Security/assessments/k`, `${sub}/resourcegroups/a/providers/x/y/MyVm/providers/Microsoft.Security/assessments/k`].map((id) => ({ id, code: 'healthy' }));
    const drift = createDriftLog();
    const portal = { portalHost: 'portal.azure.com', tenantOf: () => null };
    const packed = createPackedAssessments();
    const kept = [...rows, { id: 'elsewhere', code: 'Healthy' }].map(assessmentKeeper(portal, packed));
    expect(decodeAssessments(kept, portal, drift, packed, () => true)).toMatchObject([{ resourceName: 'MyVm', state: 'Healthy', portalUrl: null, changedAt: null }]);
    expect(decodeAssessments(kept, portal, createDriftLog(), packed, () => false)).toEqual([]);
    expect(drift.list()).toMatchObject([{ kind: 'invalidRow', count: 1 }]);
  });

  it('keep an assessment decoded, and one with something unknown as it came', () => {
    const portal = { portalHost: 'portal.azure.com', tenantOf: () => null };
    const id = `${sub}/providers/Microsoft.Security/assessments/k`;
    const packed = createPackedAssessments();
    const keep = assessmentKeeper(portal, packed);
    const odd = { id, code: 'Strange' };
    expect(keep(odd)).toBe(odd);
    expect(packed.at(Number(keep({ id, code: 'Healthy' })))).toMatchObject({ key: 'k', state: 'Healthy' });
    const drift = createDriftLog();
    expect(decodeAssessments([odd], portal, drift, packed, () => true)).toMatchObject([{ state: 'Strange' }]);
    expect(drift.list()).toMatchObject([{ example: 'Strange', count: 1 }]);
  });

  it('read governance assignments', () => {
    const id = `${sub}/providers/Microsoft.Security/assessments/K/governanceAssignments/g`;
    expect(decodeGovernance([{ id, assignedResourceId: '', owner: ' ', dueAt: '2022-01-07T13:00:00.0000000Z', gracePeriod: true, ticketNumber: '123123', ticketLink: 'https://snow.com', fields: [] }], createDriftLog())).toEqual([
      { scopeId: sub, key: 'k', resourceId: sub, owner: null, dueAt: '2022-01-07T13:00:00.000Z', gracePeriod: true, ticket: '123123' },
    ]);
  });
});
